"""From the public page to two operators' desks and into the recording: the first real call."""

from __future__ import annotations

import os
import signal
from typing import Any

import psycopg
import pytest
from playwright.sync_api import expect

from bed import Bed
from browser.conftest import CALLER_HZ, MARIA_HZ, OLGA_HZ, QUICK_LINE, Sit, operator_of
from browser.screens import CallerPage, until, until_heard
from phones.tones import RATE, Samples, channels, share


@pytest.mark.req("S61", "S64", "S65", "S67")
def test_a_caller_is_answered_passed_on_and_recorded(
    bed: Bed, sit: Sit, caller: CallerPage, database: psycopg.Connection
) -> None:
    maria, olga = sit("maria"), sit("olga")
    maria.begin()
    olga.begin()

    caller.call("1001")
    maria.is_in("offered", timeout_ms=60_000)
    expect(maria.page.locator(".phone-line")).to_contain_text("1001")
    expect(maria.page.locator(".rings i")).to_have_count(3)
    expect(maria.page.locator("#say-pane .say")).to_contain_text("Территориальный фонд")
    expect(maria.page.locator("#say-pane .say")).to_contain_text("Оператор Примерова Мария")
    maria.answer()
    until_heard(maria.page, CALLER_HZ)
    until_heard(caller.page, MARIA_HZ)

    maria.fill("Анна Сергеевна Примерова", "Отказали в приёме без полиса.")
    maria.seek("Показова")
    expect(maria.page.locator("#transfer-pane .say")).to_contain_text("Показовой Ольги Павловны. Я могу вас")
    maria.ask_consent()
    maria.page.click("#consult")

    olga.is_in("offered")
    expect(olga.page.locator("[name=text]")).to_have_value("Отказали в приёме без полиса.")
    olga.answer()
    until_heard(olga.page, MARIA_HZ)
    until_heard(maria.page, OLGA_HZ)
    maria.page.click("#complete-transfer")
    maria.is_in("wrap-up")
    until_heard(olga.page, CALLER_HZ)
    until_heard(caller.page, OLGA_HZ)

    maria.page.click("#close-card")
    expect(maria.page.locator("#notices")).to_contain_text("Карточка оставлена коллеге")
    maria.is_in("ready")
    caller.hang_up()
    olga.is_in("wrap-up")
    olga.close_card("measures taken")
    olga.is_in("ready")

    call = database.execute("SELECT id FROM calls_call ORDER BY arrived_at DESC LIMIT 1").fetchone()
    assert call
    seen, joined = _card_seen_and_joined(database, call[0], operator_of(database, "olga"))
    assert seen < joined, "the colleague had the card before the voices were joined"
    recording = bed.installation.recording(call[0])
    until(lambda: says(channels(recording)[0], CALLER_HZ), "the caller is not recorded")
    until(lambda: says(channels(recording)[1], MARIA_HZ), "Maria is not recorded")
    until(lambda: says(channels(recording)[1], OLGA_HZ), "Olga is not recorded")


@pytest.mark.req("S61")
def test_a_caller_who_hangs_up_in_the_announcement_has_a_card(
    sit: Sit, caller: CallerPage, database: psycopg.Connection
) -> None:
    maria = sit("maria")
    maria.is_in("logged out")
    before = _cards(database)
    caller.call("1001")
    caller.is_in("talking")
    until(lambda: _cards(database) == before + 1, "no card was made")
    caller.hang_up()
    maria.page.goto(maria.page.url.replace("/desk/", "/cards/?line=1001"))
    expect(maria.page.locator("tbody tr").first).to_contain_text("Звонок с сайта")
    maria.page.goto(maria.page.url.partition("/cards/")[0] + "/desk/")


def test_whoever_calls_before_the_telephone_is_connected_is_put_through_as_soon_as_it_is(
    bed: Bed, caller: CallerPage
) -> None:
    os.kill(bed.asterisk.pid, signal.SIGSTOP)
    try:
        caller.call(QUICK_LINE)
        caller.is_in("calling")
        expect(caller.page.locator("#stage-text")).to_have_text("Соединяем…")
        assert caller.page.evaluate("window.thirdring.phone.session === null"), "there is nobody to ask yet"
    finally:
        os.kill(bed.asterisk.pid, signal.SIGCONT)
    caller.is_in("talking")
    caller.hang_up()


def _cards(database: psycopg.Connection) -> int:
    return database.execute("SELECT count(*) FROM appeals_card").fetchall()[0][0]


def _card_seen_and_joined(database: psycopg.Connection, call: str, operator: int) -> tuple[int, int]:
    """The rows in which the operator's desk showed the card, and in which he was joined with the caller."""
    rows = database.execute(
        "SELECT seq, body FROM journal_row WHERE calls @> ARRAY[%s] ORDER BY seq", [call]
    ).fetchall()

    def first(kind: str) -> int:
        def fits(effect: dict[str, Any]) -> bool:
            return effect["type"] == kind and effect["operator"] == operator

        return next(seq for seq, body in rows if any(fits(effect) for effect in body["effects"]))

    return first("CardSeen"), first("Joined")


def says(channel: Samples, frequency_hz: float) -> bool:
    """Whether half a second of the channel is this tone and little else."""
    seconds = (channel[start : start + RATE // 2] for start in range(0, len(channel), RATE // 4))
    return any(share(second, frequency_hz) > 0.8 for second in seconds)
