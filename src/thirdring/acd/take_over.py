"""A supervisor who listens takes the call over: it is his with its card, and its operator is free.

The caller is with one of the two at every moment; whoever hangs up meanwhile leaves nobody behind.
"""

from __future__ import annotations

from thirdring.acd import join, supervision
from thirdring.acd.actions import HangUpLeg
from thirdring.acd.calls import CallState
from thirdring.acd.facts import LegEnded, PauseAwaited
from thirdring.acd.inputs import Illegal, TakeOverRequested
from thirdring.acd.operators import OperatorTurn
from thirdring.acd.refusals import call_is
from thirdring.acd.seat import change, commanded, release
from thirdring.acd.state import Step
from thirdring.acd.supervision_facts import SupervisionEnd


def take_over(step: Step, event: TakeOverRequested) -> None:
    """Only of a caller who is not just being passed on: that has an end of its own."""
    seat = commanded(step, event.operator, event)
    call, found = supervision.supervised(step, seat)
    if not found.began:
        raise Illegal("not_listening_yet", f"operator {seat.operator} has not lifted the receiver yet")
    if call.state not in (CallState.TALKING, CallState.HELD):
        raise Illegal(call_is(call.state), f"call {call.id} is {call.state}: it cannot be taken over now")
    assert call.operator is not None
    former, leg = step.state.operators[call.operator], call.leg
    supervision.forget(step, call, SupervisionEnd.TOOK_OVER)
    change(step, seat, OperatorTurn.TAKES_OVER, call=call.id)
    if seat.pause:
        step.effects.append(PauseAwaited(seat.operator, seat.pause))
    join.connect(step, call, seat, found.leg)
    step.effects.append(HangUpLeg(leg))
    step.tell(call, LegEnded(call.id, leg, former.operator))
    release(step, former)
