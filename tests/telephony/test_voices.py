"""Voices, measured where they arrive: whole phones on both sides, and the recording between them."""

from __future__ import annotations

from phones import tones
from phones.baresip import Baresip
from phones.log import until
from phones.server import Asterisk
from telephony.conftest import Listener
from thirdring.acd.actions import HangUpCall, HangUpLeg, Join, Part, StartMusic


async def test_caller_and_operator_hear_each_other_and_on_hold_nobody_is_heard(
    asterisk: Asterisk, engine: Listener
) -> None:
    password = asterisk.passwords("op1-desk")["op1-desk"]
    async with (
        Baresip(asterisk.sip, "op1-desk", password, tone_hz=tones.OPERATOR_HZ) as operator,
        Baresip(asterisk.sip, "someone", tone_hz=tones.CALLER_HZ) as caller,
    ):
        await caller.dial("1001")
        call = await engine.joins("op1-desk")
        await operator.hears(tones.CALLER_HZ)
        await caller.hears(tones.OPERATOR_HZ)

        engine.order(Part(call, f"{call}~1"))
        await until(lambda: tones.share(caller.heard()[-tones.RATE :], tones.OPERATOR_HZ) < 0.1)
        engine.order(Join(call, f"{call}~1"))
        await caller.hears(tones.OPERATOR_HZ)
        await operator.hears(tones.CALLER_HZ)

        engine.order(HangUpLeg(f"{call}~1"), HangUpCall(call))
        await caller.told("CALL_CLOSED")
        await operator.told("CALL_CLOSED")


async def test_a_waiting_caller_hears_music(asterisk: Asterisk, engine: Listener) -> None:
    async with Baresip(asterisk.sip, "someone") as caller:
        await caller.dial("1001")
        call = await engine.arrival()
        engine.order(StartMusic(call))
        await caller.told("CALL_ESTABLISHED")
        await until(lambda: loud(caller))


def loud(phone: Baresip) -> bool:
    """Whether something sounded in the last second."""
    samples = phone.heard()[-tones.RATE :].astype(float)
    return len(samples) == tones.RATE and float(abs(samples).mean()) > 50
