"""The menu of a line, pressed with real keys."""

from __future__ import annotations

import pytest

from bed import Bed, Watch
from phones.sipp import Caller
from telephony.cast import caller, every_call_ended_with_one_card
from thirdring.acd.facts import CallEnd, MenuChosen, MenuEntered, NoticeHeard, Queued


@pytest.mark.req("X7")
@pytest.mark.parametrize(
    ("digit", "queue", "topic"),
    [("1", "oms-policies", "Полис"), ("2", "oms-complaints", "Жалоба"), ("0", "oms", "")],
)
async def test_a_key_leads_to_its_queue_after_the_notice_was_heard(
    bed: Bed, watch: Watch, digit: str, queue: str, topic: str
) -> None:
    async with caller(bed, "1002", "+70000020001") as someone:
        await watch.fact(MenuEntered)
        await someone.presses(digit)
        (chosen,) = await watch.fact(MenuChosen)
        assert (chosen.digit, chosen.queue, chosen.topic) == (digit, queue, topic)
        assert (await watch.fact(Queued))[0].queue == queue
        assert len(watch.facts(NoticeHeard)) == 1


async def test_wrong_keys_are_asked_again_twice_and_then_an_operator_is_sought(
    bed: Bed, watch: Watch
) -> None:
    async with caller(bed, "1002", "+70000020002") as someone:
        for times, digit in enumerate("789", start=1):
            await watch.fact(MenuEntered, count=times)
            await someone.presses(digit)
        (chosen,) = await watch.fact(MenuChosen)
        assert (chosen.digit, chosen.queue) == ("", "oms")
        assert [fact.attempt for fact in watch.facts(MenuEntered)] == [1, 2, 3]
        await watch.fact(Queued)


async def test_a_caller_who_presses_nothing_reaches_an_operator_too(bed: Bed, watch: Watch) -> None:
    async with Caller(bed.sip, "1002", "+70000020003"):
        (chosen,) = await watch.fact(MenuChosen, timeout_s=60)
        assert (chosen.digit, chosen.queue) == ("", "oms")
        assert [fact.attempt for fact in watch.facts(MenuEntered)] == [1, 2, 3]


@pytest.mark.req("S61")
async def test_a_caller_who_hangs_up_in_the_menu_leaves_a_card(bed: Bed, watch: Watch) -> None:
    async with caller(bed, "1002", "+70000020004") as someone:
        await watch.fact(MenuEntered)
        await someone.command("hangup")
        (ended,) = await every_call_ended_with_one_card(watch, 1)
        assert ended.how is CallEnd.ABANDONED_IN_ANNOUNCEMENT
