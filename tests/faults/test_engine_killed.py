"""The engine dies in the midst of work (kill -9): conversations go on, everybody keeps his place."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest

from bed import LINE, Bed, Watch
from phones.sipp import Caller, OperatorPhones
from thirdring.acd.facts import CallEnd, Ended, Joined, Offered, PartWasAway, Queued
from thirdring.acd.inputs import CentrePart, HangUpRequested
from thirdring.journal.clock import wall_clock

CONVERSATIONS, WAITING, NEXT = 50, 50, 10
RESUMED_WITHIN_S = 15.0  # of which 3 s are the engine's; the rest is for a machine busy with other tests


@pytest.mark.req("S55", "S61")
@pytest.mark.timeout(180)
async def test_fifty_conversations_and_fifty_waiting_survive_the_engine(bed: Bed, watch: Watch) -> None:
    passwords = bed.passwords(bed.operators)
    async with AsyncExitStack() as going_on:
        await going_on.enter_async_context(OperatorPhones(bed.sip, passwords, after_s=0.1))
        await watch.log_in(*bed.operators)
        talking = Caller(bed.sip, LINE, "+7000000[call_number]", calls=CONVERSATIONS, rate_per_s=20)
        await going_on.enter_async_context(talking)
        joined = await watch.fact(Joined, count=CONVERSATIONS, timeout_s=60)
        async with Caller(bed.sip, LINE, "+7000001[call_number]", calls=WAITING, rate_per_s=20) as waiting:
            queued = await watch.fact(Queued, count=CONVERSATIONS + WAITING, timeout_s=60)
            in_line = [fact.call for fact in queued[CONVERSATIONS:]]

            bed.engine.kill()
            came_and_left = Caller(bed.sip, LINE, "+70000029999", talk_s=0.5)
            async with Caller(bed.sip, LINE, "+70000020000") as newcomer, came_and_left:
                await newcomer.connected()
                await came_and_left.finished()
                returned = wall_clock()
                bed.start_engine()
                for fact in joined[:NEXT]:  # the desks did not notice: these operators hang up
                    await watch.send(HangUpRequested(0, fact.operator))
                offered = await watch.fact(Offered, count=CONVERSATIONS + NEXT)

                first = next(row for row in watch.rows if offered[CONVERSATIONS] in row.effects)
                assert (first.at - returned) / 1e6 < RESUMED_WITHIN_S
                assert [fact.call for fact in offered[CONVERSATIONS:]] == in_line[:NEXT]
                await watch.fact(Joined, count=CONVERSATIONS + NEXT)
                await watch.fact(Queued, lambda fact: fact.call not in in_line, count=CONVERSATIONS + 1)
                [away] = await watch.fact(PartWasAway)
                assert away.part is CentrePart.ENGINE and away.since < returned < away.until
                assert (away.harm.missed, away.harm.broken) == (1, 0) and away.harm.calls > CONVERSATIONS

            assert len(await talking.log.wait("ended", NEXT)) == NEXT  # nobody else was cut off
            assert not waiting.log.lines("ended")
            bed.hang_up_all()

    calls = CONVERSATIONS + WAITING + 2
    ended = await watch.fact(Ended, count=calls, timeout_s=60)
    assert [fact.how for fact in ended].count(CallEnd.MISSED_WHILE_AWAY) == 1
    assert {fact.how for fact in ended} <= {
        CallEnd.COMPLETED,
        CallEnd.ABANDONED_WAITING,
        CallEnd.MISSED_WHILE_AWAY,
    }
    of_this_test = [fact.call for fact in ended]
    cards = await watch.ask("SELECT call FROM appeals_card WHERE call = ANY(%s)", (of_this_test,))
    assert sorted(call for (call,) in cards) == sorted(of_this_test)
