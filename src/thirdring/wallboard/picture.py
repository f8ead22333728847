"""What the live screens show of the present moment, in parts of keyed entries that can be compared and sent.

Pure: the live fold, the names and a scope in, plain JSON out; moments are milliseconds there. A wallboard
hangs where visitors pass, so nothing in its parts names a person or a number; the supervisor's page has
those in ``floor``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from thirdring.acd.calls import CallState
from thirdring.acd.moment import Moment
from thirdring.acd.operators import OperatorState
from thirdring.apps.alarms.standing import WAITS, is_overdue
from thirdring.apps.channels.names import Names, Scope, is_ours
from thirdring.journal.live import Live, LiveCall, LivePromise

Json = dict[str, Any]
Part = dict[str, Any]  # key → entry

AWAY = {OperatorState.PAUSED, OperatorState.UNREACHABLE, OperatorState.SET_ASIDE}


def queues(live: Live, names: Names, scope: Scope, expected: Mapping[str, float]) -> Part:
    """Each queue: who waits and since when, what the next caller has to expect, who could serve it."""
    part: Part = {}
    for key, queue in names.queues.items():
        if not scope.has(queue.organisation):
            continue
        states = [seat.state for one in serving(live, names, key) if (seat := live.operators.get(one))]
        trouble = live.queues.get(key)
        part[key] = {
            "name": queue.name,
            "organisation": queue.organisation,
            "entry": key in names.entries,
            "expected": expected.get(key),
            "shift": len(states),
            "free": states.count(OperatorState.READY),
            "away": sum(state in AWAY for state in states),
            "unservable": trouble.unservable if trouble else "",
            "lacking": trouble.lacking if trouble else [],
            **_nobody(),
        }
    for call in live.calls.values():
        _count(part.get(call.queue), call)
    return part


def serving(live: Live, names: Names, queue: str) -> frozenset[int]:
    """Whom the queue takes, on shift or not: by skills, and as supervisors have changed it for today."""
    changed = {
        operator: change.serves
        for operator, changes in live.memberships.items()
        if (change := changes.get(queue))
    }
    able = names.able.get(queue, frozenset())
    return frozenset(one for one in able | changed.keys() if changed.get(one, True))


def lines(live: Live, names: Names, scope: Scope) -> Part:
    """Each line: how many of its callers wait, since when the first of them, and how many are spoken with."""
    part: Part = {
        number: {"name": line.name, "here": 0, **_nobody()}
        for number, line in names.lines.items()
        if scope.has(line.organisation)
    }
    for call in live.calls.values():
        if entry := part.get(call.line):
            entry["here"] += 1
            _count(entry, call)
    return part


def operators(live: Live, names: Names, scope: Scope) -> Part:
    """How many operators are in each state."""
    counted = Counter(seat.state for one, seat in live.operators.items() if is_ours(names, scope, one))
    return {state: counted[state] for state in OperatorState if counted[state]}


def promises(live: Live, names: Names, scope: Scope, now: Moment) -> Part:
    """What is owed: how much is open, due soon, overdue; and when the next is due."""
    owed = [promise for _, promise in promises_of(live, names, scope)]
    coming = [one.due for one in owed if not one.overdue and one.due > now]
    return {
        "open": len(owed),
        "overdue": sum(is_overdue(one, now) for one in owed),
        "near": sum(due - now <= names.near_due for due in coming),
        "next": min(coming) // 1000 if coming else None,
    }


def promises_of(live: Live, names: Names, scope: Scope) -> Iterator[tuple[str, LivePromise]]:
    """Promises to callers of the own lines, and those that a queue or an operator of the own owes."""
    for key, promise in live.promises.items():
        owner = names.queues.get(promise.owner.queue) or names.operators.get(promise.owner.operator or 0)
        if scope.has(promise.organisation) or (owner and scope.has(owner.organisation)):
            yield key, promise


def difference(before: Part, after: Part) -> Part:
    """The entries that are new or have changed; ``None`` for those that are gone."""
    changed = {key: value for key, value in after.items() if key not in before or before[key] != value}
    return changed | dict.fromkeys(before.keys() - after.keys())


def _nobody() -> Json:
    return {"waiting": 0, "oldest": None, "ringing": 0, "talking": 0}


def _count(entry: Json | None, call: LiveCall) -> None:
    if entry is None:
        return
    if call.state in WAITS and call.waiting_since is not None:
        since = call.waiting_since // 1000
        entry["waiting"] += 1
        entry["ringing"] += call.state == CallState.OFFERED
        entry["oldest"] = since if entry["oldest"] is None else min(since, entry["oldest"])
    elif call.legs:
        entry["talking"] += 1
