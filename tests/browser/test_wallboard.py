"""The watching screens over the whole path: callers with SIP phones, the wall, and what a supervisor does.

The centre lives by an edition of the house: one ring, one miss is an alarm, and promises are due in seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from importlib.resources import files

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from bed import LINE, Bed, Watch
from browser.beside import Beside
from browser.conftest import wait_for_web
from browser.screens import until
from phones.scenarios import FOREVER_S
from phones.sipp import Caller, OperatorPhones
from thirdring.acd.facts import Ended, Joined, MissesRepeated
from thirdring.acd.inputs import OperatorLoggedIn, OperatorReady

FIRST, SECOND = "+72000000077", "+72000000078"

SHORTER = {
    "rings = 3": "rings = 1",
    "pause_s = 4.0": "pause_s = 1.0",
    "repeated_misses = 3": "repeated_misses = 1",
    "due_after_s = 14400": "due_after_s = 2",
    "single_wait_s = 30": "single_wait_s = 4",
}

Look = Callable[[str, str], Page]


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    folder = tmp_path_factory.mktemp("wallboard")
    text = (files("thirdring.regulation") / "editions" / "141-p-2016.toml").read_text()
    for long, short in SHORTER.items():
        assert long in text
        text = text.replace(long, short)
    edition = folder / "shorter.toml"
    edition.write_text(text)
    with Bed(folder / "home", operators=2, web=True, edition=edition) as bed:
        wait_for_web(bed)
        yield bed


@pytest.fixture
def site(bed: Bed) -> str:
    return f"http://127.0.0.1:{bed.installation.http_port}"


@pytest.fixture
def watch(bed: Bed, beside: Beside) -> Iterator[Watch]:
    bed.mend()
    with beside.up(bed.watch()) as watch:
        yield watch
        beside.run(watch.nobody_is_owed())


@pytest.fixture
def look(bed: Bed, site: str, people: Callable[[str], Page]) -> Look:
    """The supervisor opens a page in a browser: ``look("maria", "/wallboard/")``."""

    def opened(browser: str, path: str) -> Page:
        page = people(browser)
        page.goto(f"{site}/login/")
        page.fill("[name=username]", "svetlana")
        page.fill("[name=password]", bed.installation.secrets.demonstration_password())
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/supervisor/")
        page.goto(site + path)
        expect(page.locator("body")).to_have_attribute("data-live", "true")
        return page

    return opened


def value(page: Page, figure: str) -> Locator:
    return page.locator(f"#figures [data-figure={figure}] .big-value")


async def sits_down(watch: Watch, operator: int, device: str) -> None:
    """Ready for calls, though somebody may be waiting already."""
    watch.logged_in.add(operator)
    await watch.send(OperatorLoggedIn(0, operator, device))
    await watch.send(OperatorReady(0, operator))


def phone_of(bed: Bed, operator: int, after_s: float = 0.0) -> OperatorPhones:
    return OperatorPhones(bed.sip, bed.passwords([operator]), after_s=after_s)


def test_the_wall_counts_those_who_wait_and_shows_when_one_is_answered(
    bed: Bed,
    beside: Beside,
    watch: Watch,
    look: Look,
    database: psycopg.Connection,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    operator = bed.operators[0]
    wall = look("maria", "/wallboard/")
    expect(value(wall, "waiting")).to_have_text("0")
    with beside.up(Caller(bed.sip, LINE, FIRST)), beside.up(Caller(bed.sip, LINE, SECOND)):
        expect(value(wall, "waiting")).to_have_text("2")
        queue = wall.locator("[data-queue=bed]")
        expect(queue.locator(".waiting")).to_have_text("2")
        before = value(wall, "longest").inner_text()
        until(lambda: value(wall, "longest").inner_text() > before, "the longest wait does not count")
        expect(queue).to_contain_text("на смене нет никого")
        with beside.up(phone_of(bed, operator)):
            beside.run(sits_down(watch, operator, bed.device(operator)))
            beside.run(watch.fact(Joined))
            joined = time.monotonic()
            expect(value(wall, "waiting")).to_have_text("1")
            record_testsuite_property("joined_to_wall_s", round(time.monotonic() - joined, 2))
            expect(wall.locator("#states [data-state=talking] b")).to_have_text("1")
            expect(wall.locator("#alarms")).to_contain_text("Дольше 4 с ждут: 1")
            bed.hang_up_all()
            beside.run(watch.fact(Ended, count=2))
    expect(value(wall, "waiting")).to_have_text("0")
    came = wall.locator(f"[data-line='{LINE}'] .came")
    until(lambda: came.inner_text() == str(_came_today(database)), "those who came are not counted")
    body = wall.locator("main").inner_text()
    assert FIRST[-4:] not in body.replace("-", "") and "Bed" not in wall.locator(".wall-side").inner_text()


@pytest.mark.req("S54")
def test_a_missed_call_alarms_with_sound_until_the_supervisor_sees_to_it(
    bed: Bed, beside: Beside, watch: Watch, look: Look
) -> None:
    operator = bed.operators[0]
    wall, floor = look("maria", "/wallboard/"), look("olga", "/supervisor/")
    wall.click("#sound")
    expect(wall.locator("#sound")).to_have_attribute("aria-pressed", "true")
    with beside.up(phone_of(bed, operator, after_s=FOREVER_S)):
        beside.run(watch.log_in(operator))
        expect(floor.locator(f"[data-operator='{operator}']")).to_contain_text("готовность")
        with beside.up(Caller(bed.sip, LINE, FIRST)):
            beside.run(watch.fact(MissesRepeated))
            alarm = f"[data-alarm='misses:{operator}']"
            expect(floor.locator(alarm)).to_contain_text("Bed 0: подряд пропущено звонков: 1")
            expect(wall.locator(alarm)).to_contain_text("Оператор: подряд пропущено звонков: 1")
            until(lambda: wall.evaluate("() => Number(document.body.dataset.sounded) > 1"), "no sound")
            expect(floor.locator(f"[data-operator='{operator}']")).to_contain_text("снято с распределения")
            floor.locator(f"{alarm} button").click()
            expect(floor.locator(alarm)).to_contain_text("принято: Светлана Старшая")
            expect(wall.locator(alarm)).to_contain_text("принято")
            floor.locator("#filter").fill("0078")
            expect(floor.locator("#calls tbody tr")).to_have_count(0)
            floor.locator("#filter").fill("00-77")
            expect(floor.locator("#calls tbody tr")).to_have_count(1)


@pytest.mark.req("S58")
def test_an_overdue_promise_alarms_and_leads_to_its_card(
    bed: Bed, beside: Beside, watch: Watch, look: Look
) -> None:
    wall, floor = look("maria", "/wallboard/"), look("olga", "/supervisor/")
    with beside.up(Caller(bed.sip, LINE, FIRST)):
        expect(value(wall, "waiting")).to_have_text("1")
        bed.hang_up_all()
    expect(wall.locator("#promises [data-figure=open] b")).to_have_text("1")
    expect(wall.locator("[data-alarm='overdue:bed']")).to_contain_text("Просрочены обещания: 1")
    expect(wall.locator("#promises [data-figure=overdue] b")).to_have_text("1")
    owed = floor.locator("#overdue .owed")
    expect(owed).to_contain_text("+7 200 000-00-77")
    owed.click()
    expect(floor.locator(".timeline")).to_be_visible()


def test_a_figure_leads_to_the_calls_behind_it(bed: Bed, beside: Beside, watch: Watch, look: Look) -> None:
    operator = bed.operators[1]
    floor = look("olga", "/supervisor/")
    with beside.up(phone_of(bed, operator)):
        beside.run(watch.log_in(operator))
        with beside.up(Caller(bed.sip, LINE, SECOND)):
            row = floor.locator("#calls tbody tr")
            expect(row).to_contain_text("+7 200 000-00-78")
            expect(row).to_contain_text("Bed 1")
            row.focus()
            floor.keyboard.press("l")
            expect(floor.locator("#notices")).to_contain_text("начните смену")
            bed.hang_up_all()
            beside.run(watch.fact(Ended))
    expect(value(floor, "level")).not_to_have_text("–")
    floor.locator("#figures [data-figure=level]").click()
    expect(floor.locator("tbody tr").first).to_contain_text("00-78")
    floor.locator("tbody tr a").first.click()
    expect(floor.locator(".timeline")).to_contain_text("Отвечает 1 Bed")


def test_an_engine_that_is_gone_alarms_everybody_and_its_return_ends_it(bed: Bed, look: Look) -> None:
    wall = look("maria", "/wallboard/")
    bed.engine.kill()
    gone = wall.locator("[data-alarm='no engine']")
    expect(gone).to_contain_text("движок не работает")
    bed.start_engine()
    bed.wait_until_ready()
    expect(gone).to_have_count(0, timeout=60_000)


@pytest.mark.req("X18")
@pytest.mark.parametrize(
    ("language", "waiting"), [("ru", "Ждут сейчас"), ("uk", "Чекають зараз"), ("en", "Waiting now")]
)
def test_the_wall_speaks_three_languages(look: Look, language: str, waiting: str) -> None:
    wall = look("maria", "/wallboard/")
    wall.locator("summary", has=wall.locator("use[href$='#icon-language']")).click()
    wall.click(f"button[name=language][value={language}]")
    expect(wall.locator("#figures [data-figure=waiting]")).to_contain_text(waiting)


def test_the_wall_fits_a_television_and_the_supervisors_page_a_telephone(look: Look) -> None:
    wall = look("maria", "/wallboard/")
    wall.set_viewport_size({"width": 1920, "height": 1080})
    until(lambda: overflow(wall) == (0, 0), "a screen on the wall cannot be scrolled")
    floor = look("olga", "/supervisor/")
    until(lambda: overflow(floor) == (0, 0), "the page does not fit a desk")
    floor.set_viewport_size({"width": 390, "height": 844})
    until(lambda: overflow(floor)[0] == 0, "the page is wider than a telephone")


def _came_today(database: psycopg.Connection) -> int:
    midnight = "date_trunc('day', clock_timestamp(), 'Europe/Moscow')"
    query = f"SELECT count(*) FROM calls_call WHERE line = %s AND arrived_at >= {midnight}"
    return database.execute(query.encode(), [LINE]).fetchall()[0][0]


def overflow(page: Page) -> tuple[int, int]:
    """By how much the page is wider and higher than its window."""
    return tuple(
        page.evaluate(
            "() => { const { scrollWidth, scrollHeight } = document.documentElement;"
            " return [scrollWidth - innerWidth, scrollHeight - innerHeight]; }"
        )
    )
