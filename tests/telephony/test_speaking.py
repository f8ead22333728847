"""What the system says and hears: prompts with figures, messages, the question to whoever lifts a mobile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import psutil
import pytest

from phones import tones
from phones.baresip import Baresip
from phones.keys import Keys
from phones.log import Silence, until
from phones.server import Asterisk
from phones.sipp import Caller, OperatorPhones
from telephony.conftest import Listener
from thirdring.acd.actions import HangUpCall, Join, PlayToLeg, RecordMessage, Ring, Say, StartMusic
from thirdring.acd.inputs import (
    CallerGone,
    CallId,
    LegAnswered,
    LegDigitPressed,
    MessageRecorded,
    PromptEnded,
    Summary,
)
from thirdring.acd.moment import SECOND
from thirdring.asterisk.driver import wall_clock
from thirdring.asterisk.sounds import LineVoice, Sounds
from thirdring.speech import Figures, known, sound_name, spoken

GREETING_HZ, CONFIRM_HZ = 1000, 1500


def on_tape(asterisk: Asterisk, prompt: str, frequency_hz: int, seconds: float) -> None:
    """The site has recorded this prompt itself: a tone."""
    asterisk.installation.prompts.mkdir(exist_ok=True)
    tones.wav_file(asterisk.installation.prompts / f"{prompt}.wav", tones.tone(frequency_hz, seconds))


def message_of(call: CallId) -> str:
    return f"message-{call}"


def sound_files(folder: Path) -> dict[Path, int]:
    """When each was written."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*.wav")}


@asynccontextmanager
async def speaking(sounds: Sounds) -> AsyncIterator[None]:
    running = asyncio.create_task(sounds.run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running])


@pytest.mark.req("S68")
async def test_a_sentence_that_is_not_spoken_yet_is_replaced_by_the_plain_one_and_then_said(
    asterisk: Asterisk, engine: Listener
) -> None:
    on_tape(asterisk, "waiting-greeting-ru", GREETING_HZ, 1.5)
    said = asterisk.installation.prompts / "said"
    async with speaking(engine.sounds), Baresip(asterisk.sip, "someone") as caller:
        await caller.dial("1001")
        call = await engine.arrival()
        engine.order(StartMusic(call), Say(call, "waiting-greeting", 3, 120 * SECOND))
        await caller.hears(GREETING_HZ, for_s=0.5, ever=True)
        await engine.told(PromptEnded)
        await until(lambda: len(list(said.glob("*.wav"))) == 3, 60)
        first, began = await engine.told(PromptEnded), wall_clock()
        engine.order(Say(call, "waiting-greeting", 3, 120 * SECOND))
        ended = await engine.told(PromptEnded, lambda event: event is not first, timeout_s=60)
        assert not ended.failed
        assert ended.at - began > 4 * SECOND  # three sentences, not one and a half seconds of tone
        engine.order(HangUpCall(call))


async def test_the_likeliest_sentences_are_spoken_ahead_and_each_only_once(tmp_path: Path) -> None:
    sounds = Sounds(tmp_path)
    everybody = Figures(place=50, wait_s=3600, organisation="Асистанс")
    async with speaking(sounds):
        assert sounds.of("waiting-greeting", "ru", everybody) == (tmp_path / "waiting-greeting-ru",)
        sounds.prepare([LineVoice("ru", "Асистанс")])
        await until(lambda: len(sounds.of("waiting-greeting", "ru", everybody)) == 4, 60)
    before = sound_files(tmp_path)
    again = Sounds(tmp_path)
    again.prepare([LineVoice("ru", "Асистанс")])
    assert len(again.of("waiting-greeting", "ru", everybody)) == 4
    assert before.items() <= sound_files(tmp_path).items()


async def test_a_voice_that_nobody_wants_rests_and_speaks_again_when_it_is_wanted(tmp_path: Path) -> None:
    sounds = Sounds(tmp_path, rests_after_s=0.1)

    def speaks(child: psutil.Process) -> bool:
        try:
            return "speaker" in str(child.cmdline())
        except psutil.Error:  # has just ended
            return False

    def voices() -> list[psutil.Process]:
        return [child for child in psutil.Process().children() if speaks(child)]

    def are_spoken(figures: Figures) -> bool:
        return len(sounds.of("waiting-greeting", "ru", figures)) == 2

    async with speaking(sounds):
        assert not voices()
        for place in (1, 2):
            sounds.expect("waiting-greeting", "ru", Figures(place=place))
            await until(partial(are_spoken, Figures(place=place)), 60)
            await until(lambda: not voices(), 60)


@pytest.mark.req("S57")
async def test_a_message_ends_with_a_key_and_its_file_holds_what_was_said(
    asterisk: Asterisk, engine: Listener
) -> None:
    async with Baresip(asterisk.sip, "someone", tone_hz=tones.CALLER_HZ) as caller:
        await caller.dial("1001")
        call = await engine.arrival()
        engine.order(StartMusic(call), RecordMessage(call, message_of(call), 60 * SECOND))
        file = asterisk.installation.message(message_of(call))
        await until(lambda: file.exists() and len(tones.heard(file)) > 2 * tones.RATE)
        await caller.presses("#")
        recorded = await engine.told(MessageRecorded)
        assert (recorded.call, recorded.recording, recorded.failed) == (call, message_of(call), False)
        engine.order(HangUpCall(call))
    samples = tones.heard(file)
    assert len(samples) > tones.RATE
    assert abs(recorded.span / SECOND - len(samples) / tones.RATE) < 1
    assert tones.share(samples[: tones.RATE], tones.CALLER_HZ) > 0.95


@pytest.mark.req("S57")
async def test_who_hangs_up_while_speaking_has_left_a_message_all_the_same(
    asterisk: Asterisk, engine: Listener
) -> None:
    async with Baresip(asterisk.sip, "someone", tone_hz=tones.CALLER_HZ) as caller:
        await caller.dial("1001")
        call = await engine.arrival()
        engine.order(RecordMessage(call, message_of(call), 60 * SECOND))
        file = asterisk.installation.message(message_of(call))
        await until(lambda: file.exists() and len(tones.heard(file)) > 2 * tones.RATE)
        await caller.command("hangup")
        await engine.told(CallerGone)
        recorded = await engine.told(MessageRecorded)
    assert recorded.span >= SECOND and not recorded.failed
    assert tones.share(tones.heard(file), tones.CALLER_HZ) > 0.95


async def test_a_message_is_no_longer_than_its_limit_and_none_of_one_who_has_gone(
    asterisk: Asterisk, engine: Listener, callers_tone: Path
) -> None:
    async with Caller(asterisk.sip, "1001", speaks=callers_tone):
        call = await engine.arrival()
        engine.order(RecordMessage(call, message_of(call), 2 * SECOND))
        assert (await engine.told(MessageRecorded)).span == 2 * SECOND
        gone = "n1-1.1"
        engine.order(HangUpCall(call), RecordMessage(gone, message_of(gone), 2 * SECOND))
        assert (await engine.told(MessageRecorded, lambda event: event.failed)).call == gone


@pytest.mark.req("S54")
async def test_who_lifts_a_mobile_is_asked_for_a_key_again_and_again_until_he_is_joined(
    asterisk: Asterisk, engine: Listener
) -> None:
    on_tape(asterisk, "confirm-key-ru", CONFIRM_HZ, 0.7)
    password = asterisk.passwords("op1-desk")["op1-desk"]
    async with (
        Baresip(asterisk.sip, "op1-desk", password) as operator,
        Baresip(asterisk.sip, "someone", tone_hz=tones.CALLER_HZ) as caller,
    ):
        await caller.dial("1001")
        call = await engine.arrival()
        leg = f"{call}~1"
        engine.order(
            StartMusic(call), Ring(leg, call, 1, "op1-desk", "PJSIP/op1-desk", "+70000000001", "1001")
        )
        await engine.told(LegAnswered)
        engine.order(PlayToLeg(leg, "confirm-key"))
        await operator.hears(CONFIRM_HZ, for_s=1.8)
        assert tones.share(operator.heard(), tones.CALLER_HZ) < 0.01, "the caller is heard too early"
        engine.order(Join(call, leg))
        await operator.hears(tones.CALLER_HZ)
        with pytest.raises(Silence):
            await operator.hears(CONFIRM_HZ, for_s=0.5, timeout_s=1.5)
        engine.order(HangUpCall(call))


@pytest.mark.req("S65")
async def test_a_colleague_without_a_screen_hears_who_passes_on_what_and_why(
    asterisk: Asterisk, engine: Listener
) -> None:
    about = Summary("Примерова Мария, Фонд", "жалоба", "Отказ в приёме")
    summary = known()["transfer-summary"].ru
    sentences = spoken(summary, "ru", Figures(by=about.by, kind=about.kind, matter=about.matter))
    prompts = asterisk.installation.prompts

    def files() -> list[Path]:
        return [file for said in sentences for file in prompts.glob(f"said*/{sound_name(said, 'ru')}.wav")]

    password = asterisk.passwords("op1-desk")["op1-desk"]
    async with (
        speaking(engine.sounds),
        Baresip(asterisk.sip, "op1-desk", password) as colleague,
        Baresip(asterisk.sip, "someone") as caller,
    ):
        await caller.dial("1001")
        call = await engine.arrival()
        leg = f"{call}~1"
        heard = PlayToLeg(leg, "transfer-summary", about)
        engine.order(Ring(leg, call, 1, "op1-desk", "PJSIP/op1-desk", "+70000000001", "1001", heard))
        await until(lambda: len(files()) == len(sentences) == 4, 60)
        await engine.told(LegAnswered)
        for file in files():  # each of these very sentences is heard, and nothing else
            tones.wav_file(file, tones.tone(CONFIRM_HZ, 0.6))
        engine.order(heard)
        await colleague.hears(CONFIRM_HZ, for_s=3.0)
        engine.order(HangUpCall(call))


async def test_a_key_on_an_operators_phone_is_told(asterisk: Asterisk, engine: Listener) -> None:
    phones = OperatorPhones(asterisk.sip, asterisk.passwords("op1-desk"), keys=(Keys("5", after_s=0.5),))
    async with phones, Caller(asterisk.sip, "1001"):
        call = await engine.arrival()
        engine.order(Ring(f"{call}~1", call, 1, "op1-desk", "PJSIP/op1-desk", "+70000000001", "1001"))
        pressed = await engine.told(LegDigitPressed)
        assert (pressed.leg, pressed.digit) == (f"{call}~1", "5")
        engine.order(HangUpCall(call))
