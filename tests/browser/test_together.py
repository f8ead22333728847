"""Two people at one card see each other, and no text is lost; nor what was typed before something broke."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Page, Route, expect

from bed import Bed
from browser.conftest import QUICK_LINE, Sit, log_in
from browser.screens import CallerPage, Desk, until

SAVING = "**/save"
DRAFTS = "() => Object.keys(localStorage).filter((key) => key.startsWith('thirdring-draft:')).length"


@pytest.fixture
def maria(sit: Sit, caller: CallerPage) -> Iterator[Desk]:
    """She speaks with somebody."""
    desk = sit("maria")
    desk.begin()
    caller.call(QUICK_LINE)
    desk.answer()
    yield desk
    desk.page.unroute_all()
    if caller.page.locator("#end-button").is_visible():
        caller.page.click("#end-button")


@pytest.mark.req("S64")
def test_colleagues_at_one_card_see_each_other_and_choose_where_both_have_written(
    sit: Sit, maria: Desk
) -> None:
    olga = sit("olga")
    olga.begin()
    maria.fill("Анна", "Просит помочь.")
    olga.page.route("**/editors/*", lambda route: route.fulfill(status=503), times=1)  # she comes again
    maria.consult("Показова")
    olga.answer()  # a phone rings three times, and that is too short for all that both will write
    expect(maria.page.locator("#editors")).to_contain_text("Ольга Показова")
    olga.page.focus("[name=answer]")
    expect(maria.page.locator("#editors")).to_have_text("Ольга Показова редактирует: Ответ")
    expect(maria.page.locator("[name=answer]")).to_have_attribute("data-edited", "")

    maria.page.route(SAVING, not_now)
    maria.page.fill("[name=text]", "Просит помочь с полисом.")
    olga.page.fill("[name=text]", "Просит помочь с выпиской.")
    clash = maria.page.locator("[data-clash=text]")
    expect(clash.locator("[data-clash-text=mine] p")).to_have_text("Просит помочь с полисом.")
    expect(clash.locator("[data-clash-text=theirs] p")).to_have_text("Просит помочь с выпиской.")
    expect(clash).to_contain_text("Ольга Показова")
    maria.page.focus("[name=text]")
    maria.page.keyboard.type(" ")
    clash.locator("[data-choose=mine]").click()
    expect(clash).to_contain_text("Выбрано")
    clash.get_by_text("Вернуть выбор").click()
    maria.page.unroute(SAVING)
    maria.page.fill("[name=answer]", "Выписку пришлёт клиника.")
    expect(olga.page.locator("[name=answer]")).to_have_value("Выписку пришлёт клиника.")
    expect(olga.page.locator("[name=text]")).to_have_value("Просит помочь с выпиской.")

    clash.locator("[data-choose=mine]").click()
    expect(olga.page.locator("[name=text]")).to_have_value("Просит помочь с полисом.")
    clash.get_by_text("Вернуть выбор").click()
    clash.locator("[data-choose=theirs]").click()
    expect(olga.page.locator("[name=text]")).to_have_value("Просит помочь с выпиской.")
    maria.saved()

    olga.page.evaluate("document.activeElement.blur()")
    expect(maria.page.locator("#editors")).to_contain_text("Ольга Показова смотрит эту карточку")
    maria.page.click("#cancel-transfer")
    olga.is_in("ready")
    expect(maria.page.locator("#editors")).to_be_empty()


def test_what_was_typed_survives_a_crash_and_an_expired_session_and_goes_when_it_is_saved(
    maria: Desk, caller: CallerPage, site: str, bed: Bed, database: psycopg.Connection
) -> None:
    caller.hang_up()
    maria.is_in("wrap-up")
    maria.fill("Анна Сергеевна", "Где получить", kind="consultation")
    until(lambda: maria.page.evaluate(DRAFTS) == 0, "a saved draft is in the browser")

    context = maria.page.context
    context.route(SAVING, not_now)
    maria.page.fill("[name=text]", "Где получить полис")
    until(lambda: maria.page.evaluate(DRAFTS) == 1, "no draft is kept")
    maria.page.close()
    maria.page = context.new_page()
    maria.body = maria.page.locator("body")
    with maria.page.expect_response("**/editors/*"):  # the last of the streams that would be refused below
        maria.page.goto(f"{site}/desk/")
    expect(maria.page.locator("[name=text]")).to_have_value("Где получить полис")
    maria.is_in("wrap-up")

    context.clear_cookies(name=re.compile("thirdring-session"))
    maria.page.fill("[name=text]", "Где получить полис в отпуске")
    context.unroute_all()
    expect(maria.page.locator("#notices")).to_contain_text("Войдите")
    maria.page.reload()
    log_in(maria.page, site, "maria", bed)
    expect(maria.page.locator("[name=text]")).to_have_value("Где получить полис в отпуске")
    maria.saved()
    until(lambda: maria.page.evaluate(DRAFTS) == 0, "a saved draft is still in the browser")

    maria.choose("result", "explained")
    maria.saved()
    latest = "SELECT id FROM appeals_card ORDER BY opened_at DESC LIMIT 1"
    # A save that was under way when the page went comes in the end: it changes nothing that she sees.
    database.execute(f"UPDATE appeals_card SET version = version + 1 WHERE id = ({latest})")
    maria.page.click("#close-card")
    maria.is_in("ready")
    expect(maria.page.locator("[data-today=answered] dd")).not_to_have_text("0")
    expect(maria.page.locator("[data-today='wrap-up'] dd")).not_to_have_text("–")
    closed = database.execute("SELECT id FROM appeals_card ORDER BY closed_at DESC NULLS LAST LIMIT 1")
    card = closed.fetchall()[0][0]
    expect(maria.page.locator(".idle-closed a").first).to_have_attribute("href", f"/cards/{card}/")


def test_nothing_typed_stays_in_a_browser_whose_user_has_signed_out(
    maria: Desk, caller: CallerPage, site: str, bed: Bed
) -> None:
    caller.hang_up()
    maria.is_in("wrap-up")
    maria.page.route(SAVING, not_now)
    maria.page.fill("[name=text]", "Жалуется на боли")
    until(lambda: maria.page.evaluate(DRAFTS) == 1, "no draft is kept")
    sign_out(maria.page)
    until(lambda: maria.page.evaluate(DRAFTS) == 0, "a draft stays in the browser")
    maria.page.unroute(SAVING)
    log_in(maria.page, site, "maria", bed)
    expect(maria.page.locator("[name=text]")).to_have_value("")


def sign_out(page: Page) -> None:
    page.locator("summary", has=page.locator("use[href$='#icon-user']")).click()
    page.locator("form[action$='/logout/'] button").click()
    page.wait_for_url("**/login/**")


def not_now(route: Route) -> None:
    """The server cannot be reached."""
    route.abort()
