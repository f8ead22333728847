"""Nobody is called at night, by the clock of whoever is called."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thirdring.calendars import Calendar, Quiet, Terms, WorkDay, appoint
from thirdring.calendars.appointment import (
    allowed_until,
    due,
    earliest_allowed,
    is_allowed,
    possible_times,
)
from thirdring.calendars.quiet import waking, zones_of

MOSCOW, KYIV = "Europe/Moscow", "Europe/Kyiv"
ALWAYS = Calendar(MOSCOW)
OFFICE = Calendar(MOSCOW, tuple(WorkDay(day, time(9), time(18)) for day in range(5)))
NIGHT = Quiet()
NEVER_QUIET = Quiet(time(0), time(0))
TERMS = Terms(timedelta(hours=4), timedelta(hours=2))

IN_MOSCOW, IN_VLADIVOSTOK, IN_KYIV = "+74950000001", "+74232000001", "+380440000001"
RUSSIAN_MOBILE, UKRAINIAN_MOBILE = "+79180000001", "+380670000001"
INVENTED = "+72000000001"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026 in Moscow; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(MOSCOW))


@pytest.mark.parametrize(
    ("number", "home", "zones"),
    [
        (IN_MOSCOW, KYIV, (MOSCOW,)),
        (IN_VLADIVOSTOK, MOSCOW, ("Asia/Vladivostok",)),
        (UKRAINIAN_MOBILE, MOSCOW, (KYIV,)),
        (RUSSIAN_MOBILE, MOSCOW, (MOSCOW,)),  # its plan says all of Russia
        (INVENTED, MOSCOW, (MOSCOW,)),
        ("anonymous", KYIV, (KYIV,)),
        ("", KYIV, (KYIV,)),
    ],
)
def test_where_a_number_may_be(number: str, home: str, zones: tuple[str, ...]) -> None:
    assert zones_of(number, home) == zones


def test_a_mobile_of_another_country_may_be_anywhere_in_it() -> None:
    zones = zones_of(RUSSIAN_MOBILE, KYIV)
    assert {MOSCOW, "Asia/Kamchatka"} <= set(zones)
    assert earliest_allowed(Calendar(KYIV), RUSSIAN_MOBILE, NIGHT, at(23, 14)) == datetime(
        2026, 11, 24, 6, tzinfo=UTC
    ), "only when it is day from Kaliningrad to Anadyr"


@pytest.mark.parametrize(
    ("moment", "calm"),
    [((23, 7, 59), False), ((23, 8, 0), True), ((23, 21, 59), True), ((23, 22, 0), False)],
)
def test_the_night_begins_at_ten_and_ends_at_eight(moment: tuple[int, int, int], calm: bool) -> None:
    assert is_allowed(ALWAYS, IN_MOSCOW, NIGHT, at(*moment)) is calm


def test_the_night_is_where_the_number_is() -> None:
    assert is_allowed(ALWAYS, IN_VLADIVOSTOK, NIGHT, at(23, 2))
    assert earliest_allowed(ALWAYS, IN_VLADIVOSTOK, NIGHT, at(23, 15)) == at(24, 1)


def test_whoever_calls_works_and_whoever_is_called_wakes() -> None:
    assert earliest_allowed(OFFICE, IN_VLADIVOSTOK, NIGHT, at(27, 15)) == at(30, 9)
    assert allowed_until(OFFICE, IN_VLADIVOSTOK, NIGHT, at(23, 10)) == at(23, 15)
    assert allowed_until(OFFICE, IN_MOSCOW, NIGHT, at(23, 10)) == at(23, 18)


def test_the_calendars_own_quiet_hours_go_before_the_editions() -> None:
    calendar = Calendar(MOSCOW, quiet=Quiet(time(20), time(10)))
    assert earliest_allowed(calendar, IN_MOSCOW, NIGHT, at(23, 8)) == at(23, 10)
    awake = Calendar(MOSCOW, quiet=NEVER_QUIET)
    assert is_allowed(awake, IN_MOSCOW, NIGHT, at(23, 3))
    assert allowed_until(awake, IN_MOSCOW, NIGHT, at(23, 3)) is None


def test_quiet_hours_within_a_day() -> None:
    siesta = Quiet(time(13), time(15))
    assert earliest_allowed(ALWAYS, IN_MOSCOW, siesta, at(23, 14)) == at(23, 15)
    assert allowed_until(ALWAYS, IN_MOSCOW, siesta, at(23, 16)) == at(24, 13)


def test_people_who_work_only_while_the_number_sleeps_call_nevertheless() -> None:
    nights = Calendar(MOSCOW, tuple(WorkDay(day, time(0), time(6)) for day in range(7)))
    assert earliest_allowed(nights, IN_MOSCOW, NIGHT, at(23, 3)) == at(23, 3)


def test_a_calendar_that_never_opens_holds_nothing_up() -> None:
    never = Calendar(MOSCOW, (WorkDay(0, time(9), time(10), time(9), time(10)),))
    assert earliest_allowed(never, IN_MOSCOW, NIGHT, at(23, 3)) == at(23, 3)
    assert due(never, IN_MOSCOW, TERMS, at(23, 3)) == at(23, 7)


def test_zones_that_are_never_awake_together_leave_the_lines_own() -> None:
    assert waking(Quiet(time(12), time(8)), (MOSCOW, "America/New_York"), at(23, 9)) is None


def test_what_was_asked_for_by_day_is_due_after_so_much_time_to_call() -> None:
    assert due(OFFICE, IN_MOSCOW, TERMS, at(23, 10)) == at(23, 14)
    assert due(ALWAYS, IN_MOSCOW, TERMS, at(23, 20)) == at(24, 10)


def test_what_was_asked_for_at_night_is_due_in_the_first_hours_of_the_morning() -> None:
    assert due(OFFICE, IN_MOSCOW, TERMS, at(27, 20)) == at(30, 11)
    assert due(ALWAYS, IN_MOSCOW, TERMS, at(23, 23)) == at(24, 10)


def test_the_times_of_a_day() -> None:
    assert list(possible_times(ALWAYS, IN_MOSCOW, NIGHT, at(23, 0), at(24, 0))) == [(at(23, 8), at(23, 22))]
    assert list(possible_times(OFFICE, IN_MOSCOW, NIGHT, at(21, 0), at(23, 12))) == [(at(23, 9), at(23, 12))]
    assert list(possible_times(OFFICE, IN_MOSCOW, NIGHT, at(22, 0), at(23, 9))) == []


MOMENTS = st.timedeltas(timedelta(), timedelta(days=730)).map(
    lambda span: datetime(2026, 1, 1, tzinfo=UTC) + span
)
NUMBERS = st.sampled_from(
    [IN_MOSCOW, IN_VLADIVOSTOK, IN_KYIV, RUSSIAN_MOBILE, UKRAINIAN_MOBILE, INVENTED, "anonymous"]
)
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
QUIETS = st.builds(Quiet, TIMES, TIMES)
CALENDARS = st.sampled_from([ALWAYS, OFFICE, Calendar(KYIV), Calendar("America/New_York")])


@given(CALENDARS, NUMBERS, QUIETS, MOMENTS)
def test_nobody_is_called_in_the_own_quiet_hours(
    calendar: Calendar, number: str, quiet: Quiet, moment: datetime
) -> None:
    allowed = earliest_allowed(calendar, number, quiet, moment)
    assert allowed >= moment
    zones = zones_of(number, calendar.zone)
    if len(zones) == 1 and calendar is not OFFICE:
        assert not quiet.covers(allowed.astimezone(ZoneInfo(zones[0])).time())


@given(CALENDARS, NUMBERS, MOMENTS, MOMENTS)
def test_an_appointment_can_be_kept(
    calendar: Calendar, number: str, asked: datetime, ready: datetime
) -> None:
    found = appoint(calendar, number, TERMS, asked=asked, ready=max(asked, ready))
    assert found.due >= asked + min(TERMS.due_after, TERMS.first_hours)
    assert found.until is None or found.until > found.not_before
    again = appoint(calendar, number, TERMS, asked=asked, ready=found.not_before)
    assert again == found, "asked again, nothing moves"


@given(CALENDARS, NUMBERS, MOMENTS)
def test_possible_times_are_in_order_and_possible(calendar: Calendar, number: str, moment: datetime) -> None:
    end = moment
    for begins, ends in possible_times(calendar, number, NIGHT, moment, moment + timedelta(days=10)):
        assert end <= begins < ends
        assert is_allowed(calendar, number, NIGHT, begins)
        assert is_allowed(calendar, number, NIGHT, begins + (ends - begins) / 2)
        end = ends
