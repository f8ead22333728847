"""What the tables for reports hold, folded from the rows: calls, legs, waits, operator time, cards, promises.

Pure: rows in, records out. ``Books`` keeps only what is still open (a call in progress,
an operator's present state); a record that is complete leaves it. So the books stay small,
go into every checkpoint, and ``enter`` never has to ask the database.

Durations, in milliseconds: ``wait_ms`` of a call runs from its first queueing (after
notice and menu) to its first join or to its end; ``talk_ms`` is the time it was with an
operator, hold and consultation included, waits between two operators left out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from thirdring.acd.calls import CallState, after
from thirdring.acd.facts import (
    Arrived,
    CallEnd,
    ChoiceMade,
    Decision,
    Ended,
    Fact,
    Joined,
    LegEnded,
    MenuChosen,
    NoticeStarted,
    Offered,
    OfferEnded,
    OfferOutcome,
    OperatorChanged,
    Queued,
    Rang,
    WaitChoice,
)
from thirdring.acd.moment import Moment
from thirdring.acd.operators import OperatorState
from thirdring.acd.promise_facts import Dialled, Promised
from thirdring.journal.rows import Row

_FACTS_PER_ROW = 10_000  # more than one input can cause; makes row number and position one number


class CallRecord(msgspec.Struct):
    """One call; table ``calls_call``."""

    id: str
    line: str
    organisation_id: int
    caller: str
    caller_as_received: str
    media_node: str
    arrived_at: Moment
    state: str = CallState.ANNOUNCED
    notice_at: Moment | None = None
    queued_at: Moment | None = None
    answered_at: Moment | None = None
    ended_at: Moment | None = None
    queue: str = ""
    topic: str = ""
    outcome: str = ""
    ended_by: str = ""
    operator_id: int | None = None
    wait_ms: int | None = None
    talk_ms: int | None = None
    recorded: bool = False
    with_operator_since: Moment | None = None  # not a column: when the present stretch of talk began


class LegRecord(msgspec.Struct):
    """One offer to an operator's phone and what became of it; table ``calls_leg``."""

    id: str
    call: str
    operator_id: int
    device: str
    queue: str
    offered_at: Moment
    transfer: bool
    why: Decision
    rang_at: Moment | None = None
    joined_at: Moment | None = None
    ended_at: Moment | None = None
    outcome: str = ""


class WaitRecord(msgspec.Struct):
    """One stretch of waiting in one queue; table ``calls_wait``."""

    id: int
    call: str
    queue: str
    priority: int
    since: Moment
    until: Moment | None = None
    outcome: str = ""  # "answered", "moved" (to another queue), or how the call ended (CallEnd)


class OperatorIntervalRecord(msgspec.Struct):
    """One stretch of an operator's time in one state; table ``calls_operatorinterval``."""

    id: int
    operator_id: int
    state: str
    reason: str
    call: str | None
    since: Moment
    until: Moment | None = None


class CardRecord(msgspec.Struct):
    """The card that every call has from its arrival on (S61); table ``appeals_card``."""

    call: str
    organisation_id: int
    line: str
    caller: str
    opened_at: Moment


class PromiseRecord(msgspec.Struct):
    """What the centre owes a caller; table ``promises_promise``."""

    call: str
    kind: str
    why: str
    made_at: Moment


class Books(msgspec.Struct):
    """All records that are still open. ``waits`` are keyed by call, ``operators`` by operator."""

    calls: dict[str, CallRecord] = {}
    legs: dict[str, LegRecord] = {}
    waits: dict[str, WaitRecord] = {}
    operators: dict[int, OperatorIntervalRecord] = {}


class Changes(msgspec.Struct):
    """Records made or changed by some rows, each in its newest form."""

    calls: dict[str, CallRecord] = {}
    legs: dict[str, LegRecord] = {}
    waits: dict[int, WaitRecord] = {}
    intervals: dict[int, OperatorIntervalRecord] = {}
    cards: list[CardRecord] = []
    promises: list[PromiseRecord] = []


def enter(books: Books, row: Row, changes: Changes) -> None:
    """Bring ``books`` forward by one row and note in ``changes`` every record that it touched."""
    for position, effect in enumerate(row.effects):
        if not isinstance(effect, Fact):
            continue
        call = books.calls.get(getattr(effect, "call", ""))
        if call is not None:
            _turned(call, effect, row.at)
            changes.calls[call.id] = call
        if fold := _FOLDS.get(type(effect)):
            fold(_Entry(books, changes, row.at, row.seq * _FACTS_PER_ROW + position), effect)


class _Entry(msgspec.Struct):
    """Where one fact is entered: the books, the changes, its moment, and a number unique to it."""

    books: Books
    changes: Changes
    at: Moment
    number: int


# --- calls ----------------------------------------------------------------------------------------


def _arrived(entry: _Entry, fact: Arrived) -> None:
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


def _dialled(entry: _Entry, fact: Dialled) -> None:
    """A call of our own: the card is the promise's, so it makes none."""
    call = CallRecord(
        id=fact.call,
        line=fact.line,
        organisation_id=fact.organisation,
        caller=fact.number,
        caller_as_received="",
        media_node="",
        arrived_at=entry.at,
        state=CallState.DIALLING,
    )
    entry.books.calls[call.id] = entry.changes.calls[call.id] = call


def _choice_made(entry: _Entry, fact: ChoiceMade) -> None:
    """Whoever leaves the line for a message or a call-back waits no longer."""
    if fact.choice in (WaitChoice.WAIT_ON, WaitChoice.SILENCE):
        return
    call = _call(entry, fact.call)
    if call is not None and call.wait_ms is None and call.queued_at is not None:
        call.wait_ms = (entry.at - call.queued_at) // 1000
    _end_wait(entry, fact.call, fact.choice)


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


def _notice_started(entry: _Entry, fact: NoticeStarted) -> None:
    if (call := _call(entry, fact.call)) and call.notice_at is None:
        call.notice_at = entry.at


def _menu_chosen(entry: _Entry, fact: MenuChosen) -> None:
    if call := _call(entry, fact.call):
        call.topic = fact.topic


def _queued(entry: _Entry, fact: Queued) -> None:
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


def _joined(entry: _Entry, fact: Joined) -> None:
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


def _ended(entry: _Entry, fact: Ended) -> None:
    if call := _call(entry, fact.call):
        call.ended_at = entry.at
        call.outcome = fact.how
        call.ended_by = fact.by
        if call.wait_ms is None and call.queued_at is not None:
            call.wait_ms = (entry.at - call.queued_at) // 1000
        if fact.how is CallEnd.SERVED_WHILE_AWAY:
            call.recorded = True  # the dialplan records whoever answers
        del entry.books.calls[fact.call]
    _end_wait(entry, fact.call, fact.how)


def _promised(entry: _Entry, fact: Promised) -> None:
    entry.changes.promises.append(PromiseRecord(fact.call, fact.kind, fact.why, entry.at))


def _call(entry: _Entry, call_id: str) -> CallRecord | None:
    return entry.books.calls.get(call_id)


def _end_wait(entry: _Entry, call_id: str, outcome: str) -> None:
    wait = entry.books.waits.pop(call_id, None)
    if wait is not None:
        wait.until = entry.at
        wait.outcome = outcome
        entry.changes.waits[wait.id] = wait


# --- legs -----------------------------------------------------------------------------------------


def _offered(entry: _Entry, fact: Offered) -> None:
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


def _rang(entry: _Entry, fact: Rang) -> None:
    if leg := _leg(entry, fact.leg):
        leg.rang_at = entry.at


def _offer_ended(entry: _Entry, fact: OfferEnded) -> None:
    if leg := _leg(entry, fact.leg):
        leg.outcome = fact.outcome
        if fact.outcome is not OfferOutcome.ANSWERED:
            leg.ended_at = entry.at
            del entry.books.legs[fact.leg]


def _leg_ended(entry: _Entry, fact: LegEnded) -> None:
    if leg := _leg(entry, fact.leg):
        leg.ended_at = entry.at
        del entry.books.legs[fact.leg]


def _leg(entry: _Entry, leg_id: str) -> LegRecord | None:
    leg = entry.books.legs.get(leg_id)
    if leg is not None:
        entry.changes.legs[leg_id] = leg
    return leg


# --- operators ------------------------------------------------------------------------------------


def _operator_changed(entry: _Entry, fact: OperatorChanged) -> None:
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


_SomeFact = TypeVar("_SomeFact", bound=Fact)
_FOLDS: dict[type, Callable[[_Entry, Any], None]] = {
    Arrived: _arrived,
    NoticeStarted: _notice_started,
    Dialled: _dialled,
    ChoiceMade: _choice_made,
    MenuChosen: _menu_chosen,
    Queued: _queued,
    Offered: _offered,
    Rang: _rang,
    OfferEnded: _offer_ended,
    Joined: _joined,
    LegEnded: _leg_ended,
    Ended: _ended,
    Promised: _promised,
    OperatorChanged: _operator_changed,
}
