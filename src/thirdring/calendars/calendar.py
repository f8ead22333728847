"""A calendar as its administrator writes it, and the hours that it gives one day, with the reason.

Of what a day may be, the most particular holds: a special day before a holiday, a holiday before a
weekend that is worked instead of another day, and these before the week.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final

import msgspec

from thirdring.calendars.days_off import Country, year_of
from thirdring.calendars.local import MIDNIGHT, Minutes, clock, minutes
from thirdring.calendars.quiet import Quiet

Hours = tuple[Minutes, Minutes]  # from, until


class WorkDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The hours of a weekday (0: Monday), with one break in them perhaps."""

    weekday: int
    opens: time
    closes: time
    break_from: time | None = None
    break_until: time | None = None


class SpecialKind(StrEnum):
    CLOSED = "closed"
    SHORTENED = "shortened"  # as usual, but until ``closes`` at the latest
    WORKING = "working"  # from ``opens`` until ``closes``, whatever day it is


class SpecialDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One date that differs from what it would be by week and holidays."""

    day: date
    kind: SpecialKind
    name: str = ""
    opens: time | None = None
    closes: time | None = None
    break_from: time | None = None
    break_until: time | None = None


class Why(StrEnum):
    """By what the hours of a day are as they are."""

    WEEK = "week"
    HOLIDAY = "holiday"
    MOVED = "moved"  # worked instead of another day
    SPECIAL = "special"


class Day(msgspec.Struct, frozen=True):
    """The hours of one date, in order; none: closed. ``name`` of the holiday or the special day."""

    day: date
    hours: tuple[Hours, ...]
    why: Why
    name: str = ""


class Calendar(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The hours of a line or of those who keep its promises. A calendar without week is open day and night.

    ``quiet``: when the people of its numbers sleep; ``None``: as the edition says.
    """

    zone: str
    week: tuple[WorkDay, ...] = ()
    holidays: Country = Country.NONE
    special: tuple[SpecialDay, ...] = ()
    quiet: Quiet | None = None
    name: str = ""

    def on(self, day: date) -> Day:
        """The hours of a local date."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = self._day(day)
        return found

    @cached_property
    def _days(self) -> dict[date, Day]:
        return {}

    @cached_property
    def _special(self) -> dict[date, SpecialDay]:
        return {special.day: special for special in self.special}

    @cached_property
    def _week(self) -> dict[int, tuple[Hours, ...]]:
        if not self.week:
            return dict.fromkeys(range(7), ((0, MIDNIGHT),))
        return {
            work.weekday: _hours(work.opens, work.closes, work.break_from, work.break_until)
            for work in self.week
        }

    def _day(self, day: date) -> Day:
        special = self._special.get(day)
        if special is None:
            return self._usual(day)
        match special.kind:
            case SpecialKind.CLOSED:
                hours: tuple[Hours, ...] = ()
            case SpecialKind.WORKING:
                opens, closes = special.opens or time(), special.closes or time()
                hours = _hours(opens, closes, special.break_from, special.break_until)
            case SpecialKind.SHORTENED:
                until = minutes(special.closes or time())
                hours = tuple((one, min(end, until)) for one, end in self._usual(day).hours if one < until)
        return Day(day, hours, Why.SPECIAL, special.name)

    def _usual(self, day: date) -> Day:
        """Without special days. A worked weekend has the hours of the day that is off for it.

        Source: order 588н of the Russian Ministry of Health of 13.08.2009, clause 1. Who works on
        that weekday anyway keeps the own hours.
        """
        year = year_of(self.holidays, day.year)
        holiday = year.off.get(day)
        if holiday is not None:
            return Day(day, (), Why.HOLIDAY, holiday)
        hours = self._week.get(day.weekday(), ())
        instead = year.worked.get(day)
        if instead is not None and not hours:
            return Day(day, self._week.get(instead.weekday(), ()), Why.MOVED, year.off[instead])
        return Day(day, hours, Why.WEEK)

    def days(self, first: date, count: int) -> tuple[Day, ...]:
        """``count`` dates from ``first`` on."""
        return tuple(self.on(first + timedelta(days=ahead)) for ahead in range(count))

    def day_of(self, moment: datetime) -> date:
        """The local date of an aware moment."""
        return clock(moment, self.zone).date()


def _hours(opens: time, closes: time, break_from: time | None, break_until: time | None) -> tuple[Hours, ...]:
    """A closing time of 0:00 is the midnight at the end of the day."""
    end = minutes(closes) or MIDNIGHT
    if break_from is None or break_until is None:
        return ((minutes(opens), end),)
    parts = ((minutes(opens), minutes(break_from)), (minutes(break_until), end))
    return tuple(part for part in parts if part[0] < part[1])


class Calendars(msgspec.Struct, frozen=True):
    """Whose calendar is whose. A line has one always; queues and departments only where theirs differs."""

    lines: dict[str, Calendar] = {}
    queues: dict[str, Calendar] = {}
    skills: dict[str, Calendar] = {}

    def all(self) -> Iterator[Calendar]:
        """Every calendar, some of them more than once."""
        for owners in (self.lines, self.queues, self.skills):
            yield from owners.values()

    def without_holidays(self) -> Calendars:
        """As they are by week and special days alone, which is known at once."""
        lines, queues, skills = (
            {
                owner: msgspec.structs.replace(calendar, holidays=Country.NONE)
                for owner, calendar in owners.items()
            }
            for owners in (self.lines, self.queues, self.skills)
        )
        return Calendars(lines, queues, skills)

    def of(self, line: str, queue: str = "", skill: str = "") -> Calendar:
        """The hours of whoever owes something on ``line``: of a department, a queue, else of the line."""
        return self.skills.get(skill) or self.queues.get(queue) or self.lines.get(line) or EVERYWHERE


EVERYWHERE: Final = Calendar("UTC")  # of a line that the configuration does not know: open day and night
