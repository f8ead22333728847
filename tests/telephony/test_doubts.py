"""A phone loses its registration in the middle of a conversation: is anybody still there?"""

from __future__ import annotations

from pathlib import Path

from phones import tones
from phones.log import until
from phones.server import Asterisk
from phones.sipp import Caller, OperatorPhones
from telephony.conftest import PHONES, Listener
from thirdring.acd.inputs import LegEnd, LegGone
from thirdring.asterisk.doubts import LOOK_EVERY_S, SILENT_LOOKS

ANNA = "op1-desk"


async def test_whoever_is_silent_and_gone_is_lost(asterisk: Asterisk, engine: Listener) -> None:
    await engine.driver.watch(PHONES, [ANNA])
    async with (
        OperatorPhones(asterisk.sip, asterisk.passwords(ANNA)) as phone,
        Caller(asterisk.sip, "1001"),
    ):
        call = await engine.joins(ANNA)
        await phone.unregister()
        gone = await engine.told(LegGone)
        assert (gone.leg, gone.cause) == (f"{call}~1", LegEnd.LOST)
        await phone.ended()


async def test_whose_voice_still_comes_is_left_alone(
    asterisk: Asterisk, engine: Listener, operators_tone: Path
) -> None:
    await engine.driver.watch(PHONES, [ANNA])
    async with (
        OperatorPhones(asterisk.sip, asterisk.passwords(ANNA), speaks=operators_tone) as phone,
        Caller(asterisk.sip, "1001"),
    ):
        call = await engine.joins(ANNA)
        recording = asterisk.installation.recording(call)
        await until(lambda: recording.exists() and recording.stat().st_size > 0)
        await phone.unregister()
        written = recording.stat().st_size
        longer = int((1 + SILENT_LOOKS) * LOOK_EVERY_S + 1) * 4 * tones.RATE  # than a silent one is doubted
        await until(lambda: recording.stat().st_size > written + longer)
        assert not [event for event in engine.inputs if isinstance(event, LegGone)]
