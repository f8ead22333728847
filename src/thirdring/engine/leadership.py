"""Which engine decides about calls: one alone, however many run.

Three fences, one inside the other. An advisory lock in PostgreSQL, held by the very
session that writes the journal: who has lost it cannot write. A counter of leaderships
(*epoch*): who comes back to PostgreSQL after somebody else has led finds it changed. And
Asterisk's application, which belongs to the latest connection: who is replaced there
stops at once (``thirdring.engine.run``).

While PostgreSQL is away the leader goes on: nobody else can take the lock. When it
returns, a stand-by waits a grace before it tries, so that a living leader is first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import chain, repeat
from pathlib import Path

import psycopg
import structlog

from thirdring.journal.connecting import Connecting, Connection
from thirdring.journal.spool import Occupied, Spool
from thirdring.journal.statements import STATEMENTS

ASK_EVERY_S = 0.25
RECONNECT_S = (0.05, 0.1, 0.25, 0.5, 1.0)
GRACE_S = 3.0

log = structlog.get_logger("thirdring.engine")


class Superseded(Exception):
    """Another engine leads: this one must not decide any more."""


class Leadership:
    """One engine's claim. ``standing_by`` is called about once a second while another leads."""

    def __init__(self, connecting: Connecting, spool_folder: Path, engine: str) -> None:
        self._connecting = connecting
        self._spool_folder = spool_folder
        self._engine = engine
        self.epoch = 0

    async def win(self, standing_by: Callable[[Connection], Awaitable[None]]) -> tuple[Connection, Spool]:
        """Wait until this engine leads; the session that holds the lock, and the spool.

        ``epoch`` is then still that of the former leader, until ``begin``.
        """
        grace_s = 0.0
        while True:
            connection = await self._reach()
            await asyncio.sleep(grace_s)
            try:
                return connection, await self._wait_for_lock(connection, standing_by)
            except psycopg.OperationalError as error:
                log.warning("the stand-by lost PostgreSQL", error=str(error).strip())
                await connection.close()
                grace_s = GRACE_S

    async def begin(self, connection: Connection) -> None:
        """Count a new leadership; everything that the former one still owed must be written before."""
        self.epoch = await _one(connection, "succeed", (self._engine,))

    async def regain(self) -> Connection:
        """A new session for the leader whose former one broke. Raises ``Superseded``."""
        while True:
            connection = await self._reach()
            try:
                if await _one(connection, "epoch") != self.epoch:
                    await connection.close()
                    raise Superseded("another engine has led while PostgreSQL was out of our reach")
                if await _one(connection, "take_lead"):
                    if await _one(connection, "epoch") != self.epoch:
                        await connection.close()
                        raise Superseded("another engine has led while PostgreSQL was out of our reach")
                    return connection
            except psycopg.OperationalError as error:
                log.warning("PostgreSQL went away again", error=str(error).strip())
            await connection.close()  # the server may not have noticed yet that our former session is dead
            await asyncio.sleep(ASK_EVERY_S)

    async def _wait_for_lock(
        self, connection: Connection, standing_by: Callable[[Connection], Awaitable[None]]
    ) -> Spool:
        for attempt in chain(range(4), repeat(4)):
            if await _one(connection, "take_lead"):
                try:
                    spool = Spool(self._spool_folder)
                except Occupied:  # its engine lives, and had lost PostgreSQL only
                    await connection.execute("SELECT pg_advisory_unlock_all()")
                else:
                    self.epoch = await _one(connection, "epoch")
                    return spool
            if attempt == 1:
                log.info("another engine leads; standing by", engine=self._engine)
            await standing_by(connection)
            await asyncio.sleep(ASK_EVERY_S)
        raise AssertionError("unreachable: the attempts never end")

    async def _reach(self) -> Connection:
        for pause_s in chain(RECONNECT_S, repeat(RECONNECT_S[-1])):
            try:
                return await self._connecting("engine")
            except psycopg.OperationalError as error:
                log.debug("PostgreSQL is away", error=str(error).strip())
                await asyncio.sleep(pause_s)
        raise AssertionError("unreachable: the pauses never end")


async def _one(connection: Connection, name: str, parameters: tuple[object, ...] = ()) -> int:
    cursor = await connection.execute(STATEMENTS[name], parameters)
    found = await cursor.fetchone()
    assert found is not None, name
    return int(found[0])
