"""How the tables for reports follow from the rows: calls, legs, waits, operator time, cards.

Pure: rows in, records out; ``enter`` never has to ask the database. Transfers and promises have rooms of
their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from thirdring.acd.calls import CallState, after
from thirdring.acd.facts import (
    Arrived,
    CallEnd,
    ChoiceMade,
    ChoiceOffered,
    Ended,
    Fact,
    Joined,
    LegEnded,
    LineClosed,
    MenuChosen,
    MessageClosed,
    MessageLeft,
    NoticeStarted,
    Offered,
    OfferEnded,
    OfferOutcome,
    OperatorChanged,
    Queued,
    Rang,
    WaitChoice,
    WaitTold,
)
from thirdring.acd.moment import SECOND, Moment, Span
from thirdring.acd.operators import OperatorState
from thirdring.acd.promise_facts import Dialled
from thirdring.journal import promise_folds, transfer_folds
from thirdring.journal.records import (
    OUTGOING,
    Books,
    CallRecord,
    CardRecord,
    Changes,
    Entry,
    LegRecord,
    OperatorIntervalRecord,
    WaitRecord,
)
from thirdring.journal.rows import Row

_FACTS_PER_ROW = 10_000  # more than one input can cause; makes row number and position one number
_CLOSES_WITHIN: Span = 24 * 3600 * SECOND  # a recording that nobody closes: its length stays unknown


def enter(books: Books, row: Row, changes: Changes) -> None:
    """Bring ``books`` forward by one row and note in ``changes`` every record that it touched."""
    for position, effect in enumerate(row.effects):
        if not isinstance(effect, Fact):
            continue
        call = books.calls.get(getattr(effect, "call", ""))
        if call is not None:
            _turned(call, effect, row.at)
            changes.calls[call.id] = call
        for fold in _FOLDS.get(type(effect), ()):
            fold(Entry(books, changes, row.at, row.seq * _FACTS_PER_ROW + position), effect)


# --- calls ----------------------------------------------------------------------------------------


def _arrived(entry: Entry, fact: Arrived) -> None:
    call = CallRecord(
        id=fact.call,
        line=fact.line,
        organisation_id=fact.organisation,
        caller=fact.caller,
        caller_as_received=fact.caller_as_received,
        media_node=fact.media_node,
        arrived_at=entry.at,
    )
    entry.books.calls[call.id] = entry.changes.calls[call.id] = call
    entry.changes.cards.append(CardRecord(fact.call, fact.organisation, fact.line, fact.caller, entry.at))


def _dialled(entry: Entry, fact: Dialled) -> None:
    """A call of our own: the card is the promise's, so it makes none."""
    promise = entry.books.promises.get(fact.promise)
    call = CallRecord(
        id=fact.call,
        line=fact.line,
        organisation_id=fact.organisation,
        caller=fact.number,
        caller_as_received="",
        media_node="",
        arrived_at=entry.at,
        state=CallState.DIALLING,
        queue=promise.queue if promise is not None else "",
        direction=OUTGOING,
        promise=fact.promise,
    )
    entry.books.calls[call.id] = entry.changes.calls[call.id] = call


def _choice_offered(entry: Entry, fact: ChoiceOffered) -> None:
    if call := _call(entry, fact.call):
        call.choices += 1
        call.choice_offered_at = call.choice_offered_at or entry.at


def _choice_made(entry: Entry, fact: ChoiceMade) -> None:
    """Whoever leaves the line for a message or a call-back waits no longer."""
    call = _call(entry, fact.call)
    if call is not None:
        call.choice, call.choice_made_at, call.choice_number = fact.choice, entry.at, fact.number
    if fact.choice in (WaitChoice.WAIT_ON, WaitChoice.SILENCE):
        return
    if call is not None and call.wait_ms is None and call.queued_at is not None:
        call.wait_ms = (entry.at - call.queued_at) // 1000
    _end_wait(entry, fact.call, fact.choice)


def _message_left(entry: Entry, fact: MessageLeft) -> None:
    if call := _call(entry, fact.call):
        call.message, call.message_ms = fact.recording, fact.span // 1000


def _message_closed(entry: Entry, fact: MessageClosed) -> None:
    """The caller had hung up before the length of his message was known."""
    call = entry.books.messages.pop(fact.call, None)
    if call is not None:
        call.message_ms = fact.span // 1000
        if fact.failed:
            call.message, call.message_ms = "", None
        entry.changes.calls[call.id] = call


def _turned(call: CallRecord, fact: Fact, at: Moment) -> None:
    """The state that the router's own table gives, and the time spent with an operator."""
    state = after(CallState(call.state), fact)
    if state is None or state == call.state:
        return
    if state in _WITH_OPERATOR and call.with_operator_since is None:
        call.with_operator_since = at
    elif state not in _WITH_OPERATOR and call.with_operator_since is not None:
        call.talk_ms = (call.talk_ms or 0) + (at - call.with_operator_since) // 1000
        call.with_operator_since = None
    call.state = state


_WITH_OPERATOR = {CallState.TALKING, CallState.HELD, CallState.TRANSFERRING, CallState.CONSULTING}


def _notice_started(entry: Entry, fact: NoticeStarted) -> None:
    if (call := _call(entry, fact.call)) and call.notice_at is None:
        call.notice_at = entry.at


def _menu_chosen(entry: Entry, fact: MenuChosen) -> None:
    if call := _call(entry, fact.call):
        call.topic = fact.topic


def _line_closed(entry: Entry, fact: LineClosed) -> None:
    if call := _call(entry, fact.call):
        call.queue = fact.queue


def _queued(entry: Entry, fact: Queued) -> None:
    if call := _call(entry, fact.call):
        call.queue = fact.queue
        if call.queued_at is None:
            call.queued_at = entry.at
    wait = entry.books.waits.get(fact.call)
    if wait is not None and wait.queue == fact.queue:
        return  # back in line after an offer that came to nothing: the same wait
    if wait is not None:
        _end_wait(entry, fact.call, "moved")
    wait = WaitRecord(entry.number, fact.call, fact.queue, fact.priority, entry.at)
    entry.books.waits[fact.call] = entry.changes.waits[wait.id] = wait


def _joined(entry: Entry, fact: Joined) -> None:
    if call := _call(entry, fact.call):
        call.operator_id = fact.operator
        call.recorded = True
        if call.answered_at is None:
            call.answered_at = entry.at
            if call.queued_at is not None:
                call.wait_ms = (entry.at - call.queued_at) // 1000
    _end_wait(entry, fact.call, "answered")
    if (leg := _leg(entry, fact.leg)) and leg.joined_at is None:
        leg.joined_at = entry.at


def _ended(entry: Entry, fact: Ended) -> None:
    if call := _call(entry, fact.call):
        call.ended_at = entry.at
        call.outcome = fact.how
        call.ended_by = fact.by
        if call.wait_ms is None and call.queued_at is not None:
            call.wait_ms = (entry.at - call.queued_at) // 1000
        if fact.how is CallEnd.SERVED_WHILE_AWAY:
            call.recorded = True  # the dialplan records whoever answers
        del entry.books.calls[fact.call]
        if call.message and not call.message_ms:
            _await_length(entry, call)
    _end_wait(entry, fact.call, fact.how)


def _await_length(entry: Entry, call: CallRecord) -> None:
    messages = entry.books.messages
    for key in [key for key, old in messages.items() if entry.at - (old.ended_at or 0) > _CLOSES_WITHIN]:
        del messages[key]
    messages[call.id] = call


def _call(entry: Entry, call_id: str) -> CallRecord | None:
    return entry.books.calls.get(call_id)


def _wait_told(entry: Entry, fact: WaitTold) -> None:
    wait = entry.books.waits.get(fact.call)
    if wait is not None and wait.told_at is None:
        wait.told_at, wait.expected_ms, wait.said_ms = entry.at, fact.expected // 1000, fact.said // 1000
        entry.changes.waits[wait.id] = wait


def _end_wait(entry: Entry, call_id: str, outcome: str) -> None:
    wait = entry.books.waits.pop(call_id, None)
    if wait is not None:
        wait.until = entry.at
        wait.outcome = outcome
        entry.changes.waits[wait.id] = wait


# --- legs -----------------------------------------------------------------------------------------


def _offered(entry: Entry, fact: Offered) -> None:
    leg = LegRecord(
        id=fact.leg,
        call=fact.call,
        operator_id=fact.operator,
        device=fact.device,
        queue=fact.queue,
        offered_at=entry.at,
        transfer=fact.transfer,
        why=fact.why,
    )
    entry.books.legs[leg.id] = entry.changes.legs[leg.id] = leg


def _rang(entry: Entry, fact: Rang) -> None:
    if leg := _leg(entry, fact.leg):
        leg.rang_at = entry.at


def _offer_ended(entry: Entry, fact: OfferEnded) -> None:
    if leg := _leg(entry, fact.leg):
        leg.outcome = fact.outcome
        if fact.outcome is not OfferOutcome.ANSWERED:
            leg.ended_at = entry.at
            del entry.books.legs[fact.leg]


def _leg_ended(entry: Entry, fact: LegEnded) -> None:
    if leg := _leg(entry, fact.leg):
        leg.ended_at = entry.at
        del entry.books.legs[fact.leg]


def _leg(entry: Entry, leg_id: str) -> LegRecord | None:
    leg = entry.books.legs.get(leg_id)
    if leg is not None:
        entry.changes.legs[leg_id] = leg
    return leg


# --- operators ------------------------------------------------------------------------------------


def _operator_changed(entry: Entry, fact: OperatorChanged) -> None:
    former = entry.books.operators.pop(fact.operator, None)
    if former is not None:
        former.until = entry.at
        entry.changes.intervals[former.id] = former
    if fact.state == OperatorState.LOGGED_OUT:
        return
    interval = OperatorIntervalRecord(
        entry.number, fact.operator, fact.state, fact.reason, fact.call or None, entry.at
    )
    entry.books.operators[fact.operator] = entry.changes.intervals[interval.id] = interval


_Fold = Callable[[Entry, Any], None]
_CALLS: dict[type, _Fold] = {
    Arrived: _arrived,
    NoticeStarted: _notice_started,
    Dialled: _dialled,
    ChoiceOffered: _choice_offered,
    ChoiceMade: _choice_made,
    MessageLeft: _message_left,
    MessageClosed: _message_closed,
    MenuChosen: _menu_chosen,
    LineClosed: _line_closed,
    Queued: _queued,
    WaitTold: _wait_told,
    Offered: _offered,
    Rang: _rang,
    OfferEnded: _offer_ended,
    Joined: _joined,
    LegEnded: _leg_ended,
    Ended: _ended,
    OperatorChanged: _operator_changed,
}
_ROOMS = (promise_folds.FOLDS, transfer_folds.FOLDS, _CALLS)


def _folds() -> dict[type, tuple[_Fold, ...]]:
    """By fact, in the order of the rooms: a call is known to the others until its own end is entered."""
    kinds = {kind for room in _ROOMS for kind in room}
    return {kind: tuple(room[kind] for room in _ROOMS if kind in room) for kind in kinds}


_FOLDS = _folds()
