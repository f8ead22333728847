"""How a call in progress follows from rows: its state, who is rung and connected, what was said or chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from thirdring.acd.calls import CallState, after
from thirdring.acd.facts import (
    Arrived,
    BusyChoiceMade,
    CardSeen,
    ChoiceMade,
    ChoiceOffered,
    Consulting,
    Ended,
    Fact,
    Interrupted,
    Joined,
    LegEnded,
    Lifted,
    LineClosed,
    MenuChosen,
    Offered,
    OfferEnded,
    OfferOutcome,
    Queued,
    Rang,
    TransferEnded,
    TransferOutcome,
    TransferStarted,
    TransferWrong,
    WaitTold,
)
from thirdring.acd.inputs import CalleeAnswered, CalleeRinging
from thirdring.acd.moment import Moment
from thirdring.acd.promise_facts import Dialled
from thirdring.journal.live_records import Live, LiveCall, LiveComeback, LiveOffer, LiveTold, LiveTransfer

DIALLED, RINGING, ANSWERED = "dialled", "ringing", "answered"


def turn(live: Live, fact: Fact, at: Moment, touched: set[str]) -> None:
    """The state that the router's own table gives, before anything else that the fact says."""
    call_id = getattr(fact, "call", "")
    call = live.calls.get(call_id)
    if call is None:
        return
    touched.add(f"call:{call_id}")
    state = after(CallState(call.state), fact)
    if state is not None and state != call.state:
        call.state, call.since = state, at
        _count_hold(call, at)


def _count_hold(call: LiveCall, at: Moment) -> None:
    """The caller hears music from the hold on, also while the operator's lost phone comes back."""
    if call.state == CallState.HELD:
        call.held_since = call.held_since or at
    elif call.state != CallState.INTERRUPTED and call.comeback is None:
        call.held_since = None


def _arrived(live: Live, fact: Arrived, at: Moment, touched: set[str]) -> None:
    live.calls[fact.call] = LiveCall(
        line=fact.line,
        organisation=fact.organisation,
        caller=fact.caller,
        caller_as_received=fact.caller_as_received,
        arrived_at=at,
        state=CallState.ANNOUNCED,
        since=at,
    )
    touched.add(f"call:{fact.call}")


def _dialled(live: Live, fact: Dialled, at: Moment, touched: set[str]) -> None:
    live.calls[fact.call] = LiveCall(
        line=fact.line,
        organisation=fact.organisation,
        caller=fact.number,
        caller_as_received="",
        arrived_at=at,
        state=CallState.DIALLING,
        since=at,
        promise=fact.promise,
        callee=DIALLED,
    )
    touched.add(f"call:{fact.call}")


def _callee_rings(live: Live, event: CalleeRinging, at: Moment, touched: set[str]) -> None:
    _callee(live, event.call, DIALLED, RINGING, touched)


def _callee_answers(live: Live, event: CalleeAnswered, at: Moment, touched: set[str]) -> None:
    call = live.calls.get(event.call)
    if call is not None and call.state == CallState.DIALLING:
        _callee(live, event.call, call.callee, ANSWERED, touched)


def _callee(live: Live, call_id: str, before: str, now: str, touched: set[str]) -> None:
    call = live.calls.get(call_id)
    if call is not None and call.callee and call.callee == before:
        call.callee = now
        touched.add(f"call:{call_id}")


def _menu_chosen(live: Live, fact: MenuChosen, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.topic = fact.topic


# --- waiting --------------------------------------------------------------------------------------


def _line_closed(live: Live, fact: LineClosed, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.queue = fact.queue


def _queued(live: Live, fact: Queued, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.queue, call.priority, call.waiting_since = fact.queue, fact.priority, fact.since
        call.comeback = call.held_since = None  # an operator who stayed away holds nobody


def _wait_told(live: Live, fact: WaitTold, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.told = LiveTold(at, fact.queue, fact.place, fact.expected, fact.said)


def _choice_offered(live: Live, fact: ChoiceOffered, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.choices, call.choice_at = fact.times, at
        call.choice = call.choice_number = ""


def _choice_made(live: Live, fact: ChoiceMade, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.choice, call.choice_number = fact.choice, fact.number


# --- offers and conversations ---------------------------------------------------------------------


def _offered(live: Live, fact: Offered, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.offer = LiveOffer(
            leg=fact.leg,
            operator=fact.operator,
            device=fact.device,
            queue=fact.queue,
            offered_at=at,
            limit=fact.limit,
            transfer=fact.transfer,
            rings=fact.rings,
            ring_cycle=fact.ring_cycle,
        )


def _rang(live: Live, fact: Rang, at: Moment, touched: set[str]) -> None:
    if (call := live.calls.get(fact.call)) and call.offer and call.offer.leg == fact.leg:
        call.offer.rang_at = at


def _lifted(live: Live, fact: Lifted, at: Moment, touched: set[str]) -> None:
    if (call := live.calls.get(fact.call)) and call.offer and call.offer.leg == fact.leg:
        call.offer.lifted_at, call.offer.awaits = at, fact.awaits


def _offer_ended(live: Live, fact: OfferEnded, at: Moment, touched: set[str]) -> None:
    if (call := live.calls.get(fact.call)) and call.offer and call.offer.leg == fact.leg:
        call.offer = None
        if fact.outcome is OfferOutcome.ANSWERED:
            call.legs[fact.leg] = fact.operator


def _joined(live: Live, fact: Joined, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.legs[fact.leg] = fact.operator
        call.comeback = None
        if call.answered_at is None:
            call.answered_at = at


def _interrupted(live: Live, fact: Interrupted, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.comeback = LiveComeback(fact.operator, at, at + fact.grace)


def _leg_ended(live: Live, fact: LegEnded, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.legs.pop(fact.leg, None)


def _transfer_started(live: Live, fact: TransferStarted, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.transfer = LiveTransfer(
            operator=fact.operator,
            mode=fact.mode,
            to_operator=fact.to_operator,
            to_queue=fact.to_queue,
            since=at,
            reason=fact.reason,
            sentence_said=fact.sentence_said,
            consent=fact.consent,
        )
        call.last_transfer = call.last_transfer_reason = call.busy_choice = call.marked_wrong = ""


def _consulting(live: Live, fact: Consulting, at: Moment, touched: set[str]) -> None:
    if (call := live.calls.get(fact.call)) and call.transfer:
        call.transfer.colleague = fact.colleague


def _transfer_ended(live: Live, fact: TransferEnded, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.transfer, call.passed = None, call.transfer
        call.last_transfer, call.last_transfer_reason = fact.outcome, fact.reason
        if fact.outcome in (TransferOutcome.COMPLETED, TransferOutcome.QUEUED):
            call.passed_on_by = fact.operator


def _busy_choice_made(live: Live, fact: BusyChoiceMade, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.busy_choice = fact.choice


def _transfer_wrong(live: Live, fact: TransferWrong, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.marked_wrong = fact.reason


def _card_seen(live: Live, fact: CardSeen, at: Moment, touched: set[str]) -> None:
    if (call := live.calls.get(fact.call)) and fact.operator not in call.seen_by:
        call.seen_by.append(fact.operator)


def _ended(live: Live, fact: Ended, at: Moment, touched: set[str]) -> None:
    live.calls.pop(fact.call, None)


FOLDS: dict[type, Callable[[Live, Any, Moment, set[str]], None]] = {
    Arrived: _arrived,
    Dialled: _dialled,
    CalleeRinging: _callee_rings,
    CalleeAnswered: _callee_answers,
    MenuChosen: _menu_chosen,
    LineClosed: _line_closed,
    Queued: _queued,
    WaitTold: _wait_told,
    ChoiceOffered: _choice_offered,
    ChoiceMade: _choice_made,
    Offered: _offered,
    Rang: _rang,
    Lifted: _lifted,
    OfferEnded: _offer_ended,
    Joined: _joined,
    Interrupted: _interrupted,
    LegEnded: _leg_ended,
    TransferStarted: _transfer_started,
    Consulting: _consulting,
    TransferEnded: _transfer_ended,
    BusyChoiceMade: _busy_choice_made,
    TransferWrong: _transfer_wrong,
    CardSeen: _card_seen,
    Ended: _ended,
}
