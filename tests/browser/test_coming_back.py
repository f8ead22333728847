"""The conversation survives the desk: reloaded, killed, or moved to another tab, it comes back joined.

The operator's browser here lets no page sound before it is touched: that is what a page just loaded has to
live with.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from bed import Bed
from browser.conftest import AWAITED_S, CALLER_HZ, MARIA_HZ, QUICK_LINE, log_in
from browser.screens import (
    AUDIBLE_DB,
    CHROMIUM,
    CLOSE_HZ,
    FLAGS,
    LISTEN,
    PATIENCE_MS,
    CallerPage,
    Desk,
    until,
    until_heard,
)
from browser.test_first_call import says
from phones.tones import channels, tone, wav_file
from thirdring.acd.moment import SECOND

DRAFT = "Сменила фамилию, полис на старую"

LISTEN_TO_VOICE = LISTEN.replace("STREAM", "window.thirdring.phone.heard")


@pytest.fixture
def open_browser(browsers: dict[str, Browser], tmp_path: Path) -> Iterator[Callable[[], Browser]]:
    """Further browsers with Maria's voice, in which no page sounds by itself."""
    opened: list[Browser] = []
    flags = [flag for flag in FLAGS if not flag.startswith("--autoplay")]
    voice = wav_file(tmp_path / "maria.wav", tone(MARIA_HZ, 10.0))

    def one_more() -> Browser:
        opened.append(
            browsers["maria"].browser_type.launch(
                executable_path=CHROMIUM, args=[*flags, f"--use-file-for-fake-audio-capture={voice}"]
            )
        )
        return opened[-1]

    yield one_more
    for browser in opened:
        browser.close()


@pytest.fixture
def sits_down(bed: Bed, site: str) -> Iterator[Callable[[Browser], Desk]]:
    """Maria logs in and opens the desk; the desk that she has opened last ends her shift."""
    desks: list[Desk] = []

    def desk(browser: Browser) -> Desk:
        size = {"width": 1440, "height": 900}
        page = browser.new_context(viewport=size, locale="ru", permissions=["microphone"]).new_page()
        page.set_default_timeout(PATIENCE_MS)
        log_in(page, site, "maria", bed)
        desks.append(Desk(page))
        return desks[-1]

    yield desk
    desks[-1].leave()


@pytest.fixture
def hasty(bed: Bed, database: psycopg.Connection) -> Iterator[None]:
    """By the house's edition a caller waits three seconds for his operator's browser, and no longer."""
    edition = bed.installation.edition
    assert edition
    order = edition.read_text()
    shorter = order.replace(f"comes_back_within_s = {AWAITED_S}", "comes_back_within_s = 3")
    in_force(database, edition, shorter, 3)
    yield
    in_force(database, edition, order, AWAITED_S)


def in_force(database: psycopg.Connection, edition: Path, text: str, span_s: int) -> None:
    """Wait until the engine goes by this edition."""
    edition.write_text(text)
    database.execute("SELECT pg_notify('thirdring_configuration', '')")
    latest = (
        "SELECT (body #>> '{input,centre,rules,comeback}')::bigint FROM journal_row"
        " WHERE body #>> '{input,type}' = 'CentreConfigured' ORDER BY seq DESC LIMIT 1"
    )
    until(lambda: database.execute(latest).fetchall() == [(span_s * SECOND,)], "the edition is not in force")


def kill(browser: Browser) -> None:
    """Without a word to anybody."""
    ours = browser.new_browser_cdp_session()
    found = ours.send("SystemInfo.getProcessInfo")["processInfo"]
    (main,) = [process["id"] for process in found if process["type"] == "browser"]
    os.kill(main, signal.SIGKILL)


def speaks(maria: Desk, caller: CallerPage) -> None:
    """A caller is with Maria, who has written something; what he hears is kept from here on."""
    maria.begin()
    caller.call(QUICK_LINE)
    maria.answer()
    maria.page.fill("[name=text]", DRAFT)
    maria.saved()
    until_heard(caller.page, MARIA_HZ)
    caller.page.evaluate(LISTEN_TO_VOICE)


def both_hear_each_other(page: Page, caller: CallerPage) -> None:
    until_heard(page, CALLER_HZ)
    until_heard(caller.page, MARIA_HZ)


def heard_music(caller: CallerPage) -> bool:
    """Whether the caller has heard something that was not Maria since she spoke with him."""
    heard = caller.page.evaluate("() => window.heard")
    return any(loud > AUDIBLE_DB and abs(hertz - MARIA_HZ) > CLOSE_HZ for hertz, loud in heard)


def spans_apart_s(database: psycopg.Connection, call: str) -> list[float]:
    """How long the caller was without his operator, each time."""
    rows = database.execute(
        "SELECT body FROM journal_row WHERE calls @> ARRAY[%s] ORDER BY seq", [call]
    ).fetchall()
    gone, spans = 0, []
    for (body,) in rows:
        kinds = {effect["type"] for effect in body["effects"]}
        if "Interrupted" in kinds:
            gone = body["input"]["at"]
        elif "Joined" in kinds and gone:
            spans.append((body["input"]["at"] - gone) / SECOND)
    return spans


def call_of(maria: Desk) -> str:
    return maria.page.evaluate("() => window.thirdring.stream.world.call.id")


def test_a_reload_gives_the_conversation_back(
    bed: Bed,
    open_browser: Callable[[], Browser],
    sits_down: Callable[[Browser], Desk],
    caller: CallerPage,
    database: psycopg.Connection,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    maria = sits_down(open_browser())
    speaks(maria, caller)
    call = call_of(maria)
    began = time.monotonic()
    maria.page.reload()
    both_hear_each_other(maria.page, caller)
    record_testsuite_property("reload_to_both_heard_s", round(time.monotonic() - began, 2))
    until(lambda: len(spans_apart_s(database, call)) == 1, "the journal does not tell of it once")
    record_testsuite_property("reload_to_joined_s", round(spans_apart_s(database, call)[0], 2))
    expect(maria.page.locator("[name=text]")).to_have_value(DRAFT)
    assert call_of(maria) == call
    recording = bed.installation.recording(call)
    written = len(channels(recording)[0])
    until(lambda: says(channels(recording)[0][written:], CALLER_HZ), "the caller is recorded no longer")
    until(lambda: says(channels(recording)[1][written:], MARIA_HZ), "Maria is recorded no longer")
    caller.hang_up()
    maria.is_in("wrap-up")


def test_a_killed_browser_is_noticed_and_a_new_one_has_the_caller_again(
    open_browser: Callable[[], Browser],
    sits_down: Callable[[Browser], Desk],
    caller: CallerPage,
    database: psycopg.Connection,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    browser = open_browser()
    maria = sits_down(browser)
    speaks(maria, caller)
    call = call_of(maria)
    began = time.monotonic()
    kill(browser)
    until(lambda: heard_music(caller), "the caller hears no music")
    record_testsuite_property("killed_to_music_s", round(time.monotonic() - began, 2))
    maria = sits_down(open_browser())
    both_hear_each_other(maria.page, caller)
    expect(maria.page.locator("[name=text]")).to_have_value(DRAFT)
    until(lambda: len(spans_apart_s(database, call)) == 1, "the journal does not tell of it once")
    maria.page.keyboard.press("Alt+x")
    maria.is_in("wrap-up")
    caller.is_in("ended")


def test_a_second_tab_takes_the_conversation_along(
    open_browser: Callable[[], Browser], sits_down: Callable[[Browser], Desk], caller: CallerPage, site: str
) -> None:
    maria = sits_down(open_browser())
    speaks(maria, caller)
    second = Desk(maria.page.context.new_page())
    second.page.goto(f"{site}/desk/")
    second.page.click("#take-over")
    both_hear_each_other(second.page, caller)
    expect(second.page.locator("[name=text]")).to_have_value(DRAFT)
    expect(maria.page.locator("#second-desk")).to_be_visible()
    caller.hang_up()
    second.is_in("wrap-up")
    second.page.close()


def test_who_stays_away_is_set_aside_and_the_caller_waits_for_the_next(
    hasty: None,
    open_browser: Callable[[], Browser],
    sits_down: Callable[[Browser], Desk],
    caller: CallerPage,
    database: psycopg.Connection,
) -> None:
    browser = open_browser()
    maria = sits_down(browser)
    speaks(maria, caller)
    call = call_of(maria)
    maria.page.close()
    state = "SELECT state FROM calls_call WHERE id = %s"
    until(lambda: database.execute(state, [call]).fetchall() == [("waiting",)], "the caller waits for nobody")
    caller.is_in("talking")
    maria = sits_down(browser)
    maria.is_in("set aside")
    expect(maria.page.locator("#phone-zone")).to_contain_text("не вернулся вовремя")
    caller.hang_up()
    maria.page.keyboard.press("r")
    maria.takes_calls_again()
