"""Programs are told of alarms, figures and problems what the screens show, for their own organisation."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone, translation

from apps.day import HOTLINE, WITH_MENU, Day
from apps.test_api_doing import PROBLEM, Program
from thirdring.acd.inputs import CentrePart, Harm, PartReturned
from thirdring.acd.moment import SECOND, moment_of
from thirdring.apps.alarms.health import read_health, read_noted
from thirdring.apps.alarms.standing import Alarms
from thirdring.apps.api.models import Scope
from thirdring.apps.calls.models import Wait
from thirdring.apps.channels import names
from thirdring.apps.channels.checks import problems_now
from thirdring.apps.channels.configuration import read_names
from thirdring.apps.figures.today import read_today, read_usual
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.staff.models import User
from thirdring.journal.reader import live_now
from thirdring.wallboard import alarms as alarms_on_screens
from thirdring.wallboard import figures as figures_on_screens

pytestmark = pytest.mark.django_db

MOSCOW = ZoneInfo("Europe/Moscow")
LIMIT = timedelta(seconds=30)
YESTERDAY = timezone.now().astimezone(MOSCOW).date() - timedelta(days=1)
WEEK_BEFORE = YESTERDAY - timedelta(weeks=1)


@pytest.fixture
def monitor(db: None) -> Program:
    return Program("tfoms", Scope.ALARMS, Scope.ALARMS_WRITE)


@pytest.fixture
def late() -> Day:
    """Anna waits longer than the edition allows, and so does somebody who came twenty seconds later."""
    day = Day(timezone.now() - timedelta(seconds=100))
    day.arrives(HOTLINE)
    day.at += 20 * SECOND
    day.arrives(HOTLINE)
    return day


@pytest.fixture
def busy() -> Day:
    """A morning of the week before: Maria answers one caller; two hang up, one in the announcement."""
    day = Day(datetime.combine(WEEK_BEFORE, time(9), MOSCOW))
    day.starts_shift("maria")
    call = day.arrives()
    day.is_answered(call)
    day.hangs_up(call)
    day.hangs_up(day.arrives())
    day.hangs_up(day.arrives(WITH_MENU))
    return day


def fund() -> int:
    return Organisation.objects.get(code="tfoms").pk


def shown() -> dict[str, Any]:
    """The alarms as the supervisor's page of the fund has them."""
    alarms, known = Alarms(), read_names()
    alarms.look(live_now(), known, read_health(), moment_of(timezone.now()))
    return alarms_on_screens.part(alarms.now, read_noted(), known, names.Scope(fund()), named=True)


def standing(program: Program) -> dict[str, Any]:
    return {one["key"]: one for one in program.get("alarms?standing=true").json()["items"]}


def camel(figures: dict[str, Any], *without: str) -> dict[str, Any]:
    """By the names that the screens use."""
    kept = {name: value for name, value in figures.items() if name not in without}
    return {re.sub("_(.)", lambda found: found[1].upper(), name): value for name, value in kept.items()}


# --- alarms --------------------------------------------------------------------------------------


def test_a_program_is_told_the_alarms_that_the_screens_show(late: Day, monitor: Program) -> None:
    told, on_screens = standing(monitor), shown()
    assert "long wait:oms" in told and told.keys() == on_screens.keys()
    for key, one in told.items():
        seen = on_screens[key]
        assert (one["kind"], one["queue"] or "", one["stands"]) == (seen["kind"], seen["queue"], True)
    assert told["long wait:oms"]["concerned"] == on_screens["long wait:oms"]["count"] == 2
    of_today = monitor.get("alarms").json()
    assert told.keys() <= {one["key"] for one in of_today["items"] if one["stands"]}
    assert (of_today["zone"], of_today["wait_limit_s"]) == ("Europe/Moscow", 30)


def test_a_long_wait_stands_since_the_first_of_those_who_waited_without_a_break(
    late: Day, monitor: Program
) -> None:
    first = Wait.objects.earliest("since")
    late.at += 30 * SECOND
    late.hangs_up(first.call_id)
    alarm = standing(monitor)["long wait:oms"]
    assert alarm["concerned"] == 1
    assert abs(datetime.fromisoformat(alarm["since"]) - first.since - LIMIT) < timedelta(seconds=1)


def test_a_queue_is_unservable_since_the_moment_that_the_journal_tells(late: Day, monitor: Program) -> None:
    alarm = standing(monitor)["unservable:oms"]
    assert datetime.fromisoformat(alarm["since"]) < timezone.now() - timedelta(seconds=60)


def test_whoever_sees_to_an_alarm_by_a_program_is_named_on_the_screens(late: Day, monitor: Program) -> None:
    svetlana = f"{User.objects.get(username='svetlana')} (crm)"
    noted = monitor.post("alarms/notes", {"alarm": "long wait:oms", "by": "svetlana"})
    assert (noted.status_code, noted.json()["notes"][0]["by"]) == (200, svetlana), noted.content
    assert shown()["long wait:oms"]["noted"]["by"] == svetlana
    assert [one["by"] for one in standing(monitor)["long wait:oms"]["notes"]] == [svetlana]


def test_an_alarm_that_is_over_is_not_seen_to(monitor: Program) -> None:
    answer = monitor.post("alarms/notes", {"alarm": "long wait:oms", "by": "svetlana"})
    assert (answer.status_code, answer["Content-Type"]) == (409, PROBLEM)
    assert answer.json()["code"] == "over"


@pytest.mark.parametrize(("by", "status"), [("maria", 422), ("halyna", 404), ("nobody", 404)])
def test_nobody_sees_to_an_alarm_who_could_not_on_the_page(
    late: Day, monitor: Program, by: str, status: int
) -> None:
    assert monitor.post("alarms/notes", {"alarm": "long wait:oms", "by": by}).status_code == status
    assert shown()["long wait:oms"]["noted"] is None


def test_another_organisation_is_not_told_who_waits_here(late: Day, monitor: Program) -> None:
    others = Organisation.objects.exclude(pk=fund()).values_list("code", flat=True)
    for code in others:
        keys = standing(Program(code, Scope.ALARMS))
        assert "long wait:oms" not in keys and "unservable:oms" not in keys


def test_an_outage_is_told_with_its_harm_on_the_days_on_which_it_stood(monitor: Program) -> None:
    midnight = datetime.combine(YESTERDAY, time(0), MOSCOW)
    since, until = midnight - timedelta(hours=1), midnight + timedelta(hours=1)
    harm = Harm(calls=12, missed=7)
    Day(until).happens(PartReturned(0, CentrePart.ENGINE, moment_of(since), moment_of(until), harm))
    for back, expected in ((2, 0), (1, 1), (0, 1)):
        day = YESTERDAY - timedelta(days=back)
        outages = monitor.get(f"alarms?day={day}&standing=false").json()["items"]
        assert [(one["kind"], one["harm"]["missed"]) for one in outages] == [("no engine", 7)] * expected
    assert datetime.fromisoformat(outages[0]["until"]) == until


def test_an_engine_that_is_silent_stands_since_its_last_sign(monitor: Program) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_engine (node, pid, leader, heartbeat_at, asterisk_connected, spooled,"
            " refused_sip, detail) VALUES ('n1-1', 1, true, now() - interval '1 min', true, 0, 0, '{}')"
        )
    alarm = standing(monitor)["no engine"]
    assert datetime.fromisoformat(alarm["since"]) < timezone.now() - timedelta(seconds=50)


def test_what_stands_is_told_once_among_the_alarms_of_today(late: Day, monitor: Program) -> None:
    today = [one["key"] for one in monitor.get("alarms").json()["items"] if one["until"] is None]
    assert sorted(today) == sorted(standing(monitor))


def test_an_alarm_that_ended_after_midnight_is_not_taken_for_the_one_of_now(monitor: Program) -> None:
    midnight = datetime.combine(YESTERDAY, time(0), MOSCOW)
    day = Day(midnight - timedelta(minutes=1))
    call = day.arrives(HOTLINE)
    before = f"alarms?day={YESTERDAY - timedelta(days=1)}"
    assert {one["key"]: one["stands"] for one in monitor.get(before).json()["items"]}["unservable:oms"]
    day.at = moment_of(midnight) + 60 * SECOND
    day.hangs_up(call)
    day.at = moment_of(timezone.now()) - 100 * SECOND
    day.arrives(HOTLINE)
    assert "unservable:oms" in standing(monitor)
    assert not {one["key"]: one["stands"] for one in monitor.get(before).json()["items"]}["unservable:oms"]


@pytest.mark.parametrize("day", ["tomorrow", "0001-01-01", "2200-01-01", "1700000000"])
def test_a_day_that_cannot_be_meant_is_refused(monitor: Program, day: str) -> None:
    answer = monitor.get(f"alarms?day={day}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "day")


# --- figures -------------------------------------------------------------------------------------


def test_the_figures_of_a_day_are_those_of_the_screens(busy: Day) -> None:
    answer = Program("tfoms", Scope.FIGURES).get(f"figures?day={WEEK_BEFORE}").json()
    (told,) = answer["items"]
    evening = datetime.combine(WEEK_BEFORE, time(23, 59), MOSCOW)
    today = read_today(fund(), evening, MOSCOW, LIMIT)
    on_screens = figures_on_screens.day([today])
    assert (told["total"]["arrived"], told["total"]["answered"], told["total"]["abandoned"]) == (3, 1, 1)
    assert camel(told["total"]) == on_screens["all"]
    for one in told["lines"]:
        assert camel(one, "line") == on_screens[f"line:{one['line']}"]
    for one in told["queues"]:
        assert camel(one, "queue") == on_screens[f"queue:{one['queue']}"]
    assert len(told["lines"]) + len(told["queues"]) == len(on_screens) - 1
    (quarter,) = told["quarters"]
    assert datetime.fromisoformat(quarter["begins"]) == datetime.combine(WEEK_BEFORE, time(9), MOSCOW)
    (shown_quarter,) = figures_on_screens.quarters([today], []).values()
    assert [quarter[name] for name in ("arrived", "answered", "abandoned")] == [
        shown_quarter[name] for name in ("arrived", "answered", "abandoned")
    ]
    assert (answer["threshold_s"], told["zone"]) == (30, "Europe/Moscow")
    assert all(at.endswith("Z") for at in (told["begins"], told["until"])), "times are UTC"


def test_what_is_usual_is_what_the_screens_compare_with(busy: Day) -> None:
    (told,) = Program("tfoms", Scope.FIGURES).get(f"figures/usual?day={YESTERDAY}").json()["items"]
    evening = datetime.combine(YESTERDAY, time(23, 59), MOSCOW)
    usual = read_usual(fund(), evening, MOSCOW, LIMIT)
    on_screens = figures_on_screens.usual([usual])
    assert told["days"] == on_screens["all"].pop("days") == 1
    assert camel(told["total"]) == on_screens["all"]
    assert [camel(one, "queue") for one in told["queues"]] == [on_screens["queue:oms"]]
    assert sum(one["arrived"] for one in told["quarters"]) == 3
    assert told["begins"] == told["quarters"][0]["begins"] and told["begins"].endswith("Z")


def test_a_day_without_calls_has_no_shares_and_nothing_is_usual(db: None) -> None:
    program = Program("tfoms", Scope.FIGURES)
    (told,) = program.get(f"figures?day={WEEK_BEFORE}").json()["items"]
    assert (told["total"]["offered"], told["total"]["negative"], told["lines"]) == (0, None, [])
    (usual,) = program.get("figures/usual").json()["items"]
    assert (usual["days"], usual["total"]) == (0, None)


def test_a_program_of_all_organisations_is_told_each_by_itself(busy: Day) -> None:
    items = Program(None, Scope.FIGURES).get(f"figures?day={WEEK_BEFORE}").json()["items"]
    arrived = {one["organisation"]: one["total"]["arrived"] for one in items}
    assert arrived.keys() == set(Organisation.objects.values_list("code", flat=True))
    assert {code for code, count in arrived.items() if count} == {"tfoms"}


# --- what nobody can serve -----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "uk"])
def test_what_is_to_be_mended_is_told_as_on_the_supervisors_page(
    late: Day, monitor: Program, language: str
) -> None:
    told = monitor.get("problems", accept_language=language).json()["items"]
    with translation.override(language):
        on_the_page = problems_now(User.objects.get(username="svetlana"))
    assert on_the_page
    assert [(one["severity"], one["sentence"], one["remedy"]) for one in told] == [
        (one.severity, one.sentence, one.remedy) for one in on_the_page
    ]
    assert {one["organisation"] for one in told} <= {"tfoms", None}
