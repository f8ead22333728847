"""A program directs operators in a supervisor's name: with her rights, her reason, and a trace of both."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from apps.day import Day
from apps.test_api_doing import PROBLEM, Program
from thirdring.acd.inputs import Illegal
from thirdring.apps.api.models import Scope
from thirdring.apps.channels.models import Queue
from thirdring.apps.staff.models import Operator, User
from thirdring.journal import commands

NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Moscow"))
WHY = {"by": "svetlana", "reason": "many callers"}


@pytest.fixture
def day(db: None, monkeypatch: pytest.MonkeyPatch) -> Day:
    """It is noon: what is ordered is ordered today, and holds until tonight."""
    monkeypatch.setattr("thirdring.apps.api.orders.timezone", SimpleNamespace(now=lambda: NOON))
    return Day(NOON)


@pytest.fixture
def crm(router_as_engine) -> Program:
    return Program("tfoms", Scope.OPERATORS_WRITE, Scope.FLOOR)


@pytest.fixture
def maria(day: Day) -> int:
    return day.starts_shift("maria")


def test_an_operator_is_set_on_a_pause_and_reads_whose_order_it_was(crm: Program, maria: int) -> None:
    wanted = {**WHY, "order": "pause", "pause": "training"}
    answer = crm.post(f"operators/{maria}/orders/state", wanted)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    svetlana = User.objects.get(username="svetlana")
    assert (told["kind"], told["order"], told["pause"]) == ("state", "pause", "training")
    assert (told["by"], told["called"], told["reason"]) == ("svetlana", f"{svetlana} (crm)", "many callers")
    now = crm.get(f"operators/{maria}").json()
    assert (now["state"], now["reason"]) == ("paused", "training")
    assert crm.get(f"operators/{maria}/orders").json()["items"] == [told]


def test_an_operator_is_taken_out_of_a_queue_until_the_night(crm: Program, maria: int) -> None:
    wanted = {**WHY, "queue": "oms", "serves": False}
    told = crm.post(f"operators/{maria}/orders/queue", wanted).json()
    assert (told["kind"], told["queue"], told["serves"]) == ("queue", "oms", False)
    assert datetime.fromisoformat(told["until"]) == NOON.replace(hour=4) + timedelta(days=1)
    again = crm.post(f"operators/{maria}/orders/queue", wanted)
    assert (again.status_code, again.json()["code"]) == (409, "membership_unchanged")


def test_an_operator_may_dial_without_limit_for_an_hour(crm: Program, maria: int) -> None:
    told = crm.post(f"operators/{maria}/orders/dial-limit", WHY).json()
    lasts = datetime.fromisoformat(told["until"]) - datetime.fromisoformat(told["at"])
    assert (told["kind"], lasts) == ("dial limit", timedelta(hours=1))


def test_the_limit_holds_again_when_that_is_taken_back(crm: Program, maria: int) -> None:
    crm.post(f"operators/{maria}/orders/dial-limit", WHY)
    told = crm.post(f"operators/{maria}/orders/dial-limit", {**WHY, "lifted": False}).json()
    assert (told["kind"], told["until"]) == ("dial limit", None)
    again = crm.post(f"operators/{maria}/orders/dial-limit", {**WHY, "lifted": False})
    assert (again.status_code, again.json()["code"]) == (409, "dial_limit_holds")


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"by": "maria"}, 422, "not-a-supervisor"),
        ({"by": "halyna"}, 404, None),  # of another organisation
        ({"by": "nobody"}, 404, None),
        ({"order": "pause", "pause": "nap"}, 422, "unknown-pause"),
        ({"reason": "a\x00b"}, 422, "unreadable"),
        ({"reason": " "}, 409, "order_without_reason"),
        ({"reason": ""}, 400, None),
        ({"order": "vanish"}, 400, None),
    ],
)
def test_what_would_be_refused_on_the_page_is_refused_here(
    crm: Program, maria: int, wrong: dict[str, str], status: int, code: str | None
) -> None:
    answer = crm.post(f"operators/{maria}/orders/state", {**WHY, "order": "log out", **wrong})
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM), answer.content
    assert answer.json().get("code") == code
    assert crm.get(f"operators/{maria}").json()["state"] == "ready"


def test_the_refusal_speaks_of_the_operator(crm: Program) -> None:
    ivan = Operator.objects.get(user__username="ivan").pk
    answer = crm.post(f"operators/{ivan}/orders/state", {**WHY, "order": "ready"}, accept_language="en")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_while_logged_out")
    assert answer.json()["detail"] == "This operator is not on shift: nobody sits there."


def test_queues_of_other_organisations_are_not_to_be_found(crm: Program, maria: int) -> None:
    stranger = Queue.objects.exclude(organisation__code="tfoms").first()
    wanted = {**WHY, "queue": stranger.key, "serves": True}
    assert crm.post(f"operators/{maria}/orders/queue", wanted).status_code == 404


def test_a_supervisor_of_another_organisation_directs_nobody_here_by_any_token(
    router_as_engine, maria: int
) -> None:
    everywhere = Program(None, Scope.OPERATORS_WRITE)
    wanted = {"by": "halyna", "reason": "why", "order": "log out"}
    assert everywhere.post(f"operators/{maria}/orders/state", wanted).status_code == 404


def test_an_order_that_is_sent_twice_is_given_once(crm: Program, maria: int) -> None:
    for _ in range(2):
        crm.post(f"operators/{maria}/orders/dial-limit", WHY, key="the same")
    assert len(crm.get(f"operators/{maria}/orders").json()["items"]) == 1


def test_without_an_engine_nothing_is_ordered(crm: Program, maria: int, monkeypatch) -> None:
    async def away(asked, key):
        raise Illegal(commands.AWAY, "no engine")

    monkeypatch.setattr(commands, "send", away)
    answer = crm.post(f"operators/{maria}/orders/dial-limit", WHY)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
