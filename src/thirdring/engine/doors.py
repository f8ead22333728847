"""Whether a line is open when somebody calls, and if not, when it opens: asked for every call.

The answer holds until the line next opens or closes, so that it is computed a few times a day and
looked up for every call. Knows the calendars, and neither calls nor Asterisk.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import msgspec

from thirdring.acd.centre import LineNumber
from thirdring.acd.moment import Moment, datetime_of, moment_of
from thirdring.calendars import Calendars, NeverOpen, closing, is_open, next_opening

_AT_LEAST: Final = timedelta(days=1)  # an answer without an end is asked again after so long


class Door(msgspec.Struct, frozen=True):
    """What holds for a line from ``since`` until before ``until``; ``opens_at`` 0: not known, or open."""

    since: Moment
    until: Moment
    closed: bool = False
    opens_at: Moment = 0


class Doors:
    """The doors of all lines. ``calendars`` may be replaced at any time."""

    def __init__(self) -> None:
        self._calendars = Calendars()
        self._doors: dict[LineNumber, Door] = {}

    @property
    def calendars(self) -> Calendars:
        return self._calendars

    @calendars.setter
    def calendars(self, fresh: Calendars) -> None:
        self._calendars = fresh
        self._doors.clear()

    def of(self, line: LineNumber, at: Moment) -> Door:
        """Whether the line is open at a moment."""
        door = self._doors.get(line)
        if door is None or not door.since <= at < door.until:
            door = self._doors[line] = self._ask(line, at)
        return door

    def _ask(self, line: LineNumber, at: Moment) -> Door:
        calendar, moment = self._calendars.of(line), datetime_of(at)
        later = moment_of(moment + _AT_LEAST)
        if is_open(calendar, moment):
            closes = closing(calendar, moment)
            return Door(at, moment_of(closes) if closes is not None else later)
        try:
            opens_at = moment_of(next_opening(calendar, moment))
        except NeverOpen:
            return Door(at, later, closed=True)
        return Door(at, opens_at, closed=True, opens_at=opens_at)
