"""An outside CRM beside the desk: its page comes with the call, and a number on it is one click to dial."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from bed import Bed
from browser.beside import Beside
from browser.conftest import QUICK_LINE, Sit
from browser.screens import Desk
from phones.sipp import Caller, OperatorPhones

NUMBER = "+72000000031"
CRM = "https://crm.example/customers"
PAGE = f"""
INSERT INTO crm_crmpage (organisation_id, line_id, name, template, opens, active)
SELECT id, NULL, 'Клиенты', '{CRM}?phone={{caller}}&ref={{card_number}}', 'tab', true
FROM organisations_organisation WHERE code = 'tfoms' RETURNING id
"""


@pytest.fixture
def crm(database: psycopg.Connection) -> Iterator[None]:
    """The fund has one."""
    made = database.execute(PAGE).fetchone()
    yield
    database.execute("DELETE FROM crm_crmpage WHERE id = %s", made)


def shows_a_number(context: BrowserContext, site: str) -> None:
    """What the CRM answers: the customer's number, which leads to the desk."""

    def answer(route: Route) -> None:
        link = f'<a href="{site}/desk/dial?to=tel:{NUMBER}">{NUMBER}</a>'
        route.fulfill(content_type="text/html", body=f"<title>CRM</title>{link}")

    context.route(f"{CRM}**", answer)


@pytest.fixture
def maria(sit: Sit, site: str) -> Desk:
    desk = sit("maria")
    shows_a_number(desk.page.context, site)
    return desk


def takes_a_call(maria: Desk, bed: Bed, beside: Beside) -> Page:
    """Somebody calls and has a card; returns the CRM's page that has opened with the answer."""
    maria.begin()
    with beside.up(Caller(bed.sip, QUICK_LINE, NUMBER)):
        maria.is_in("offered")
        with maria.page.context.expect_page() as opening:
            maria.answer()
        expect(maria.page.locator("#crm-pane a")).to_have_text("Клиенты")
        maria.fill("Анна Сергеевна", "Как заменить полис", kind="consultation")
        maria.page.click("#act-X")
        maria.is_in("wrap-up")
    maria.close_card("explained")
    maria.takes_calls_again()
    return opening.value


def test_the_crms_page_comes_with_the_call_and_dials_the_number_that_stands_on_it(
    crm: None, maria: Desk, bed: Bed, beside: Beside
) -> None:
    page = takes_a_call(maria, bed, beside)
    found = re.search(r"\?phone=%2B72000000031&ref=(\d{4}-\d{6})$", page.url)
    assert found, page.url
    with beside.up(OperatorPhones(bed.sip, {}, port=bed.network_port)) as person:
        page.click("a")
        expect(page.locator(".dial-card")).to_contain_text(found[1])
        assert not person.log.lines("rang"), "a link alone rings nobody"
        page.fill("#why", "Просила перезвонить")
        page.press("#why", "Enter")
        page.wait_for_url("**/desk/dialled?*")
        expect(page.locator(".dial-card")).to_contain_text("вкладк")
        beside.run(person.rang(NUMBER))
        maria.is_in("talking")
        beside.run(person.answered())
        maria.page.click("#act-X")
        maria.is_in("wrap-up")
    maria.page.click("#ending-kept")  # the card is closed already, and stays as it is
    maria.is_in("ready")
