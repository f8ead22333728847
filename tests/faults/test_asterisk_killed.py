"""Asterisk dies and takes every connection with it: the centre remembers whom it owes a call."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest

from bed import LINE, Bed, Watch
from phones.sipp import Caller, OperatorPhones
from thirdring.acd.facts import CallEnd, Ended, Joined, PartWasAway, Queued
from thirdring.acd.inputs import CentrePart
from thirdring.acd.promise_facts import Promised

CONVERSATIONS, WAITING = 10, 5


@pytest.mark.req("S61")
@pytest.mark.timeout(120)
async def test_every_broken_call_leaves_a_card_and_a_promise_to_call_back(bed: Bed, watch: Watch) -> None:
    operators = bed.operators[:CONVERSATIONS]
    calls = CONVERSATIONS + WAITING
    async with AsyncExitStack() as going_on:
        phones = OperatorPhones(bed.sip, bed.passwords(operators), after_s=0.1)
        await going_on.enter_async_context(phones)
        await watch.log_in(*operators)
        async with Caller(bed.sip, LINE, "+7000004[call_number]", calls=calls, rate_per_s=20):
            await watch.fact(Joined, count=CONVERSATIONS)
            await watch.fact(Queued, count=calls)
            bed.asterisk.kill()
        bed.start_asterisk()

        ended = await watch.fact(Ended, count=calls, timeout_s=60)
        assert {fact.how for fact in ended} == {CallEnd.BROKEN}
        away, *_ = await watch.fact(PartWasAway)
        assert (away.part, away.harm.broken) == (CentrePart.ASTERISK, calls) and away.since < away.until
        await watch.fact(Promised, count=calls)
        promised = await watch.ask(
            "SELECT promise.call, promise.kind FROM promises_promise promise JOIN appeals_card card"
            " ON card.id = promise.card_id AND card.call = promise.call"
            " WHERE promise.ended_at IS NULL AND promise.call = ANY(%s)",  # a freed operator may have one
            ([fact.call for fact in ended],),
        )
        assert sorted(promised) == sorted((fact.call, "call back") for fact in ended)

        async with Caller(bed.sip, LINE, "+70000049999"):  # and the centre takes calls again
            await watch.fact(Joined, count=CONVERSATIONS + 1)
            bed.hang_up_all()
            await watch.fact(Ended, count=calls + 1)
