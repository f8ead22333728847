"""What an operator's phone has done: for a supervisor's leg, one who is awaited back, and all others."""

from __future__ import annotations

from thirdring.acd import answer, comeback, leave, supervision
from thirdring.acd.inputs import LegAnswered, LegDigitPressed, LegGone, LegId
from thirdring.acd.state import Call, Step, Supervision


def lifted(step: Step, event: LegAnswered) -> None:
    if his := _supervision(step, event.leg):
        supervision.lifted(step, *his)
    elif call := _awaiting(step, event.leg):
        comeback.lifted(step, call)
    else:
        answer.lifted(step, event)


def key_pressed(step: Step, event: LegDigitPressed) -> None:
    if his := _supervision(step, event.leg):
        if his[1].lifted:
            supervision.begin(step, *his)
    else:
        answer.key_pressed(step, event)


def gone(step: Step, event: LegGone) -> None:
    if his := _supervision(step, event.leg):
        supervision.phone_gone(step, his[0])
    else:
        leave.leg_gone(step, event)


def _awaiting(step: Step, leg: LegId) -> Call | None:
    """The call whose operator is to come back, if it is his phone that rings for it."""
    call = step.state.call_of_leg(leg)
    return call if call is not None and call.comeback is not None else None


def _supervision(step: Step, leg: LegId) -> tuple[Call, Supervision] | None:
    """What a leg listens to, if it is a supervisor's."""
    call = step.state.call_of_leg(leg)
    if call is None or call.supervision is None or call.supervision.leg != leg:
        return None
    return call, call.supervision
