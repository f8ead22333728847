"""PostgreSQL goes away under calls: callers and operators notice nothing, and nothing is missing after."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest

from bed import LINE, Bed, Watch
from phones.sipp import Caller, OperatorPhones
from thirdring.acd.facts import Ended, PartWasAway
from thirdring.acd.inputs import CentrePart
from thirdring.acd.moment import as_seconds

OPERATORS = 10
RATE_PER_S = 2
AWAY_S = 60
CALLS = RATE_PER_S * (AWAY_S + 10)


@pytest.mark.req("S61")
@pytest.mark.timeout(300)
async def test_a_minute_without_postgresql_loses_nothing(bed: Bed, watch: Watch) -> None:
    async with AsyncExitStack() as going_on:
        callers = await calling(going_on, bed, watch, CALLS)
        await watch.fact(Ended)
        bed.postgres.stop()
        before = len(callers.log.lines("ended by"))
        await callers.log.wait("ended by", min(before + RATE_PER_S * AWAY_S, CALLS), timeout_s=2 * AWAY_S)
        bed.postgres.start()
        assert await callers.finished(timeout_s=100) == 0  # every caller spoke with an operator
        await everything_is_there(watch, CALLS)
        [away] = await watch.fact(PartWasAway)
        assert away.part is CentrePart.DATABASE and away.harm.rows > 0
        assert as_seconds(away.until - away.since) > AWAY_S / 2


@pytest.mark.timeout(120)
async def test_rows_outlive_an_engine_that_is_killed_while_postgresql_is_away(bed: Bed, watch: Watch) -> None:
    async with AsyncExitStack() as going_on:
        callers = await calling(going_on, bed, watch, calls=30)
        await watch.fact(Ended)
        bed.postgres.stop()
        await callers.log.wait("ended by", 30, timeout_s=60)
        bed.engine.kill()
        assert list(bed.installation.spool.glob("*.rows"))
        bed.postgres.start()
        bed.start_engine()
        await everything_is_there(watch, 30)
        database, engine = await watch.fact(PartWasAway, count=2)
        assert (database.part, engine.part) == (CentrePart.DATABASE, CentrePart.ENGINE)
        assert database.since < engine.since < database.until == engine.until
        assert database.harm.rows > 0


async def calling(going_on: AsyncExitStack, bed: Bed, watch: Watch, calls: int) -> Caller:
    """So many callers, one after another, each answered at once and served within a second."""
    operators = bed.operators[:OPERATORS]
    phones = OperatorPhones(bed.sip, bed.passwords(operators), after_s=0.1, talk_s=1.0)
    await going_on.enter_async_context(phones)
    await watch.log_in(*operators)
    return await going_on.enter_async_context(
        Caller(bed.sip, LINE, "+7000003[call_number]", calls=calls, rate_per_s=RATE_PER_S)
    )


async def everything_is_there(watch: Watch, calls: int) -> None:
    """All calls have ended in the journal, each with a card; the rows have no gap."""
    ended = [fact.call for fact in await watch.fact(Ended, count=calls, timeout_s=60)]
    assert len(set(ended)) == calls
    numbers = [row.seq for row in watch.rows]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    for query in (
        "SELECT count(*) FROM calls_call WHERE id = ANY(%s) AND state = 'ended' AND talk_ms > 0",
        "SELECT count(*) FROM appeals_card WHERE call = ANY(%s)",
        "SELECT count(*) FROM calls_leg WHERE call = ANY(%s) AND ended_at > joined_at",
    ):
        assert await watch.ask(query, (ended,)) == [(calls,)]
