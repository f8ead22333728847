"""An operator's phone is asked to ring, for as long as clause 1 of 141-П allows, and no longer.

What becomes of the call and of the operator afterwards is decided in ``answer``.
"""

from __future__ import annotations

from thirdring.acd import patience
from thirdring.acd.actions import HangUpLeg, PlayToLeg, Ring
from thirdring.acd.centre import OperatorId, Queue, Rules
from thirdring.acd.facts import Decision, Offered, OfferEnded, OfferOutcome, Rang
from thirdring.acd.inputs import LegId, LegRinging, TimerDue
from thirdring.acd.moment import Moment, Span
from thirdring.acd.operators import OperatorTurn
from thirdring.acd.seat import change, release
from thirdring.acd.state import Call, Offer, Seat, State, Step

NAMED = "named"  # a transfer to this very person, or a promise that he keeps


def named(step: Step, seat: Seat) -> Decision:
    """The why of an offer that could be nobody else's."""
    return Decision(NAMED, (), seat.operator, step.at - seat.idle_since, 1)


def make(step: Step, call: Call, seat: Seat, queue: Queue, why: Decision, transfer: bool = False) -> None:
    """Rings the operator for the caller on behalf of ``queue``; ``why`` is kept with it."""
    state = step.state
    rules = state.centre.rules
    limit = rules.ring_limit if queue.ring_limit is None else queue.ring_limit
    patience.phone_rings(step, call)
    leg = call.another_leg()
    call.offer = Offer(leg, seat.operator, queue.key, limit)
    device, _ = state.floor.devices[seat.device]
    change(step, seat, OperatorTurn.OFFERED, call=call.id)
    step.tell(
        call,
        Offered(
            call.id,
            leg,
            seat.operator,
            device.key,
            queue.key,
            limit,
            why,
            transfer,
            rules.rings,
            rules.ring_cycle,
        ),
    )
    if awaited := _card_first(step, call, seat):
        call.offer.silent = True
        state.arm(f"show {leg}", step.at + awaited)
    else:
        _ring(step, call, call.offer)


def _card_first(step: Step, call: Call, seat: Seat) -> Span:
    """How long at most the phone does not ring, so that level 2's desk shows the card before; 0: it need not.

    A browser's phone sees to that by itself.
    """
    rules = step.state.centre.rules.transfers
    if rules is None or not passed_on(call, seat.operator) or step.state.floor.is_browser(seat.device):
        return 0
    return rules.shown_limit if seat.desk and seat.card != call.id else 0


def order_to_ring(state: State, call: Call, offer: Offer) -> Ring:
    """The order for the device at which the operator sits."""
    seat = state.operators[offer.operator]
    device, _ = state.floor.devices[seat.device]
    told = None if seat.desk else summary(state, call, offer.leg, seat.operator)
    return Ring(offer.leg, call.id, seat.operator, device.key, device.address, call.caller, call.line, told)


def _ring(step: Step, call: Call, offer: Offer) -> None:
    offer.silent = False
    step.effects.append(order_to_ring(step.state, call, offer))
    step.state.arm(f"ring {offer.leg}", step.at + offer.limit)


def card_shown(step: Step, call: Call, offer: Offer) -> None:
    """The phone that has waited for it rings."""
    if offer.silent:
        step.state.disarm(f"show {offer.leg}")
        _ring(step, call, offer)


def not_shown(step: Step, timer: TimerDue) -> None:
    """The desk is slow or only seems to be there: a caller does not wait for it."""
    call = step.state.call_of_leg(timer.timer.removeprefix("show "))
    if call is not None and call.offer is not None and call.offer.silent:
        _ring(step, call, call.offer)


def hang_up(step: Step, offer: Offer) -> None:
    """Ends the leg, unless nobody has been asked to ring yet."""
    if not offer.silent:
        step.effects.append(HangUpLeg(offer.leg))


def passed_on(call: Call, to: OperatorId) -> bool:
    """Whether the caller comes to ``to`` from a colleague, so that the card is read first (clause 6)."""
    by = call.transfer.operator if call.transfer is not None else call.passed_on_by
    return by is not None and by != to


def summary(state: State, call: Call, leg: LegId, to: OperatorId) -> PlayToLeg | None:
    """What ``to`` is told of a caller who is passed on to him; ``None`` of any other."""
    rules = state.centre.rules.transfers
    return PlayToLeg(leg, rules.summary, call.summary) if rules and passed_on(call, to) else None


def rings(step: Step, event: LegRinging) -> None:
    """The limit counts from the moment when the phone really rings: the order counts rings, not dialling."""
    call = step.state.call_of_leg(event.leg)
    if call is None or call.offer is None or call.offer.leg != event.leg:
        return
    if call.offer.rang is not None or call.offer.silent:
        return
    call.offer.rang = step.at
    step.tell(call, Rang(call.id, event.leg, call.offer.operator))
    step.state.arm(f"ring {event.leg}", step.at + call.offer.limit)


def rings_heard(rules: Rules, rang: Moment | None, until: Moment) -> int:
    """How many rings have begun between the first and ``until``."""
    return 0 if rang is None or until <= rang else (until - rang - 1) // rules.ring_cycle + 1


def close(step: Step, call: Call, offer: Offer, outcome: OfferOutcome, reason: str = "") -> None:
    """The phone need not ring any longer."""
    call.offer = None
    step.state.disarm(f"ring {offer.leg}")
    step.state.disarm(f"show {offer.leg}")
    until = step.at if offer.lifted is None else offer.lifted
    rings = rings_heard(step.state.centre.rules, offer.rang, until)
    step.tell(call, OfferEnded(call.id, offer.leg, offer.operator, outcome, rings, reason))


def take_back(step: Step, call: Call, outcome: OfferOutcome) -> None:
    """The phone stops ringing through no fault of its operator, who keeps his place among the ready."""
    offer = call.offer
    if offer is None:
        return
    seat = step.state.operators[offer.operator]
    close(step, call, offer, outcome)
    hang_up(step, offer)
    release(step, seat, seat.idle_since)
