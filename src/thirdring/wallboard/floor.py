"""The supervisor's live picture: every operator and every call of the own organisation, by name.

Pure, like ``picture``. A caller's number is masked unless the scope shows numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from thirdring.acd.moment import Moment
from thirdring.apps.alarms.standing import WAITS, is_overdue
from thirdring.apps.channels.names import Names, Scope, is_ours
from thirdring.journal.live import Live, LiveCall
from thirdring.wallboard import picture
from thirdring.wallboard.picture import Json, Part, promises_of

SHOWN_DIGITS = 4


def operators(live: Live, names: Names, scope: Scope) -> Part:
    """Everybody on shift: state, since when, why, with which phone, call, promise; what was ordered."""
    served = {queue: picture.serving(live, names, queue) for queue in names.queues}
    return {
        str(key): {
            "name": names.operators[key].name,
            "organisation": names.operators[key].organisation,
            "state": seat.state,
            "since": seat.since // 1000,
            "reason": seat.reason,
            "awaits": seat.awaits,
            "device": seat.device,
            "reachable": live.devices.get(seat.device, False),
            "desk": seat.desk,
            "call": seat.call,
            "promise": seat.promise,
            "misses": seat.misses.count if seat.misses else 0,
            "serves": [queue for queue, operators in served.items() if key in operators],
            "changed": {
                queue: {"by": change.called, "reason": change.reason}
                for queue, change in live.memberships.get(key, {}).items()
            },
            "exhausted": (dials.at + dials.within) // 1000 if (dials := live.dials.get(key)) else None,
            "unlimited": {"by": lift.called, "reason": lift.reason, "until": lift.until // 1000}
            if (lift := live.unlimited.get(key))
            else None,
            "ordered": {"by": order.called, "reason": order.reason}
            if (order := live.ordered.get(key))
            else None,
        }
        for key, seat in live.operators.items()
        if is_ours(names, scope, key)
    }


def calls(live: Live, names: Names, scope: Scope) -> Part:
    """Every call: to the own lines, in the own queues, or with the own operators."""
    places = _places(live)
    return {
        key: _call(call, places.get(key), names, scope)
        for key, call in live.calls.items()
        if scope.has(call.organisation) or _concerns(call, names, scope)
    }


def overdue(live: Live, names: Names, scope: Scope, now: Moment) -> Part:
    """The promises that should have been kept: to whom, since when, whose they are, what was tried."""
    return {
        key: {
            "due": promise.due // 1000,
            "made": promise.made_at // 1000,
            "kind": promise.kind,
            "origin": promise.origin,
            "number": shown_number(promise.number, scope),
            "call": promise.call,
            "owner": owner_of(promise.owner.operator, promise.owner.queue, promise.owner.skill, names),
            "operator": promise.operator,
            "attempts": promise.attempts,
        }
        for key, promise in promises_of(live, names, scope)
        if is_overdue(promise, now)
    }


def owner_of(operator: int | None, queue: str, skill: str, names: Names) -> str:
    """Who owes a promise, in words."""
    named = names.operators.get(operator) if operator is not None else names.queues.get(queue)
    return named.name if named else queue or skill


def shown_number(number: str, scope: Scope) -> str:
    """The number in full or, for whoever has no business with it, its last digits: ``••• 0077``."""
    if scope.numbers or not number.lstrip("+").isdigit():
        return number
    return f"••• {number[-SHOWN_DIGITS:]}"


def _call(call: LiveCall, place: int | None, names: Names, scope: Scope) -> Json:
    with_operator = next(_with(call), None)
    transfer, watched = call.transfer, call.supervision
    return {
        "line": call.line,
        "caller": shown_number(call.caller, scope),
        "state": call.state,
        "since": call.since // 1000,
        "arrived": call.arrived_at // 1000,
        "queue": call.queue,
        "waiting": call.waiting_since // 1000 if call.waiting_since and call.state in WAITS else None,
        "place": place,
        "told": [call.told.at // 1000, call.told.said // 1000] if call.told and place else None,
        "choices": call.choices,
        "operator": with_operator,
        "rung": call.offer.operator if call.offer else None,
        "transfer": transfer
        and {
            "to": _target(transfer.to_operator, transfer.to_queue, names),
            "consulting": transfer.colleague is not None,
        },
        "supervision": watched and {"supervisor": watched.supervisor, "mode": watched.mode},
        "promise": call.promise,
        "mine": scope.has(call.organisation),  # of an own line: may be listened to
    }


def _target(operator: int | None, queue: str | None, names: Names) -> str:
    named = names.operators.get(operator) if operator is not None else names.queues.get(queue or "")
    return named.name if named else queue or ""


def _concerns(call: LiveCall, names: Names, scope: Scope) -> bool:
    queue = names.queues.get(call.queue)
    return (queue is not None and scope.has(queue.organisation)) or any(
        is_ours(names, scope, operator) for operator in _people(call)
    )


def _with(call: LiveCall) -> Iterator[int]:
    """Who speaks with the caller, or is to again."""
    yield from call.legs.values()
    if call.comeback:
        yield call.comeback.operator


def _people(call: LiveCall) -> Iterator[int | None]:
    yield from _with(call)
    if call.offer:
        yield call.offer.operator


def _places(live: Live) -> dict[str, int]:
    """Place in line of everybody who waits, from 1: the order of arrival within a queue."""
    waiting: dict[str, list[tuple[Moment, str]]] = defaultdict(list)
    for key, call in live.calls.items():
        if call.state in WAITS and call.waiting_since is not None:
            waiting[call.queue].append((call.waiting_since, key))
    return {key: place for line in waiting.values() for place, (_, key) in enumerate(sorted(line), start=1)}
