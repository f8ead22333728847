"""An organisation's day in figures, as it is summed up, and what is usual. Pure: ``today`` reads it.

A day begins at midnight of the organisation's own time zone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo

from thirdring.measures import Tally

QUARTER = timedelta(minutes=15)
WRONG_DAYS = 30  # over which the share of wrong transfers is taken


@dataclass(frozen=True)
class Person:
    """One operator: offers missed today; callers passed on within ``WRONG_DAYS``, and how many wrongly."""

    missed: int = 0
    passed_on: int = 0
    wrong: int = 0


@dataclass(frozen=True)
class Today:
    """One organisation's day so far. ``quarters`` are keyed by their beginning.

    What callers were told is counted by stays in queues: ``total`` has it of them, ``lines`` have not.
    """

    midnight: datetime
    lines: dict[str, Tally] = field(default_factory=dict)
    queues: dict[str, Tally] = field(default_factory=dict)
    quarters: dict[datetime, Tally] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)

    @property
    def total(self) -> Tally:
        told = sum(self.queues.values(), Tally())
        calls = sum(self.lines.values(), Tally())
        return replace(calls, told=told.told, told_error_ms=told.told_error_ms)


@dataclass(frozen=True)
class Usual:
    """The same weekday, on the average of the ``days`` before that had calls.

    ``lines``, ``queues``: sums up to this time of the day; ``arrivals``: of each quarter of the whole day,
    from midnight.
    """

    days: int = 0
    lines: dict[str, Tally] = field(default_factory=dict)
    arrivals: tuple[float, ...] = ()
    queues: dict[str, Tally] = field(default_factory=dict)


def midnight_of(now: datetime, zone: tzinfo) -> datetime:
    """The beginning of the day in which ``now`` lies there."""
    return begins_at(now.astimezone(zone).date(), zone)


def begins_at(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day there."""
    return datetime.combine(day, time.min, zone)
