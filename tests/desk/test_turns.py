"""Hundreds who open their desks at one moment: each gets his, in order, and nobody else waits behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.urls import resolve

from apps.routes import patterns
from phones.log import until
from thirdring.site.metrics import REGISTRY
from thirdring.site.turns import OPENINGS, Message, Opening, Receive, Scope, Send, Turns

PAGE, STREAM, COMMANDS = "/desk/", "/desk/stream", "/desk/commands"
CONNECTIONS = 20
DESKS = 500
# However long a busy machine takes: who is turned away has tests of his own.
PATIENT = {path: opening._replace(patience_s=600.0) for path, opening in OPENINGS.items()}


class Site:
    """A site that fails whoever asks while all connections are taken. An answer begins when it is told to."""

    def __init__(self, connections: int = CONNECTIONS) -> None:
        self.connections = connections
        self.under_way: list[tuple[str, asyncio.Event]] = []
        self.came: list[bytes] = []
        self.closing = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = len(self.under_way) >= self.connections
        mine = (scope["path"], asyncio.Event())
        self.under_way.append(mine)
        self.came.append(scope["who"])
        try:
            await mine[1].wait()
        finally:
            self.under_way.remove(mine)
        status = HTTPStatus.INTERNAL_SERVER_ERROR if refused else HTTPStatus.OK
        await send({"type": "http.response.start", "status": status, "headers": []})
        if scope["path"] == STREAM:
            await self.closing.wait()
        await send({"type": "http.response.body", "body": scope["who"]})

    def answer(self, path: str = "") -> None:
        for asked, begin in self.under_way:
            if asked.startswith(path):
                begin.set()


class Browser:
    """What one browser has heard of its request."""

    def __init__(self, turns: Turns, path: str, who: bytes = b"", language: str = "ru") -> None:
        self.heard: list[Message] = []
        headers = [(b"host", b"localhost"), (b"accept-language", language.encode())]
        scope = {"type": "http", "method": "GET", "path": path, "headers": headers, "who": who}
        self.asking = asyncio.create_task(turns(scope, _no_message, self._hear))

    async def _hear(self, message: Message) -> None:
        self.heard.append(message)

    @property
    def status(self) -> int:
        return self.heard[0]["status"] if self.heard else 0

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.heard)


async def _no_message() -> dict[str, Any]:
    return {"type": "http.disconnect"}


async def comes(true: Callable[[], bool], site: Site, path: str = "") -> None:
    """Until it is so, while the site answers whatever it is asked."""
    async with asyncio.timeout(60):
        while not true():
            site.answer(path)
            await asyncio.sleep(0)


async def test_more_desks_than_connections_open_at_once_and_none_of_them_fails() -> None:
    site = Site()
    turns = Turns(site, PATIENT)
    desks = [Browser(turns, path) for _ in range(DESKS) for path in (PAGE, STREAM)]
    await comes(lambda: all(desk.status for desk in desks), site)
    assert {desk.status for desk in desks} == {HTTPStatus.OK}


def test_the_places_of_all_openings_leave_connections_to_everybody_else() -> None:
    assert sum(opening.places for opening in OPENINGS.values()) < CONNECTIONS


@pytest.mark.parametrize("path", OPENINGS)
def test_what_takes_turns_is_an_address_of_the_site(path: str) -> None:
    assert f"/{resolve(path).route}" == path


def test_every_stream_of_a_screen_takes_turns() -> None:
    streams = {f"/{pattern}" for pattern in patterns() if pattern.endswith("/stream")}
    assert streams and streams <= set(OPENINGS)


def told(name: str, path: str) -> float:
    """What ``/metrics`` has of an opening."""
    found = REGISTRY.get_sample_value(name, {"route": path.removeprefix("/")})
    assert found is not None, f"{name} of {path} is not told"
    return found


async def test_who_waits_and_who_was_served_is_told_to_those_who_watch_over_the_site() -> None:
    site = Site()
    turns = Turns(site, {PAGE: Opening(places=1, patience_s=60)})
    served, waiting = "thirdring_opening_wait_seconds_count", "thirdring_openings_waiting"
    before = told(served, PAGE)
    desks = [Browser(turns, PAGE) for _ in range(5)]
    await until(lambda: told(waiting, PAGE) == 4)
    assert told(served, PAGE) == before + 1
    await comes(lambda: all(desk.status for desk in desks), site)
    assert (told(waiting, PAGE), told(served, PAGE)) == (0, before + 5)


async def test_who_is_asked_to_come_again_is_told_and_not_as_one_who_was_served() -> None:
    turns = Turns(Site(), {PAGE: Opening(places=1, patience_s=0.0)})
    names = ("thirdring_openings_turned_away_total", "thirdring_opening_wait_seconds_count")
    before = [told(name, PAGE) for name in names]
    first, late = Browser(turns, PAGE), Browser(turns, PAGE)
    await asyncio.wait({late.asking}, timeout=30)
    assert [told(name, PAGE) for name in names] == [before[0] + 1, before[1] + 1]
    first.asking.cancel()


async def test_who_came_first_is_served_first() -> None:
    site = Site()
    turns = Turns(site, {PAGE: Opening(places=1, patience_s=60)})
    desks = [Browser(turns, PAGE, str(place).encode()) for place in range(20)]
    await comes(lambda: all(desk.status for desk in desks), site)
    assert site.came == [str(place).encode() for place in range(20)]


async def test_an_operator_at_work_does_not_wait_behind_those_who_open_their_desks() -> None:
    site = Site()
    turns = Turns(site, PATIENT)
    opening = [Browser(turns, PAGE) for _ in range(DESKS)]
    answering = Browser(turns, COMMANDS)
    await comes(lambda: bool(answering.status), site, COMMANDS)
    assert answering.status == HTTPStatus.OK
    assert not any(desk.status for desk in opening)
    for desk in opening:
        desk.asking.cancel()


async def test_a_stream_that_has_begun_gives_its_place_to_the_next() -> None:
    site = Site()
    turns = Turns(site, {STREAM: Opening(places=1, patience_s=60)})
    desks = [Browser(turns, STREAM) for _ in range(3)]
    await comes(lambda: all(desk.status for desk in desks), site)
    assert not any(desk.asking.done() for desk in desks)
    site.closing.set()
    await asyncio.gather(*(desk.asking for desk in desks))


@pytest.mark.parametrize(("language", "words"), [("ru", "Минуту"), ("uk", "Хвилинку"), ("en", "One moment")])
async def test_who_would_wait_too_long_gets_a_page_that_opens_by_itself(language: str, words: str) -> None:
    turns = Turns(Site(), {PAGE: Opening(places=1, patience_s=0.0)})
    first = Browser(turns, PAGE)
    late = Browser(turns, PAGE, language=language)
    await asyncio.wait({late.asking}, timeout=30)
    assert late.status == HTTPStatus.SERVICE_UNAVAILABLE
    again_s = dict(late.heard[0]["headers"])[b"retry-after"].decode()
    assert words in late.body.decode()
    assert f'http-equiv="refresh" content="{again_s}"' in late.body.decode()
    first.asking.cancel()


async def test_who_waits_no_longer_leaves_his_turn_to_the_others() -> None:
    site = Site()
    turns = Turns(site, {PAGE: Opening(places=1, patience_s=60)})
    first, gone, last = (Browser(turns, PAGE) for _ in range(3))
    await until(lambda: len(site.under_way) == 1)
    gone.asking.cancel()
    first.asking.cancel()
    await asyncio.wait({first.asking, gone.asking})
    await comes(lambda: bool(last.status), site)
    assert last.status == HTTPStatus.OK
