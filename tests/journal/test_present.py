"""Screens follow the journal; what stops them does not leave them standing, nor looking alive meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from phones.log import until
from thirdring.acd.inputs import TimerDue
from thirdring.journal import present as module
from thirdring.journal.live import Live
from thirdring.journal.present import Present
from thirdring.journal.rows import Row


class Screen:
    """Can make nothing of the first row that it is shown."""

    def __init__(self) -> None:
        self.beginnings = 0
        self.rows = 0

    async def begun(self, live: Live) -> None:
        self.beginnings += 1

    def passes(self, live: Live, row: Row) -> None:
        self.rows += 1
        if self.rows == 1:
            raise KeyError("of a newer engine")

    async def passed(self, live: Live, row: Row, touched: set[str]) -> None:
        pass


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """A journal with one row, in which somebody who begins anew may read when the event is set."""
    opened = asyncio.Event()
    opened.set()

    @asynccontextmanager
    async def reading(name: str) -> AsyncIterator[None]:
        await opened.wait()
        opened.clear()
        yield

    async def connect(name: str) -> object:
        return reading(name)

    async def snapshot(connection: object) -> Live:
        return Live()

    async def follow(after: int, name: str) -> AsyncIterator[list[Row]]:
        yield [Row(1, TimerDue(1, "nothing"), ())]
        await asyncio.Event().wait()

    for name, stand_in in (("connect", connect), ("snapshot", snapshot), ("follow", follow)):
        monkeypatch.setattr(module, name, stand_in)
    monkeypatch.setattr(module, "AFTER_A_FAULT_S", 0.0)
    return opened


async def test_screens_that_cannot_be_drawn_begin_anew_and_do_not_look_alive_until_then(
    journal: asyncio.Event, caplog: pytest.LogCaptureFixture
) -> None:
    present, screen = Present(), Screen()
    await present.join(screen)
    await until(lambda: present.stands)
    assert "of a newer engine" in caplog.text
    journal.set()
    await until(lambda: screen.rows == 2)
    assert (screen.beginnings, present.stands) == (2, False)
    await present.close()
