"""Working calendars: weeks, holidays of two countries, moved days, clocks put forward and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from thirdring.calendars import (
    Calendar,
    Calendars,
    Country,
    NeverOpen,
    SpecialDay,
    SpecialKind,
    WorkDay,
    add_working_time,
    closing,
    first_hours_of_next_working_day,
    is_open,
    next_opening,
)
from thirdring.calendars.calendar import Why

MOSCOW, KYIV = "Europe/Moscow", "Europe/Kyiv"
OFFICE_WEEK = tuple(WorkDay(day, time(9), time(18), time(13), time(14)) for day in range(5))
OFFICE = Calendar(MOSCOW, OFFICE_WEEK, Country.RUSSIA, name="office")
ROUND_THE_CLOCK = Calendar(MOSCOW)
NEVER = Calendar(MOSCOW, (WorkDay(0, time(9), time(10), time(9), time(10)),), name="never")
HOURS = timedelta(hours=1)


def at(zone: str, year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone))


def moscow(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return at(MOSCOW, year, month, day, hour, minute)


# --- a week ---


@pytest.mark.parametrize(
    ("day", "hour", "minute", "opened"),
    [
        (23, 8, 59, False),
        (23, 9, 0, True),
        (23, 12, 59, True),
        (23, 13, 0, False),  # lunch
        (23, 14, 0, True),
        (23, 18, 0, False),
        (22, 12, 0, False),  # Sunday
    ],
)
def test_an_office_works_by_its_hours(day: int, hour: int, minute: int, opened: bool) -> None:
    assert is_open(OFFICE, moscow(2026, 11, day, hour, minute)) is opened


def test_the_next_opening_is_now_while_it_is_open() -> None:
    assert next_opening(OFFICE, moscow(2026, 11, 23, 10)) == moscow(2026, 11, 23, 10)
    assert next_opening(OFFICE, moscow(2026, 11, 23, 13, 5)) == moscow(2026, 11, 23, 14)
    assert next_opening(OFFICE, moscow(2026, 11, 27, 18)) == moscow(2026, 11, 30, 9)


def test_it_closes_for_lunch_and_in_the_evening() -> None:
    assert closing(OFFICE, moscow(2026, 11, 23, 10)) == moscow(2026, 11, 23, 13)
    assert closing(OFFICE, moscow(2026, 11, 23, 14)) == moscow(2026, 11, 23, 18)
    assert closing(OFFICE, moscow(2026, 11, 23, 20)) is None


def test_hours_that_meet_at_midnight_are_one() -> None:
    night = Calendar(
        MOSCOW,
        (WorkDay(0, time(20), time(0)), WorkDay(1, time(0), time(6))),
    )
    assert closing(night, moscow(2026, 11, 23, 21)) == moscow(2026, 11, 24, 6)


def test_working_time_leaves_out_lunch_night_and_weekend() -> None:
    assert add_working_time(OFFICE, moscow(2026, 11, 23, 10), 4 * HOURS) == moscow(2026, 11, 23, 15)
    assert add_working_time(OFFICE, moscow(2026, 11, 27, 17), 4 * HOURS) == moscow(2026, 11, 30, 12)


def test_what_comes_after_hours_is_answered_in_the_first_hours_of_the_next_working_day() -> None:
    friday_night = moscow(2026, 11, 27, 23)
    assert first_hours_of_next_working_day(OFFICE, friday_night, 2 * HOURS) == moscow(2026, 11, 30, 11)


def test_a_line_without_hours_is_always_open() -> None:
    moment = moscow(2027, 1, 1, 3)
    assert is_open(ROUND_THE_CLOCK, moment)
    assert closing(ROUND_THE_CLOCK, moment) is None
    assert add_working_time(ROUND_THE_CLOCK, moment, 30 * HOURS) == moment + 30 * HOURS


def test_a_calendar_that_never_opens_says_so() -> None:
    assert not is_open(NEVER, moscow(2026, 11, 23, 9, 30))
    with pytest.raises(NeverOpen, match="never"):
        next_opening(NEVER, moscow(2026, 11, 23, 9))
    with pytest.raises(NeverOpen):
        add_working_time(NEVER, moscow(2026, 11, 23, 9), HOURS)


# --- holidays ---


def test_russian_holidays_are_days_off_with_the_days_that_are_moved() -> None:
    assert next_opening(OFFICE, moscow(2025, 12, 30, 18)) == moscow(2026, 1, 12, 9)
    off = {day.day: day.name for day in OFFICE.days(date(2026, 1, 1), 12) if day.why is Why.HOLIDAY}
    assert off[date(2026, 1, 9)] == "Выходной (перенесено с 03.01.2026)"
    assert off[date(2026, 1, 7)] == "Рождество Христово"


@pytest.mark.parametrize(
    ("saturday", "instead"), [("2024-04-27", 0), ("2024-11-02", 1), ("2024-12-28", 0), ("2025-11-01", 0)]
)
def test_a_saturday_that_is_worked_has_the_hours_of_the_day_that_is_off_for_it(
    saturday: str, instead: int
) -> None:
    week = tuple(WorkDay(day, time(8 + day), time(17)) for day in range(5))
    day = Calendar(MOSCOW, week, Country.RUSSIA).on(date.fromisoformat(saturday))
    assert day.why is Why.MOVED
    assert day.hours == (((8 + instead) * 60, 17 * 60),)


def test_who_works_on_saturdays_anyway_keeps_the_own_hours() -> None:
    six_days = Calendar(MOSCOW, (*OFFICE_WEEK, WorkDay(5, time(10), time(14))), Country.RUSSIA)
    assert six_days.on(date(2025, 11, 1)).hours == ((600, 840),)


def test_ukraine_has_no_holidays_while_martial_law_lasts() -> None:
    independence_day = date(2026, 8, 24)
    week = tuple(WorkDay(day, time(9), time(18)) for day in range(5))
    assert Calendar(KYIV, week, Country.UKRAINE).on(independence_day).hours
    kept = Calendar(KYIV, week, Country.UKRAINE_OF_PEACE).on(independence_day)
    assert (kept.hours, kept.name) == ((), "День незалежності України")


def test_ukraine_had_holidays_before() -> None:
    assert Calendar(KYIV, OFFICE_WEEK, Country.UKRAINE).on(date(2021, 8, 24)).why is Why.HOLIDAY


# --- single days ---


def with_day(special: SpecialDay) -> Calendar:
    return Calendar(MOSCOW, OFFICE_WEEK, Country.RUSSIA, (special,))


def test_a_day_can_be_closed() -> None:
    day = with_day(SpecialDay(date(2026, 11, 24), SpecialKind.CLOSED, "Переезд")).on(date(2026, 11, 24))
    assert (day.hours, day.name) == ((), "Переезд")


def test_a_day_can_be_shortened_and_keeps_its_lunch() -> None:
    eve = with_day(SpecialDay(date(2026, 12, 30), SpecialKind.SHORTENED, closes=time(16)))
    assert eve.on(date(2026, 12, 30)).hours == ((540, 780), (840, 960))


def test_a_day_cannot_be_shortened_into_being_longer() -> None:
    late = with_day(SpecialDay(date(2026, 11, 24), SpecialKind.SHORTENED, closes=time(22)))
    assert late.on(date(2026, 11, 24)).hours == ((540, 780), (840, 1080))


def test_a_holiday_can_be_worked() -> None:
    duty = with_day(SpecialDay(date(2027, 1, 1), SpecialKind.WORKING, opens=time(10), closes=time(14)))
    assert next_opening(duty, moscow(2026, 12, 31, 20)) == moscow(2027, 1, 1, 10)


# --- whose calendar ---


def test_a_queue_or_a_department_may_have_other_hours_than_the_line() -> None:
    calendars = Calendars({"1001": ROUND_THE_CLOCK}, {"policies": OFFICE}, {"dept:doctors": NEVER})
    assert calendars.of("1001") is ROUND_THE_CLOCK
    assert calendars.of("1001", queue="policies") is OFFICE
    assert calendars.of("1001", queue="policies", skill="dept:doctors") is NEVER
    assert is_open(calendars.of("unknown"), moscow(2026, 11, 22, 3))


# --- clocks put forward and back (Kyiv: 28.03.2027 from 3:00 to 4:00, 25.10.2026 from 4:00 to 3:00) ---

NIGHT_SHIFT = Calendar(KYIV, (WorkDay(6, time(1), time(6)),))


def test_the_night_that_clocks_are_put_forward_is_an_hour_shorter() -> None:
    begins = at(KYIV, 2027, 3, 28, 1)
    assert add_working_time(NIGHT_SHIFT, begins, 4 * HOURS) == at(KYIV, 2027, 3, 28, 6)


def test_the_night_that_clocks_are_put_back_is_an_hour_longer() -> None:
    begins = at(KYIV, 2026, 10, 25, 1)
    assert add_working_time(NIGHT_SHIFT, begins, 6 * HOURS) == at(KYIV, 2026, 10, 25, 6)


def test_hours_that_begin_in_the_leap_begin_with_it() -> None:
    gap = Calendar(KYIV, (WorkDay(6, time(3, 30), time(6)),))
    assert next_opening(gap, at(KYIV, 2027, 3, 28, 1)) == at(KYIV, 2027, 3, 28, 4)


def test_hours_within_the_leap_do_not_exist() -> None:
    gap = Calendar(KYIV, (WorkDay(6, time(3, 10), time(3, 40)),))
    assert next_opening(gap, at(KYIV, 2027, 3, 28, 1)) == at(KYIV, 2027, 4, 4, 3, 10)


# --- laws of any calendar ---

ZONES = st.sampled_from([MOSCOW, KYIV, "Asia/Vladivostok", "America/New_York", "Australia/Lord_Howe"])
MINUTES = st.integers(0, 24 * 60 - 1)


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)


@st.composite
def workdays(draw: st.DrawFn, weekday: int) -> WorkDay:
    opens, one, other, closes = sorted(draw(st.lists(MINUTES, min_size=4, max_size=4, unique=True)))
    with_break = draw(st.booleans())
    return WorkDay(
        weekday,
        _time(opens),
        _time(draw(st.sampled_from([closes, 0]))),
        _time(one) if with_break else None,
        _time(other) if with_break else None,
    )


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    days = draw(st.sets(st.integers(0, 6), min_size=1))
    week = tuple(draw(workdays(day)) for day in sorted(days))
    return Calendar(draw(ZONES), week, draw(st.sampled_from(list(Country))))


MOMENTS = st.timedeltas(timedelta(), timedelta(days=1461)).map(
    lambda span: datetime(2024, 1, 1, tzinfo=UTC) + span
)
SPANS = st.timedeltas(timedelta(), timedelta(hours=1))  # some weeks here have three minutes


@given(calendars(), MOMENTS)
def test_the_next_opening_is_open_and_nothing_before_it_is(calendar: Calendar, moment: datetime) -> None:
    opens = next_opening(calendar, moment)
    assert opens >= moment
    assert is_open(calendar, opens)
    if opens > moment:
        assert not is_open(calendar, moment)
        assert not is_open(calendar, opens - timedelta(seconds=1)) or opens - moment < timedelta(seconds=1)
        assert not is_open(calendar, moment + (opens - moment) / 2)


@given(calendars(), MOMENTS, SPANS, SPANS)
def test_working_time_adds_up(calendar: Calendar, moment: datetime, one: timedelta, other: timedelta) -> None:
    whole = add_working_time(calendar, moment, one + other)
    assert add_working_time(calendar, add_working_time(calendar, moment, one), other) == whole


@given(calendars(), MOMENTS, SPANS)
def test_working_time_is_never_shorter_than_real_time(
    calendar: Calendar, moment: datetime, span: timedelta
) -> None:
    assert add_working_time(calendar, moment, span) - moment >= span


@given(calendars(), MOMENTS)
def test_it_is_open_until_it_closes(calendar: Calendar, moment: datetime) -> None:
    closes = closing(calendar, moment)
    if closes is None:
        assume(is_open(calendar, moment))
        return
    assert is_open(calendar, moment)
    assert is_open(calendar, closes - timedelta(microseconds=1))
    assert not is_open(calendar, closes)


@given(calendars(), MOMENTS)
def test_a_clock_on_the_wall_agrees_but_when_it_is_moved(calendar: Calendar, moment: datetime) -> None:
    zone = ZoneInfo(calendar.zone)
    near = (moment + hours * HOURS for hours in (-3, 3))
    assume(len({one.astimezone(zone).utcoffset() for one in (*near, moment)}) == 1)
    shown = moment.astimezone(zone)
    minute = shown.hour * 60 + shown.minute
    hours = calendar.on(shown.date()).hours
    assert is_open(calendar, moment) is any(opens <= minute < closes for opens, closes in hours)
