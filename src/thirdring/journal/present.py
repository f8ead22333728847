"""The centre's present moment, folded once per process for all screens that this process serves.

It reads the journal for ever and tells its watchers of each row; what they make of it, and for
whom, is theirs. After a gap or a lost connection everybody begins anew from a fresh snapshot.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

import psycopg
from django.db import InterfaceError, OperationalError

from thirdring.journal.connecting import connect
from thirdring.journal.live import Gap, Live, apply
from thirdring.journal.reader import follow, snapshot
from thirdring.journal.rows import Row

log = logging.getLogger(__name__)

RECONNECT_S = 1.0
AFTER_A_FAULT_S = 5.0
# What says that the database is away, asked directly or through Django.
AWAY = (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError)


class Watcher(Protocol):
    """Who is told. A slow watcher holds up all others: what takes time belongs in a task of its own."""

    async def begun(self, live: Live) -> None:
        """This is the centre now; what was known before may be out of date."""

    def passes(self, live: Live, row: Row) -> None:
        """``row`` is about to be folded into ``live``."""

    async def passed(self, live: Live, row: Row, touched: set[str]) -> None:
        """``row`` has been folded; ``touched`` are the keys that ``live.apply`` answered."""


class Present:
    """Lives in one event loop; starts reading with the first watcher and goes on until ``close``."""

    def __init__(self) -> None:
        self.live: Live | None = None
        self.stands = False  # ``live`` is out of date, and for another reason than the database's being away
        self._watchers: list[Watcher] = []
        self._reading: asyncio.Task[None] | None = None

    def __contains__(self, watcher: object) -> bool:
        return watcher in self._watchers

    async def join(self, watcher: Watcher) -> None:
        """From here on ``watcher`` is told of everything; of the beginning at once, if that has passed."""
        self._watchers.append(watcher)
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())
        elif self.live is not None:
            try:
                await watcher.begun(self.live)
            except BaseException:
                self._watchers.remove(watcher)
                raise

    async def close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        while True:
            try:
                async with await connect("screens") as reading:
                    live = await snapshot(reading)
                self.live, self.stands = live, False
                for watcher in self._watchers:
                    await watcher.begun(live)
                async for rows in follow(live.seq, "screens"):
                    for row in rows:
                        await self._advance(live, row)
            except (*AWAY, Gap) as problem:
                log.warning("the screens read the journal anew: %s", problem)
                await asyncio.sleep(RECONNECT_S)
            except Exception:  # whatever it is: screens that stand still must neither look alive nor stay so
                self.stands = True
                log.exception("the screens could not follow the journal, and begin anew")
                await asyncio.sleep(AFTER_A_FAULT_S)

    async def _advance(self, live: Live, row: Row) -> None:
        for watcher in self._watchers:
            watcher.passes(live, row)
        touched = apply(live, row)
        for watcher in self._watchers:
            await watcher.passed(live, row, touched)


present = Present()
