"""A program holds, ends and listens over the API while people really speak with each other."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import httpx
import psycopg
import pytest
from playwright.sync_api import expect

from bed import Bed
from browser.conftest import CALLER_HZ, MARIA_HZ, QUICK_LINE, Sit
from browser.screens import CallerPage, Desk, until, until_heard
from browser.test_supervision import hears
from steps import PYTHON, run

SCOPES = ("calls:read", "floor:read", "conversations:write", "supervision:write")


@pytest.fixture(scope="module")
def crm(bed: Bed, site: str) -> Iterator[httpx.Client]:
    scopes = [f"--scope={scope}" for scope in SCOPES]
    made = run([PYTHON, "-m", "django", "token", "--name=crm", "--organisation=tfoms", *scopes], bed.environ)
    headers = {"Authorization": f"Bearer {made.split()[-1]}"}
    with httpx.Client(base_url=f"{site}/api/v1/", headers=headers, timeout=60) as client:
        yield client


def does(crm: httpx.Client, what: str, **body: str) -> dict[str, object]:
    answer = crm.post(what, json=body, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 200, answer.text
    done: dict[str, object] = answer.json()
    return done


@pytest.mark.req("X6")
def test_a_program_holds_a_caller_takes_him_back_and_ends_the_conversation(
    sit: Sit, caller: CallerPage, crm: httpx.Client
) -> None:
    maria = sit("maria")
    maria.begin()
    caller.call(QUICK_LINE)
    maria.answer()
    until_heard(caller.page, MARIA_HZ)
    (now,) = crm.get("conversations").json()["items"]
    (operator,) = now["operators"]

    does(crm, f"operators/{operator}/hold")
    expect(maria.page.locator(".phone-held")).to_be_visible()
    assert crm.get(f"conversations/{now['call']}").json()["held_since"] is not None
    does(crm, f"operators/{operator}/resume")
    expect(maria.page.locator(".phone-held")).to_have_count(0)
    until_heard(caller.page, MARIA_HZ)
    until_heard(maria.page, CALLER_HZ)

    assert does(crm, f"operators/{operator}/hang-up")["state"] == "wrap-up"
    caller.is_in("ended")
    maria.is_in("wrap-up")


@pytest.mark.req("X6", "X20")
def test_a_program_lets_a_supervisor_listen_at_her_own_phone(
    sit: Sit, svetlana: Desk, caller: CallerPage, crm: httpx.Client, database: psycopg.Connection
) -> None:
    maria = sit("maria")
    maria.begin()
    caller.call(QUICK_LINE)
    maria.answer()
    (now,) = crm.get("conversations").json()["items"]
    does(crm, f"conversations/{now['call']}/supervision", by="svetlana", wish="listen")
    svetlana.is_in("supervising")
    until(lambda: hears(svetlana, CALLER_HZ, MARIA_HZ), "the supervisor hears nobody")
    does(crm, f"conversations/{now['call']}/supervision", by="svetlana", wish="leave")
    svetlana.is_in("paused")
    caller.hang_up()
    noted = database.execute(
        "SELECT reader, purpose FROM audit_readlog WHERE subject = 'conversation' AND subject_id = %s",
        [now["call"]],
    ).fetchall()
    assert noted == [("svetlana", "listen (crm)")]
