"""Figures of the day are those of the calls behind them; who may look at what; alarms that are seen to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client

from apps.day import HOTLINE, MORNING, WITH_MENU, Day
from thirdring.acd.inputs import CentrePart, Harm, PartReturned, PromptEnded, TimerDue, WrapUpEnded
from thirdring.acd.moment import datetime_of, moment_of
from thirdring.apps.calls.models import Call
from thirdring.apps.figures.today import read_today, read_usual
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.staff.models import User

KRASNODAR = ZoneInfo("Europe/Moscow")
LIMIT = timedelta(seconds=30)


@pytest.fixture
def busy(day: Day) -> Day:
    """Maria answers one caller at once and one late; one hangs up, one during the announcement."""
    maria = day.starts_shift("maria")
    first = day.arrives()
    day.is_answered(first)
    day.hangs_up(first)
    late, gone = day.arrives(), day.arrives()
    day.hangs_up(gone)
    day.happens(WrapUpEnded(0, maria), after_s=40)
    day.is_answered(late)
    day.hangs_up(late)
    hasty = day.arrives(WITH_MENU)
    day.hangs_up(hasty)
    return day


def fund() -> int:
    return Organisation.objects.get(code="tfoms").pk


def now(day: Day) -> datetime:
    return datetime_of(day.at) + timedelta(seconds=1)


def test_the_day_counts_every_caller_once(busy: Day) -> None:
    total = read_today(fund(), now(busy), KRASNODAR, LIMIT).total
    assert (total.arrived, total.offered, total.answered, total.answered_within) == (4, 3, 2, 1)
    assert (total.abandoned, total.abandoned_within, total.announcement) == (1, 1, 1)
    assert total.arrived == Call.objects.count()


def test_lines_queues_and_quarters_sum_up_to_the_same_day(busy: Day) -> None:
    today = read_today(fund(), now(busy), KRASNODAR, LIMIT)
    assert sum(one.arrived for one in today.lines.values()) == today.total.arrived
    assert sum(one.arrived for one in today.quarters.values()) == today.total.arrived
    assert sum(one.answered for one in today.queues.values()) == today.total.answered
    assert sum(one.abandoned for one in today.queues.values()) == today.total.abandoned
    assert min(today.quarters) == MORNING


def test_whoever_chose_to_speak_and_hung_up_before_the_tone_has_hung_up(busy: Day) -> None:
    call = busy.arrives()
    busy.happens(PromptEnded(0, call, "waiting-greeting"))
    busy.happens(TimerDue(0, f"choice {call}"), after_s=30)
    busy.presses(call, "1")
    busy.hangs_up(call)
    assert Call.objects.get(pk=call).choice == "message"
    today = read_today(fund(), now(busy), KRASNODAR, LIMIT)
    assert (today.total.abandoned, today.total.message) == (2, 0)
    assert (today.queues["oms"].abandoned, today.queues["oms"].message) == (2, 0)


def test_nobody_who_hung_up_while_the_router_was_away_is_left_out(busy: Day) -> None:
    missed, served = busy.arrives(WITH_MENU), busy.arrives(WITH_MENU)
    for call, outcome in ((missed, "missed while away"), (served, "served while away")):
        busy.hangs_up(call)
        Call.objects.filter(pk=call).update(outcome=outcome)
    total = read_today(fund(), now(busy), KRASNODAR, LIMIT).total
    assert (total.offered, total.answered, total.answered_within, total.abandoned) == (5, 3, 1, 2)


def test_what_callers_were_told_is_set_against_what_came(busy: Day) -> None:
    queue = read_today(fund(), now(busy), KRASNODAR, LIMIT).queues["oms"]
    assert queue.told >= 1
    assert queue.told_error_s is not None


def test_a_day_without_calls_in_four_weeks_is_not_compared_with(busy: Day) -> None:
    assert read_usual(fund(), now(busy), KRASNODAR, LIMIT).days == 0
    week_later = read_usual(fund(), now(busy) + timedelta(weeks=1), KRASNODAR, LIMIT)
    assert week_later.days == 1
    assert week_later.lines[HOTLINE].arrived == 3
    assert (week_later.queues["oms"].offered, week_later.queues["oms"].answered) == (3, 2)
    assert sum(week_later.arrivals) == 4


@pytest.mark.parametrize(
    "figure", ["arrived", "offered", "answered", "answered_within", "abandoned", "announcement"]
)
def test_a_figure_leads_to_just_the_calls_that_it_counts(
    busy: Day, login: Callable[[str], Client], figure: str
) -> None:
    today = read_today(fund(), now(busy), KRASNODAR, LIMIT)
    period = f"since={MORNING.astimezone(KRASNODAR):%Y-%m-%dT%H:%M}"
    page = login("svetlana").get(f"/calls/?{period}&figure={figure}")
    assert page.context["page"].paginator.count == getattr(today.total, figure)
    if figure != "announcement":
        page = login("svetlana").get(f"/calls/?{period}&figure={figure}&queue=oms")
        assert page.context["page"].paginator.count == getattr(today.queues["oms"], figure)


def test_a_call_leads_to_its_card(busy: Day, login: Callable[[str], Client]) -> None:
    call = Call.objects.earliest("arrived_at")
    answer = login("svetlana").get(f"/calls/{call.pk}/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/cards/")


@pytest.mark.req("S32")
def test_calls_of_another_organisation_are_not_to_be_found(busy: Day, login: Callable[[str], Client]) -> None:
    kyiv = login("halyna")
    since = f"{MORNING.astimezone(KRASNODAR):%Y-%m-%dT%H:%M}"
    assert kyiv.get(f"/calls/?since={since}").context["page"].paginator.count == 0
    assert kyiv.get(f"/calls/{Call.objects.first().pk}/").status_code == 404


@pytest.mark.parametrize(
    ("username", "wallboard", "supervisor"),
    [("maria", 200, 403), ("svetlana", 200, 200), ("admin", 200, 200)],
)
def test_anybody_of_the_staff_sees_the_wall_but_only_who_supervises_sees_the_people(
    login: Callable[[str], Client], username: str, wallboard: int, supervisor: int
) -> None:
    browser = login(username)
    assert browser.get("/wallboard/").status_code == wallboard
    assert browser.get("/supervisor/").status_code == supervisor
    assert browser.get("/supervisor/problems").status_code == supervisor
    assert browser.get("/calls/").status_code == supervisor


def test_whoever_is_not_logged_in_is_asked_to(db: None) -> None:
    for path in ("/wallboard/", "/supervisor/", "/calls/"):
        assert Client(HTTP_HOST="localhost").get(path)["Location"].startswith("/login/")
    assert Client(HTTP_HOST="localhost").get("/wallboard/stream").status_code == 403


def test_an_administrator_sees_numbers_masked_and_a_supervisor_in_full(
    busy: Day, login: Callable[[str], Client]
) -> None:
    since = f"{MORNING.astimezone(KRASNODAR):%Y-%m-%dT%H:%M}"
    assert "+7 200 000-00-01" in login("svetlana").get(f"/calls/?since={since}").content.decode()
    User.objects.filter(username="admin").update(is_superuser=False)
    seen = login("admin").get(f"/calls/?since={since}").content.decode()
    assert "••• 0001" in seen
    assert "000-00-01" not in seen


def test_an_alarm_that_does_not_stand_cannot_be_seen_to(login: Callable[[str], Client]) -> None:
    answer = login("svetlana").post(
        "/supervisor/alarms", {"alarm": "long wait:oms"}, content_type="application/json"
    )
    assert answer.status_code == 409


def test_an_outage_over_midnight_stands_among_the_alarms_of_both_days(
    day: Day, login: Callable[[str], Client]
) -> None:
    eleven_at_night = moment_of(MORNING - timedelta(hours=10))
    harm = Harm(calls=12, missed=7)
    day.happens(PartReturned(0, CentrePart.ENGINE, eleven_at_night, moment_of(MORNING), harm))
    for date, alarms in (("2026-11-21", 0), ("2026-11-22", 1), ("2026-11-23", 1), ("2026-11-24", 0)):
        page = login("svetlana").get(f"/supervisor/alarms/past/?day={date}").content.decode()
        assert page.count('data-alarm="no engine"') == alarms
        assert page.count("12 · ") == alarms and page.count(": 7</div>") == alarms


def test_an_engine_that_is_silent_stands_among_the_alarms_of_today(
    db: None, login: Callable[[str], Client]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_engine (node, pid, leader, heartbeat_at, asterisk_connected, spooled,"
            " refused_sip, detail) VALUES ('n1-1', 1, true, now() - interval '6 s', true, 0, 0, '{}')"
        )
    [(alarm, *_)] = login("svetlana").get("/supervisor/alarms/past/").context["rows"]
    assert (alarm.kind, alarm.until) == ("no engine", None)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "tomorrow"])
def test_a_day_that_cannot_be_meant_is_said_to_be_none_and_today_is_shown(
    db: None, login: Callable[[str], Client], day: str
) -> None:
    page = login("svetlana").get(f"/supervisor/alarms/past/?day={day}")
    assert page.status_code == 200
    assert page.context["asked"].errors and page.context["later"] is None
