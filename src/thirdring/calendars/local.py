"""Local time as moments. The one place that knows of clocks being put forward and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

Minutes = int  # since local midnight
MIDNIGHT: Final[Minutes] = 24 * 60  # at the end of a day

_MINUTE: Final = timedelta(minutes=1)


@lru_cache(maxsize=65_536)
def instant(day: date, after_midnight: Minutes, zone: str, *, last: bool = False) -> datetime:
    """When it is so many minutes after midnight there, in UTC; ``last``: if it is so twice, the second time.

    A time that clocks put forward leap over is the moment of the leap.
    """
    local = datetime.combine(day, time()) + after_midnight * _MINUTE
    place = ZoneInfo(zone)
    first, second = (local.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    if second < first:  # leapt over
        return _leap(second, first, place)
    return second if last else first


def _leap(before: datetime, after: datetime, place: ZoneInfo) -> datetime:
    """The moment between the two at which the clocks of ``place`` are put forward."""
    offset = after.astimezone(place).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(place).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


def clock(moment: datetime, zone: str) -> datetime:
    """What calendar and clock show there at an aware moment."""
    return moment.astimezone(ZoneInfo(zone))


def minutes(shown: time) -> Minutes:
    """Minutes since midnight of a time that a clock shows."""
    return shown.hour * 60 + shown.minute
