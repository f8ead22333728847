"""How the tables of promises and attempts follow from the rows: made, given, attempted, ended.

A promise stays in the books until its end. One that the rules do not keep in the router is only
noted: nothing more is ever told of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from thirdring.acd.facts import Joined, MessageClosed, OperatorChanged
from thirdring.acd.inputs import Owner
from thirdring.acd.promise_facts import (
    AttemptEnded,
    AttemptStarted,
    Promised,
    PromiseEnded,
    PromiseGiven,
    PromiseOverdue,
    PromiseReturned,
    PromiseScheduled,
    PromiseSeen,
)
from thirdring.journal.records import GIVEN, IN_ATTEMPT, MAY_HOLD, OPEN, AttemptRecord, Entry, PromiseRecord

PUT_BACK = "put back"
UNKEPT = "unkept-"  # begins the ids of promises that the rules do not keep in the router


def _promised(entry: Entry, fact: Promised) -> None:
    record = PromiseRecord(
        id=fact.promise or f"{UNKEPT}{entry.number}",
        call=fact.call,
        organisation_id=fact.organisation,
        line=fact.line,
        queue=fact.queue,
        kind=fact.kind,
        origin=fact.origin,
        why=fact.why,
        owner_queue="",
        owner_skill="",
        owner_operator_id=None,
        number=fact.number,
        since=fact.since or entry.at,
        made_at=entry.at,
        not_before=fact.not_before or None,
        due=fact.due or None,
        recording=fact.recording,
    )
    _own(record, fact.owner)
    entry.changes.promises[record.id] = record
    if fact.promise:
        entry.books.promises[record.id] = record


def _own(record: PromiseRecord, owner: Owner) -> None:
    record.owner_queue, record.owner_skill = owner.queue, owner.skill
    record.owner_operator_id = owner.operator


def _promise(entry: Entry, key: str) -> PromiseRecord | None:
    """A promise that is about to change."""
    record = entry.books.promises.get(key)
    if record is not None:
        entry.changes.promises[key] = record
    return record


def _given(entry: Entry, fact: PromiseGiven) -> None:
    if record := _promise(entry, fact.promise):
        record.state, record.operator_id, record.seen_at = GIVEN, fact.operator, None


def _seen(entry: Entry, fact: PromiseSeen) -> None:
    if (record := _promise(entry, fact.promise)) and record.seen_at is None:
        record.seen_at = entry.at


def _attempt_started(entry: Entry, fact: AttemptStarted) -> None:
    if record := _promise(entry, fact.promise):
        record.state = IN_ATTEMPT
        attempt = AttemptRecord(
            entry.number, fact.promise, fact.call, fact.operator, fact.number, fact.way, entry.at
        )
        entry.books.attempts[fact.promise] = entry.changes.attempts[attempt.id] = attempt


def _close(entry: Entry, promise: str, outcome: str, reason: str = "") -> AttemptRecord | None:
    """The attempt under way, if any, is over."""
    attempt = entry.books.attempts.pop(promise, None)
    if attempt is not None:
        attempt.ended_at, attempt.outcome, attempt.reason = entry.at, outcome, reason
        entry.changes.attempts[attempt.id] = attempt
    return attempt


def _attempt_ended(entry: Entry, fact: AttemptEnded) -> None:
    record = _promise(entry, fact.promise)
    if record is None:
        return
    attempt = _close(entry, fact.promise, fact.outcome)
    if attempt is None:  # tried without our telephones
        attempt = AttemptRecord(entry.number, record.id, "", fact.operator, record.number, "", entry.at)
        attempt.ended_at, attempt.outcome = entry.at, fact.outcome
        entry.changes.attempts[attempt.id] = attempt
    attempt.next_at = fact.next_at or None
    record.attempts, record.last_outcome = fact.attempts, fact.outcome
    _open_again(record, fact.next_at, "")


def _returned(entry: Entry, fact: PromiseReturned) -> None:
    if record := _promise(entry, fact.promise):
        attempt = _close(entry, fact.promise, PUT_BACK, fact.reason)
        if attempt is not None:
            attempt.next_at = fact.next_at or None
        record.number = fact.number or record.number
        _open_again(record, fact.next_at, fact.reason)


def _open_again(record: PromiseRecord, next_at: int, reason: str) -> None:
    record.state, record.operator_id, record.seen_at = OPEN, None, None
    record.not_before, record.reason = next_at or None, reason


def _scheduled(entry: Entry, fact: PromiseScheduled) -> None:
    if record := _promise(entry, fact.promise):
        _own(record, fact.owner)
        record.not_before, record.due = fact.not_before or None, fact.due or None
        if fact.due > entry.at:
            record.overdue_at = None


def _overdue(entry: Entry, fact: PromiseOverdue) -> None:
    if record := _promise(entry, fact.promise):
        record.overdue_at = entry.at


def _ended(entry: Entry, fact: PromiseEnded) -> None:
    if record := _promise(entry, fact.promise):
        _close(entry, fact.promise, fact.how, fact.reason)
        record.state, record.operator_id = fact.how, None
        record.ended_at, record.ended_by_id, record.reason = entry.at, fact.operator, fact.reason
        del entry.books.promises[fact.promise]


def _joined(entry: Entry, fact: Joined) -> None:
    """Whoever speaks with the person has the promise, though another may have dialled."""
    call = entry.books.calls.get(fact.call)
    attempt = entry.books.attempts.get(call.promise) if call is not None else None
    if attempt is not None and attempt.call == fact.call and (record := _promise(entry, attempt.promise)):
        record.operator_id = fact.operator


def _operator_changed(entry: Entry, fact: OperatorChanged) -> None:
    """Who does something else has let it go: the person is on the line, and waits for whoever comes."""
    if fact.state in MAY_HOLD:
        return
    for promise in entry.books.attempts:
        record = entry.books.promises.get(promise)
        if record is not None and record.operator_id == fact.operator:
            record.operator_id = None
            entry.changes.promises[promise] = record


def _message_closed(entry: Entry, fact: MessageClosed) -> None:
    """What was to be recorded is not there; the call itself is owed all the same."""
    if fact.failed:
        for record in entry.books.promises.values():
            if record.recording == fact.recording:
                record.recording = ""
                entry.changes.promises[record.id] = record


FOLDS: dict[type, Callable[[Entry, Any], None]] = {
    Promised: _promised,
    PromiseGiven: _given,
    PromiseSeen: _seen,
    AttemptStarted: _attempt_started,
    AttemptEnded: _attempt_ended,
    PromiseReturned: _returned,
    PromiseScheduled: _scheduled,
    PromiseOverdue: _overdue,
    PromiseEnded: _ended,
    Joined: _joined,
    OperatorChanged: _operator_changed,
    MessageClosed: _message_closed,
}
