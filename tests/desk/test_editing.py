"""Colleagues at one card see each other whichever servers they are at, and whoever dies is forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest

from phones.log import until
from thirdring.desk import editing as module
from thirdring.desk.editing import Editors, Seat

CARD = 7
MARIA = Seat(CARD, "at-maria", 1, "Мария Примерова")
OLGA = Seat(CARD, "at-olga", 2, "Ольга Показова")


class Servers:
    """Two servers that hear each other, as they do by NOTIFY; one that is ``dead`` says nothing."""

    def __init__(self) -> None:
        self.here, self.there = Editors(), Editors()
        self.dead = False
        self.seen: list[list[dict[str, str]]] = []

    async def tell(self, seats: list[Seat]) -> None:
        for seat in seats:
            if not (self.dead and seat.seat == OLGA.seat):
                for server in (self.here, self.there):
                    await server.heard(seat)

    async def look(self, server: Editors, seat: Seat) -> None:
        """Keeps what the page is told of the others."""
        async for message in server.stream(seat):
            if message.startswith(b"event: editors"):
                others = msgspec.json.decode(message.partition(b"data: ")[2])
                if seat is MARIA:
                    self.seen.append(others)


@pytest.fixture
async def servers(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Servers]:
    servers = Servers()

    async def deaf(editors: Editors) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(module, "tell", servers.tell)
    monkeypatch.setattr(Editors, "_listen", deaf)
    monkeypatch.setattr(module, "BEAT_S", 0.01)
    monkeypatch.setattr(module, "FORGOTTEN_AFTER_S", 0.1)
    yield servers
    await servers.here.close()
    await servers.there.close()


async def test_one_who_opens_a_card_learns_who_is_there_at_another_server(servers: Servers) -> None:
    olga = asyncio.create_task(servers.look(servers.there, OLGA))
    await until(lambda: servers.there.at(CARD, OLGA.seat) is not None)
    maria = asyncio.create_task(servers.look(servers.here, MARIA))
    await until(lambda: servers.seen[-1:] == [[{"name": OLGA.name, "field": ""}]])
    await servers.tell([msgspec.structs.replace(OLGA, field="text")])
    await until(lambda: servers.seen[-1] == [{"name": OLGA.name, "field": "text"}])
    olga.cancel()
    await until(lambda: servers.seen[-1] == [])
    maria.cancel()
    await asyncio.wait([olga, maria])


async def test_the_pages_of_a_server_that_died_are_forgotten(servers: Servers) -> None:
    maria = asyncio.create_task(servers.look(servers.here, MARIA))
    olga = asyncio.create_task(servers.look(servers.there, OLGA))
    await until(lambda: servers.seen[-1:] == [[{"name": OLGA.name, "field": ""}]])
    servers.dead = True
    await until(lambda: servers.seen[-1] == [])
    assert servers.here.at(CARD, MARIA.seat) == MARIA
    for page in (maria, olga):
        page.cancel()
    await asyncio.wait([maria, olga])


async def test_a_second_page_of_her_own_is_nobody_else(servers: Servers) -> None:
    maria = asyncio.create_task(servers.look(servers.here, MARIA))
    await until(lambda: servers.seen == [[]])
    await servers.tell([msgspec.structs.replace(MARIA, seat="her-other-page", field="text")])
    await until(lambda: servers.here.at(CARD, "her-other-page") is not None)
    assert servers.seen[-1] == []
    maria.cancel()
    await asyncio.wait([maria])
