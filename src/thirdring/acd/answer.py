"""What becomes of an offer: answered, missed, refused, failed, or taken back.

Answer and withdrawal may cross on the wire. A phone that lifts for an offer that no longer
stands is hung up again; whatever else is said of a leg that is no longer known is too late
and changes nothing.
"""

from __future__ import annotations

from thirdring.acd import join, offer, transfer, wait
from thirdring.acd.calls import TRANSFERRING
from thirdring.acd.effects import HangUpLeg, OfferOutcome
from thirdring.acd.inputs import LegAnswered, LegEnd, OfferRefused, TimerDue
from thirdring.acd.operators import OperatorTurn
from thirdring.acd.seat import change, commanded
from thirdring.acd.state import Call, Offer, Step

# How an offer ends when the leg does, and for what reason the operator is set aside.
FATE: dict[LegEnd, tuple[OfferOutcome, str]] = {
    LegEnd.BUSY: (OfferOutcome.BUSY, "phone busy"),
    LegEnd.REFUSED: (OfferOutcome.REFUSED, "refused"),
    LegEnd.FAILED: (OfferOutcome.FAILED, "phone failed"),
    LegEnd.HUNG_UP: (OfferOutcome.FAILED, "phone failed"),
    LegEnd.LOST: (OfferOutcome.FAILED, "phone failed"),
}


def lifted(step: Step, event: LegAnswered) -> None:
    """An operator has lifted the receiver."""
    call = step.state.call_of_leg(event.leg)
    if call is None:
        step.effects.append(HangUpLeg(event.leg))
        return
    answered = call.offer
    if answered is None or answered.leg != event.leg:
        return
    if call.state is TRANSFERRING:
        transfer.colleague_answers(step, call, answered)
        return
    offer.close(step, call, answered, OfferOutcome.ANSWERED)
    join.begin(step, call, step.state.operators[answered.operator], answered.leg)
    if call.transfer is not None:
        transfer.arrived(step, call)


def phone_gave_up(step: Step, call: Call, offered: Offer, cause: LegEnd) -> None:
    """The phone has ended the leg without an answer."""
    outcome, reason = FATE[cause]
    _set_aside(step, call, offered, outcome, reason)


def refused(step: Step, event: OfferRefused) -> None:
    call = step.state.calls[commanded(step, event.operator, event).call]
    assert call.offer is not None
    step.effects.append(HangUpLeg(call.offer.leg))
    _set_aside(step, call, call.offer, OfferOutcome.REFUSED, "refused")


def missed(step: Step, timer: TimerDue) -> None:
    """The third ring has passed (clause 1 of 141-П)."""
    call = step.state.call_of_leg(timer.timer.removeprefix("ring "))
    if call is not None and call.offer is not None:
        step.effects.append(HangUpLeg(call.offer.leg))
        _set_aside(step, call, call.offer, OfferOutcome.MISSED, "missed")


def taken_back(step: Step, call: Call, outcome: OfferOutcome) -> None:
    """The operator cannot or will not have it any longer; the next one is asked at once."""
    offer.take_back(step, call, outcome)
    _next(step, call, outcome)


def _set_aside(step: Step, call: Call, offered: Offer, outcome: OfferOutcome, reason: str) -> None:
    """The operator gets no calls until he asks for them, and this caller not for a while even then."""
    offer.close(step, call, offered, outcome)
    change(step, step.state.operators[offered.operator], OperatorTurn.FAILS, reason)
    wait.hold_off(step, call, offered.operator)
    _next(step, call, outcome)


def _next(step: Step, call: Call, outcome: OfferOutcome) -> None:
    if call.transfer is not None:
        transfer.colleague_fails(step, call, outcome)
    else:
        wait.stand_again(step, call)
