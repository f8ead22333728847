"""Which open pages are told that their session has ended, while others open and the database is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection

import pytest

from thirdring.apps.staff import streams as module
from thirdring.apps.staff.streams import ENDED, Streams

NEWS = b"event: alive\ndata: \n\n"
ANNA, OLGA = "the session of Anna", "the session of Olga"


class Sessions:
    """What the database says of them: an answer is under way until it is ``given``."""

    def __init__(self) -> None:
        self.ended: set[str] = set()
        self._asked: asyncio.Queue[asyncio.Future[None]] = asyncio.Queue()

    async def alive(self, keys: Collection[str]) -> set[str]:
        answer = asyncio.get_running_loop().create_future()
        self._asked.put_nowait(answer)
        await answer
        return set(keys) - self.ended

    async def asked(self) -> asyncio.Future[None]:
        async with asyncio.timeout(30):
            return await self._asked.get()

    async def told(self) -> None:
        """Somebody has asked, was answered, and has made of it what he makes."""
        (await self.asked()).set_result(None)
        (await self.asked()).set_result(None)


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> Sessions:
    sessions = Sessions()
    monkeypatch.setattr(module, "_alive", sessions.alive)
    monkeypatch.setattr(module, "LOOK_EVERY_S", 0)
    return sessions


async def news() -> AsyncIterator[bytes]:
    while True:
        yield NEWS


async def test_who_opens_a_page_while_the_sessions_are_looked_at_keeps_it(sessions: Sessions) -> None:
    streams = Streams()
    anna, olga = streams.watch(news(), ANNA), streams.watch(news(), OLGA)
    assert await anext(anna) == NEWS
    answer = await sessions.asked()  # about Anna alone
    assert await anext(olga) == NEWS
    answer.set_result(None)
    await sessions.told()
    assert [await anext(anna), await anext(olga)] == [NEWS, NEWS]


async def test_only_the_page_whose_session_has_ended_is_sent_away(sessions: Sessions) -> None:
    streams = Streams()
    anna, olga = streams.watch(news(), ANNA), streams.watch(news(), OLGA)
    assert [await anext(anna), await anext(olga)] == [NEWS, NEWS]
    sessions.ended.add(OLGA)
    await sessions.told()
    assert [await anext(anna), await anext(olga)] == [NEWS, ENDED]
    with pytest.raises(StopAsyncIteration):
        await anext(olga)
