"""What the centre owes a person, from the moment it is promised until it is kept or ends otherwise.

A promise has exactly one owner, waits in its place like a caller, and never disappears: it ends
kept, withdrawn by the person, or unreachable after as many attempts as the edition demands. The
table is the whole of its life. How a number is dialled is the business of ``attempts``; how a
freed operator comes to a promise, of ``match``.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from thirdring.acd import patience
from thirdring.acd.centre import OperatorId, PromiseRules
from thirdring.acd.facts import CallEnd, MessageClosed
from thirdring.acd.floor import AFTER_CALLERS, BEFORE_CALLERS
from thirdring.acd.inputs import AttemptOutcome, Illegal, MessageRecorded, Owner, PromiseMoved, TimerDue
from thirdring.acd.moment import Moment
from thirdring.acd.promise_facts import (
    AttemptEnded,
    Promised,
    PromiseEnded,
    PromiseKind,
    PromiseOrigin,
    PromiseOverdue,
    PromiseReturned,
    PromiseScheduled,
)
from thirdring.acd.state import Call, Promise, PromiseState, Seat, Step


class PromiseTurn(StrEnum):
    GIVEN = "given to an operator"
    DIALLED = "is dialled"
    PUT_BACK = "put back"
    IN_VAIN = "attempt in vain"
    GIVEN_UP = "last attempt in vain"
    KEPT = "kept"
    WITHDRAWN = "withdrawn by the person"


TRANSITIONS: dict[PromiseState, dict[PromiseTurn, PromiseState]] = {
    PromiseState.OPEN: {
        PromiseTurn.GIVEN: PromiseState.ASSIGNED,
        PromiseTurn.WITHDRAWN: PromiseState.WITHDRAWN,
    },
    PromiseState.ASSIGNED: {
        PromiseTurn.DIALLED: PromiseState.ATTEMPTING,
        PromiseTurn.PUT_BACK: PromiseState.OPEN,
        PromiseTurn.IN_VAIN: PromiseState.OPEN,  # tried by other means
        PromiseTurn.GIVEN_UP: PromiseState.UNREACHABLE,
        PromiseTurn.KEPT: PromiseState.KEPT,
        PromiseTurn.WITHDRAWN: PromiseState.WITHDRAWN,
    },
    PromiseState.ATTEMPTING: {
        PromiseTurn.PUT_BACK: PromiseState.OPEN,
        PromiseTurn.IN_VAIN: PromiseState.OPEN,
        PromiseTurn.GIVEN_UP: PromiseState.UNREACHABLE,
        PromiseTurn.KEPT: PromiseState.KEPT,
        PromiseTurn.WITHDRAWN: PromiseState.WITHDRAWN,
    },
    PromiseState.KEPT: {},
    PromiseState.WITHDRAWN: {},
    PromiseState.UNREACHABLE: {},
}

# Attempts that failed for the centre's own reasons are made again and do not count.
COUNTS_NOT = (AttemptOutcome.FAILED, AttemptOutcome.BROKEN)


def dialable(number: str, beginnings: tuple[str, ...]) -> bool:
    """Whether the centre calls this number: it is known, and of a country that it calls."""
    return number[1:].isdigit() and number.startswith(beginnings)


def check_moment(step: Step, not_before: Moment) -> None:
    """Raises ``Illegal`` for a moment to which nobody puts a call off; 0 is none, one that is past is now."""
    if not 0 <= not_before <= step.at + _rules(step).furthest:
        raise Illegal("moment_too_far", f"nobody is called as late as {not_before} microseconds after 1970")


def _rules(step: Step) -> PromiseRules:
    """Promises made before the rules stopped keeping them here are still owed."""
    return step.state.centre.rules.promises or PromiseRules()


def make(
    step: Step,
    call: Call,
    kind: PromiseKind,
    origin: PromiseOrigin,
    why: str,
    owner: Owner,
    *,
    number: str = "",
    since: Moment | None = None,
    not_before: Moment = 0,
    recording: str = "",
) -> None:
    """Something is owed to the caller. Without rules for promises it is only told.

    Whom we have called to keep a promise is owed that still and no more: it is put back, as he wishes.
    """
    state = step.state
    owed = state.promises.get(call.promise)
    if owed is not None and owed.attempt == call.id:
        put_back(step, owed, why, not_before, number)
        if owned_by(owner) == 1 and owner != owed.owner:
            own(step, owed, owner)
        return
    if not owned_by(owner):  # made while there was no queue to name
        owner = Owner(queue=state.queue_of(call).key)
    line = state.floor.numbers.get(call.line)
    told = Promised(
        call=call.id,
        kind=kind,
        why=why,
        origin=origin,
        owner=owner,
        number=number or call.caller,
        since=step.at if since is None else since,
        not_before=not_before,
        recording=recording,
        line=call.line,
        organisation=line.organisation if line is not None else 0,
        queue=state.queue_of(call).key,
    )
    if state.centre.rules.promises is None:
        step.effects.append(told)
        return
    state.promised += 1
    asked = max(step.at, not_before)
    due = asked + state.centre.rules.promises.due_after
    promise = Promise(
        id=f"p{state.promised}",
        call=call.id,
        number=told.number,
        made=state.promised,
        origin=origin,
        owner=owner,
        queue=told.queue,
        line=call.line,
        since=told.since,
        due=due,
        available_at=max(asked, step.at + state.centre.rules.promises.calendar_wait),
        rank=BEFORE_CALLERS if origin is PromiseOrigin.QUEUE else AFTER_CALLERS,
        asked=asked,
        ready_at=asked,
    )
    state.promises[promise.id] = promise
    step.effects.append(msgspec.structs.replace(told, promise=promise.id, due=due))
    state.arm(f"overdue {promise.id}", due)
    _near_due_at(step, promise)
    _wait(step, promise)


def _near_due_at(step: Step, promise: Promise) -> None:
    if promise.rank == AFTER_CALLERS:
        step.state.arm(f"near-due {promise.id}", max(step.at, promise.due - _rules(step).near_due))


def _wait(step: Step, promise: Promise) -> None:
    """It waits for an operator, at once or from the moment when it may be attempted."""
    if promise.available_at > step.at:
        step.state.arm(f"promise {promise.id}", promise.available_at)
        return
    step.state.disarm(f"promise {promise.id}")
    promise.available = True
    step.state.floor.owe(promise)
    step.owed.append(promise)


def _stand_aside(step: Step, promise: Promise) -> None:
    """Nobody is given it for the time being."""
    step.state.disarm(f"promise {promise.id}")
    if promise.available:
        step.state.floor.owe_no_more(promise)
        promise.available = False


def turn(promise: Promise, turned: PromiseTurn) -> None:
    promise.state = TRANSITIONS[promise.state][turned]


def give(step: Step, promise: Promise, seat: Seat) -> None:
    """It is this operator's to keep."""
    _stand_aside(step, promise)
    turn(promise, PromiseTurn.GIVEN)
    promise.operator, seat.promise = seat.operator, promise.id


def _unhand(step: Step, promise: Promise) -> None:
    """Nobody holds it any more."""
    seat = step.state.operators.get(promise.operator) if promise.operator is not None else None
    if seat is not None and seat.promise == promise.id:
        seat.promise = ""
        step.state.disarm(f"take {seat.operator}")
    promise.operator, promise.attempt, promise.reached = None, "", False


def put_back(step: Step, promise: Promise, reason: str, not_before: Moment = 0, number: str = "") -> None:
    """To its place, and to nobody at once: else the same operator would get it again."""
    operator = promise.operator
    promise.number = number or promise.number
    turn(promise, PromiseTurn.PUT_BACK)
    _unhand(step, promise)
    promise.ready_at = promise.available_at = max(not_before, step.at + step.state.centre.rules.hold_off)
    promise.asked = max(promise.asked, not_before)
    step.effects.append(PromiseReturned(promise.id, operator, reason, promise.available_at, number))
    _wait(step, promise)


def in_vain(step: Step, promise: Promise, outcome: AttemptOutcome) -> None:
    """An attempt has failed; after the last one the person counts as unreachable."""
    rules = _rules(step)
    operator, call = promise.operator, promise.attempt
    if outcome not in COUNTS_NOT:
        promise.attempts += 1
    gives_up = promise.attempts >= rules.attempts
    turn(promise, PromiseTurn.GIVEN_UP if gives_up else PromiseTurn.IN_VAIN)
    _unhand(step, promise)
    again = rules.again[min(max(promise.attempts, 1), len(rules.again)) - 1]
    promise.ready_at = promise.available_at = 0 if gives_up else step.at + again
    step.effects.append(
        AttemptEnded(promise.id, call, operator, outcome, promise.attempts, promise.available_at)
    )
    if gives_up:
        _end(step, promise, operator, "")
    else:
        patience.called_instead(step, promise, -1)
        _wait(step, promise)


def end(
    step: Step, promise: Promise, turned: PromiseTurn, operator: OperatorId | None, reason: str = ""
) -> None:
    """Kept, or withdrawn by the person."""
    turn(promise, turned)
    _stand_aside(step, promise)
    _unhand(step, promise)
    _end(step, promise, operator, reason)


def _end(step: Step, promise: Promise, operator: OperatorId | None, reason: str) -> None:
    for timer in ("promise", "overdue", "near-due"):
        step.state.disarm(f"{timer} {promise.id}")
    del step.state.promises[promise.id]
    step.effects.append(PromiseEnded(promise.id, promise.state, operator, reason))


def let_go(step: Step, seat: Seat) -> None:
    """The operator has nothing more to do: what was spoken about is kept, what was not goes back."""
    promise = step.state.promises.get(seat.promise)
    if promise is None:
        return
    call = step.state.calls.get(promise.attempt)
    if promise.reached:
        end(step, promise, PromiseTurn.KEPT, seat.operator)
    elif call is not None and call.answered:  # the person is on the line, and waits for whoever comes
        seat.promise, promise.operator = "", None
    else:
        put_back(step, promise, "let go")


def goes_with_the_call(step: Step, seat: Seat) -> None:
    """The operator is lost while they speak: the person waits, and whoever comes has the promise."""
    promise = step.state.promises.get(seat.promise)
    if promise is not None:
        seat.promise, promise.operator, promise.reached = "", None, False


def joined(step: Step, call: Call, seat: Seat) -> None:
    """The person speaks with this operator, whose the promise is from here on."""
    promise = step.state.promises.get(call.promise)
    if promise is None or promise.attempt != call.id:
        return
    former = step.state.operators.get(promise.operator) if promise.operator is not None else None
    if former is not None and former is not seat:
        former.promise = ""
    promise.operator, promise.reached, seat.promise = seat.operator, True, promise.id
    step.state.disarm(f"take {seat.operator}")


def call_over(step: Step, call: Call, how: CallEnd) -> None:
    """The call of an attempt has ended; if it was spoken to its end, the operator judges it."""
    promise = step.state.promises.get(call.promise)
    if promise is None or promise.attempt != call.id:
        return
    if how is CallEnd.BROKEN:
        in_vain(step, promise, AttemptOutcome.BROKEN)
    elif promise.operator is None:
        in_vain(step, promise, AttemptOutcome.HUNG_UP)


# --- time ---


def may_be_attempted(step: Step, timer: TimerDue) -> None:
    promise = step.state.promises.get(timer.timer.removeprefix("promise "))
    if promise is not None and promise.state is PromiseState.OPEN and not promise.available:
        _wait(step, promise)


def near_due(step: Step, timer: TimerDue) -> None:
    """From now on it competes with those who wait."""
    promise = step.state.promises.get(timer.timer.removeprefix("near-due "))
    if promise is None:
        return
    available = promise.available
    if available:
        step.state.floor.owe_no_more(promise)
    promise.rank = BEFORE_CALLERS
    if available:
        step.state.floor.owe(promise)


def overdue(step: Step, timer: TimerDue) -> None:
    """Everybody is told; what one person owed and did not keep in time becomes his queue's."""
    promise = step.state.promises.get(timer.timer.removeprefix("overdue "))
    if promise is None:
        return
    step.effects.append(PromiseOverdue(promise.id, promise.due))
    if promise.owner.operator is not None:
        own(step, promise, Owner(queue=_behind(step, promise)))


def _behind(step: Step, promise: Promise) -> str:
    person = step.state.floor.operators.get(promise.owner.operator or 0)
    home = person.home_queue if person is not None else ""
    return home if home and home in step.state.floor.lines else promise.queue


def own(step: Step, promise: Promise, owner: Owner) -> None:
    """Another owner, and exactly one."""
    available = promise.available
    if available:
        step.state.floor.owe_no_more(promise)
    promise.owner = owner
    step.effects.append(PromiseScheduled(promise.id, owner, promise.available_at, promise.due))
    if available:
        step.state.floor.owe(promise)
        step.owed.append(promise)


def moved(step: Step, event: PromiseMoved) -> None:
    """The calendar says when it may be attempted and when it is due; what it said before is void."""
    promise = step.state.promises.get(event.promise)
    if promise is None:
        return
    if event.due and event.due != promise.due:
        promise.due = event.due
        step.state.arm(f"overdue {promise.id}", max(step.at, promise.due))
        _near_due_at(step, promise)
    if promise.state is PromiseState.OPEN:
        promise.available_at = max(promise.ready_at, event.not_before)
        _stand_aside(step, promise)
        _wait(step, promise)
    step.effects.append(PromiseScheduled(promise.id, promise.owner, promise.available_at, promise.due))


def message_is_known(step: Step, event: MessageRecorded) -> None:
    """The recording of one who hung up is closed: only now its length is known."""
    if step.state.messages.get(event.call) == event.recording:
        del step.state.messages[event.call]
        step.effects.append(MessageClosed(event.call, event.recording, event.span, event.failed))


def owned_by(owner: Owner) -> int:
    """How many owners are named: exactly one is right."""
    return sum((bool(owner.queue), bool(owner.skill), owner.operator is not None))
