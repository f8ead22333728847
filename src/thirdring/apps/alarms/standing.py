"""What must not wait until somebody looks: which alarms stand at this moment, and since when.

Pure. An alarm is a condition of the present and vanishes with it; ``Alarms`` remembers only since when each
has stood. Somebody may take note of it: that silences it until it is raised anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

import msgspec

from thirdring.acd.calls import CallState
from thirdring.acd.facts import CENTRE_AS_A_WHOLE
from thirdring.acd.moment import Moment
from thirdring.apps.channels.names import Names, Scope, is_ours
from thirdring.journal.live import Live, LivePromise

WAITS = {CallState.WAITING, CallState.OFFERED}


class AlarmKind(StrEnum):
    """In the order in which they are shown."""

    NO_DATABASE = "no database"
    NO_ENGINE = "no engine"
    NO_ASTERISK = "no asterisk"
    UNSERVABLE = "unservable"  # somebody waits and nobody could ever serve the queue
    LONG_WAIT = "long wait"  # longer than the edition allows
    OVERDUE = "overdue"  # promises
    MISSES = "misses"  # one operator, again and again
    DIALS = "dials"  # as many calls to others as one operator, or all of them, may make within an hour


class Health(msgspec.Struct, frozen=True):
    """How the parts fare that take calls; ``expected``: seconds that the next caller of a queue will wait.

    ``away_since``: of the engine or of Asterisk, where that is known.
    """

    database: bool = True
    engine: bool = True
    asterisk: bool = True
    expected: dict[str, float] = {}
    away_since: Moment | None = None


class Standing(msgspec.Struct, frozen=True):
    """One alarm. ``queue`` and ``operator`` say whom it is about, ``count`` how many."""

    kind: AlarmKind
    since: Moment
    queue: str = ""
    operator: int | None = None
    count: int = 0


class Noted(NamedTuple):
    """Who has taken note of an alarm, and when."""

    by: str
    at: Moment


def standing(live: Live, names: Names, health: Health, now: Moment) -> dict[str, Standing]:
    """All alarms of this moment by key, of all organisations."""
    found: dict[str, Standing] = {}
    for kind, works in (
        (AlarmKind.NO_DATABASE, health.database),
        (AlarmKind.NO_ENGINE, health.engine),
        (AlarmKind.NO_ASTERISK, health.asterisk),
    ):
        if not works:
            found[kind] = Standing(kind, now if health.away_since is None else health.away_since)
            break  # of the others nothing is known then
    for key, queue in live.queues.items():
        found[f"{AlarmKind.UNSERVABLE}:{key}"] = Standing(AlarmKind.UNSERVABLE, queue.since or now, queue=key)
    for alarm in (*_long_waits(live, names, now), *_overdue(live, now)):
        found[f"{alarm.kind}:{alarm.queue}"] = alarm
    for operator, seat in live.operators.items():
        if seat.misses:
            found[f"{AlarmKind.MISSES}:{operator}"] = Standing(
                AlarmKind.MISSES, seat.misses.at, operator=operator, count=seat.misses.count
            )
    for whose, dials in live.dials.items():
        if now < dials.at + dials.within:
            operator_of = None if whose == CENTRE_AS_A_WHOLE else whose
            found[f"{AlarmKind.DIALS}:{whose}" if operator_of else AlarmKind.DIALS] = Standing(
                AlarmKind.DIALS, dials.at, operator=operator_of, count=dials.count
            )
    return found


def _long_waits(live: Live, names: Names, now: Moment) -> Iterator[Standing]:
    late: dict[str, list[Moment]] = {}
    for call in live.calls.values():
        if call.state in WAITS and call.waiting_since is not None:
            over = call.waiting_since + names.wait_limit
            if over < now:
                late.setdefault(call.queue, []).append(over)
    for queue, since in late.items():
        yield Standing(AlarmKind.LONG_WAIT, min(since), queue=queue, count=len(since))


def _overdue(live: Live, now: Moment) -> Iterator[Standing]:
    late: dict[str, list[Moment]] = {}
    for promise in live.promises.values():
        if is_overdue(promise, now):
            late.setdefault(promise.owner.queue or promise.queue, []).append(promise.due)
    for queue, since in late.items():
        yield Standing(AlarmKind.OVERDUE, max(since), queue=queue, count=len(since))


class Alarms:
    """The alarms of the moment; a condition that lasts keeps the moment at which it began."""

    def __init__(self) -> None:
        self.now: dict[str, Standing] = {}

    def look(self, live: Live, names: Names, health: Health, now: Moment) -> None:
        """Bring ``now`` up to date. One more promise overdue, or more misses, raise the alarm anew."""
        former = self.now
        self.now = {
            key: _begun(alarm, former.get(key)) for key, alarm in standing(live, names, health, now).items()
        }


_GROWS = {AlarmKind.OVERDUE, AlarmKind.MISSES}


def _begun(alarm: Standing, former: Standing | None) -> Standing:
    if former is None or alarm.kind in _GROWS:
        return alarm
    return msgspec.structs.replace(alarm, since=min(alarm.since, former.since))


def within(found: Mapping[str, Standing], names: Names, scope: Scope) -> dict[str, Standing]:
    """Those that somebody with this scope sees; what concerns everybody, everybody sees."""
    return {key: alarm for key, alarm in found.items() if _is_within(alarm, names, scope)}


def is_overdue(promise: LivePromise, now: Moment) -> bool:
    """The journal has said so, or will with its next row."""
    return promise.overdue or promise.due <= now


def _is_within(alarm: Standing, names: Names, scope: Scope) -> bool:
    if alarm.operator is not None:
        return is_ours(names, scope, alarm.operator)
    if not alarm.queue:
        return True  # concerns everybody
    queue = names.queues.get(alarm.queue)
    return scope.organisation is None or (queue is not None and scope.has(queue.organisation))
