"""Reading the journal: the way of one call, the newest snapshot, and the stream of rows from there on.

Readers see only what is committed. They wake by NOTIFY, but the row number alone says what
they have: a lost notification costs a second, never a row.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
import psycopg
from django.db import connection

from thirdring.journal.connecting import Connecting, Connection, connect
from thirdring.journal.live import Live, apply, decode_live
from thirdring.journal.rows import Row, decode
from thirdring.journal.statements import STATEMENTS

LISTEN = b"LISTEN thirdring_journal"
CHUNK_ROWS = 1_000
LOST_NOTICE_S = 1.0  # how long a reader may be behind when a notification went missing
RECONNECT_S = 0.5


def rows_of_call(call: str) -> list[Row]:
    """The way of one call, in order: its time line. Through Django's connection (synchronous)."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS["rows_of_call"].decode(), [call])
        return [decode(body) for (body,) in cursor.fetchall()]


def rows_of_calls(calls: Sequence[str]) -> list[Row]:
    """The way of some calls and promises together, in order, each row once."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS["rows_of_calls"].decode(), [list(calls)])
        return [decode(body) for (body,) in cursor.fetchall()]


class EngineHealth(msgspec.Struct, frozen=True):
    """What an engine last said of itself, ``age_s`` seconds ago."""

    node: str
    pid: int
    leader: bool
    age_s: float
    asterisk_connected: bool
    spooled: int
    refused_sip: int
    detail: dict[str, Any]


def engines() -> list[EngineHealth]:
    """All engines that were heard of within the hour, the leader first. Through Django's connection."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS["engines"].decode())
        return [msgspec.json.decode(found, type=EngineHealth) for (found,) in cursor.fetchall()]


def engine_metrics() -> str:
    """What the leader counts, in Prometheus' text format; "" while none leads (synchronous)."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS["engine_metrics"].decode())
        found = cursor.fetchone()
    return found[0] if found else ""


def live_now() -> Live:
    """The centre as of the last committed row, for one answer. Through Django's connection (synchronous)."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS["last_live"].decode())
        found = cursor.fetchone()
        live = decode_live(found[0]) if found else Live()
        while True:
            cursor.execute(STATEMENTS["rows_since"].decode(), [live.seq, CHUNK_ROWS])
            rows = [decode(body) for (body,) in cursor.fetchall()]
            for row in rows:
                apply(live, row)
            if len(rows) < CHUNK_ROWS:
                return live


async def snapshot(reading: Connection) -> Live:
    """The centre as of the last committed row."""
    cursor = await reading.execute(STATEMENTS["last_live"])
    found = await cursor.fetchone()
    live = decode_live(found[0]) if found else Live()
    async for rows in rows_since(reading, live.seq):
        for row in rows:
            apply(live, row)
    return live


async def follow(
    after: int, name: str = "reader", connecting: Connecting = connect
) -> AsyncIterator[list[Row]]:
    """All rows later than ``after``, in order and without gaps, for ever; some at a time.

    Goes on by itself when PostgreSQL was away. Close the iterator to end it.
    """
    while True:
        try:
            async with await connecting(name) as reading:
                await reading.execute(LISTEN)
                while True:
                    async for rows in rows_since(reading, after):
                        after = rows[-1].seq
                        yield rows
                    async for _ in reading.notifies(timeout=LOST_NOTICE_S, stop_after=1):
                        pass
        except psycopg.OperationalError:
            await asyncio.sleep(RECONNECT_S)


async def last_row(reading: Connection) -> int:
    """How far the journal reaches; 0 when it is empty."""
    cursor = await reading.execute(STATEMENTS["last_row"])
    found = await cursor.fetchone()
    return int(found[0]) if found else 0


async def rows_since(reading: Connection, after: int) -> AsyncIterator[list[Row]]:
    """The committed rows later than ``after``, in order, some at a time; ends where the journal ends."""
    while True:
        cursor = await reading.execute(STATEMENTS["rows_since"], (after, CHUNK_ROWS))
        rows = [decode(body) for (body,) in await cursor.fetchall()]
        if rows:
            after = rows[-1].seq
            yield rows
        if len(rows) < CHUNK_ROWS:
            return
