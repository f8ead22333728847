"""Whether a line is open when somebody calls."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from thirdring.acd.moment import Moment, moment_of
from thirdring.calendars import Calendar, Calendars, Country, SpecialDay, SpecialKind, WorkDay
from thirdring.engine.doors import Door, Doors

MOSCOW = ZoneInfo("Europe/Moscow")
WEEK = tuple(WorkDay(day, time(9), time(18), time(13), time(14)) for day in range(5))
OFFICE = Calendar("Europe/Moscow", WEEK, Country.RUSSIA)


def at(day: int, hour: int, minute: int = 0) -> Moment:
    """In the last days of December 2026; the 31st is a Thursday, and a day off."""
    return moment_of(datetime(2026, 12, day, hour, minute, tzinfo=MOSCOW))


@pytest.fixture
def doors() -> Doors:
    doors = Doors()
    doors.calendars = Calendars({"1001": Calendar("Europe/Moscow"), "1003": OFFICE})
    return doors


def test_a_line_without_hours_is_open_at_any_time(doors: Doors) -> None:
    assert not doors.of("1001", at(31, 3)).closed
    assert not doors.of("not configured", at(31, 3)).closed


def test_a_line_is_open_until_it_closes_and_closed_until_it_opens(doors: Doors) -> None:
    assert doors.of("1003", at(30, 9)) == Door(at(30, 9), at(30, 13))
    assert doors.of("1003", at(30, 12, 59)).since == at(30, 9), "looked up"
    assert doors.of("1003", at(30, 13)) == Door(at(30, 13), at(30, 14), closed=True, opens_at=at(30, 14))
    assert not doors.of("1003", at(30, 14)).closed
    new_year = doors.of("1003", at(30, 18))
    assert new_year.opens_at == moment_of(datetime(2027, 1, 11, 9, tzinfo=MOSCOW))


def test_a_call_of_before_is_judged_by_its_own_moment(doors: Doors) -> None:
    assert not doors.of("1003", at(30, 14)).closed
    assert doors.of("1003", at(30, 8)).opens_at == at(30, 9)


def test_new_hours_hold_at_once(doors: Doors) -> None:
    assert not doors.of("1003", at(30, 15)).closed
    day_off = SpecialDay(date(2026, 12, 30), SpecialKind.CLOSED)
    doors.calendars = Calendars({"1003": Calendar("Europe/Moscow", WEEK, special=(day_off,))})
    assert doors.of("1003", at(30, 15)).opens_at == at(31, 9)


def test_a_line_that_never_opens_is_closed_and_says_no_time(doors: Doors) -> None:
    never = tuple(WorkDay(day, time(9), time(10), time(9), time(10)) for day in range(7))
    doors.calendars = Calendars({"1003": Calendar("Europe/Moscow", never)})
    door = doors.of("1003", at(30, 15))
    assert door.closed and door.opens_at == 0
