"""What a desk tells its operator to say and to do, at the moment it belongs to: rings, words, ten minutes."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect

from browser.conftest import QUICK_LINE, Sit
from browser.screens import CallerPage, Desk, until

CLOSINGS = (
    ("S71", "Спасибо за ваш звонок"),
    ("S72", "Рады будем вам помочь"),
    ("S73", "Если у вас возникнут еще вопросы, пожалуйста, звоните"),
    ("S74", "До свидания"),
    ("S75", "Всего доброго"),
)
MINUTE_MS = 60_000
# The desk's clock, moved as if so long had passed.
AHEAD = """ms => {
  const { stream } = window.thirdring;
  const now = stream.now.bind(stream);
  stream.now = () => now() + ms;
}"""
BEEPS = """() => { window.beeps = 0; document.addEventListener("late", () => (window.beeps += 1)); }"""
# How many rings are over, each time that one more is.
RINGS_OVER = """() => {
  window.over = [];
  const look = () => {
    const count = document.querySelectorAll(".rings i[data-over]").length;
    if (count && count !== window.over.at(-1)) window.over.push(count);
  };
  const changes = { subtree: true, childList: true, attributeFilter: ["data-over"] };
  new MutationObserver(look).observe(document.body, changes);
}"""


@pytest.fixture
def maria(sit: Sit, caller: CallerPage) -> Iterator[Desk]:
    yield from _shift(sit("maria"), caller)


@pytest.fixture
def ivan(sit: Sit, caller: CallerPage) -> Iterator[Desk]:
    """Somebody who has missed no call today: misses count for an hour."""
    yield from _shift(sit("ivan", browser="maria"), caller)


def _shift(desk: Desk, caller: CallerPage) -> Iterator[Desk]:
    desk.begin()
    yield desk
    desk.page.set_viewport_size({"width": 1440, "height": 900})
    if caller.page.locator("#end-button").is_visible():
        caller.page.click("#end-button")


@pytest.mark.req("S54")
def test_the_desk_counts_the_rings_and_says_why_it_gets_no_more_calls(
    ivan: Desk, caller: CallerPage, database: psycopg.Connection
) -> None:
    ring = ivan.page.locator(".rings i")
    counted: list[list[int]] = []
    ivan.page.evaluate(RINGS_OVER)
    for missed in (1, 2, 3):
        before = _offers(database)
        caller.call(QUICK_LINE)
        ivan.is_in("offered")
        expect(ring).to_have_count(3)
        expect(ring).to_have_text(["1", "2", "3"])
        ivan.is_in("set aside", timeout_ms=MINUTE_MS)
        counted.append(ivan.page.evaluate("window.over.splice(0)")[:2])
        expect(ivan.page.locator("#phone-zone")).to_contain_text("не принят за отведённое")
        expect(ivan.page.locator(".phone-misses")).to_have_count(1 if missed == 3 else 0)
        assert _offers(database) == before + 1
        caller.hang_up()
        ivan.page.keyboard.press("r")
        ivan.takes_calls_again()
    assert [1, 2] in counted, "a browser that stands still may count two rings as one, but not each time"


@pytest.mark.req("S66", "S67", *(row for row, _words in CLOSINGS))
def test_greeting_waiting_and_the_five_closings_stand_word_for_word_when_they_are_due(
    maria: Desk, caller: CallerPage, database: psycopg.Connection
) -> None:
    words = maria.page.locator("#say-pane .say")
    caller.call(QUICK_LINE)
    maria.is_in("offered")
    expect(words).to_have_text(
        "Здравствуйте. Территориальный фонд обязательного медицинского страхования Краснодарского края."
        " Оператор Примерова Мария."
    )
    maria.answer()
    maria.page.keyboard.press("Alt+l")
    expect(words).to_contain_text("Вітаю.")
    maria.page.keyboard.press("Alt+l")
    expect(words).to_contain_text("Hello.")
    maria.page.keyboard.press("Alt+l")
    maria.fill("Анна Сергеевна", "Где получить полис", kind="consultation")
    maria.page.click("#act-H")
    expect(words.first).to_have_text(
        "Добрый день, Анна Сергеевна. Оператор Примерова Мария. Пожалуйста, оставайтесь на линии. Спасибо."
    )
    maria.page.click("#act-H")
    expect(words.first).to_contain_text("Здравствуйте.")
    maria.page.keyboard.press("Alt+v")
    expect(words.locator("span")).to_have_text([words for _row, words in CLOSINGS])
    maria.page.keyboard.press("Alt+4")
    expect(maria.page.locator("[data-closing=closing-goodbye]")).to_have_attribute("aria-pressed", "true")
    until(lambda: {"greeting@1", "closing-goodbye@1"} <= _said(database), "the card does not note it")
    maria.page.keyboard.press("Alt+j")
    expect(maria.page.locator(".tactics li")).to_have_count(7)
    expect(maria.page.locator(".tactics li").nth(3)).to_have_text("не принимать агрессию на свой счет")
    maria.page.keyboard.press("Alt+j")
    expect(maria.page.locator(".tactics li").nth(3)).to_have_text("не иронизировать")


@pytest.mark.req("S76")
def test_two_minutes_before_the_tenth_the_desk_warns_once_and_then_says_what_to_do(
    maria: Desk, caller: CallerPage
) -> None:
    caller.call(QUICK_LINE)
    maria.answer()
    maria.page.evaluate(BEEPS)
    warning, over = maria.page.locator(".talk-warning"), maria.page.locator(".talk-over")
    maria.page.evaluate(AHEAD, 7 * MINUTE_MS)
    expect(maria.page.locator(".talk-time")).to_contain_text("/ 10:00")
    expect(warning).to_be_hidden()
    maria.page.evaluate(AHEAD, MINUTE_MS)
    expect(warning).to_be_visible()
    expect(warning).to_contain_text("осталось минут: 2")
    acts = _places(maria.page)
    maria.page.evaluate(AHEAD, 2 * MINUTE_MS)
    expect(over).to_be_visible()
    expect(over).to_contain_text("Передайте специалисту")
    maria.page.click("#act-H")  # the zone is drawn anew: no second sign
    expect(maria.page.locator("#act-H")).to_have_attribute("aria-pressed", "true")
    expect(warning).to_be_hidden()
    assert _places(maria.page) == acts, "nothing under the hand has moved"
    assert maria.page.evaluate("window.beeps") == 1


@pytest.mark.req("X18")
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_a_transfer_fits_the_screen(maria: Desk, caller: CallerPage, size: tuple[int, int]) -> None:
    caller.call(QUICK_LINE)
    maria.answer()
    maria.fill("Анна Сергеевна", "Отказали в приёме.")
    maria.page.set_viewport_size({"width": size[0], "height": size[1]})
    if size[0] < 900:
        maria.page.click("[data-show-zone=phone]")
    maria.page.click("#act-T")
    maria.page.fill("#transfer-pane input", "Показова")
    maria.page.locator(".target[data-operator]", has_text="Показова").first.click()
    for step in ("[data-step-name=said]", "[data-step-name=agreed]", "#consult", "#hand-over"):
        expect(maria.page.locator(step)).to_be_in_viewport(ratio=1)
    fits = "document.documentElement.scrollWidth <= window.innerWidth"
    until(lambda: maria.page.evaluate(fits), "the page is wider than the screen")


def _places(page: Page) -> list[float]:
    """How high each key of the phone zone stands."""
    return page.evaluate("[...document.querySelectorAll('.act')].map(act => act.getBoundingClientRect().top)")


def _offers(database: psycopg.Connection) -> int:
    return database.execute("SELECT count(*) FROM calls_leg").fetchall()[0][0]


def _said(database: psycopg.Connection) -> set[str]:
    query = "SELECT said FROM appeals_card ORDER BY opened_at DESC LIMIT 1"
    return set(database.execute(query).fetchall()[0][0].split())
