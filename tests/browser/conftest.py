"""A whole installation with its web process, and three people in browsers of their own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from importlib.resources import files
from pathlib import Path
from typing import Protocol

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

import thirdring
from bed import Bed
from browser.beside import Beside
from browser.screens import PATIENCE_MS, CallerPage, Desk, launch, until
from phones.tones import tone, wav_file
from steps import PYTHON, run

CALLER_HZ, MARIA_HZ, OLGA_HZ = 700, 400, 550
QUICK_LINE = "1009"  # as line 1001, but without the notice that takes eight seconds
BUILT = Path(thirdring.__file__).parent / "desk/static/desk/build/desk.js"
STARTING_S = 120.0
# By the order a caller waits 20 s for an operator whose browser is lost; here a new one may open as slowly.
AWAITED_S = 120

expect.set_options(timeout=PATIENCE_MS)

WORLD = f"""
import django; django.setup()
from thirdring.apps.channels.models import Line
line = Line.objects.get(number="1001")
line.pk, line.number, line.name, line.notice = None, "{QUICK_LINE}", "Без уведомления", None
line.save()
"""


class Sit(Protocol):
    """Whose desk it is, and in whose browser, if not in one of that name."""

    def __call__(self, login: str, browser: str = "") -> Desk: ...


@pytest.fixture(scope="session")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    assert BUILT.exists(), "the screens are not built: run `npm ci && npm run build`"
    folder = tmp_path_factory.mktemp("browser")
    edition = folder / "order.toml"  # a test may change it
    order = (files("thirdring.regulation") / "editions" / "141-p-2016.toml").read_text()
    edition.write_text(order.replace("comes_back_within_s = 20", f"comes_back_within_s = {AWAITED_S}"))
    with Bed(folder / "home", operators=0, web=True, edition=edition) as bed:
        run([PYTHON, "-c", WORLD], bed.environ)
        wait_for_web(bed)
        yield bed


@pytest.fixture(scope="session")
def site(bed: Bed) -> str:
    return f"http://127.0.0.1:{bed.installation.http_port}"


@pytest.fixture(scope="session")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Browser]]:
    """Browsers of the caller, Maria and Olga, each speaking a tone of its own."""
    folder = tmp_path_factory.mktemp("microphones")
    voices = {"caller": CALLER_HZ, "maria": MARIA_HZ, "olga": OLGA_HZ}
    with sync_playwright() as playwright:
        opened = {
            name: launch(playwright, wav_file(folder / f"{name}.wav", tone(hertz, 10.0)))
            for name, hertz in voices.items()
        }
        yield opened
        for browser in opened.values():
            browser.close()


@pytest.fixture
def nobody_is_owed(bed: Bed, beside: Beside, database: psycopg.Connection) -> Iterator[None]:
    """What a test leaves owed nobody wants: it would come to a desk in the middle of a later test."""
    yield
    if bed.operators:  # a watch looks after them
        return
    in_progress = "SELECT id FROM calls_call WHERE ended_at IS NULL"
    if database.execute(in_progress).fetchall():
        bed.hang_up_all()
        until(lambda: not database.execute(in_progress).fetchall(), "calls go on")
    if owed := database.execute("SELECT id FROM promises_promise WHERE ended_at IS NULL").fetchall():
        beside.run(_withdraw(bed, operator_of(database, "ivan"), [promise for (promise,) in owed]))


async def _withdraw(bed: Bed, operator: int, promises: list[str]) -> None:
    async with bed.watch() as watch:
        await watch.withdraw(operator, promises)


def operator_of(database: psycopg.Connection, login: str) -> int:
    """The number of the operator with this login."""
    query = "SELECT o.id FROM staff_operator o JOIN staff_user u ON u.id = o.user_id WHERE u.username = %s"
    return int(database.execute(query, [login]).fetchall()[0][0])


@pytest.fixture
def people(browsers: dict[str, Browser], nobody_is_owed: None) -> Iterator[Callable[[str], Page]]:
    """A fresh page in somebody's browser, in Russian."""
    contexts: list[BrowserContext] = []

    def page(name: str) -> Page:
        size = {"width": 1440, "height": 900}
        context = browsers[name].new_context(viewport=size, locale="ru", permissions=["microphone"])
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return context.new_page()

    yield page
    for context in contexts:
        context.close()


@pytest.fixture
def sit(bed: Bed, site: str, people: Callable[[str], Page]) -> Iterator[Sit]:
    """Somebody logs in and opens the desk; after the test she leaves it in order."""
    desks: list[Desk] = []

    def desk(login: str, browser: str = "") -> Desk:
        page = people(browser or login)
        log_in(page, site, login, bed)
        desks.append(Desk(page))
        return desks[-1]

    with ExitStack() as leaving:
        yield desk
        for one in desks:
            leaving.callback(one.leave)  # each of them, whatever becomes of the others


@pytest.fixture
def svetlana(bed: Bed, site: str, people: Callable[[str], Page]) -> Iterator[Desk]:
    """The supervisor in Olga's browser: she begins her shift at a desk, and takes no calls."""
    page = people("olga")
    page.goto(f"{site}/login/")
    page.fill("[name=username]", "svetlana")
    page.fill("[name=password]", bed.installation.secrets.demonstration_password())
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/supervisor/")
    page.goto(f"{site}/desk/")
    desk = Desk(page)
    desk.begin_shift()
    yield desk
    desk.leave()


@pytest.fixture
def caller(site: str, people: Callable[[str], Page]) -> CallerPage:
    return CallerPage(people("caller"), site)


@pytest.fixture(scope="module")
def beside() -> Iterator[Beside]:
    """Phones of asyncio beside the browsers."""
    beside = Beside()
    yield beside
    beside.close()


@pytest.fixture
def database(bed: Bed) -> Iterator[psycopg.Connection]:
    with psycopg.connect(bed.installation.database_url, autocommit=True) as asking:
        yield asking


def log_in(page: Page, site: str, login: str, bed: Bed) -> None:
    page.goto(f"{site}/login/")
    page.fill("[name=username]", login)
    page.fill("[name=password]", bed.installation.secrets.demonstration_password())
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/desk/")


def wait_for_web(bed: Bed) -> None:
    deadline = time.monotonic() + STARTING_S
    address = f"http://127.0.0.1:{bed.installation.http_port}/login/"
    while True:
        assert bed.web
        assert bed.web.code is None, bed.web.told()
        with suppress(httpx.TransportError):
            if httpx.get(address).status_code == 200:
                return
        assert time.monotonic() < deadline, bed.web.told()
        time.sleep(0.1)
