"""When a person may be called: asked by the desk when a time for a call-back is chosen.

The same calendars and quiet hours as the engine uses, so that a time which is offered here is not moved
there. ``line`` is the number of the line from which the person is called; one that is not known is open
day and night. Every question reads the configuration: ask for a day, not for each of its minutes.
"""

from __future__ import annotations

from datetime import datetime

from thirdring.apps.calendars.reading import read_calendars
from thirdring.apps.channels.centre import rules_in_force
from thirdring.calendars import Calendar, Quiet
from thirdring.calendars.appointment import earliest_allowed, is_allowed
from thirdring.calendars.appointment import possible_times as spans
from thirdring.calendars.quiet import waking, zones_of


def earliest(number: str, line: str, after: datetime, queue: str = "") -> datetime:
    """The first moment from ``after`` on (aware) when ``number`` (E.164) may be called, in UTC.

    ``queue`` whose operators call, if it is not the line's.
    """
    calendar, quiet = _terms(line, queue)
    return earliest_allowed(calendar, number, quiet, after)


def allowed(number: str, line: str, at: datetime, queue: str = "") -> bool:
    """Whether ``number`` may be called at ``at``."""
    calendar, quiet = _terms(line, queue)
    return is_allowed(calendar, number, quiet, at)


def awake(number: str, line: str, after: datetime) -> tuple[datetime, str]:
    """From when on nobody at ``number`` sleeps, in UTC, and the time zone there.

    Working hours aside: an operator who stays longer may call whom he likes, but not at night.
    """
    calendar, quiet = _terms(line, "")
    zones = zones_of(number, calendar.zone)
    return waking(calendar.quiet or quiet, zones, after) or after, zones[0]


def possible_times(
    number: str, line: str, begins: datetime, ends: datetime, queue: str = ""
) -> list[tuple[datetime, datetime]]:
    """The spans between two moments in which ``number`` may be called, in order, in UTC."""
    calendar, quiet = _terms(line, queue)
    return list(spans(calendar, number, quiet, begins, ends))


def _terms(line: str, queue: str) -> tuple[Calendar, Quiet]:
    rules = rules_in_force().promises
    quiet = Quiet(*rules.quiet) if rules is not None else Quiet()
    return read_calendars().calendars.of(line, queue), quiet
