"""Signing in with more than a password, in Chromium: codes of an app, a passkey, a session ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect

from authenticator import code_of
from bed import Bed
from browser.conftest import log_in
from browser.screens import until

ENDED_WITHIN_MS = 60_000  # the next heartbeat after the session was looked at, and a busy machine
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture
def page(
    people: Callable[[str], Page], database: psycopg.Connection, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A browser in which nobody is signed in; whoever made a factor in it has none afterwards."""
    yield people("maria")
    database.execute("DELETE FROM mfa_authenticator")


@pytest.fixture
def named(site: str) -> str:
    """The site by a name: a passkey belongs to one."""
    return site.replace("127.0.0.1", "localhost")


def enter(page: Page, site: str, login: str, bed: Bed) -> None:
    page.goto(f"{site}/login/")
    page.fill("[name=username]", login)
    page.fill("[name=password]", bed.installation.secrets.demonstration_password())
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: not url.endswith("/login/"))


def sign_out(page: Page, site: str) -> None:
    page.goto(f"{site}/account/")
    page.locator(".bar .menu").last.click()
    page.get_by_role("button", name="Выйти").click()
    page.wait_for_url("**/login/")


def test_an_app_is_set_up_and_its_code_asked_for_at_the_next_sign_in(page: Page, site: str, bed: Bed) -> None:
    enter(page, site, "elena", bed)
    page.wait_for_url("**/desk/")
    page.goto(f"{site}/account/")
    page.get_by_role("link", name="Подключить приложение").click()
    picture = page.locator("img[alt='Картинка для приложения с кодами']")
    until(lambda: picture.evaluate("one => one.naturalWidth > 100"), "the picture does not come")
    page.locator("summary", has_text="Телефон не читает").click()
    secret = page.locator("#totp-secret").inner_text()
    page.fill("[name=code]", code_of(secret))
    page.keyboard.press("Enter")
    expect(page.locator("#recovery-codes code")).to_have_count(10)
    page.get_by_role("link", name="Я их сохранил").click()
    expect(page.get_by_role("link", name="Убрать приложение")).to_be_visible()

    sign_out(page, site)
    enter(page, site, "elena", bed)
    expect(page.get_by_label("Код из приложения")).to_be_focused()
    page.keyboard.type(code_of(secret, 1))
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def test_a_passkey_is_added_and_signs_in_without_a_password(page: Page, named: str, bed: Bed) -> None:
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY | {"automaticPresenceSimulation": True}})
    enter(page, named, "artem", bed)
    page.wait_for_url("**/desk/")
    page.goto(f"{named}/account/")
    page.get_by_role("link", name="Добавить ключ доступа").click()
    page.fill("[name=name]", "Синий ключ")
    page.get_by_role("button", name="Добавить ключ").click()
    page.get_by_role("link", name="Я их сохранил").click()
    expect(page.get_by_text("Синий ключ")).to_be_visible()

    sign_out(page, named)
    page.get_by_role("button", name="Войти ключом доступа").click()
    page.wait_for_url("**/desk/")


def test_a_passkey_that_does_not_answer_is_said(page: Page, named: str) -> None:
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY | {"isUserVerified": False}})
    page.goto(f"{named}/login/")
    page.get_by_role("button", name="Войти ключом доступа").click()
    expect(page.get_by_role("alert")).to_contain_text("Ключ доступа не ответил")


def test_a_desk_whose_session_is_ended_elsewhere_goes_to_the_login(
    people: Callable[[str], Page], page: Page, site: str, bed: Bed
) -> None:
    desk = people("olga")
    log_in(desk, site, "olga", bed)
    until(lambda: desk.evaluate("() => window.thirdring.stream.world !== null"), "the desk knows nothing")
    waiting = desk.context.new_page()  # until the first tab is no desk any more
    waiting.goto(f"{site}/desk/")
    expect(waiting.locator("#second-desk")).to_be_visible()
    enter(page, site, "olga", bed)
    page.wait_for_url("**/desk/")
    page.goto(f"{site}/account/")
    page.get_by_role("button", name="Закончить все остальные").click()
    for tab in (desk, waiting):
        tab.wait_for_url("**/login/?next=*", timeout=ENDED_WITHIN_MS)
