"""The caller hangs up, at every moment there is: the phones stop, the operators are free, a card remains."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bed import Bed, Watch
from phones import tones
from phones.scenarios import FOREVER_S
from telephony.cast import Desk, caller, every_call_ended_with_one_card, on_duty
from thirdring.acd.facts import (
    CallEnd,
    Consulting,
    EndedBy,
    Held,
    NoticeStarted,
    OfferEnded,
    OfferOutcome,
    Queued,
    TransferEnded,
    TransferOutcome,
)
from thirdring.acd.promise_facts import Promised, PromiseGiven

pytestmark = pytest.mark.req("S61")


async def is_free_to_call_back(watch: Watch, operator: Desk) -> None:
    """Nobody is left on the operator's line, so she is given the call that is owed to whoever hung up."""
    (owed,) = await watch.fact(Promised)
    await watch.fact(
        PromiseGiven, lambda fact: (fact.promise, fact.operator) == (owed.promise, operator.operator)
    )
    await operator.is_in("promise")


@pytest.fixture
def long_notice(bed: Bed) -> Iterator[None]:
    """Nobody hears it to its end."""
    notice = bed.installation.prompts / "notice-ru.wav"
    before = notice.read_bytes()
    tones.wav_file(notice, tones.tone(1000, 60.0))
    yield
    notice.write_bytes(before)


@pytest.mark.usefixtures("long_notice")
async def test_during_the_notice(bed: Bed, watch: Watch) -> None:
    async with caller(bed, "1001") as someone:
        await watch.fact(NoticeStarted)
        await someone.command("hangup")
        (ended,) = await every_call_ended_with_one_card(watch, 1)
        assert (ended.how, ended.by) == (CallEnd.ABANDONED_IN_ANNOUNCEMENT, EndedBy.CALLER)


async def test_while_waiting(bed: Bed, watch: Watch) -> None:
    async with caller(bed) as someone:
        await watch.fact(Queued)
        await someone.command("hangup")
        (ended,) = await every_call_ended_with_one_card(watch, 1)
        assert ended.how is CallEnd.ABANDONED_WAITING


async def test_while_the_phone_rings(bed: Bed, watch: Watch) -> None:
    async with on_duty(bed, watch, "oksana", after_s=FOREVER_S) as oksana, caller(bed) as someone:
        await oksana.is_rung()
        await someone.command("hangup")
        await oksana.phone.cancelled()
        await watch.fact(OfferEnded, lambda fact: fact.outcome is OfferOutcome.CALLER_GONE)
        await is_free_to_call_back(watch, oksana)
        (ended,) = await every_call_ended_with_one_card(watch, 1)
        assert ended.how is CallEnd.ABANDONED_WAITING


async def test_during_the_conversation(bed: Bed, watch: Watch) -> None:
    async with on_duty(bed, watch, "oksana") as oksana, caller(bed) as someone:
        await oksana.talks()
        await someone.command("hangup")
        await oksana.phone.ended()
        (ended,) = await every_call_ended_with_one_card(watch, 1)
        assert (ended.how, ended.by) == (CallEnd.COMPLETED, EndedBy.CALLER)
        await oksana.is_in("wrap-up")
        await oksana.closes_the_card()
        await oksana.is_in("ready")


async def test_on_hold(bed: Bed, watch: Watch) -> None:
    async with on_duty(bed, watch, "oksana") as oksana, caller(bed) as someone:
        await oksana.talks()
        await oksana.holds()
        await watch.fact(Held)
        await someone.command("hangup")
        await oksana.phone.ended()
        await every_call_ended_with_one_card(watch, 1)
        await oksana.is_in("wrap-up")
        await oksana.closes_the_card()


@pytest.mark.parametrize("while_talking", [False, True], ids=["it rings", "they consult"])
async def test_during_a_consultation_nobody_keeps_ringing(
    bed: Bed, watch: Watch, while_talking: bool
) -> None:
    async with (
        on_duty(bed, watch, "oksana") as oksana,
        on_duty(bed, watch, "dmytro", after_s=0.0 if while_talking else FOREVER_S) as dmytro,
        caller(bed) as someone,
    ):
        await oksana.talks()
        await oksana.consults(dmytro)
        if while_talking:
            await dmytro.reads_the_card()
            await watch.fact(Consulting)
        else:
            await dmytro.is_rung()
        await someone.command("hangup")
        await watch.fact(TransferEnded, lambda fact: fact.outcome is TransferOutcome.CALLER_GONE)
        await oksana.phone.ended()
        await (dmytro.phone.ended() if while_talking else dmytro.phone.cancelled())
        await every_call_ended_with_one_card(watch, 1)
        await oksana.is_in("wrap-up")
        await oksana.closes_the_card()
        await is_free_to_call_back(watch, dmytro)
