"""What the pages of several desks are told while the centre works, put together as a browser does it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import pytest

from phones.log import until
from thirdring.acd import core
from thirdring.acd.centre import PromiseRules
from thirdring.acd.inputs import (
    CallArrived,
    CallerGone,
    CentreConfigured,
    DialLimitLift,
    Input,
    LegAnswered,
    LegRinging,
    OperatorLoggedIn,
    OperatorLoggedOut,
    OperatorPaused,
    OperatorReady,
    PhoneRegistered,
)
from thirdring.desk import hub as module
from thirdring.desk.hub import ALIVE, BACKLOG, SHARED_AT_A_TIME, Hub
from thirdring.journal import commands
from thirdring.journal.live import Live, apply
from thirdring.journal.present import Watcher
from thirdring.journal.rows import Row
from thirdring.twin import one_queue

OPERATORS = 3 * SHARED_AT_A_TIME
EVERYBODY = range(1, OPERATORS + 1)
ANNA, OLGA, MARIA = 1, 2, OPERATORS  # Anna sits down first, Maria last


class Centre:
    """A router, and the present moment that follows from it; whoever has joined is told at once."""

    def __init__(self) -> None:
        self.state = core.State.empty()
        self.live = Live()
        self.stands = False
        self.watchers: list[Watcher] = []

    def __contains__(self, watcher: object) -> bool:
        return watcher in self.watchers

    async def join(self, watcher: Watcher) -> None:
        self.watchers.append(watcher)
        await watcher.begun(self.live)

    async def sees(self, *inputs: Input) -> None:
        for happened in inputs:
            row = Row(self.live.seq + 1, happened, tuple(core.step(self.state, happened)))
            for watcher in self.watchers:
                watcher.passes(self.live, row)
            touched = apply(self.live, row)
            for watcher in self.watchers:
                await watcher.passed(self.live, row, touched)


class Page:
    """A browser's side of the stream: the snapshot, and what has changed since."""

    def __init__(self) -> None:
        self.world: dict[str, Any] = {}
        self.signs: list[str] = []  # what was said besides

    def hear(self, message: bytes) -> dict[str, Any]:
        """What the message says of the world; nothing, if it is about something else."""
        name, _, body = message.decode().removeprefix("event: ").partition("\ndata: ")
        if name not in ("snapshot", "change"):
            self.signs.append(name)
            return {}
        said: dict[str, Any] = json.loads(body)
        if name == "change":
            assert said.pop("after") == self.world["seq"], "something was missed"
            merged = {one: self.world[one] | said.get(one, {}) for one in ("operators", "queues", "owed")}
            self.world |= said | merged
        else:
            self.world = dict(said)
        return said

    def shows(self, world: dict[str, Any]) -> bool:
        """Whether it is the same picture; whoever has logged out may still stand there as one who has."""
        here = {one: seat for one, seat in self.world["operators"].items() if seat[0] != "logged out"}
        return self.world | {"operators": here, "now": 0} == world | {"now": 0}


@pytest.fixture
async def centre(monkeypatch: pytest.MonkeyPatch) -> Centre:
    async def sent(asked: Input, key: UUID) -> int:
        return 0

    async def queues() -> frozenset[str]:
        return frozenset({"all"})

    async def away(name: str) -> None:
        raise psycopg.OperationalError

    centre = Centre()
    monkeypatch.setattr(commands, "send", sent)
    monkeypatch.setattr(module, "present", centre)
    monkeypatch.setattr(module, "_queue_keys", queues)
    monkeypatch.setattr(module, "connect", away)  # no cards are watched here
    monkeypatch.setattr(module, "GATHER_S", 0.01)
    await centre.sees(CentreConfigured(0, one_queue(OPERATORS)))
    for operator in EVERYBODY:
        device = f"op{operator}-desk"
        await centre.sees(
            PhoneRegistered(0, device), OperatorLoggedIn(0, operator, device), OperatorReady(0, operator)
        )
    return centre


@pytest.fixture
async def hub(centre: Centre) -> AsyncIterator[Hub]:
    hub = Hub()
    yield hub
    await hub.close()


class Room:
    """Pages of many operators. ``then`` happens as soon as somebody is told something."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.pages: dict[int, Page] = {}
        self.told: list[tuple[int, dict[str, Any]]] = []
        self.then: Callable[[int, dict[str, Any]], Awaitable[None]] | None = None
        self._reading: list[asyncio.Task[None]] = []

    async def sit_down(self, operators: Iterable[int]) -> None:
        for operator in operators:
            self.pages[operator] = Page()
            self._reading.append(asyncio.create_task(self._read(operator)))
        await until(lambda: all(page.world for page in self.pages.values()))

    async def _read(self, operator: int) -> None:
        async for message in self._hub.stream(operator):
            if said := self.pages[operator].hear(message):
                self.told.append((operator, said))
                if self.then:
                    await self.then(operator, said)

    async def leave(self) -> None:
        for task in self._reading:
            task.cancel()
        await asyncio.gather(*self._reading, return_exceptions=True)

    def is_up_to_date(self) -> bool:
        fresh = {one: json.loads(msgspec.json.encode(self._hub.world(one))) for one in self.pages}
        return all(page.shows(fresh[one] | {"seq": page.world["seq"]}) for one, page in self.pages.items())


@pytest.fixture
async def room(hub: Hub) -> AsyncIterator[Room]:
    room = Room(hub)
    yield room
    await room.leave()


async def test_whatever_happens_every_page_ends_with_what_a_fresh_one_would_show(
    centre: Centre, room: Room
) -> None:
    await room.sit_down(EVERYBODY)
    await centre.sees(
        OperatorPaused(1_000, ANNA, "lunch"),
        CallArrived(2_000, "first", "1", "+7200"),
        LegRinging(3_000, "first~1"),
        LegAnswered(4_000, "first~1"),
        CallArrived(5_000, "second", "1", "+7200"),
        OperatorReady(6_000, ANNA),
        CallerGone(7_000, "second"),
        CallerGone(8_000, "first"),
        OperatorLoggedOut(9_000, MARIA),
    )
    await until(room.is_up_to_date)
    assert room.pages[ANNA].world["operators"][str(MARIA)][0] == "logged out"


async def test_ones_own_news_does_not_wait_until_all_have_heard_of_a_colleague(
    centre: Centre, room: Room
) -> None:
    await room.sit_down(EVERYBODY)
    await centre.sees(OperatorPaused(1_000, OLGA, "lunch"))

    async def maria_pauses_as_soon_as_anna_knows_of_olga(who: int, said: dict[str, Any]) -> None:
        if who == ANNA and _paused(said, OLGA):
            room.then = None
            await centre.sees(OperatorPaused(2_000, MARIA, "lunch"))

    room.then = maria_pauses_as_soon_as_anna_knows_of_olga
    await until(lambda: any(who == ANNA and _paused(said, MARIA) for who, said in room.told))
    of_herself = [said.get("me", {}).get("state") == "paused" for who, said in room.told if who == MARIA]
    of_olga = [_paused(said, OLGA) for who, said in room.told if who == MARIA]
    assert of_herself.index(True) < of_olga.index(True)


async def test_only_a_change_of_the_centre_is_told_as_one(centre: Centre, room: Room) -> None:
    promises = msgspec.structs.replace(centre.state.centre.rules, promises=PromiseRules())
    limited = msgspec.structs.replace(one_queue(OPERATORS), version=2, rules=promises)
    await centre.sees(CentreConfigured(0, limited))
    await room.sit_down([ANNA, OLGA])
    await centre.sees(DialLimitLift(1_000, ANNA, "svetlana", "Светлана", "a campaign"))
    await until(lambda: bool(room.pages[ANNA].world["me"]["unlimited"]))
    assert "directory" not in room.pages[ANNA].signs + room.pages[OLGA].signs
    await centre.sees(CentreConfigured(2_000, msgspec.structs.replace(limited, version=3)))
    await until(lambda: all("directory" in page.signs for page in room.pages.values()))


async def test_a_desk_that_reads_too_slowly_is_given_the_whole_instead_of_a_backlog(
    centre: Centre, hub: Hub
) -> None:
    reading = hub.stream(ANNA)
    assert await anext(reading) == ALIVE
    for turn in range(0, BACKLOG, 2):
        await centre.sees(OperatorPaused(turn, ANNA, "lunch"), OperatorReady(turn, ANNA))
    first = await anext(reading)
    assert first.startswith(b"event: snapshot")
    assert Page().hear(first)["seq"] == centre.live.seq


def _paused(said: dict[str, Any], colleague: int) -> bool:
    return bool(said.get("operators", {}).get(str(colleague), [""])[0] == "paused")
