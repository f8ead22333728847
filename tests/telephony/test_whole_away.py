"""The engine is killed while people call: Asterisk rings the phones by itself, and every call has a card."""

from __future__ import annotations

import pytest

from bed import LINE, Bed, Watch
from phones.baresip import Baresip
from phones.sipp import OperatorPhones
from telephony.cast import every_call_ended_with_one_card
from thirdring.acd.facts import Arrived, CallEnd

pytestmark = pytest.mark.req("S61")


async def test_a_caller_served_without_an_engine_has_a_card_though_the_engine_was_back_before_the_end(
    bed: Bed, watch: Watch
) -> None:
    async with (
        OperatorPhones(bed.sip, bed.passwords(bed.operators[:1])) as phone,
        # Asterisk rings every operator's phone, also where one was of which it has not heard for a while.
        Baresip(bed.sip, "+70000050001", answers=False) as caller,
    ):
        bed.engine.kill()
        await caller.dial(LINE)
        await phone.answered(timeout_s=60)
        bed.start_engine()
        bed.wait_until_ready()
        assert not watch.facts(Arrived)
        await caller.command("hangup")
        await phone.ended()
        (ended,) = await every_call_ended_with_one_card(watch, 1)
        assert ended.how is CallEnd.SERVED_WHILE_AWAY


async def test_a_caller_who_gave_up_before_the_engine_was_back_has_a_card_and_is_called_back(
    bed: Bed, watch: Watch
) -> None:
    bed.engine.kill()
    async with Baresip(bed.sip, "+70000050002") as caller:
        await caller.dial(LINE)
        await caller.told("CALL_ESTABLISHED")
        await caller.command("hangup")
        await caller.told("CALL_CLOSED")
    bed.start_engine()
    bed.wait_until_ready()
    (ended,) = await every_call_ended_with_one_card(watch, 1)
    assert ended.how is CallEnd.MISSED_WHILE_AWAY
    promised = await watch.ask("SELECT kind FROM promises_promise WHERE call = %s", (ended.call,))
    assert promised == [("call back",)]
