"""The electronic secretary: a caller comes while the line is closed, and nobody is rung for him.

He hears the notice, then when the centre opens, and may have himself called back or leave a message.
Whoever presses nothing (an old telephone has no keys that tell) gets the tone and may speak. What he
leaves is owed to him on the next working day. Those who wait already when a line closes wait on, for
as long as operators are there; from then on newcomers come here.
"""

from __future__ import annotations

from thirdring.acd import patience
from thirdring.acd.actions import Say
from thirdring.acd.centre import WaitingMode
from thirdring.acd.facts import LineClosed
from thirdring.acd.state import Call, Step, Talk


def begin(step: Step, call: Call) -> None:
    """The caller is told that nobody is there, and until when."""
    mode = step.state.centre.rules.waiting or WaitingMode()
    call.queue = step.state.queue_of(call).key
    call.choices = 1
    step.tell(call, LineClosed(call.id, call.queue, call.opens_at))
    patience.say(step, call, Talk.CLOSED, Say(call.id, mode.closed, opens_at=call.opens_at))
