"""A caller is passed on: with a word between the operators first, or at once."""

from __future__ import annotations

import pytest

from bed import Bed, Watch
from phones.keys import Keys
from phones.scenarios import FOREVER_S
from phones.sipp import Caller
from telephony.cast import every_call_ended_with_one_card, on_duty
from thirdring.acd.facts import (
    CardSeen,
    Consulting,
    Joined,
    Lifted,
    Offered,
    Rang,
    Resumed,
    TransferEnded,
    TransferOutcome,
)
from thirdring.acd.inputs import LegDigitPressed


def _in_order(watch: Watch, operator: int) -> list[str]:
    """What happened to this colleague of a transfer until he was consulted, by the names of the facts."""
    his = [
        fact
        for row in watch.rows
        for fact in row.facts
        if isinstance(fact, Offered | CardSeen | Rang | Consulting)
        and operator == (fact.colleague if isinstance(fact, Consulting) else fact.operator)
    ]
    return [type(fact).__name__ for fact in his]


@pytest.mark.req("S64", "S65")
async def test_the_first_consults_the_second_and_leaves_the_caller_with_him(bed: Bed, watch: Watch) -> None:
    async with (
        on_duty(bed, watch, "oksana") as oksana,
        on_duty(bed, watch, "dmytro") as dmytro,
        Caller(bed.sip, "2001", "+70000040001") as caller,
    ):
        call = await oksana.talks()
        await oksana.consults(dmytro)
        assert await dmytro.reads_the_card() == call
        await watch.fact(Consulting)
        assert _in_order(watch, dmytro.operator) == ["Offered", "CardSeen", "Rang", "Consulting"]
        await oksana.completes()
        assert await dmytro.talks() == call
        await oksana.phone.ended()
        await oksana.is_in("wrap-up")
        await dmytro.hangs_up()
        await caller.finished()
        await every_call_ended_with_one_card(watch, 1)
        await oksana.closes_the_card()
        await dmytro.closes_the_card()


@pytest.mark.req("S65")
async def test_a_colleague_without_a_screen_hears_what_awaits_him_and_presses_a_key(
    bed: Bed, watch: Watch
) -> None:
    keys = (Keys("5", after_s=1.5),)
    async with (
        on_duty(bed, watch, "oksana") as oksana,
        on_duty(bed, watch, "dmytro", keys=keys, screen=False) as dmytro,
        Caller(bed.sip, "2001", "+70000040007"),
    ):
        call = await oksana.talks()
        await oksana.consults(dmytro)
        (lifted,) = await watch.fact(Lifted)
        assert (lifted.operator, lifted.awaits) == (dmytro.operator, "key")
        (consulting,) = await watch.fact(Consulting)
        (why,) = [row.input for row in watch.rows if consulting in row.facts]
        assert isinstance(why, LegDigitPressed), "he has the caller before he knows of what"
        await oksana.completes()
        assert await dmytro.talks() == call
        await dmytro.hangs_up()
        await oksana.closes_the_card()
        await dmytro.closes_the_card()


@pytest.mark.req("X6")
async def test_a_consultation_that_leads_nowhere_brings_the_first_back(bed: Bed, watch: Watch) -> None:
    async with (
        on_duty(bed, watch, "oksana") as oksana,
        on_duty(bed, watch, "dmytro", refuses_with="603 Decline") as dmytro,
        Caller(bed.sip, "2001", "+70000040002"),
    ):
        await oksana.talks()
        await oksana.consults(dmytro)
        (ended,) = await watch.fact(TransferEnded)
        assert ended.outcome is TransferOutcome.REFUSED
        await oksana.hangs_up()
        await oksana.closes_the_card()


@pytest.mark.req("X6")
async def test_handing_over_to_a_person_rings_him_while_the_first_is_free(bed: Bed, watch: Watch) -> None:
    async with (
        on_duty(bed, watch, "oksana") as oksana,
        on_duty(bed, watch, "dmytro", after_s=1.0) as dmytro,
        Caller(bed.sip, "2001", "+70000040003"),
    ):
        call = await oksana.talks()
        await oksana.hands_over(dmytro)
        await oksana.phone.ended()
        await dmytro.reads_the_card()
        assert await dmytro.talks() == call
        await dmytro.hangs_up()
        await every_call_ended_with_one_card(watch, 1)
        await oksana.closes_the_card()
        await dmytro.closes_the_card()


@pytest.mark.req("X6")
async def test_handing_over_to_a_queue_keeps_the_caller_until_somebody_is_there(
    bed: Bed, watch: Watch
) -> None:
    async with on_duty(bed, watch, "oksana") as oksana:
        async with Caller(bed.sip, "2001", "+70000040004") as caller:
            call = await oksana.talks()
            await oksana.hands_over(queue="asystans-doctors")
            await oksana.is_in("wrap-up")
            assert not caller.log.lines("ended")
            async with on_duty(bed, watch, "dmytro") as dmytro:
                await dmytro.reads_the_card()
                assert await dmytro.talks() == call
                await dmytro.hangs_up()
                await dmytro.closes_the_card()
        await oksana.closes_the_card()


@pytest.mark.req("X6")
@pytest.mark.parametrize("answered", [True, False], ids=["after the answer", "while it rings"])
async def test_the_first_takes_the_caller_back(bed: Bed, watch: Watch, answered: bool) -> None:
    async with (
        on_duty(bed, watch, "oksana") as oksana,
        on_duty(bed, watch, "dmytro", after_s=0.0 if answered else FOREVER_S) as dmytro,
        Caller(bed.sip, "2001", "+70000040005"),
    ):
        await oksana.talks()
        await oksana.consults(dmytro)
        if answered:
            await dmytro.reads_the_card()
            await watch.fact(Consulting)
        else:
            await dmytro.is_rung()
        await oksana.takes_back()
        await (dmytro.phone.ended() if answered else dmytro.phone.cancelled())
        await watch.fact(TransferEnded, lambda fact: fact.outcome is TransferOutcome.CANCELLED)
        await oksana.hangs_up()
        await oksana.closes_the_card()


async def test_hold_and_back(bed: Bed, watch: Watch) -> None:
    async with on_duty(bed, watch, "oksana") as oksana, Caller(bed.sip, "2001", "+70000040006"):
        await oksana.talks()
        await oksana.holds()
        await oksana.resumes()
        await watch.fact(Resumed)
        assert len(watch.facts(Joined)) == 1
        await oksana.hangs_up()
        await oksana.closes_the_card()
