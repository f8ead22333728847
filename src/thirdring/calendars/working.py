"""Working time on the line of real time: is it open, when does it open, when are so many hours worked.

Where clocks are put forward, an hour that does not exist has no length; where they are put back, one
that comes twice is worked twice. All questions and answers are aware moments, the answers in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from thirdring.calendars.calendar import Calendar
from thirdring.calendars.local import instant

HORIZON_DAYS: Final = 400  # a calendar that does not open for so long never does
CLOSING_WITHIN_DAYS: Final = 8

_DAY: Final = timedelta(days=1)


class NeverOpen(ValueError):
    """The calendar has no working hours ahead."""

    def __init__(self, calendar: Calendar) -> None:
        super().__init__(f"calendar {calendar.name!r} has no working hours in {HORIZON_DAYS} days")


def is_open(calendar: Calendar, moment: datetime) -> bool:
    """Whether somebody works at this moment."""
    return any(opens <= moment for opens, _closes in _spans(calendar, moment, 1))


def next_opening(calendar: Calendar, moment: datetime) -> datetime:
    """The first working moment from ``moment`` on: itself while it is open. Raises ``NeverOpen``."""
    for opens, _closes in _spans(calendar, moment, HORIZON_DAYS):
        return max(opens, moment.astimezone(UTC))
    raise NeverOpen(calendar)


def closing(calendar: Calendar, moment: datetime) -> datetime | None:
    """When the working time that ``moment`` lies in ends.

    ``None`` while it is closed, or if it stays open for a week.
    """
    end: datetime | None = None
    for opens, closes in _spans(calendar, moment, CLOSING_WITHIN_DAYS):
        if opens > (end or moment):
            return end
        end = closes
    if end is None or end - moment >= (CLOSING_WITHIN_DAYS - 1) * _DAY:
        return None
    return end


def add_working_time(calendar: Calendar, moment: datetime, span: timedelta) -> datetime:
    """The moment when ``span`` of working time has passed since ``moment``. Raises ``NeverOpen``.

    No span at all ends when work begins.
    """
    left = span
    for opens, closes in _spans(calendar, moment, HORIZON_DAYS):
        begins = max(opens, moment)
        if left <= closes - begins:
            return (begins + left).astimezone(UTC)
        left -= closes - begins
    raise NeverOpen(calendar)


def first_hours_of_next_working_day(calendar: Calendar, moment: datetime, span: timedelta) -> datetime:
    """``span`` of working time after the next opening: until when is answered what came after hours.

    While it is open, the next opening is this moment's. Raises ``NeverOpen``.
    """
    return add_working_time(calendar, next_opening(calendar, moment), span)


def _spans(calendar: Calendar, after: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
    """Working time that ends after ``after``, in order; none of it overlaps with what came before it."""
    day = calendar.day_of(after)
    end: datetime | None = None
    for _ in range(days + 1):
        for opens, closes in calendar.on(day).hours:
            begins, ends = instant(day, opens, calendar.zone), instant(day, closes, calendar.zone, last=True)
            begins = max(begins, end or begins)
            if begins < ends and ends > after:
                yield begins, ends
                end = ends
        day += _DAY
