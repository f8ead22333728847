"""How an open promise follows from rows: who has it, what was tried, when it may be tried and is due.

A promise is here from its making to its end. Whoever does something else can hold none any more, and
whoever speaks with the person holds it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from thirdring.acd.facts import Joined, OperatorChanged
from thirdring.acd.moment import Moment
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
from thirdring.journal.live_records import Live, LivePromise
from thirdring.journal.records import GIVEN, IN_ATTEMPT, MAY_HOLD, OPEN


def _promised(live: Live, fact: Promised, at: Moment, touched: set[str]) -> None:
    if not fact.promise:
        return  # the rules keep none
    live.promises[fact.promise] = LivePromise(
        kind=fact.kind,
        origin=fact.origin,
        why=fact.why,
        owner=fact.owner,
        call=fact.call,
        line=fact.line,
        organisation=fact.organisation,
        queue=fact.queue,
        number=fact.number,
        since=fact.since,
        made_at=at,
        not_before=fact.not_before,
        due=fact.due,
        recording=fact.recording,
    )
    touched.add(f"promise:{fact.promise}")


def _promise(live: Live, key: str, touched: set[str]) -> LivePromise | None:
    promise = live.promises.get(key)
    if promise is not None:
        touched.add(f"promise:{key}")
    return promise


def _hand(live: Live, key: str, promise: LivePromise, operator: int | None, touched: set[str]) -> None:
    """``operator`` has it from here on, and nobody else."""
    for holder, new in ((promise.operator, ""), (operator, key)):
        seat = live.operators.get(holder) if holder is not None else None
        if holder is not None and seat is not None:
            seat.promise = new
            touched.add(f"operator:{holder}")
    promise.operator = operator


def _open_again(live: Live, key: str, promise: LivePromise, touched: set[str]) -> None:
    _hand(live, key, promise, None, touched)
    promise.state, promise.seen, promise.attempt = OPEN, False, ""


def _given(live: Live, fact: PromiseGiven, at: Moment, touched: set[str]) -> None:
    if promise := _promise(live, fact.promise, touched):
        _hand(live, fact.promise, promise, fact.operator, touched)
        promise.state, promise.seen = GIVEN, False


def _seen(live: Live, fact: PromiseSeen, at: Moment, touched: set[str]) -> None:
    if promise := _promise(live, fact.promise, touched):
        promise.seen = True


def _attempt_started(live: Live, fact: AttemptStarted, at: Moment, touched: set[str]) -> None:
    if promise := _promise(live, fact.promise, touched):
        promise.state, promise.attempt = IN_ATTEMPT, fact.call


def _attempt_ended(live: Live, fact: AttemptEnded, at: Moment, touched: set[str]) -> None:
    if promise := _promise(live, fact.promise, touched):
        _open_again(live, fact.promise, promise, touched)
        promise.attempts, promise.last_outcome = fact.attempts, fact.outcome
        promise.not_before, promise.returned = fact.next_at, ""


def _returned(live: Live, fact: PromiseReturned, at: Moment, touched: set[str]) -> None:
    if promise := _promise(live, fact.promise, touched):
        _open_again(live, fact.promise, promise, touched)
        promise.not_before, promise.returned = fact.next_at, fact.reason
        promise.number = fact.number or promise.number


def _scheduled(live: Live, fact: PromiseScheduled, at: Moment, touched: set[str]) -> None:
    if promise := _promise(live, fact.promise, touched):
        promise.owner, promise.not_before, promise.due = fact.owner, fact.not_before, fact.due
        promise.overdue = promise.overdue and fact.due <= at


def _overdue(live: Live, fact: PromiseOverdue, at: Moment, touched: set[str]) -> None:
    if promise := _promise(live, fact.promise, touched):
        promise.overdue = True


def _ended(live: Live, fact: PromiseEnded, at: Moment, touched: set[str]) -> None:
    if promise := _promise(live, fact.promise, touched):
        _hand(live, fact.promise, promise, None, touched)
        del live.promises[fact.promise]


def _joined(live: Live, fact: Joined, at: Moment, touched: set[str]) -> None:
    """Whoever speaks with the person has the promise, though another may have dialled."""
    call = live.calls.get(fact.call)
    promise = live.promises.get(call.promise) if call is not None and call.promise else None
    if call is not None and promise is not None and promise.attempt == fact.call:
        _hand(live, call.promise, promise, fact.operator, touched)
        touched.add(f"promise:{call.promise}")


def _operator_changed(live: Live, fact: OperatorChanged, at: Moment, touched: set[str]) -> None:
    """Who does something else has let it go: the person is on the line, and waits for whoever comes."""
    seat = live.operators.get(fact.operator)
    if seat is None or not seat.promise or fact.state in MAY_HOLD:
        return
    if promise := _promise(live, seat.promise, touched):
        promise.operator = None
    seat.promise = ""


FOLDS: dict[type, Callable[[Live, Any, Moment, set[str]], None]] = {
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
}
