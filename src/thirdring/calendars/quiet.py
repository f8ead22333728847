"""Nobody is called at night: when the person behind a telephone number may be asleep.

Where a number is at home is asked of the numbering plan (``phonenumbers``). A number that may be
in several time zones is called only when none of them has quiet hours. Two answers of the plan say
nothing: "unknown", and, for a mobile, all zones of a large country. Then the line's own zone is taken,
for whoever calls a regional line is of that region. (Taken literally, all zones of Russia from
Anadyr to Kaliningrad would leave its mobiles three hours of the day.)
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Final

import msgspec
import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType
from phonenumbers import timezone as plan

from thirdring.calendars.local import clock, instant, minutes

_DAY: Final = timedelta(days=1)
_ROUNDS: Final = 16  # of zones waking each other's turn: with fewer than two days between all of them

_UNPLACED: Final = (
    PhoneNumberType.MOBILE,
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.VOIP,
    PhoneNumberType.UAN,
)


class Quiet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From ``begins`` to ``ends``, local time, over midnight if it ends earlier; the same twice: never."""

    begins: time = time(22)
    ends: time = time(8)

    def covers(self, shown: time) -> bool:
        """Whether it is quiet when a clock shows this."""
        if self.begins <= self.ends:
            return self.begins <= shown < self.ends
        return shown >= self.begins or shown < self.ends


@lru_cache(maxsize=16_384)
def zones_of(number: str, home: str) -> tuple[str, ...]:
    """The time zones in which a number (E.164) may be; ``home``, of the line, if nothing better is known."""
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return (home,)
    zones: tuple[str, ...] = tuple(plan.time_zones_for_number(parsed))
    if plan.UNKNOWN_TIMEZONE in zones:
        return (home,)
    if len(zones) > 1 and home in zones and phonenumbers.number_type(parsed) in _UNPLACED:
        return (home,)
    return zones


def waking(quiet: Quiet, zones: Iterable[str], moment: datetime) -> datetime | None:
    """The first moment from ``moment`` on with quiet in none of the zones; ``None``: there is no such."""
    awake = moment
    for _ in range(_ROUNDS):
        before = awake
        for zone in zones:
            awake = _wakes(quiet, zone, awake)
        if awake == before:
            return awake.astimezone(UTC)
    return None


def falling_silent(quiet: Quiet, zones: Iterable[str], moment: datetime) -> datetime | None:
    """When it becomes quiet in the first of the zones, all of them being awake; ``None``: never."""
    if quiet.begins == quiet.ends:
        return None
    return min(_falls_silent(quiet, zone, moment) for zone in zones)


def _wakes(quiet: Quiet, zone: str, moment: datetime) -> datetime:
    shown = clock(moment, zone)
    if not quiet.covers(shown.time()):
        return moment
    day = shown.date() if shown.time() < quiet.ends else shown.date() + _DAY
    return max(moment, instant(day, minutes(quiet.ends), zone))


def _falls_silent(quiet: Quiet, zone: str, moment: datetime) -> datetime:
    today = clock(moment, zone).date()
    begins = instant(today, minutes(quiet.begins), zone)
    return begins if begins > moment else instant(today + _DAY, minutes(quiet.begins), zone)
