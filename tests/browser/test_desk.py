"""The desk by itself: what it asks for, what it refuses, and that it needs no mouse."""

from __future__ import annotations

import re
from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import Page, expect

from bed import Bed
from browser.conftest import QUICK_LINE, Sit
from browser.readable import unreadable
from browser.screens import CallerPage, until
from browser.test_signing_in import enter


@pytest.mark.req("S59", "S60")
def test_the_card_asks_who_and_why_and_nobody_is_passed_on_without_a_reason(
    sit: Sit, caller: CallerPage
) -> None:
    maria, olga = sit("maria"), sit("olga")
    maria.begin()
    olga.begin()
    caller.call(QUICK_LINE)
    maria.answer()
    missing = maria.page.locator("#missing")
    for asked in ("кто", "причина", "вид", "суть", "результат"):
        expect(missing).to_contain_text(asked, ignore_case=True)
    expect(maria.page.locator("[name=reason]")).to_contain_text("Подскажите, пожалуйста, по какому вопросу")
    assert not unreadable(maria.page), "in a conversation"
    maria.seek("Показова")
    maria.ask_consent()
    missing = maria.page.locator(".passing-missing")
    expect(missing).to_contain_text("кто звонит")
    maria.page.emulate_media(color_scheme="dark")
    expect(maria.page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert not unreadable(maria.page), "with the transfer open, at night"
    expect(maria.page.locator("#consult")).to_be_disabled()
    missing.get_by_text("по какому вопросу").click()
    expect(maria.page.locator("[name=reason]")).to_be_focused()
    maria.page.select_option("[name=reason]", index=1)
    maria.page.fill("[name=person_name]", "Анна")
    maria.page.press("[name=person_name]", "Tab")
    expect(missing).to_have_count(0)
    assert olga.state == "ready"
    maria.page.click("#consult")
    olga.is_in("offered")
    maria.page.click("#cancel-transfer")
    olga.is_in("ready")


@pytest.mark.req("S90")
def test_the_next_call_comes_only_when_the_card_is_closed(
    sit: Sit, caller: CallerPage, people: Callable[[str], Page], site: str
) -> None:
    maria = sit("maria")
    maria.begin()
    maria.page.click("#my-state summary")  # and the menu does not lie over the call that comes
    caller.call(QUICK_LINE)
    maria.answer()
    caller.hang_up()
    maria.is_in("wrap-up")
    expect(maria.page.locator("#close-card")).to_be_disabled()
    assert not unreadable(maria.page), "in wrap-up"

    another = CallerPage(people("caller"), site)
    another.call(QUICK_LINE)
    another.is_in("talking")
    expect(maria.page.locator("#figures")).to_contain_text(re.compile(r"в очереди\s*1"))
    maria.is_in("wrap-up")

    maria.fill("Анна Сергеевна", "Как заменить полис", kind="consultation")
    maria.close_card("explained")
    maria.is_in("offered")
    expect(maria.page.locator("[name=person_name]")).to_have_value("")


@pytest.mark.req("X18")
def test_a_whole_call_needs_no_mouse(bed: Bed, site: str, sit: Sit, caller: CallerPage) -> None:
    maria = sit("maria")
    keys = maria.page.keyboard
    expect(maria.page.locator("#shift-check[data-check=well]")).to_be_visible()
    keys.press("r")
    maria.is_in("paused")
    keys.press("r")
    maria.is_in("ready")
    caller.call(QUICK_LINE)
    maria.is_in("offered")
    expect(maria.page.locator("#answer")).to_be_enabled()
    keys.press("a")
    maria.is_in("talking")
    expect(maria.page.locator("[name=person_name]")).to_be_focused()
    keys.type("Пётр Иванович")
    keys.press("Alt+w")
    keys.press("ArrowDown")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Tab")
    keys.type("Где получить полис")
    maria.saved()
    keys.press("Alt+h")
    expect(maria.page.locator("#act-H")).to_have_attribute("aria-pressed", "true")
    keys.press("Alt+h")
    expect(maria.page.locator("#act-H")).to_have_attribute("aria-pressed", "false")
    keys.press("Alt+x")
    maria.is_in("wrap-up")
    expect(maria.page.locator("[name=result]").first).to_be_focused()
    keys.press("Space")
    maria.saved()
    keys.press("Enter")
    maria.is_in("ready")


@pytest.mark.req("X18")
@pytest.mark.parametrize(
    ("language", "words"), [("ru", "Начать смену"), ("uk", "Почати зміну"), ("en", "Begin the shift")]
)
def test_the_desk_speaks_three_languages(sit: Sit, language: str, words: str) -> None:
    maria = sit("maria")
    maria.page.locator("summary", has=maria.page.locator("use[href$='#icon-language']")).click()
    maria.page.click(f"button[name=language][value={language}]")
    expect(maria.page.locator("#start-shift")).to_contain_text(words)
    expect(maria.page.locator("html")).to_have_attribute("lang", language)


def test_a_reload_changes_nothing(sit: Sit, caller: CallerPage) -> None:
    maria = sit("maria")
    maria.begin()
    maria.page.reload()
    maria.is_in("ready")
    caller.call(QUICK_LINE)
    maria.answer()
    maria.page.fill("[name=text]", "Недописанная мысль")
    maria.saved()
    caller.hang_up()
    maria.is_in("wrap-up")
    maria.page.reload()
    maria.is_in("wrap-up")
    expect(maria.page.locator("[name=text]")).to_have_value("Недописанная мысль")


def test_only_one_tab_is_the_desk(sit: Sit, site: str) -> None:
    maria = sit("maria")
    maria.begin()
    second = maria.page.context.new_page()
    second.goto(f"{site}/desk/")
    expect(second.locator("#second-desk")).to_be_visible()
    second.click("#take-over")
    expect(second.locator("body")).to_have_attribute("data-state", "ready")
    expect(maria.page.locator("#second-desk")).to_be_visible()
    second.close()


def test_what_one_operator_writes_appears_at_the_other(sit: Sit, caller: CallerPage) -> None:
    maria, olga = sit("maria"), sit("olga")
    maria.begin()
    olga.begin()
    caller.call(QUICK_LINE)
    maria.answer()
    maria.fill("Анна", "Первое.")
    maria.consult("Показова")
    olga.answer()  # and has time to read
    expect(olga.page.locator("[name=text]")).to_have_value("Первое.")
    maria.page.fill("[name=text]", "Первое. Второе.")
    expect(olga.page.locator("[name=text]")).to_have_value("Первое. Второе.")
    maria.page.click("#cancel-transfer")


@pytest.mark.req("X20")
def test_whoever_opens_a_card_or_its_recording_is_in_the_read_log(
    sit: Sit, caller: CallerPage, site: str, database: psycopg.Connection
) -> None:
    maria = sit("maria")
    maria.begin()
    caller.call(QUICK_LINE)
    maria.answer()
    caller.hang_up()
    maria.is_in("wrap-up")
    maria.fill("Анна", "Вопрос", kind="consultation")
    maria.close_card("explained")
    maria.is_in("ready")
    maria.page.goto(f"{site}/cards/")
    maria.page.locator("tbody a").first.click()
    expect(maria.page.locator(".timeline")).to_contain_text("Примерова Мария Сергеевна")
    maria.page.locator(".timeline summary").first.click()
    expect(maria.page.locator(".timeline details").first).to_contain_text("Правило")
    call = database.execute("SELECT id FROM calls_call ORDER BY arrived_at DESC LIMIT 1").fetchall()[0][0]
    card = database.execute("SELECT id FROM appeals_card WHERE call = %s", [call]).fetchall()[0][0]
    until(lambda: ("card", str(card)) in _readings(database, "maria"), "the card was not noted")
    until(lambda: ("recording", call) in _readings(database, "maria"), "the recording was not noted")
    maria.page.goto(f"{site}/desk/")


def test_one_who_is_no_operator_is_told_so(people: Callable[[str], Page], site: str, bed: Bed) -> None:
    page = people("maria")
    enter(page, site, "admin", bed)
    page.goto(f"{site}/desk/")
    expect(page.locator("h1")).to_contain_text("Эта страница вам недоступна")


def _readings(database: psycopg.Connection, reader: str) -> set[tuple[str, str]]:
    found = database.execute("SELECT subject, subject_id FROM audit_readlog WHERE reader = %s", [reader])
    return {(subject, which) for subject, which in found.fetchall()}
