"""Whatever happens: made = kept + withdrawn + unreachable + open; each has one owner; the tables agree."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thirdring.acd.moment import moment_of
from thirdring.acd.promise_facts import Promised
from thirdring.journal.connecting import Connecting, Connection
from thirdring.journal.folds import enter
from thirdring.journal.live import Live, apply
from thirdring.journal.records import Books, Changes
from thirdring.journal.rows import Row
from thirdring.journal.spool import Spool

from .lives import long_life
from .test_writer import put, writing

OPEN = ("open", "given", "in attempt")
ENDED = ("kept", "withdrawn", "unreachable")
UNKEPT = "unkept-"  # made while the rules in force kept none in the router


@given(st.integers(0, 2**32))
@settings(max_examples=30, deadline=None)
def test_after_every_row_what_was_made_is_kept_withdrawn_unreachable_or_open(seed: int) -> None:
    books, live, made = Books(), Live(), 0
    latest: dict[str, dict[str, object]] = {}
    for rows, _ in long_life(seed, turns=200):
        for row in rows:
            changes = Changes()
            enter(books, row, changes)
            apply(live, row)
            made += sum(isinstance(fact, Promised) for fact in row.facts)
            latest |= {key: msgspec.to_builtins(record) for key, record in changes.promises.items()}
            assert len(latest) == made
            still_open = {key for key, record in latest.items() if record["state"] in OPEN}
            ended = {key for key, record in latest.items() if record["state"] in ENDED}
            assert len(still_open) + len(ended) == made
            kept_in_mind = {key for key in still_open if not key.startswith(UNKEPT)}
            assert kept_in_mind == set(books.promises) == set(live.promises)
            assert all((latest[key]["ended_at"] is not None) == (key in ended) for key in latest)
            for key in kept_in_mind:
                owners = ("owner_queue", "owner_skill", "owner_operator_id")
                assert sum(bool(latest[key][owner]) for owner in owners) == 1
            assert set(books.attempts) == {
                key for key, promise in live.promises.items() if promise.state == "in attempt"
            }


COLUMNS = """
SELECT id, state, operator_id, attempts, owner_queue, owner_skill, owner_operator_id, number, line, queue,
    coalesce(organisation_id, 0), since, made_at, due, coalesce(not_before, 'epoch'), overdue_at IS NOT NULL,
    last_outcome, recording, call
FROM promises_promise WHERE ended_at IS NULL AND id NOT LIKE 'unkept-%'
"""


@pytest.mark.parametrize("seed", range(3))
async def test_what_is_open_in_the_tables_is_what_the_screens_show(
    seed: int, connecting: Connecting, connection: Connection, spool: Spool
) -> None:
    rows = [row for turn, _ in long_life(seed, turns=800) for row in turn]
    live = Live()
    for row in rows:
        apply(live, row)
    async with writing(connecting, spool) as writer:
        put(writer, spool, rows)
        await writer.drained()
        assert not writer.trouble
    found = await (await connection.execute(COLUMNS)).fetchall()
    assert {tuple(_as_moments(row)) for row in found} == {
        (
            key,
            one.state,
            one.operator,
            one.attempts,
            one.owner.queue,
            one.owner.skill,
            one.owner.operator,
            one.number,
            one.line,
            one.queue,
            one.organisation,
            one.since,
            one.made_at,
            one.due,
            one.not_before,
            one.overdue,
            one.last_outcome,
            one.recording,
            one.call,
        )
        for key, one in live.promises.items()
    }
    await _the_tables_agree_with_each_other(connection, rows)


def _as_moments(row: tuple[object, ...]) -> list[object]:
    return [moment_of(value) if hasattr(value, "tzinfo") else value for value in row]


async def _the_tables_agree_with_each_other(connection: Connection, rows: list[Row]) -> None:
    made = sum(isinstance(fact, Promised) for row in rows for fact in row.facts)
    for query, expected in (
        (b"SELECT count(*) FROM promises_promise", made),
        (b"SELECT count(*) FROM promises_promise WHERE state = 'unreachable' AND attempts < 3", 0),
        (b"SELECT count(*) FROM promises_promise p LEFT JOIN appeals_card c ON c.id = p.card_id"
         b" WHERE c.call IS DISTINCT FROM p.call", 0),
        # every attempt by telephone has its call, and every outgoing call its attempt
        (b"SELECT count(*) FROM promises_attempt a FULL JOIN"
         b" (SELECT * FROM calls_call WHERE direction = 'outgoing') c ON c.id = a.call"
         b" WHERE c.id IS NULL AND a.way <> '' OR a.id IS NULL", 0),
        (b"SELECT count(*) FROM promises_attempt a JOIN promises_promise p ON p.id = a.promise"
         b" WHERE (a.ended_at IS NULL) <> (p.state = 'in attempt' AND a.id = (SELECT max(id)"
         b" FROM promises_attempt WHERE promise = p.id))", 0),
    ):  # fmt: skip
        assert await (await connection.execute(query)).fetchall() == [(expected,)], query
