"""A supervisor sets an operator's state and queues from her page; the operator reads who did it and why."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import Page, expect

from bed import Bed
from browser.conftest import CALLER_HZ, QUICK_LINE, Sit
from browser.screens import CallerPage, until, until_heard

POLICIES = "[data-queue='oms-policies']"
SOUND = "document.querySelector('.voices audio')"


@pytest.fixture
def floor(people: Callable[[str], Page], site: str, bed: Bed) -> Page:
    """The supervisor's page, in Olga's browser."""
    page = people("olga")
    page.goto(f"{site}/login/")
    page.fill("[name=username]", "svetlana")
    page.fill("[name=password]", bed.installation.secrets.demonstration_password())
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/supervisor/")
    expect(page.locator("body")).to_have_attribute("data-live", "true")
    return page


def test_a_pause_is_ordered_by_keys_read_at_the_desk_and_taken_back_by_one_key(
    sit: Sit, floor: Page, database: psycopg.Connection
) -> None:
    maria = sit("maria")
    maria.begin()
    row = floor.locator("#operators tr", has_text="Примерова")
    expect(row).to_contain_text("готовность")
    row.focus()
    floor.keyboard.press("s")
    expect(floor.locator("#directing-why")).to_be_focused()
    floor.keyboard.press("Alt+2")
    expect(floor.locator(".directing-told")).to_contain_text("почему")
    floor.keyboard.type("собрание в зале")
    floor.keyboard.press("Alt+2")
    maria.is_in("paused")
    expect(maria.page.locator("#ordered")).to_contain_text("Вам поставили паузу")
    expect(maria.page.locator("#ordered")).to_contain_text("Старшая")
    expect(maria.page.locator("#ordered")).to_contain_text("собрание в зале")
    expect(row).to_contain_text("собрание в зале")
    floor.keyboard.press("z")
    maria.is_in("ready")
    kept = database.execute(
        "SELECT body->'input'->>'by', body->'input'->>'reason' FROM journal_row"
        " WHERE kind = 'OperatorStateSet' ORDER BY seq DESC LIMIT 2"
    ).fetchall()
    assert kept == [("svetlana", "отменено"), ("svetlana", "собрание в зале")]


def test_a_queue_is_taken_away_for_today_and_given_back(sit: Sit, floor: Page) -> None:
    maria = sit("maria")
    maria.begin()
    floor.locator("#operators tr", has_text="Примерова").locator("[data-letter=S]").click()
    floor.fill("#directing-why", "много звонков")
    queue = floor.locator(f".directing {POLICIES}")
    expect(queue).to_have_attribute("data-serves", "true")
    queue.locator("button").click()
    expect(queue).to_have_attribute("data-serves", "false")
    expect(queue).to_contain_text("много звонков")
    expect(maria.page.locator("#ordered")).to_contain_text("Сегодня вы не принимаете звонки")
    expect(floor.locator(".directing-history")).to_contain_text("много звонков")
    queue.locator("button").click()
    expect(queue).to_have_attribute("data-serves", "true")
    expect(maria.page.locator("#ordered")).to_be_hidden()


def test_the_limit_of_outgoing_calls_is_lifted_with_a_reason_and_the_floor_shows_until_when(
    sit: Sit, floor: Page
) -> None:
    maria = sit("maria")
    maria.begin()
    row = floor.locator("#operators tr", has_text="Примерова")
    row.locator("[data-letter=S]").click()
    lift = floor.locator(".directing [data-lifts]")
    lift.click()
    expect(floor.locator(".directing-told")).to_contain_text("почему")
    floor.fill("#directing-why", "обзвон по спискам")
    lift.click()
    expect(lift).to_be_hidden()
    expect(floor.locator(".directing-dialling")).to_contain_text("обзвон по спискам")
    expect(floor.locator(".directing-history")).to_contain_text("без ограничения")
    floor.keyboard.press("Escape")
    expect(row).to_contain_text("звонки без ограничения до")
    expect(maria.page.locator("#ordered")).to_contain_text("обзвон по спискам")
    row.locator("[data-letter=S]").click()
    floor.fill("#directing-why", "обзвон окончен")
    floor.locator(".directing [data-limits]").click()
    expect(lift).to_be_visible()
    expect(floor.locator(".directing-history")).to_contain_text("снова с ограничением")
    floor.keyboard.press("Escape")
    expect(row).not_to_contain_text("звонки без ограничения до")
    expect(maria.page.locator("#ordered")).not_to_contain_text("обзвон")


@pytest.mark.req("X7")
def test_a_recording_is_drawn_and_heard_from_where_one_presses(
    sit: Sit, floor: Page, caller: CallerPage, site: str
) -> None:
    maria = sit("maria")
    maria.begin()
    caller.call(QUICK_LINE)
    maria.answer()
    until_heard(maria.page, CALLER_HZ)
    call = maria.page.evaluate("() => window.thirdring.stream.world.call.id")
    caller.hang_up()
    maria.is_in("wrap-up")
    floor.goto(f"{site}/calls/{call}/")
    voices = floor.locator(".voices")
    expect(voices).to_have_attribute("data-drawn", "")
    expect(voices.locator(".voices-list")).to_contain_text("Мария Примерова на линии")
    shape = floor.evaluate(f"async () => (await fetch('/recordings/{call}/shape')).json()")
    assert max(shape["voices"][0]) > 20, "the caller's tone has no shape"
    slider = voices.locator("[role=slider]")
    slider.focus()
    floor.keyboard.press("End")
    expect(slider).to_have_attribute("aria-valuenow", slider.get_attribute("aria-valuemax") or "")
    slider.click(position={"x": 2, "y": 20})
    expect(slider).to_have_attribute("aria-valuenow", "0")
    floor.evaluate(f"() => {{ {SOUND}.loop = true; }}")  # however short it is
    floor.get_by_role("button", name="Слушать запись").click()
    expect(floor.get_by_role("button", name="Остановить запись")).to_be_visible()
    until(lambda: floor.evaluate(f"() => {SOUND}.currentTime > 0.2"), "silent")
