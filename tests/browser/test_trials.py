"""An administrator rings a number over a trunk from its page, and reads there what the provider says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect

from bed import Bed
from browser.beside import Beside
from browser.screens import until
from browser.test_signing_in import enter
from phones.ports import free_port, give_back
from phones.sipp import OperatorPhones

HOST, OURS = "127.0.0.84", "+72000000322"


@pytest.fixture
def ports() -> Iterator[dict[str, int]]:
    """Where two providers listen."""
    ports = {"willing": free_port(HOST), "unwilling": free_port(HOST)}
    yield ports
    give_back(*ports.values())


@pytest.fixture
def trunks(bed: Bed, database: psycopg.Connection, ports: dict[str, int]) -> Iterator[dict[str, int]]:
    """Two, over which Asterisk can call."""
    made = {
        key: database.execute(
            "INSERT INTO channels_trunk (key, name, addresses, host, username, password, register, active)"
            " VALUES (%s, %s, %s, %s, '', '', false, true) RETURNING id",
            (key, f"Линия {key}", HOST, f"{HOST}:{port}"),
        ).fetchall()[0][0]
        for key, port in ports.items()
    }
    until(
        lambda: set(made) <= set(re.findall(r"\w+", bed.asterisk_says("pjsip show endpoints"))), "no trunks"
    )
    yield made
    keys = (list(made.values()),)
    database.execute("DELETE FROM channels_trialcall WHERE trunk_id = ANY(%s)", keys)
    database.execute("DELETE FROM channels_trunk WHERE id = ANY(%s)", keys)


def test_the_page_of_a_trunk_shows_how_a_test_call_goes_and_what_it_has_shown(
    bed: Bed,
    site: str,
    people: Callable[[str], Page],
    beside: Beside,
    ports: dict[str, int],
    trunks: dict[str, int],
) -> None:
    page = people("maria")
    enter(page, site, "admin", bed)
    latest, table = page.locator("#trials .latest"), page.locator("#trials tbody tr")
    willing = OperatorPhones(bed.sip, {}, host=HOST, port=ports["willing"])
    no = "403 Forbidden"
    unwilling = OperatorPhones(bed.sip, {}, host=HOST, port=ports["unwilling"], refuses_with=no, rings=False)
    with beside.up(willing) as telephone, beside.up(unwilling):
        page.goto(f"{site}/admin/channels/trunk/{trunks['willing']}/call/")
        expect(page.locator("#trials")).to_contain_text("ещё никто не проверял")
        page.fill("[name=number]", OURS)
        page.press("[name=number]", "Enter")
        expect(page.locator("#trials .well")).to_contain_text("Ответили: соединительная линия работает.")
        assert OURS in beside.run(telephone.rang())[0]
        expect(table).to_have_count(1)
        expect(table).to_contain_text("200")

        page.goto(f"{site}/admin/channels/trunk/{trunks['unwilling']}/call/")
        page.fill("[name=number]", OURS)
        page.get_by_role("button", name="Позвонить").click()
        expect(page.locator("#trials .ill")).to_contain_text("Оператор связи запрещает звонок")
        expect(table).to_contain_text("403")
        page.fill("[name=number]", "112")
        page.press("[name=number]", "Enter")
        expect(latest).to_contain_text("На этот номер мы не звоним")
