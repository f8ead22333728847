"""Somebody answers a call of ours while no engine is there."""

from __future__ import annotations

import pytest

from phones import tones
from phones.baresip import Baresip
from phones.log import until
from phones.server import Asterisk
from telephony.conftest import listening
from telephony.test_away import plays_music
from thirdring.acd.actions import Dial
from thirdring.acd.inputs import CalleeRinging
from thirdring.asterisk.away import left_since
from thirdring.asterisk.configuration import SORRY, ended_folder
from thirdring.asterisk.sounds import RECORDED

RENDERED_HZ, RECORDED_HZ = 1400, 620
SAID_FOR_S = 4.0  # a phone that stands still for a second or two has heard a second of it all the same


@pytest.mark.timeout(90)
@pytest.mark.parametrize("says", [RENDERED_HZ, RECORDED_HZ])
async def test_who_lifts_for_our_call_without_an_engine_hears_music_and_in_the_end_that_we_call_again(
    asterisk: Asterisk, says: float
) -> None:
    """In the house's own recording, where there is one."""
    prompts = asterisk.installation.prompts
    (prompts / RECORDED).mkdir(parents=True, exist_ok=True)
    tones.wav_file(prompts / f"{SORRY}-ru.wav", tones.tone(RENDERED_HZ, SAID_FOR_S))
    if says == RECORDED_HZ:
        tones.wav_file(prompts / RECORDED / f"{SORRY}-ru.wav", tones.tone(RECORDED_HZ, SAID_FOR_S))
    call, phone = "p1-1795000000.1", "op2-desk"
    password = asterisk.passwords(phone)[phone]
    async with Baresip(asterisk.sip, phone, password, answers=False) as person:
        async with listening(asterisk) as engine:
            engine.order(Dial(call, phone, "1001"))
            await engine.told(CalleeRinging)
            await person.told("CALL_INCOMING")
        await person.command("accept")
        await until(lambda: plays_music(asterisk))
        await person.hears(says, ever=True)
        await person.told("CALL_CLOSED")
    await until(lambda: call in left_since(ended_folder(asterisk.installation), 0))
    noted = left_since(ended_folder(asterisk.installation), 0)[call]
    assert (noted.line, noted.served) == ("1001", False)
