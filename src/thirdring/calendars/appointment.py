"""When a person may be called, and by when what was promised has to be kept.

A call is made while the people who owe it work and nobody at the number sleeps. What was
promised while that was so is due after so much of such time; what was promised after hours is due in
the first hours of the next working day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from thirdring.calendars.calendar import Calendar
from thirdring.calendars.quiet import Quiet, falling_silent, waking, zones_of
from thirdring.calendars.working import NeverOpen, closing, next_opening

_HORIZON: Final = timedelta(days=60)  # nothing is promised for later
_ROUNDS: Final = 64  # days on which people work only while the number sleeps


class Terms(msgspec.Struct, frozen=True):
    """What the edition sets: time until a promise is due, the first hours of a day, quiet hours."""

    due_after: timedelta
    first_hours: timedelta
    quiet: Quiet = Quiet()


class Appointment(msgspec.Struct, frozen=True):
    """``not_before``: when it may be attempted first; ``due``: when it should have been kept.

    ``until``: from when on it may not be attempted again; ``None``: not within a week.
    """

    not_before: datetime
    until: datetime | None
    due: datetime


def appoint(
    calendar: Calendar, number: str, terms: Terms, *, asked: datetime, ready: datetime
) -> Appointment:
    """For a promise that has counted since ``asked`` and is to be attempted from ``ready`` on.

    A calendar that never opens, and a number that sleeps whenever people work, hold nothing up.
    """
    not_before = earliest_allowed(calendar, number, terms.quiet, ready)
    until = allowed_until(calendar, number, terms.quiet, not_before)
    return Appointment(not_before, until, due(calendar, number, terms, asked))


def due(calendar: Calendar, number: str, terms: Terms, asked: datetime) -> datetime:
    """When it should have been kept, in UTC. Only time in which the person may be called counts."""
    begins = earliest_allowed(calendar, number, terms.quiet, asked)
    left = terms.due_after if begins == asked else terms.first_hours
    last = begins + _HORIZON
    for opens, closes in possible_times(calendar, number, terms.quiet, begins, last):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    return last


def earliest_allowed(calendar: Calendar, number: str, usual: Quiet, moment: datetime) -> datetime:
    """The first moment from ``moment`` on when the number may be called, in UTC; ``usual``: the edition's."""
    quiet, zones = calendar.quiet or usual, _zones(calendar, number, usual)
    allowed = moment.astimezone(UTC)
    try:
        opens = next_opening(calendar, allowed)
        for _ in range(_ROUNDS):
            awake = waking(quiet, zones, next_opening(calendar, allowed)) or opens
            if awake == allowed:
                return allowed
            allowed = awake
    except NeverOpen:
        return allowed
    return opens


def allowed_until(calendar: Calendar, number: str, usual: Quiet, moment: datetime) -> datetime | None:
    """When a call that may be made now may not be made any more; ``None``: not within a week."""
    quiet, zones = calendar.quiet or usual, _zones(calendar, number, usual)
    ends = (closing(calendar, moment), falling_silent(quiet, zones, moment))
    return min((end for end in ends if end is not None), default=None)


def is_allowed(calendar: Calendar, number: str, usual: Quiet, moment: datetime) -> bool:
    """Whether the number may be called at this moment."""
    return earliest_allowed(calendar, number, usual, moment) == moment


def possible_times(
    calendar: Calendar, number: str, usual: Quiet, begins: datetime, ends: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The spans between two moments in which the number may be called, in order."""
    moment = begins
    while (opens := earliest_allowed(calendar, number, usual, moment)) < ends:
        closes = allowed_until(calendar, number, usual, opens) or ends
        yield opens, min(closes, ends)
        if closes >= ends:
            return
        moment = closes


def _zones(calendar: Calendar, number: str, usual: Quiet) -> tuple[str, ...]:
    """Those of the number; of zones that are never awake together, only the calendar's own counts."""
    zones = zones_of(number, calendar.zone)
    if len(zones) > 1 and waking(calendar.quiet or usual, zones, _ANY) is None:
        return (calendar.zone,)
    return zones


_ANY: Final = datetime(2026, 1, 1, tzinfo=UTC)
