"""Asking the engine to act for an operator: write the command down, wake it, await what became of it.

The desk gives every command a key (a UUID). Asking again with the same key asks nothing
anew and gets the same answer, so a browser may repeat after a broken connection.
Nobody but the engine decides whether a command is legal.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from uuid import UUID
from weakref import WeakKeyDictionary

import msgspec
import psycopg
from psycopg import errors

from thirdring.acd.inputs import Illegal, Input
from thirdring.journal.connecting import Connecting, Connection, connect
from thirdring.journal.statements import STATEMENTS

LISTEN = b"LISTEN thirdring_command_done"
PATIENCE_S = 5.0
LOST_NOTICE_S = 1.0

AWAY = "engine-away"
NOT_KEPT = "journal-away"


class Commands:
    """Sends commands over one connection of its own, for any number of askers at a time.

    ``close`` when the process ends. Made and used within one event loop.
    """

    def __init__(self, patience_s: float = PATIENCE_S, connecting: Connecting = connect) -> None:
        self._patience_s = patience_s
        self._connecting = connecting
        self._asking = asyncio.Lock()
        self._connection: Connection | None = None
        self._listening: asyncio.Task[None] | None = None
        self._awaited: dict[str, asyncio.Future[int]] = {}

    async def send(self, asked: Input, key: UUID) -> int:
        """The number of the row that the command became.

        Raises ``Illegal`` with the engine's code and sentence, with code ``engine-away`` when no engine
        answers in time (the command will not be carried out later), or ``journal-away`` when the
        database cannot be reached.
        """
        try:
            return await self._send(asked, key)
        except errors.DataError as error:
            raise Illegal("unreadable", f"the command cannot be stored: {str(error).strip()}") from error
        except psycopg.OperationalError as error:
            raise Illegal(NOT_KEPT, f"the database cannot be reached: {str(error).strip()}") from error

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        if self._connection is not None:
            await self._connection.close()

    async def _send(self, asked: Input, key: UUID) -> int:
        body = msgspec.json.encode(asked).decode()
        operator = getattr(asked, "operator", None)
        outcome = self._awaited.setdefault(str(key), asyncio.get_running_loop().create_future())
        try:
            await self._ask({"key": key, "operator": operator, "body": body})
            async with asyncio.timeout(self._patience_s):
                return await asyncio.shield(outcome)
        except TimeoutError:
            return await self._withdraw(key)
        finally:
            self._awaited.pop(str(key), None)

    async def _ask(self, command: dict[str, object]) -> None:
        async with self._asking:
            if self._listening is None or self._listening.done():
                listening = await self._connecting("command outcomes")
                await listening.execute(LISTEN)
                self._listening = asyncio.create_task(self._listen(listening))
            connection = await self._execute("ask", command)
            # Decided already: the same key, asked before.
            self._settle_row(await _outcome(connection, str(command["key"])))

    async def _execute(self, name: str, parameters: dict[str, object]) -> Connection:
        """A connection may have died unnoticed since the last command: then once more, over a new one."""
        if self._connection is not None and not self._connection.closed:
            try:
                await self._connection.execute(STATEMENTS[name], parameters)
                return self._connection
            except psycopg.OperationalError:
                await self._connection.close()
        self._connection = await self._connecting("commands")
        await self._connection.execute(STATEMENTS[name], parameters)
        return self._connection

    async def _listen(self, listening: Connection) -> None:
        """Until the connection is lost; the next command listens anew."""
        with suppress(psycopg.OperationalError):
            await self._hear(listening)

    async def _hear(self, listening: Connection) -> None:
        async with listening:
            while True:
                ids = [int(n.payload) async for n in listening.notifies(timeout=LOST_NOTICE_S, stop_after=1)]
                if ids:
                    found = await listening.execute(STATEMENTS["outcomes"], (ids,))
                    for row in await found.fetchall():
                        self._settle_row(row)
                else:
                    for key in tuple(self._awaited):
                        self._settle_row(await _outcome(listening, key))

    def _settle_row(self, row: tuple[str, str, int, str, str] | None) -> None:
        if row is None:
            return
        key, outcome, seq, code, sentence = row
        future = self._awaited.get(key)
        if future is None or future.done():
            return
        if outcome == "accepted":
            future.set_result(seq)
        else:
            future.set_exception(Illegal(code, sentence))

    async def _withdraw(self, key: UUID) -> int:
        sentence = f"no engine has answered within {self._patience_s:g} s; nothing was done"
        async with self._asking:
            connection = await self._execute("withdraw", {"key": key, "code": AWAY, "sentence": sentence})
            row = await _outcome(connection, str(key))
        if row is not None and row[1] == "accepted":
            return row[2]  # it came at the last moment
        raise Illegal(*row[3:]) if row is not None else Illegal(AWAY, sentence)


async def _outcome(connection: Connection, key: str) -> tuple[str, str, int, str, str] | None:
    found = await connection.execute(STATEMENTS["outcome"], (key,))
    return await found.fetchone()


_of_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, Commands] = WeakKeyDictionary()


async def send(asked: Input, key: UUID) -> int:
    """``Commands.send`` of this event loop; its connections open with the first command."""
    commands = _of_loop.setdefault(asyncio.get_running_loop(), Commands())
    return await commands.send(asked, key)
