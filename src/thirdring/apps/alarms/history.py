"""The alarms of a day as they were: since when each stood, who took note of it, when it was over.

Pure. Alarms are conditions, so their history follows from what the journal has written down: stays in queues,
promises, and the rows that tell of queues nobody could serve, of misses, and in hindsight of outages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from thirdring.acd.facts import DialsExhausted, MissesRepeated, OperatorChanged, PartWasAway, QueueUnservable
from thirdring.acd.inputs import CentrePart, Harm
from thirdring.acd.moment import datetime_of
from thirdring.acd.operators import OperatorState
from thirdring.acd.supervision_facts import DialLimitLifted
from thirdring.apps.alarms.standing import AlarmKind
from thirdring.journal.rows import Row


class Stretch(NamedTuple):
    """Somebody waited too long, or a promise was overdue. ``until``: ``None`` while it lasts."""

    queue: str
    since: datetime
    until: datetime | None


class Taken(NamedTuple):
    """Somebody has taken note of the alarm ``key``."""

    key: str
    at: datetime
    by: str


class Past(NamedTuple):
    """One alarm that stood. ``concerned``: how many it was about, all in all; ``harm``: of an outage."""

    kind: AlarmKind
    since: datetime
    until: datetime | None
    queue: str = ""
    operator: int | None = None
    concerned: int = 1
    harm: Harm = Harm()
    taken: tuple[Taken, ...] = ()

    @property
    def key(self) -> str:
        whom = self.queue or self.operator
        return f"{self.kind}:{whom}" if whom else self.kind


OF_PARTS = {
    CentrePart.DATABASE: AlarmKind.NO_DATABASE,
    CentrePart.ENGINE: AlarmKind.NO_ENGINE,
    CentrePart.ASTERISK: AlarmKind.NO_ASTERISK,
}


def alarms_of(
    long_waits: Iterable[Stretch],
    overdue: Iterable[Stretch],
    rows: Iterable[Row],
    taken: Iterable[Taken],
    outages: Iterable[Past] = (),
) -> list[Past]:
    """The alarms, newest first; ``rows`` in order, ``outages`` those that no row can tell yet."""
    notes = list(taken)
    found = [
        *_joined(AlarmKind.LONG_WAIT, long_waits),
        *_joined(AlarmKind.OVERDUE, overdue),
        *_told(rows),
        *outages,
    ]
    return sorted((_noted(one, notes) for one in found), key=lambda one: (one.since, one.key), reverse=True)


def _joined(kind: AlarmKind, stretches: Iterable[Stretch]) -> Iterator[Past]:
    """Those of one queue that overlap are one alarm."""
    standing: dict[str, Past] = {}
    for stretch in sorted(stretches, key=lambda one: one.since):
        former = standing.get(stretch.queue)
        if former is not None and (former.until is None or stretch.since <= former.until):
            standing[stretch.queue] = former._replace(
                until=_later(former.until, stretch.until), concerned=former.concerned + 1
            )
            continue
        if former is not None:
            yield former
        standing[stretch.queue] = Past(kind, stretch.since, stretch.until, queue=stretch.queue)
    yield from standing.values()


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)


def _told(rows: Iterable[Row]) -> Iterator[Past]:
    """Outages, queues that nobody could serve, and operators who missed one call after another."""
    standing: dict[tuple[AlarmKind, str | int], Past] = {}
    for row in rows:
        at = datetime_of(row.at)
        for fact in row.facts:
            over: Past | None = None
            if isinstance(fact, PartWasAway):
                since, until = datetime_of(fact.since), datetime_of(fact.until)
                yield Past(OF_PARTS[fact.part], since, until, harm=fact.harm)
            elif isinstance(fact, DialsExhausted):
                if former := standing.pop((AlarmKind.DIALS, fact.operator), None):
                    yield former
                until = datetime_of(row.at + fact.within)
                standing[AlarmKind.DIALS, fact.operator] = Past(
                    AlarmKind.DIALS, at, until, operator=fact.operator, concerned=fact.count
                )
            elif isinstance(fact, DialLimitLifted):
                over = standing.pop((AlarmKind.DIALS, fact.operator), None)
            elif isinstance(fact, QueueUnservable):
                over = standing.pop((AlarmKind.UNSERVABLE, fact.queue), None)
                if fact.why:
                    since = over.since if over else at  # for another reason now
                    standing[AlarmKind.UNSERVABLE, fact.queue] = Past(
                        AlarmKind.UNSERVABLE, since, None, queue=fact.queue
                    )
                    continue
            elif isinstance(fact, MissesRepeated):
                over = standing.pop((AlarmKind.MISSES, fact.operator), None)
                standing[AlarmKind.MISSES, fact.operator] = Past(
                    AlarmKind.MISSES, at, None, operator=fact.operator, concerned=fact.count
                )
            elif isinstance(fact, OperatorChanged) and fact.state in _ENDS_MISSES:
                over = standing.pop((AlarmKind.MISSES, fact.operator), None)
            if over is not None:
                yield over._replace(until=min(at, over.until or at))
    yield from standing.values()


_ENDS_MISSES = {OperatorState.READY, OperatorState.LOGGED_OUT}


def _noted(alarm: Past, notes: list[Taken]) -> Past:
    own = tuple(
        note
        for note in notes
        if note.key == alarm.key
        and alarm.since <= note.at
        and (alarm.until is None or note.at <= alarm.until)
    )
    return alarm._replace(taken=own)
