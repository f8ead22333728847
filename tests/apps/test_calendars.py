"""Calendars as administrators type them, and the hours that everybody reads out of them."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from thirdring.apps.calendars.models import Calendar, DayKind, Holidays, SpecialDay, WorkDay
from thirdring.apps.calendars.reading import read_calendars
from thirdring.apps.channels.models import Line, Queue
from thirdring.apps.demonstration import world
from thirdring.apps.promises import times
from thirdring.calendars import Calendar as Hours
from thirdring.calendars import Quiet, is_open, next_opening

pytestmark = pytest.mark.django_db

MOSCOW = ZoneInfo("Europe/Moscow")
IN_MOSCOW = "+74950000001"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In the last week of November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=MOSCOW)


def hours_of(number: str) -> Hours:
    return read_calendars().calendars.lines[number]


def test_the_demonstration_answers_day_and_night_but_for_one_line():
    for number in ("1001", "1002", "2001", "2002"):
        assert is_open(hours_of(number), at(22, 3)), number
    office = hours_of("1003")
    assert not is_open(office, at(22, 12))  # a Sunday
    assert next_opening(office, at(22, 12)) == at(23, 9)
    assert not is_open(office, at(23, 13, 30))  # lunch


def test_a_line_without_a_calendar_is_open_day_and_night_in_its_organisations_zone():
    Line.objects.filter(number="2001").update(calendar=None)
    assert hours_of("2001") == Hours("Europe/Kyiv")


def test_all_that_an_administrator_types_is_read():
    calendar = Calendar.objects.get(name=world.OFFICE_HOURS)
    calendar.quiet_from, calendar.quiet_until = time(21), time(9)
    calendar.time_zone = "Asia/Omsk"
    calendar.save()
    calendar.special_days.create(day=date(2026, 11, 24), kind=DayKind.CLOSED, name="Переезд")
    calendar.special_days.create(day=date(2026, 11, 25), kind=DayKind.SHORTENED, closes=time(16))
    calendar.special_days.create(
        day=date(2026, 11, 28), kind=DayKind.WORKING, opens=time(10), closes=time(15), name="Акция"
    )
    hours = hours_of("1003")
    assert (hours.zone, hours.quiet) == ("Asia/Omsk", Quiet(time(21), time(9)))
    assert [(day.hours, day.name) for day in hours.days(date(2026, 11, 24), 5)] == [
        ((), "Переезд"),
        (((540, 780), (840, 960)), ""),
        (((540, 780), (840, 1080)), ""),
        (((540, 780), (840, 1080)), ""),
        (((600, 900),), "Акция"),
    ]


def test_a_queue_may_keep_other_hours_than_the_line_and_lends_them_to_its_department():
    Queue.objects.filter(key="tfoms-policies").update(calendar=Calendar.objects.get(name=world.OFFICE_HOURS))
    calendars = read_calendars().calendars
    office = hours_of("1003")
    assert calendars.of("1001", queue="tfoms-policies") == office
    assert calendars.of("1001", skill="dept:tfoms-policies") == office
    assert calendars.of("1001", queue="oms") == hours_of("1001")


def test_a_change_of_hours_is_a_change_of_configuration():
    def version() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT last_value FROM channels_centre_version")
            return cursor.fetchone()[0]

    before = version()
    WorkDay.objects.filter(weekday=4).update(closes=time(17))
    assert version() > before


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"opens": time(9)}, "closes"),
        ({"opens": time(18), "closes": time(9)}, "closes"),
        ({"opens": time(9), "closes": time(18), "break_from": time(13)}, "break_until"),
        (
            {"opens": time(9), "closes": time(18), "break_from": time(14), "break_until": time(13)},
            "break_until",
        ),
        (
            {"opens": time(9), "closes": time(18), "break_from": time(17), "break_until": time(19)},
            "break_from",
        ),
    ],
)
def test_hours_that_cannot_be_are_refused_at_the_field_that_is_wrong(fields: dict[str, time], wrong: str):
    for span in (WorkDay(weekday=0, **fields), SpecialDay(kind=DayKind.WORKING, **fields)):
        with pytest.raises(ValidationError) as refused:
            span.clean()
        assert list(refused.value.message_dict) == [wrong]


def test_midnight_at_the_end_of_the_day_is_no_mistake():
    WorkDay(weekday=0, opens=time(20), closes=time(0)).clean()


def test_a_shortened_day_needs_its_end_alone():
    with pytest.raises(ValidationError):
        SpecialDay(kind=DayKind.SHORTENED).clean()
    SpecialDay(kind=DayKind.SHORTENED, closes=time(16)).clean()


def test_quiet_hours_have_two_ends():
    with pytest.raises(ValidationError) as refused:
        Calendar(name="x", quiet_from=time(22)).clean()
    assert list(refused.value.message_dict) == ["quiet_until"]


# --- what the desk asks ---


def test_a_person_may_be_called_while_the_line_works_and_nobody_sleeps():
    assert not times.allowed(IN_MOSCOW, "1003", at(23, 8))
    assert times.allowed(IN_MOSCOW, "1003", at(23, 9))
    assert times.earliest(IN_MOSCOW, "1003", at(23, 18)) == at(24, 9)


def test_a_number_in_vladivostok_sleeps_earlier():
    assert times.allowed("+74232000001", "1003", at(23, 14, 59))
    assert times.earliest("+74232000001", "1003", at(23, 15)) == at(24, 9)


def test_possible_times_of_a_day_leave_out_the_lunch():
    assert times.possible_times(IN_MOSCOW, "1003", at(23, 0), at(24, 0)) == [
        (at(23, 9), at(23, 13)),
        (at(23, 14), at(23, 18)),
    ]


def test_holidays_of_both_countries_can_be_chosen():
    calendar = Calendar.objects.get(name=world.OFFICE_HOURS)
    constitution_day = datetime(2027, 6, 28, 12, tzinfo=MOSCOW)
    assert is_open(hours_of("1003"), constitution_day)
    calendar.holidays = Holidays.UKRAINE_OF_PEACE
    calendar.save()
    assert not is_open(hours_of("1003"), constitution_day)
    calendar.holidays = Holidays.UKRAINE
    calendar.save()
    assert is_open(hours_of("1003"), constitution_day)
