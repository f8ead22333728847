"""Promises on the desk: given, heard, called back over a real phone, and what came of them.

The centre lives by an edition of the house: the order with shorter spans, so that a choice is offered at once
and the third attempt in vain comes in seconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page, expect

from bed import Bed
from browser.beside import Beside
from browser.conftest import QUICK_LINE, WORLD, Sit, wait_for_web
from browser.screens import MESSAGE, CallerPage, Desk, until, until_heard
from browser.test_first_call import says
from browser.test_slow_server import Slow
from phones import tones
from phones.baresip import Baresip
from phones.sipp import Caller, OperatorPhones
from steps import PYTHON, run

NUMBER = "+72000000001"  # of the first insured person of the demonstration, who has an address, too
ANOTHER, SHOWN = "+72000000019", "8 (200) 000-00-19"
MESSAGE_HZ, PERSON_HZ, MARIA_HZ = 620, 700, 400
BUSY = "486 Busy Here"

SHORTER = {
    "single_wait_s = 30": "single_wait_s = 2",
    "again_s = [1800, 10800, 72000]": "again_s = [1, 1, 1]",
}


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    folder = tmp_path_factory.mktemp("promises")
    text = (files("thirdring.regulation") / "editions" / "141-p-2016.toml").read_text()
    for long, short in SHORTER.items():
        assert long in text
        text = text.replace(long, short)
    edition = folder / "shorter.toml"
    edition.write_text(text)
    with Bed(folder / "home", operators=0, web=True, edition=edition) as bed:
        run([PYTHON, "-c", WORLD], bed.environ)
        wait_for_web(bed)
        yield bed


@pytest.fixture
def site(bed: Bed) -> str:
    return f"http://127.0.0.1:{bed.installation.http_port}"


@pytest.fixture
def tone_file(tmp_path: Path) -> Path:
    path = tmp_path / "person.alaw"
    path.write_bytes(tones.alaw(tones.tone(PERSON_HZ)))
    return path


@pytest.mark.req("S58", "S61")
def test_a_message_left_by_a_call_is_heard_called_back_and_answered(
    bed: Bed, sit: Sit, beside: Beside, tone_file: Path, database: psycopg.Connection
) -> None:
    call = leaves_a_message(bed, beside, database)
    maria = sit("maria")
    keys = maria.page.keyboard
    message = Slow(maria, "**/recordings/messages/**")
    begins_with_a_promise(maria)
    strip = maria.page.locator("#promise-pane")
    expect(strip).to_contain_text("Голосовое сообщение")
    expect(strip).to_contain_text("+7 200 000-00-01")
    expect(strip.locator("[data-due]")).to_contain_text("осталось")
    expect(maria.page.locator("#card-zone .candidate").first).to_be_visible()

    expect(strip.locator("[role=slider]")).to_be_focused()
    strip.locator("audio").evaluate("sound => { sound.loop = true; }")  # however short it is
    message.asked(1)
    keys.press("Space")
    expect(strip.locator(".player-play use")).to_have_attribute("href", re.compile("#icon-player-pause$"))
    message.no_longer()
    until_heard(maria.page, MESSAGE_HZ, MESSAGE)
    keys.press("Space")
    expect(strip.locator(".player-play use")).to_have_attribute("href", re.compile("#icon-player-play$"))
    keys.press("Home")
    keys.press("ArrowRight")
    expect(strip.locator(".player-time")).to_contain_text("00:03 /")
    until(lambda: is_seen(database, call), "the router was not told that the promise stands on the screen")

    person = OperatorPhones(bed.sip, {}, port=bed.network_port, after_s=0.5, speaks=tone_file)
    with beside.up(person) as called:
        keys.press("d")
        beside.run(called.rang(NUMBER))
        until_heard(maria.page, PERSON_HZ)
        maria.is_in("talking")
        expect(maria.page.locator("#promise-pane")).to_contain_text("Голосовое сообщение")
        maria.fill("Анна Сергеевна", "Просила перезвонить о полисе.", kind="consultation")
        keys.press("Alt+x")
        maria.is_in("wrap-up")
        beside.run(called.ended())
    expect(maria.page.locator("#close-card")).to_contain_text("Выполнено")
    maria.close_card("explained")
    maria.is_in("ready")

    (promise, state, attempts) = the_promise(database, call)
    assert (state, attempts) == ("kept", 0)
    card = database.execute("SELECT id, state FROM appeals_card WHERE call = %s", [call]).fetchall()
    assert [state for _, state in card] == ["closed"]
    (attempt,) = database.execute(
        "SELECT call, outcome FROM promises_attempt WHERE promise = %s", [promise]
    ).fetchall()
    assert attempt[1] == "kept"
    recording = bed.installation.recording(attempt[0])
    until(lambda: says(tones.channels(recording)[0], PERSON_HZ), "the person is not recorded")
    until(lambda: says(tones.channels(recording)[1], MARIA_HZ), "Maria is not recorded")
    assert database.execute("SELECT count(*) FROM appeals_card WHERE call = %s", [attempt[0]]).fetchall() == [
        (0,)
    ]
    maria.page.goto(f"{maria.page.url.partition('/desk/')[0]}/cards/{card[0][0]}/")
    expect(maria.page.locator(".promise-of-card")).to_contain_text("Выполнено")
    expect(maria.page.locator(".promise-of-card .player-play")).to_be_visible()
    maria.page.goto(f"{maria.page.url.partition('/cards/')[0]}/desk/")


@pytest.mark.req("S58")
def test_after_three_attempts_in_vain_the_desk_shows_other_ways_to_reach_the_person(
    bed: Bed, sit: Sit, beside: Beside, database: psycopg.Connection
) -> None:
    call = hangs_up_waiting(bed, beside, database)
    maria = sit("maria")
    begins_with_a_promise(maria)
    expect(maria.page.locator("#promise-pane")).to_contain_text("Не дождались ответа")
    maria.page.locator("#card-zone .candidate").first.click()
    expect(maria.page.locator("#card-zone .person-name")).to_be_visible()
    maria.saved()
    fate = maria.page.locator("#promise-pane")
    with beside.up(OperatorPhones(bed.sip, {}, port=bed.network_port, refuses_with=BUSY)) as busy:
        for attempt in (1, 2, 3):
            expect(fate.locator("[data-outcome]")).to_have_count(attempt - 1)  # it knows of the one before
            maria.is_in("promise")
            maria.page.keyboard.press("Alt+d")
            beside.run(busy.rang(NUMBER, attempt))
            until(lambda n=attempt: the_promise(database, call)[2] == n, f"attempt {attempt} does not count")
    maria.is_in("ready")
    expect(fate.locator("[data-promise-state=unreachable]")).to_be_visible()
    expect(fate).to_contain_text("Не удалось связаться за 3 попытки")
    expect(fate.locator(".try")).to_have_count(3)
    expect(fate.locator(".way").first).to_be_visible()
    maria.page.keyboard.press("Escape")
    expect(fate).to_be_hidden()
    expect(maria.page.locator("#idle-pane .unreached")).to_have_count(1)


@pytest.mark.req("S58")
def test_the_person_may_be_called_first_and_the_operator_joined_on_the_answer(
    bed: Bed, sit: Sit, beside: Beside, tone_file: Path, database: psycopg.Connection
) -> None:
    call = hangs_up_waiting(bed, beside, database)
    maria = sit("maria")
    begins_with_a_promise(maria)
    field = maria.page.locator("#phone-zone .number-field")
    field.fill("12")
    expect(maria.page.locator("#phone-zone .number-note")).to_contain_text("не номер")
    expect(maria.page.locator("#dial-F")).to_be_disabled()
    field.fill(SHOWN)
    expect(maria.page.locator("#dial-F")).to_be_enabled()
    person = OperatorPhones(bed.sip, {}, port=bed.network_port, after_s=1.0, speaks=tone_file)
    with beside.up(person) as called:
        maria.page.keyboard.press("Alt+f")
        beside.run(called.rang(ANOTHER))
        until_heard(maria.page, PERSON_HZ)
        maria.is_in("talking")  # else the key would call once more
        maria.page.keyboard.press("Alt+f")
        beside.run(called.ended())
    maria.is_in("promise")  # once more, after the second that the next attempt has to wait
    expect(maria.page.locator("#promise-pane .try[data-outcome='answering machine']")).to_be_visible()
    assert the_promise(database, call)[1:] == ("given", 1)
    maria.page.keyboard.press("n")
    maria.page.keyboard.type("Уже дозвонился сам")
    maria.page.keyboard.press("Enter")
    maria.is_in("ready")
    assert the_promise(database, call)[1] == "withdrawn"


@pytest.mark.req("S58")
def test_a_call_is_promised_during_a_conversation_for_a_chosen_time(
    bed: Bed, sit: Sit, site: str, people: Callable[[str], Page], database: psycopg.Connection
) -> None:
    maria, caller = sit("maria"), CallerPage(people("caller"), site)
    stands_in_vladivostok(maria.page)
    expect(maria.page.locator(".zone-clock")).to_contain_text("UTC+3")
    maria.begin()
    expect(maria.page.locator("#owed-pane")).to_contain_text("всем, кому обещали", ignore_case=True)
    caller.call(QUICK_LINE)
    maria.answer()
    maria.page.keyboard.press("Alt+k")
    pane = maria.page.locator("#callback-pane")
    expect(pane.locator(".number-field")).to_be_focused()
    maria.page.keyboard.type("+7 200 000-00-21")
    expect(pane.locator(".number-note")).to_contain_text("там")
    pane.locator(".moment").last.click()  # tomorrow at ten: by the clock of those who work here
    expect(pane).to_contain_text("по часам организации (UTC+3)")
    expect(pane.locator("[type=datetime-local]")).to_have_value(re.compile("T10:00$"))
    pane.locator("[required]").fill("Сказать, готов ли полис")
    pane.locator("select").select_option(label="Я")
    maria.page.click("#promise-call")
    expect(pane).to_be_hidden()
    expect(maria.page.locator("#owed .owed-line").first).to_contain_text("1")
    caller.hang_up()
    maria.is_in("wrap-up")
    maria.fill("Пётр", "Ждёт полис", kind="consultation")
    maria.close_card("explained")
    maria.is_in("ready")
    row = maria.page.locator("#owed-pane [data-promise-row]")
    expect(row).to_contain_text("Пётр")
    expect(row).to_contain_text("Звонок в назначенное время")
    (found,) = database.execute(
        "SELECT number, why, origin, owner_operator_id IS NOT NULL,"
        " to_char(not_before AT TIME ZONE 'Europe/Moscow', 'HH24:MI')"
        " FROM promises_promise WHERE state = 'open'"
    ).fetchall()
    assert found == ("+72000000021", "Сказать, готов ли полис", "chosen time", True, "10:00")


def stands_in_vladivostok(page: Page) -> None:
    """The computer's own clock is seven hours ahead of that of Moscow."""
    zone = {"timezoneId": "Asia/Vladivostok"}
    page.context.new_cdp_session(page).send("Emulation.setTimezoneOverride", zone)
    page.reload()


# --- what others do, and what the tables say --------------------------------------------------


def leaves_a_message(bed: Bed, beside: Beside, database: psycopg.Connection) -> str:
    """Somebody waits in vain, chooses to leave a message, and speaks for some seconds. Which call it is."""
    with beside.up(Baresip(bed.sip, NUMBER, tone_hz=MESSAGE_HZ)) as caller:
        beside.run(caller.dial(QUICK_LINE))
        until(lambda: bool(latest(database, "choice_offered_at IS NOT NULL")), "no choice was offered")
        call = latest(database, "choice_offered_at IS NOT NULL")
        beside.run(caller.presses("1"))
        file = bed.installation.message(f"message-{call}")
        until(lambda: file.exists() and len(tones.heard(file)) > 6 * tones.RATE, "nothing is recorded", 30.0)
        beside.run(caller.presses("#"))
        until(lambda: bool(latest(database, "message <> '' AND ended_at IS NOT NULL")), "the call goes on")
    return call


def hangs_up_waiting(bed: Bed, beside: Beside, database: psycopg.Connection) -> str:
    """Somebody waits for nobody and gives up. Which call it is."""
    with beside.up(Caller(bed.sip, QUICK_LINE, NUMBER, talk_s=0.5)) as caller:
        beside.run(caller.finished())
    until(lambda: the_promise(database, latest(database))[1] == "open", "nothing is owed")
    return latest(database)


def begins_with_a_promise(desk: Desk) -> None:
    """The shift begins, and the first thing is what is owed."""
    desk.is_in("logged out")
    expect(desk.page.locator("#shift-check[data-check=well]")).to_be_visible()
    desk.page.click("#start-shift")
    desk.is_in("paused")
    desk.page.click("#ready")
    desk.is_in("promise")
    expect(desk.page.locator("#promise-pane .promise-sheet")).to_be_visible()


def latest(database: psycopg.Connection, which: str = "true") -> str:
    query = (
        f"SELECT id FROM calls_call WHERE direction = 'incoming' AND {which} ORDER BY arrived_at DESC LIMIT 1"
    )
    found = database.execute(query.encode()).fetchone()
    return found[0] if found else ""


def the_promise(database: psycopg.Connection, call: str) -> tuple[str, str, int]:
    found = database.execute(
        "SELECT id, state, attempts FROM promises_promise WHERE call = %s", [call]
    ).fetchone()
    return found or ("", "", 0)


def is_seen(database: psycopg.Connection, call: str) -> bool:
    query = "SELECT 1 FROM promises_promise WHERE call = %s AND seen_at IS NOT NULL"
    return database.execute(query, [call]).fetchone() is not None
