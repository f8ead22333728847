"""After the conversation the operator finishes the card, and gets no call before that (clause 11 of 141-П).

How long this may take is the queue's: until the card is closed, for so long, or not at all.
"""

from __future__ import annotations

from thirdring.acd.centre import Queue
from thirdring.acd.inputs import CallId, TimerDue, WrapUpEnded
from thirdring.acd.operators import OperatorState, OperatorTurn
from thirdring.acd.seat import change, commanded, release
from thirdring.acd.state import Seat, Step


def begin(step: Step, seat: Seat, call: CallId, queue: Queue) -> None:
    """The conversation for ``queue`` is over. One whom the configuration no longer knows goes at once."""
    limit = queue.wrap_up_limit
    if limit == 0 or seat.operator not in step.state.floor.operators:
        release(step, seat)
        return
    change(step, seat, OperatorTurn.CONVERSATION_ENDS, call=call)
    if limit is not None:
        step.state.arm(f"wrap-up {seat.operator}", step.at + limit)


def end(step: Step, seat: Seat) -> None:
    step.state.disarm(f"wrap-up {seat.operator}")
    release(step, seat)


def card_closed(step: Step, event: WrapUpEnded) -> None:
    end(step, commanded(step, event.operator, event))


def limit_passed(step: Step, timer: TimerDue) -> None:
    seat = step.state.operators.get(int(timer.timer.removeprefix("wrap-up ")))
    if seat is not None and seat.state is OperatorState.WRAP_UP:
        release(step, seat)
