"""The alarms that stand at this moment, and those of a day beside them, for whoever asks once.

Screens fold the journal as it grows; here it is read for one answer. Which alarms stand is decided by the
same function (``standing``), so a program and a screen are told alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone

from thirdring.acd.moment import datetime_of
from thirdring.apps.alarms.health import NOTED_FOR, read_health
from thirdring.apps.alarms.history import Past, alarms_of
from thirdring.apps.alarms.reading import Seen, long_waits, read_alarms, taken
from thirdring.apps.alarms.standing import AlarmKind, Standing, standing, within
from thirdring.apps.channels.configuration import read_names
from thirdring.apps.channels.names import Scope
from thirdring.journal.clock import JournalClock
from thirdring.journal.reader import live_now

HEARTBEATS_DIFFER = timedelta(seconds=1)  # an outage's beginning, computed twice from the last one


class Told(NamedTuple):
    """An alarm, and whether it stands now."""

    alarm: Past
    stands: bool


def read_standing(scope: Scope) -> list[Past]:
    """Those that stand now within the scope, newest first; ``concerned`` counts whom they are about now."""
    live, names = live_now(), read_names()
    now = JournalClock(live.at).now()
    found = within(standing(live, names, read_health(), now), names, scope).values()
    begun = _begun(found, datetime_of(now))
    stand = [
        Past(
            one.kind,
            min(datetime_of(one.since), begun.get((one.kind, one.queue), datetime_of(one.since))),
            None,
            queue=one.queue,
            operator=one.operator,
            concerned=one.count or 1,
        )
        for one in found
    ]
    notes = taken(datetime_of(now) - NOTED_FOR, datetime_of(now) + timedelta(seconds=1))
    return alarms_of((), (), (), notes, stand)


def read_day(day: date, zone: ZoneInfo, scope: Scope, seen: Seen) -> list[Told]:
    """Those that stood on ``day``, a day of ``zone``, newest first; with today's all that stand now."""
    stand = read_standing(scope)
    now = {one.key: one for one in stand}
    past = [Told(one, _lasts(one, now.get(one.key))) for one in read_alarms(day, zone, seen)]
    if day == timezone.now().astimezone(zone).date():
        past = [one for one in past if not one.stands] + [Told(one, True) for one in stand]
    return sorted(past, key=lambda one: (one.alarm.since, one.alarm.key), reverse=True)


def _lasts(one: Past, now: Past | None) -> bool:
    """Whether it is the alarm that stands now, and not another of its kind that began later."""
    if one.until is not None or now is None:
        return False
    grows = one.kind is AlarmKind.OVERDUE  # stands since the last promise, but began with the first
    return grows or now.since - one.since < HEARTBEATS_DIFFER


def _begun(found: Iterable[Standing], now: datetime) -> dict[tuple[AlarmKind, str], datetime]:
    """Since when people wait too long in a queue without a break; who began it, may have been answered."""
    queues = {one.queue for one in found if one.kind is AlarmKind.LONG_WAIT}
    if not queues:
        return {}
    joined = alarms_of(long_waits(now - timedelta(days=1), now, queues), (), (), ())
    return {(one.kind, one.queue): one.since for one in joined if one.until is None}
