"""What the router decides reaches PostgreSQL: in order, once, and after any absence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from thirdring.acd.inputs import DeskConnected, Illegal, OperatorReady, Owner
from thirdring.acd.promise_facts import Promised, PromiseKind, PromiseOrigin
from thirdring.journal.commands import Commands
from thirdring.journal.connecting import Connecting, Connection
from thirdring.journal.live import Live, apply
from thirdring.journal.reader import follow, snapshot
from thirdring.journal.records import Books
from thirdring.journal.rows import Row, encode
from thirdring.journal.spool import Spool
from thirdring.journal.writer import Refusal, Writer
from thirdring.site.postgres import EmbeddedPostgres

from .cast import ANNA, MARIA, Day, many_conversations


@asynccontextmanager
async def writing(connecting: Connecting, spool: Spool, written: int = 0) -> AsyncIterator[Writer]:
    writer = Writer(await connecting("writer"), partial(reach, connecting), spool, Books(), written)
    task = asyncio.create_task(writer.run())
    yield writer
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def reach(connecting: Connecting) -> Connection:
    while True:
        try:
            return await connecting("writer")
        except psycopg.OperationalError:
            await asyncio.sleep(0.05)


def put(writer: Writer, spool: Spool, rows: Iterable[Row]) -> None:
    for row in rows:
        encoded = encode(row)
        spool.append(row.seq, encoded)
        writer.put(row, encoded)


async def table(connection: Connection, query: bytes) -> list[tuple[object, ...]]:
    return await (await connection.execute(query)).fetchall()


async def test_a_conversation_becomes_rows_a_call_a_leg_a_wait_and_a_card(
    connecting: Connecting, connection: Connection, spool: Spool
) -> None:
    day = Day()
    async with writing(connecting, spool) as writer:
        put(writer, spool, [day.login(MARIA), *day.conversation("n1-1.1")])
        await writer.drained()

    assert await table(connection, b"SELECT count(*), min(seq), max(seq) FROM journal_row") == [(6, 1, 6)]
    assert await table(
        connection,
        b"SELECT line, caller, state, outcome, operator_id, wait_ms, talk_ms, recorded FROM calls_call",
    ) == [("1001", ANNA, "ended", "completed", MARIA, 3000, 1000, True)]
    assert await table(
        connection,
        b"SELECT operator_id, outcome, rang_at - offered_at = interval '1 s' FROM calls_leg",
    ) == [(MARIA, "answered", True)]
    assert await table(connection, b"SELECT outcome, until - since = interval '3 s' FROM calls_wait") == [
        ("answered", True)
    ]
    assert await table(connection, b"SELECT call, caller, organisation_id FROM appeals_card") == [
        ("n1-1.1", ANNA, 7)
    ]
    assert await table(
        connection, b"SELECT state, until IS NULL FROM calls_operatorinterval ORDER BY since"
    ) == [("ready", False), ("offered", False), ("talking", False), ("wrap-up", True)]


async def test_a_reader_follows_without_gaps_and_its_live_picture_equals_a_fresh_snapshot(
    connecting: Connecting, connection: Connection, spool: Spool
) -> None:
    live = Live()
    rows = list(many_conversations(200))
    async with writing(connecting, spool) as writer:
        put(writer, spool, rows[:100])
        following = follow(0, connecting=connecting)
        put(writer, spool, rows[100:])
        async for some in following:
            for row in some:
                apply(live, row)
            if live.seq == len(rows):
                break
        await following.aclose()
    assert live == await snapshot(connection)


async def test_while_postgresql_is_away_nothing_is_lost_and_nothing_is_written_twice(
    server: EmbeddedPostgres, connecting: Connecting, spool: Spool
) -> None:
    rows = list(many_conversations(3_000))
    away: list[tuple[int, int, int]] = []
    async with writing(connecting, spool) as writer:
        writer.returned = lambda since, until, waited: away.append((since, until, waited))
        put(writer, spool, rows[:5_000])
        server.stop()  # in the midst of writing
        put(writer, spool, rows[5_000:])
        await asyncio.sleep(0)
        assert writer.owed > 10_000 - 5_000
        server.start()
        await writer.drained()
    [(since, until, waited)] = away
    assert since < until and waited > 10_000 - 5_000
    async with await connecting("test") as connection:
        assert await table(
            connection, b"SELECT count(*), count(DISTINCT seq), max(seq) FROM journal_row"
        ) == [(len(rows), len(rows), len(rows))]
        assert await table(connection, b"SELECT count(*) FROM calls_call WHERE talk_ms = 10") == [(3_000,)]
        assert await table(connection, b"SELECT count(*) FROM appeals_card") == [(3_000,)]
    assert not spool.read(0, 1) or spool.read(0, 1)[0][0].seq > 5_000  # what is confirmed leaves the disk


async def test_rows_of_a_killed_engine_are_found_in_the_spool_and_written(
    connecting: Connecting, connection: Connection, tmp_path: Path
) -> None:
    rows = list(many_conversations(10))
    killed = Spool(tmp_path / "spool")
    for row in rows:
        killed.append(row.seq, encode(row))
    killed.close()

    with Spool(tmp_path / "spool") as spool:
        found = list(spool.recover(epoch=0, after=0))
        assert found == rows
        async with writing(connecting, spool) as writer:
            writer.owe(found[-1].seq)
            await writer.drained()
    assert await table(connection, b"SELECT count(*) FROM journal_row") == [(len(rows),)]


async def test_a_refused_projection_never_holds_up_the_journal(
    connecting: Connecting, connection: Connection, spool: Spool
) -> None:
    await connection.execute("ALTER TABLE calls_leg ADD CONSTRAINT broken CHECK (operator_id <> 1)")
    async with writing(connecting, spool) as writer:
        put(writer, spool, many_conversations(1))
        await writer.drained()
        assert "broken" in writer.trouble
    assert await table(connection, b"SELECT count(*) FROM journal_row") == [(6,)]


async def test_a_record_that_is_refused_costs_itself_alone(
    connecting: Connecting, connection: Connection, spool: Spool
) -> None:
    """Its call, its card and all that belongs to others of the same group is there."""
    await connection.execute("ALTER TABLE calls_leg ADD CONSTRAINT broken CHECK (call <> 'n1-3.1')")
    async with writing(connecting, spool) as writer:
        put(writer, spool, many_conversations(7))
        await writer.drained()
        assert "broken" in writer.trouble
    assert await table(connection, b"SELECT count(*) FROM journal_row") == [(36,)]
    assert await table(connection, b"SELECT count(*) FROM calls_call WHERE state = 'ended'") == [(7,)]
    assert await table(connection, b"SELECT count(*) FROM appeals_card") == [(7,)]
    assert await table(connection, b"SELECT count(*) FROM calls_leg") == [(6,)]


async def test_a_promise_that_no_table_can_hold_takes_no_card_with_it(
    connecting: Connecting, connection: Connection, spool: Spool
) -> None:
    day = Day()
    late, sound = (
        Promised(
            "n1-1.1",
            PromiseKind.CALL_BACK,
            "much later",
            promise,
            PromiseOrigin.CHOSEN_TIME,
            Owner(operator=MARIA),
            ANNA,
            since=day.at,
            due=due,
        )
        for promise, due in (("p1", 2**64 - 1), ("p2", day.at))
    )
    async with writing(connecting, spool) as writer:
        put(writer, spool, [*day.conversation("n1-1.1"), day.row(DeskConnected(0, MARIA), late, sound)])
        await writer.drained()
    assert await table(connection, b"SELECT id FROM promises_promise") == [("p2",)]
    assert await table(connection, b"SELECT count(*) FROM appeals_card") == [(1,)]
    assert await table(connection, b"SELECT count(*) FROM calls_leg") == [(1,)]


async def test_the_same_key_gives_the_same_answer(
    connecting: Connecting, connection: Connection, spool: Spool
) -> None:
    await connection.execute("LISTEN thirdring_command")
    commands = Commands(connecting=connecting)
    key = uuid4()
    asking = asyncio.create_task(commands.send(OperatorReady(0, MARIA), key))
    day = Day()
    async with writing(connecting, spool) as writer:
        await anext(connection.notifies())  # it is written down
        put(writer, spool, [day.row(OperatorReady(0, MARIA), command=str(key))])
        assert await asking == 1
        assert await commands.send(OperatorReady(0, MARIA), key) == 1

        refused = uuid4()
        asking = asyncio.create_task(commands.send(OperatorReady(0, MARIA), refused))
        await anext(connection.notifies())
        writer.refuse(Refusal(str(refused), "already-ready", "operator 1 is ready already"))
        for answer in (asking, commands.send(OperatorReady(0, MARIA), refused)):
            with pytest.raises(Illegal, match="operator 1 is ready already") as illegal:
                await answer
            assert illegal.value.code == "already-ready"
    await commands.close()


async def test_a_command_that_no_engine_takes_is_withdrawn(
    connecting: Connecting, connection: Connection
) -> None:
    commands = Commands(patience_s=0.1, connecting=connecting)
    with pytest.raises(Illegal, match="no engine has answered") as illegal:
        await commands.send(OperatorReady(0, MARIA), uuid4())
    assert illegal.value.code == "engine-away"
    assert await table(connection, b"SELECT outcome FROM journal_command") == [("refused",)]
    await commands.close()
