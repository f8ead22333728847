"""The days to come of a calendar, laid out in weeks, so that its administrator sees what follows from it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from django.utils import timezone
from django.utils.formats import time_format

from thirdring.apps.calendars.reading import read_calendars
from thirdring.calendars import Day
from thirdring.calendars.calendar import Hours, Why
from thirdring.calendars.local import MIDNIGHT

DAYS_AHEAD: Final = 60
WEEK: Final = 7


class Shown(NamedTuple):
    """One day: ``hours`` in words, none while it is closed; ``differs`` from what the week says, and why."""

    day: date
    hours: tuple[str, ...]
    differs: bool
    why: str


def days_ahead(calendar: int, count: int = DAYS_AHEAD) -> list[list[Shown | None]]:
    """The next days of the calendar with this id, in weeks from Monday on; ``None`` before today."""
    hours = read_calendars().by_id[calendar]
    today = hours.day_of(timezone.now())
    passed = [None] * today.weekday()
    shown = [*passed, *(_shown(day) for day in hours.days(today, count))]
    return [shown[first : first + WEEK] for first in range(0, len(shown), WEEK)]


def _shown(day: Day) -> Shown:
    return Shown(day.day, tuple(map(_hours, day.hours)), day.why is not Why.WEEK, day.name)


def _hours(hours: Hours) -> str:
    begins, ends = hours
    until = "24:00" if ends == MIDNIGHT else _clock(ends)
    return f"{_clock(begins)}–{until}"


def _clock(minutes: int) -> str:
    shown = datetime.combine(date.min, time()) + timedelta(minutes=minutes)
    return time_format(shown.time(), "H:i")
