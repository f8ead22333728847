"""What becomes of an offer: answered, missed, refused, failed, or taken back.

Answer and withdrawal may cross on the wire. A phone that lifts for an offer that no longer
stands is hung up again; whatever else is said of a leg that is no longer known is too late
and changes nothing.
"""

from __future__ import annotations

from thirdring.acd import attempts, join, offer, promises, transfer, wait
from thirdring.acd.actions import HangUpLeg, PlayToLeg
from thirdring.acd.calls import TRANSFERRING, CallState
from thirdring.acd.facts import Lifted, MissesRepeated, OfferOutcome
from thirdring.acd.inputs import CardOpened, LegAnswered, LegDigitPressed, LegEnd, OfferRefused, TimerDue
from thirdring.acd.operators import OperatorTurn
from thirdring.acd.seat import change, commanded
from thirdring.acd.state import Call, Offer, Seat, State, Step

KEY, CARD = "key", "card"

NOT_OPENED = "card not opened"  # lifted in time, but the card was not read

# How an offer ends when the leg does, and for what reason the operator is set aside.
FATE: dict[LegEnd, tuple[OfferOutcome, str]] = {
    LegEnd.BUSY: (OfferOutcome.BUSY, "phone busy"),
    LegEnd.REFUSED: (OfferOutcome.REFUSED, "refused"),
    LegEnd.FAILED: (OfferOutcome.FAILED, "phone failed"),
    LegEnd.INVALID: (OfferOutcome.FAILED, "phone failed"),
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
    if answered is None or answered.leg != event.leg or answered.lifted is not None or answered.silent:
        return
    awaits = _awaits(step, call, answered)
    if not awaits:
        _accept(step, call, answered)
        return
    answered.lifted, answered.awaits = step.at, awaits
    step.tell(call, Lifted(call.id, answered.leg, answered.operator, awaits))
    if meanwhile := heard_meanwhile(step.state, call, answered):
        step.effects.append(meanwhile)
    rules = step.state.centre.rules.transfers
    if rules is not None and offer.passed_on(call, answered.operator):
        step.state.arm(f"ring {answered.leg}", step.at + rules.card_limit)


def _awaits(step: Step, call: Call, offered: Offer) -> str:
    """What the person has still to do.

    A mobile's voice mail must not get the caller, and nobody gets one from a colleague without the card.
    """
    rules = step.state.centre.rules
    seat = step.state.operators[offered.operator]
    if rules.transfers is not None and offer.passed_on(call, offered.operator):
        if not seat.desk:
            return KEY
        if seat.card != call.id:
            return CARD
    return KEY if rules.confirm and step.state.floor.is_mobile(seat.device) else ""


def heard_meanwhile(state: State, call: Call, offered: Offer) -> PlayToLeg | None:
    """What asks whoever has lifted for the key; ``None`` when no key is awaited."""
    if offered.awaits != KEY:
        return None
    summary = offer.summary(state, call, offered.leg, offered.operator)
    return summary or PlayToLeg(offered.leg, state.centre.rules.confirm)


def card_opened(step: Step, event: CardOpened) -> None:
    """The desk shows the card; who has lifted already is joined now."""
    join.card_shown(step, event)
    call = step.state.calls.get(event.call)
    offered = call.offer if call is not None else None
    if call is None or offered is None or offered.operator != event.operator:
        return
    if offered.awaits == CARD:
        _accept(step, call, offered)
    else:
        offer.card_shown(step, call, offered)


def key_pressed(step: Step, event: LegDigitPressed) -> None:
    """Any key will do; keys pressed at any other time mean nothing here."""
    call = step.state.call_of_leg(event.leg)
    if (
        call is not None
        and call.offer is not None
        and call.offer.leg == event.leg
        and call.offer.awaits == KEY
    ):
        _accept(step, call, call.offer)


def _accept(step: Step, call: Call, answered: Offer) -> None:
    """The operator has the caller, or the colleague who passes him on."""
    if call.state is CallState.DIALLING:
        attempts.operator_lifted(step, call)
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
    if offered.awaits and cause is LegEnd.HUNG_UP:
        outcome, reason = FATE[LegEnd.REFUSED]
    _set_aside(step, call, offered, outcome, reason)


def refused(step: Step, event: OfferRefused) -> None:
    call = step.state.calls[commanded(step, event.operator, event).call]
    assert call.offer is not None
    offer.hang_up(step, call.offer)
    _set_aside(step, call, call.offer, OfferOutcome.REFUSED, "refused", event.reason)


def missed(step: Step, timer: TimerDue) -> None:
    """The third ring has passed (clause 1 of 141-П)."""
    call = step.state.call_of_leg(timer.timer.removeprefix("ring "))
    if call is not None and call.offer is not None:
        step.effects.append(HangUpLeg(call.offer.leg))
        if call.offer.awaits and offer.passed_on(call, call.offer.operator):
            _set_aside(step, call, call.offer, OfferOutcome.FAILED, NOT_OPENED)
            return
        _count_miss(step, step.state.operators[call.offer.operator])
        _set_aside(step, call, call.offer, OfferOutcome.MISSED, "missed")


def _count_miss(step: Step, seat: Seat) -> None:
    """As often as the edition says within its span, the supervisor is told, and counting begins anew."""
    rules = step.state.centre.rules
    if not rules.missed_alarm:
        return
    seat.missed = [*(at for at in seat.missed if at > step.at - rules.missed_within), step.at]
    if len(seat.missed) >= rules.missed_alarm:
        step.effects.append(MissesRepeated(seat.operator, len(seat.missed), rules.missed_within))
        seat.missed = []


def taken_back(step: Step, call: Call, outcome: OfferOutcome) -> None:
    """The operator cannot or will not have it any longer; the next one is asked at once."""
    offer.take_back(step, call, outcome)
    _next(step, call, outcome)


def _set_aside(
    step: Step, call: Call, offered: Offer, outcome: OfferOutcome, reason: str, words: str = ""
) -> None:
    """The operator gets no calls until he asks for them, and this caller not for a while even then."""
    offer.close(step, call, offered, outcome, words)
    seat = step.state.operators[offered.operator]
    promises.let_go(step, seat)
    change(step, seat, OperatorTurn.FAILS, reason)
    wait.hold_off(step, call, offered.operator)
    _next(step, call, outcome, words)


def _next(step: Step, call: Call, outcome: OfferOutcome, words: str = "") -> None:
    if call.state is CallState.DIALLING:
        attempts.operator_failed(step, call)
    elif call.transfer is not None:
        transfer.colleague_fails(step, call, outcome, words)
    else:
        wait.stand_again(step, call)
