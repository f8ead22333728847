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


@pytest.mark.timeout(90)
async def test_who_lifts_for_our_call_without_an_engine_hears_music_and_in_the_end_that_we_call_again(
    asterisk: Asterisk,
) -> None:
    sorry = asterisk.installation.prompts / f"{SORRY}-ru.wav"
    sorry.parent.mkdir(parents=True, exist_ok=True)
    tones.wav_file(sorry, tones.tone(1400, 6.0))
    call, phone = "p1-1795000000.1", "op2-desk"
    password = asterisk.passwords(phone)[phone]
    async with Baresip(asterisk.sip, phone, password, answers=False) as person:
        async with listening(asterisk) as engine:
            engine.order(Dial(call, phone, "1001"))
            await engine.told(CalleeRinging)
            await person.told("CALL_INCOMING")
        await person.command("accept")
        await until(lambda: plays_music(asterisk))
        await person.hears(1400)
        await person.told("CALL_CLOSED")
    await until(lambda: call in left_since(ended_folder(asterisk.installation), 0))
    noted = left_since(ended_folder(asterisk.installation), 0)[call]
    assert (noted.line, noted.served) == ("1001", False)
