"""Two engines: one decides, the other stands by; never both, and never neither for long."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from bed import LINE, Bed, Watch
from phones.log import until
from phones.sipp import Caller, OperatorPhones
from thirdring.acd.facts import Ended, Joined, Offered, Queued
from thirdring.acd.inputs import HangUpRequested
from thirdring.asterisk.ari import Address
from thirdring.asterisk.driver import Driver
from thirdring.asterisk.found import Found
from thirdring.asterisk.sounds import Sounds
from thirdring.journal.clock import wall_clock

TAKEN_OVER_WITHIN_S = 20.0  # of which 5 s are the engine's; the rest is for a machine busy with other tests
ENGINES = "SELECT pid, leader FROM journal_engine WHERE heartbeat_at > clock_timestamp() - interval '2 s'"
EPOCH = "SELECT epoch FROM journal_leader"


@pytest.mark.timeout(120)
async def test_the_stand_by_takes_over_within_seconds(bed: Bed, watch: Watch) -> None:
    (maria,) = bed.operators[:1]
    async with AsyncExitStack() as going_on:
        await going_on.enter_async_context(OperatorPhones(bed.sip, bed.passwords([maria]), after_s=0.1))
        await watch.log_in(maria)
        await going_on.enter_async_context(Caller(bed.sip, LINE, "+7000005[call_number]", calls=3))
        await watch.fact(Joined)
        queued = await watch.fact(Queued, count=3)
        leader, stand_by = bed.engine, bed.another_engine()
        await watch.until(lambda: roles(watch, {leader.pid: True, stand_by.pid: False}), why="no stand-by")

        killed = wall_clock()
        leader.kill()
        bed.engine = stand_by
        await watch.send(HangUpRequested(0, maria))
        second = (await watch.fact(Offered, count=2))[1]
        row = next(row for row in watch.rows if second in row.effects)
        assert (row.at - killed) / 1e6 < TAKEN_OVER_WITHIN_S
        assert second.call in {fact.call for fact in queued}
        await watch.fact(Joined, count=2)
        bed.hang_up_all()
        await watch.fact(Ended, count=3)


@pytest.mark.timeout(120)
async def test_after_an_absence_of_postgresql_the_same_engine_leads(bed: Bed, watch: Watch) -> None:
    leader, stand_by = bed.engine, bed.another_engine()
    await watch.until(lambda: roles(watch, {leader.pid: True, stand_by.pid: False}), why="no stand-by")
    epoch = await watch.ask(EPOCH)
    bed.postgres.stop()
    bed.postgres.start()
    await watch.until(lambda: roles(watch, {leader.pid: True, stand_by.pid: False}), why="who leads?")
    assert await watch.ask(EPOCH) == epoch
    assert stand_by.stop() == 0


@pytest.mark.timeout(120)
async def test_an_engine_that_was_succeeded_steps_down(bed: Bed, watch: Watch) -> None:
    """Another machine's engine took the lead while this one was cut off from PostgreSQL."""
    await watch.ask("UPDATE journal_leader SET epoch = epoch + 1 RETURNING epoch")
    bed.postgres.stop()
    bed.postgres.start()
    await watch.until(lambda: ended(bed), why="two engines decide")
    assert bed.engine.code == 3


@pytest.mark.timeout(120)
async def test_an_engine_whose_place_at_asterisk_is_taken_steps_down(bed: Bed, watch: Watch) -> None:
    """PostgreSQL let another engine lead, and this one has not noticed yet."""
    found: list[Found] = []
    usurper = Driver(
        Address.of(bed.installation),
        node=bed.installation.node,
        sounds=Sounds(bed.installation.prompts),
        recording_of=bed.installation.recording,
        on_input=lambda happened: None,
        on_found=found.append,
    )
    deciding = asyncio.create_task(usurper.run())
    await watch.until(lambda: ended(bed), why="two engines decide")
    assert bed.engine.code == 3
    await until(lambda: bool(found), why="the other engine does not decide")
    deciding.cancel()
    await asyncio.wait([deciding])


async def ended(bed: Bed) -> bool:
    return bed.engine.code is not None


async def roles(watch: Watch, expected: dict[int, bool]) -> bool:
    return dict(await watch.ask(ENGINES)) == expected
