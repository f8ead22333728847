"""What one desk sees of the centre: its operator, his call, his colleagues' states, the queues.

Pure: the live fold in, plain JSON out, in the shape of ``ts/world.ts`` (moments and spans in
milliseconds there). Calls of others are not part of it: a desk never learns who speaks with a colleague.
"""

from __future__ import annotations

from typing import Any

import msgspec

from thirdring.acd.calls import CallState
from thirdring.acd.inputs import Owner
from thirdring.acd.moment import SECOND, Moment
from thirdring.acd.operators import OperatorState
from thirdring.journal.live import Live, LiveCall, LiveOperator, LiveTransfer

Json = dict[str, Any]

NOTHING_OWED: Json = {"open": 0, "overdue": 0, "oldest": 0, "due": 0}
WAITS = {CallState.WAITING, CallState.OFFERED}


class PastCall(msgspec.Struct, frozen=True):
    """What is still shown of a call that has ended, while its operator is in wrap-up."""

    line: str
    caller: str
    queue: str
    arrived_at: Moment
    waiting_since: Moment | None
    promise: str = ""  # of a call of our own: what it was to keep
    card: str = ""  # and the call whose card belongs to it


def me(live: Live, operator: int) -> Json:
    """The operator's own state; one who is not on shift has one too."""
    found = live.operators.get(operator)
    if found is None:
        found = LiveOperator(OperatorState.LOGGED_OUT, live.at)
    return {
        "state": found.state,
        "reason": found.reason,
        "since": _ms(found.since),
        "device": found.device,
        "reachable": live.devices.get(found.device, False),
        "pause": found.awaits,
        "misses": found.misses
        and {"count": found.misses.count, "withinMinutes": found.misses.within // (60 * SECOND)},
        "ordered": (order := live.ordered.get(operator))
        and {"order": order.order, "by": order.called, "reason": order.reason},
        "unlimited": (lift := live.unlimited.get(operator))
        and {"until": _ms(lift.until), "by": lift.called, "reason": lift.reason},
        "today": {
            queue: {"serves": change.serves, "by": change.called, "reason": change.reason}
            for queue, change in live.memberships.get(operator, {}).items()
        },
    }


def call(live: Live, operator: int, past: dict[str, PastCall]) -> Json | None:
    """The call that concerns the operator at this moment, or ``None``."""
    found = live.operators.get(operator)
    if found is None or not found.call:
        return None
    if found.call in live.calls:
        return _running(live, found.call, live.calls[found.call], operator, found)
    if found.call in past and found.state == OperatorState.WRAP_UP:
        return _over(found.call, past[found.call])
    return None


def colleagues(live: Live) -> dict[str, tuple[str, int, str]]:
    """State, since when, reason of everybody on shift, by operator id."""
    return {str(key): (one.state, _ms(one.since), one.reason) for key, one in live.operators.items()}


def queues(live: Live, keys: frozenset[str]) -> dict[str, Json]:
    """How many wait in each queue, since when the first of them, and why a queue cannot be served."""
    figures: dict[str, Json] = {
        key: {
            "waiting": 0,
            "oldest": None,
            "unservable": found.unservable if (found := live.queues.get(key)) else "",
        }
        for key in keys | live.queues.keys()
    }
    for one in live.calls.values():
        if one.state not in WAITS or one.waiting_since is None:
            continue
        line = figures.setdefault(one.queue, {"waiting": 0, "oldest": None, "unservable": ""})
        line["waiting"] += 1
        since = _ms(one.waiting_since)
        line["oldest"] = since if line["oldest"] is None else min(since, line["oldest"])
    return figures


def card_of(live: Live, mine: LiveOperator, past: dict[str, PastCall]) -> str:
    """The call whose card stands on the operator's desk; "" when there is none."""
    if promise := live.promises.get(mine.promise):
        return promise.call
    if running := live.calls.get(mine.call):
        promise = live.promises.get(running.promise)
        return promise.call if promise else mine.call
    found = past.get(mine.call)
    return found.card or mine.call if found else ""


def held(live: Live, operator: int) -> Json | None:
    """The promise that the operator has been given and has not settled yet."""
    mine = live.operators.get(operator)
    found = live.promises.get(mine.promise) if mine else None
    if mine is None or found is None:
        return None
    return {
        "id": mine.promise,
        "origin": found.origin,
        "call": found.call,
        "line": found.line,
        "queue": found.queue,
        "number": found.number,
        "since": _ms(found.since),
        "due": _ms(found.due),
        "state": found.state,
        "attempt": found.attempt,
        "attempts": found.attempts,
    }


def owed(live: Live) -> dict[str, Json]:
    """How much each owner owes and until when; whom, only the list behind it says."""
    figures: dict[str, Json] = {}
    for one in live.promises.values():
        of = figures.setdefault(
            owner_key(one.owner), {"open": 0, "overdue": 0, "oldest": _ms(one.since), "due": _ms(one.due)}
        )
        of["open"] += 1
        of["overdue"] += one.overdue
        of["oldest"] = min(of["oldest"], _ms(one.since))
        of["due"] = min(of["due"], _ms(one.due))
    return figures


def owner_key(owner: Owner) -> str:
    """``queue:oms``, ``skill:dept:oms``, ``operator:17``: the names under which figures are kept."""
    if owner.operator is not None:
        return f"operator:{owner.operator}"
    return f"queue:{owner.queue}" if owner.queue else f"skill:{owner.skill}"


def past_of(live: Live, found: LiveCall) -> PastCall:
    promise = live.promises.get(found.promise)
    return PastCall(
        found.line,
        found.caller,
        found.queue,
        found.arrived_at,
        found.waiting_since,
        found.promise,
        promise.call if promise else "",
    )


def concerned(live: Live, calls: set[str], promises: set[str], operators: set[int]) -> set[int]:
    """``operators`` and everybody whose present call, or the promise in hand, is one of those."""
    if not calls and not promises:
        return operators
    return operators | {
        key for key, one in live.operators.items() if one.call in calls or one.promise in promises
    }


def _running(live: Live, key: str, found: LiveCall, operator: int, mine: LiveOperator) -> Json:
    offer = found.offer if found.offer and found.offer.operator == operator else None
    promise = live.promises.get(found.promise)
    return {
        "id": key,
        "card": promise.call if promise else key,
        "promise": found.promise,
        "callee": found.callee,
        "line": found.line,
        "caller": found.caller,
        "queue": found.queue,
        "topic": found.topic,
        "state": found.state,
        "arrived": _ms(found.arrived_at),
        "queued": _ms(found.waiting_since or found.arrived_at),
        "joined": _joined(found, mine),
        "ended": mine.state == OperatorState.WRAP_UP,  # for me; a colleague may still speak with the caller
        "held": _ms(found.held_since or found.since) if found.state == CallState.HELD else None,
        "comesBack": {"since": _ms(found.comeback.since), "until": _ms(found.comeback.until)}
        if found.comeback and found.comeback.operator == operator
        else None,
        "offer": offer
        and {
            "leg": offer.leg,
            "device": offer.device,
            "since": _ms(offer.rang_at or offer.offered_at),
            "limit": offer.limit // 1000,  # counted anew from the first ring
            "transfer": offer.transfer,
            "rings": offer.rings,
            "ringCycle": offer.ring_cycle // 1000,
            "lifted": offer.lifted_at is not None,
        },
        "transfer": found.transfer
        and _transfer(found.transfer, bool(found.offer and found.offer.lifted_at is not None)),
        "tried": _tried(found, operator),
        "passedOn": _passed_on(found, operator),
        "markedWrong": found.marked_wrong,
        **_who_hears(found, operator),
    }


def _who_hears(found: LiveCall, operator: int) -> Json:
    """Until when nothing is recorded, who listens to the operator if he may know it, to whom he listens."""
    paused, supervision = found.recording_paused, found.supervision
    mine = supervision is not None and supervision.supervisor == operator
    shown = supervision is not None and supervision.shown and supervision.operator == operator
    return {
        "unrecorded": {"until": _ms(paused.until)} if paused else None,
        "supervisor": {"operator": supervision.supervisor, "mode": supervision.mode}
        if supervision and shown
        else None,
        "listening": {"operator": supervision.operator, "mode": supervision.mode}
        if supervision and mine
        else None,
    }


def _joined(found: LiveCall, mine: LiveOperator) -> int | None:
    """Since when I speak with the person; in a call of our own I am on the line before that."""
    if mine.state != OperatorState.TALKING or found.state == CallState.DIALLING:
        return None
    since = mine.talks_since or mine.since
    return _ms(max(since, found.answered_at or 0) if found.promise else since)


def _transfer(found: LiveTransfer, lifted: bool) -> Json:
    return {
        "mode": found.mode,
        "operator": found.operator,
        "toOperator": found.to_operator if found.colleague is None else found.colleague,
        "toQueue": found.to_queue,
        "stage": "ringing" if found.colleague is None else "consulting",
        "since": _ms(found.since),
        "lifted": lifted,
    }


def _tried(found: LiveCall, operator: int) -> Json | None:
    """What became of the operator's own latest transfer of this caller, while it concerns him."""
    passed = found.passed
    if passed is None or passed.operator != operator or found.transfer is not None:
        return None
    return {
        "outcome": found.last_transfer,
        "reason": found.last_transfer_reason,
        "toOperator": passed.to_operator,
        "toQueue": passed.to_queue,
        "choice": found.busy_choice,
        "since": _ms(passed.since),
    }


def _passed_on(found: LiveCall, operator: int) -> Json | None:
    """Who passes the caller on, or has done so, and why; ``None`` for the one who did it himself."""
    passing = found.transfer
    if passing is not None and passing.operator != operator:
        return {"operator": passing.operator, "reason": passing.reason}
    if found.passed_on_by is None or found.passed_on_by == operator:
        return None
    passed = found.passed
    mine = passed is not None and passed.operator == found.passed_on_by
    return {"operator": found.passed_on_by, "reason": passed.reason if passed and mine else ""}


def _over(key: str, past: PastCall) -> Json:
    return {
        "id": key,
        "card": past.card or key,
        "promise": past.promise,
        "callee": "",
        "line": past.line,
        "caller": past.caller,
        "queue": past.queue,
        "topic": "",
        "state": CallState.ENDED,
        "arrived": _ms(past.arrived_at),
        "queued": _ms(past.waiting_since or past.arrived_at),
        "joined": None,
        "ended": True,
        "held": None,
        "comesBack": None,
        "offer": None,
        "transfer": None,
        "tried": None,
        "passedOn": None,
        "markedWrong": "",
        "unrecorded": None,
        "supervisor": None,
        "listening": None,
    }


def _ms(moment: Moment) -> int:
    return moment // 1000
