"""A server that needs long changes nothing: the caret finds its field, and nobody clashes with himself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Route, expect

from browser.conftest import QUICK_LINE, Sit
from browser.screens import CallerPage, Desk, until

# The picture as if it had been a minute on its way, and by how many seconds the desk's clock is behind.
CAME_LATE = """() => {
  const { source, world } = window.thirdring.stream;
  const data = JSON.stringify({ ...world, now: world.now - 60_000 });
  source.dispatchEvent(new MessageEvent("snapshot", { data }));
}"""
BEHIND = "() => (Date.now() - window.thirdring.stream.now()) / 1_000"
CARD, SAVING = "**/desk/card?call=*", "**/save"


class Slow:
    """The answers to some requests come when the test lets them through."""

    def __init__(self, desk: Desk, address: str) -> None:
        self.page = desk.page
        self.held: list[Route] = []
        self.most_at_once = 0
        self.slow = True
        self.page.route(address, self._takes)

    def _takes(self, route: Route) -> None:
        if self.slow:
            self.held.append(route)
            self.most_at_once = max(self.most_at_once, len(self.held))
        else:
            route.continue_()

    def asked(self, times: int) -> None:
        until(lambda: self._count() >= times, f"was asked {len(self.held)} times")

    def _count(self) -> int:
        self.page.wait_for_timeout(20)  # Playwright hands requests over while it waits
        return len(self.held)

    def answer(self) -> None:
        """The oldest request gets its answer."""
        self.held.pop(0).continue_()

    def no_longer(self) -> None:
        self.slow = False
        while self.held:
            self.answer()


@pytest.fixture
def maria(sit: Sit, caller: CallerPage) -> Iterator[Desk]:
    """She is ready for a call."""
    desk = sit("maria")
    desk.begin()
    yield desk
    desk.page.unroute_all()
    if caller.page.locator("#end-button").is_visible():
        caller.page.click("#end-button")


def test_whoever_answers_before_the_card_is_there_finds_the_caret_in_it(
    maria: Desk, caller: CallerPage
) -> None:
    card = Slow(maria, CARD)
    caller.call(QUICK_LINE)
    card.asked(1)
    maria.answer()
    expect(maria.page.locator("#card-zone")).to_have_text("Карточка открывается…")
    card.no_longer()
    expect(maria.page.locator("[name=person_name]")).to_be_focused()


def test_one_save_follows_the_other_so_nobody_clashes_with_himself(maria: Desk, caller: CallerPage) -> None:
    caller.call(QUICK_LINE)
    maria.answer()
    saves = Slow(maria, SAVING)
    name, text = maria.page.locator("[name=person_name]"), maria.page.locator("[name=text]")
    name.fill("Пётр")
    saves.asked(1)
    name.fill("Пётр Иванович")
    name.dispatch_event("change")
    text.fill("Где получить полис")
    text.dispatch_event("change")
    saves.answer()
    saves.asked(1)
    text.fill("Где получить полис?")
    saves.no_longer()
    maria.saved()
    assert saves.most_at_once == 1
    expect(maria.page.locator("[data-clash]")).to_have_count(0)
    maria.page.reload()
    expect(name).to_have_value("Пётр Иванович")
    expect(text).to_have_value("Где получить полис?")


def test_a_picture_that_came_late_does_not_leave_the_clocks_behind(maria: Desk, caller: CallerPage) -> None:
    maria.page.evaluate(CAME_LATE)
    assert maria.page.evaluate(BEHIND) > 50
    caller.call(QUICK_LINE)
    maria.is_in("offered")
    until(lambda: maria.page.evaluate(BEHIND) < 30, "she sees other moments than the caller lives in")


def test_on_a_telephone_a_lost_connection_covers_and_moves_nothing_of_a_conversation(
    maria: Desk, caller: CallerPage
) -> None:
    caller.call(QUICK_LINE)
    maria.answer()
    page = maria.page
    page.set_viewport_size({"width": 390, "height": 844})
    name, trouble = page.locator("[name=person_name]"), page.locator("#connection")
    name.fill("Пётр")
    maria.saved()
    stood = name.bounding_box()
    page.context.set_offline(True)  # the longest of what is told
    try:
        page.evaluate("window.thirdring.stream.source.dispatchEvent(new Event('error'))")
        expect(trouble).to_contain_text("Компьютер не подключён к сети")
        expect(trouble).to_contain_text("Нет связи с сервером")
        assert not [place for place in (".zone-phone", ".zone-card", ".zone-tabs") if covers(trouble, place)]
        assert trouble.evaluate("place => place.scrollHeight <= place.clientHeight"), "its end is cut off"
        assert name.bounding_box() == stood
        expect(name).to_be_focused()
    finally:
        page.context.set_offline(False)
    expect(trouble).to_be_hidden()


def covers(notice: Locator, place: str) -> bool:
    """Whether a notice lies over some of a place of its page."""
    above, below = notice.bounding_box(), notice.page.locator(place).bounding_box()
    assert above
    assert below
    return above["y"] < below["y"] + below["height"] and below["y"] < above["y"] + above["height"]
