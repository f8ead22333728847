"""The recording is paused for what must not be stored: it is not in there, and all else at its second."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from phones import tones
from phones.baresip import Baresip
from phones.flow import Flow
from phones.log import until
from phones.server import Asterisk
from telephony.conftest import Listener, listening
from thirdring.acd.actions import HangUpCall, HangUpLeg, PauseRecording, ResumeRecording
from thirdring.acd.inputs import CallArrived, CallerGone, CallId, LegGone
from thirdring.asterisk.driver import wall_clock
from thirdring.asterisk.unrecorded import MARK_HZ

STEP_HZ, LOWEST_HZ, STEPS = 25, 600, 60  # the caller sings a tone of its own in every second
HALF = tones.RATE // 2
WINDOW = tones.RATE // 5
TIMES = 4  # so often it is measured, until the machine has let nobody wait


def sings(phone: Baresip) -> None:
    """This phone speaks another tone in every second."""
    song = [tones.tone(LOWEST_HZ + STEP_HZ * second, 1.0) for second in range(STEPS)]
    tones.wav_file(phone.folder / "speaks.wav", np.concatenate(song))


def sung(samples: tones.Samples, least: float = 0.05) -> set[int]:
    """Which seconds of the song are in this sound, with at least this share of its power."""
    return {n for n in range(STEPS) if tones.share(samples, LOWEST_HZ + STEP_HZ * n) > least}


@asynccontextmanager
async def conversation(
    asterisk: Asterisk, engine: Listener
) -> AsyncIterator[tuple[CallId, Baresip, Baresip]]:
    async with (
        Baresip(asterisk.sip, "op1-desk", asterisk.passwords("op1-desk")["op1-desk"]) as operator,
        Baresip(asterisk.sip, "+70000000001") as caller,
    ):
        sings(caller)
        await caller.dial("1001")
        call = await engine.joins("op1-desk")
        yield call, caller, operator


async def has_heard(phone: Baresip, seconds: float) -> float:
    """Waits until so many seconds of the conversation have arrived, and says how many it are."""

    def so_far() -> float:
        return len(phone.heard()) / tones.RATE

    await until(lambda: so_far() >= seconds, 60, lambda: f"{phone.key} has heard {so_far()} s")
    return so_far()


async def no_longer_grows(recording: Path, phone: Baresip) -> int:
    """Waits until nothing is stored of two seconds of the conversation; how many bytes were before."""
    while True:
        size = bytes_in(recording)
        await has_heard(phone, await has_heard(phone, 0) + 2)  # Asterisk writes once a second
        if bytes_in(recording) == size:
            return size


def bytes_in(recording: Path) -> int:
    return recording.stat().st_size


async def nothing_is_left(asterisk: Asterisk) -> bool:
    return not await asterisk.ari("channels") and not await asterisk.ari("bridges")


class Paused(NamedTuple):
    """A conversation whose recording was paused for a while, in seconds from its beginning."""

    call: CallId
    paused: float
    resumed: float
    heard: tones.Samples  # by the operator
    steady: bool


async def paused_conversation(asterisk: Asterisk) -> Paused:
    async with (
        listening(asterisk) as engine,
        conversation(asterisk, engine) as (call, _, operator),
    ):
        async with Flow(operator) as flow:
            paused = await has_heard(operator, 4)
            paused_at = wall_clock()
            engine.order(PauseRecording(call))
            resumed = await has_heard(operator, paused + 5)
            engine.order(ResumeRecording(call, paused_at))
            await has_heard(operator, resumed + 4)
        engine.order(HangUpCall(call), HangUpLeg(f"{call}~1"))
        await until(lambda: nothing_is_left(asterisk))
        return Paused(call, paused, resumed, operator.heard(), flow.steady)


@pytest.mark.req("X7")
async def test_what_is_said_in_a_pause_is_not_stored_and_what_follows_stands_at_its_second(
    asterisk: Asterisk,
) -> None:
    for _ in range(TIMES):
        call, paused, resumed, heard, steady = await paused_conversation(asterisk)
        if steady:
            break
    left, right = tones.channels(asterisk.installation.recording(call))
    assert abs(len(left) - len(heard)) < HALF, "the recording is as long as the conversation"
    for second in np.arange(0, len(left) / tones.RATE - 1, 0.5):
        start = int(second * tones.RATE)
        stored, said = sung(left[start : start + HALF]), sung(heard[start : start + HALF])
        if second + 1 < paused or second > resumed + 0.7:
            assert stored & said, f"at {second} s was said {said}, and stored {stored}"
            # a machine that stands still leaves gaps, which spread a tone
            assert tones.share(right[start : start + HALF], tones.OPERATOR_HZ) > 0.6
        elif paused + 0.5 < second < resumed - 1:
            assert not left[start : start + HALF].any() and not right[start : start + HALF].any()
    secret = sung(heard[int((paused + 1.2) * tones.RATE) : int((resumed - 1.2) * tones.RATE)])
    assert len(secret) >= 2, "enough was said in the pause"
    assert not secret & sung(left, 0.001), "nothing of it is anywhere in the recording"
    marks = [n for n in range(0, len(right) - WINDOW, WINDOW // 2) if is_mark(right[n : n + WINDOW])]
    assert marks, "the pause is marked"
    assert abs(marks[0] / tones.RATE - paused) < 0.5
    assert abs(marks[-1] / tones.RATE - resumed) < 0.7


def is_mark(samples: tones.Samples) -> bool:
    return tones.share(samples, MARK_HZ) > 0.8


async def test_nobody_hears_that_the_recording_pauses(asterisk: Asterisk, engine: Listener) -> None:
    async with conversation(asterisk, engine) as (call, caller, operator):
        for _ in range(3):
            before = await has_heard(caller, await has_heard(operator, 1) + 1)
            engine.order(PauseRecording(call))
            await has_heard(caller, before + 1)
            engine.order(ResumeRecording(call, wall_clock() - 1_000_000))
        whole = await has_heard(caller, before + 3)
        assert tones.share(caller.heard()[HALF : int(whole) * tones.RATE], tones.OPERATOR_HZ) > 0.9
        engine.order(HangUpCall(call), HangUpLeg(f"{call}~1"))


async def test_an_engine_that_dies_in_a_pause_leaves_out_what_must_not_be_stored(
    asterisk: Asterisk, engine: Listener
) -> None:
    async with conversation(asterisk, engine) as (call, _, operator):
        await has_heard(operator, 3)
        engine.order(PauseRecording(call))
        recording = asterisk.installation.recording(call)
        size = await no_longer_grows(recording, operator)
        await engine.stop()
        await has_heard(operator, await has_heard(operator, 0) + 2)
        assert recording.stat().st_size == size
        async with listening(asterisk) as second:
            (found,) = second.found[0].callers
            assert found.unrecorded
            second.order(ResumeRecording(call))
            await until(lambda: recording.stat().st_size > size)
            second.order(HangUpCall(call), HangUpLeg(f"{call}~1"))
            await until(lambda: nothing_is_left(asterisk))


async def test_what_is_ordered_while_the_caller_goes_through_the_dialplan_is_done_then(
    asterisk: Asterisk, engine: Listener
) -> None:
    async with conversation(asterisk, engine) as (call, caller, _):
        await has_heard(caller, 1)
        engine.order(PauseRecording(call), ResumeRecording(call, wall_clock()), PauseRecording(call))
        engine.order(HangUpCall(call), HangUpLeg(f"{call}~1"))
        await until(lambda: nothing_is_left(asterisk))
    assert not [event for event in engine.inputs if isinstance(event, CallerGone | LegGone)]


async def test_a_caller_who_hangs_up_in_that_moment_is_told_of_once(
    asterisk: Asterisk, engine: Listener
) -> None:
    async with conversation(asterisk, engine) as (call, caller, _):
        await has_heard(caller, 1)
        engine.order(PauseRecording(call))
        await asyncio.gather(caller.command("hangup"), engine.told(CallerGone))
        engine.order(HangUpLeg(f"{call}~1"))
        await until(lambda: nothing_is_left(asterisk))
    assert len([event for event in engine.inputs if isinstance(event, CallerGone)]) == 1
    assert len([event for event in engine.inputs if isinstance(event, CallArrived)]) == 1
