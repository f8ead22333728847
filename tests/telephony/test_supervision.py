"""A supervisor in a real conversation: from the command to the journal, the screens and the card."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bed import Bed, Watch
from phones import tones
from phones.log import until
from phones.sipp import Caller
from telephony.cast import Desk, caller, every_call_ended_with_one_card, on_duty
from thirdring.acd.facts import Joined, LegEnded
from thirdring.acd.inputs import (
    CallId,
    Illegal,
    OperatorPaused,
    RecordingPauseRequested,
    RecordingResumeRequested,
    SupervisionChangeRequested,
    SupervisionEndRequested,
    SupervisionMode,
    SupervisionRequested,
    TakeOverRequested,
)
from thirdring.acd.supervision_facts import (
    RecordingPaused,
    RecordingResumed,
    SupervisionChanged,
    SupervisionEnd,
    SupervisionEnded,
    SupervisionStarted,
)

LINE = "2001"
DETAILS_S = 4.0  # so long it takes to say what must not be stored


async def pauses(supervisor: Desk) -> None:
    """She is there to supervise, and wants no calls of her own."""
    await supervisor.does(OperatorPaused(0, supervisor.operator, "training"))


async def listens(supervisor: Desk, watch: Watch, call: CallId) -> SupervisionStarted:
    """Her own phone rings, and she lifts it."""
    await supervisor.does(SupervisionRequested(0, supervisor.operator, call))
    (started,) = await watch.fact(SupervisionStarted)
    return started


@pytest.mark.req("X6")
async def test_a_supervisor_listens_whispers_joins_and_leaves(bed: Bed, watch: Watch) -> None:
    async with (
        on_duty(bed, watch, "oksana") as oksana,
        on_duty(bed, watch, "halyna") as halyna,
        Caller(bed.sip, LINE, "+70000050001") as caller,
    ):
        await pauses(halyna)
        call = await oksana.talks()
        started = await listens(halyna, watch, call)
        assert (started.supervisor, started.operator) == (halyna.operator, oksana.operator)
        for mode in (SupervisionMode.WHISPER, SupervisionMode.JOIN):
            await halyna.does(SupervisionChangeRequested(0, halyna.operator, mode))
        changes = await watch.fact(SupervisionChanged, count=2)
        assert [change.mode for change in changes] == [SupervisionMode.WHISPER, SupervisionMode.JOIN]
        await halyna.does(SupervisionEndRequested(0, halyna.operator))
        await halyna.phone.ended()
        assert (await halyna.is_in("paused")).reason == "training"
        (ended,) = await watch.fact(SupervisionEnded)
        assert ended.how is SupervisionEnd.LEFT
        assert not caller.log.lines("ended")
        await oksana.hangs_up()
        await oksana.closes_the_card()


@pytest.mark.req("X6")
async def test_who_takes_a_call_over_has_it_with_its_card(bed: Bed, watch: Watch) -> None:
    async with (
        on_duty(bed, watch, "oksana") as oksana,
        on_duty(bed, watch, "halyna") as halyna,
        Caller(bed.sip, LINE, "+70000050002"),
    ):
        await pauses(halyna)
        call = await oksana.talks()
        await listens(halyna, watch, call)
        await halyna.does(TakeOverRequested(0, halyna.operator))
        assert await halyna.talks() == call
        await oksana.phone.ended()
        await oksana.is_in("ready")
        await halyna.hangs_up()
        await halyna.is_in("wrap-up")
        await every_call_ended_with_one_card(watch, 1)
        await watch.until(lambda: answered_by(watch, call, halyna), why="the call is not the supervisor's")
        await halyna.closes_the_card()


async def answered_by(watch: Watch, call: CallId, desk: Desk) -> bool:
    return await watch.ask("SELECT operator_id FROM calls_call WHERE id = %s", (call,)) == [(desk.operator,)]


@pytest.mark.req("X6")
async def test_a_caller_who_hangs_up_leaves_nobody_listening(bed: Bed, watch: Watch) -> None:
    async with (
        on_duty(bed, watch, "oksana") as oksana,
        on_duty(bed, watch, "halyna") as halyna,
        caller(bed, LINE, "+70000050003") as someone,
    ):
        await pauses(halyna)
        await listens(halyna, watch, await oksana.talks())
        await someone.command("hangup")
        (ended,) = await watch.fact(SupervisionEnded)
        assert ended.how is SupervisionEnd.CONVERSATION_OVER
        await halyna.phone.ended()
        await halyna.is_in("paused")
        with pytest.raises(Illegal, match="no TakeOverRequested now"):
            await halyna.does(TakeOverRequested(0, halyna.operator))
        await oksana.is_in("wrap-up")
        await oksana.closes_the_card()


@pytest.mark.req("X6")
async def test_a_new_engine_brings_the_supervisor_back_into_the_conversation(bed: Bed, watch: Watch) -> None:
    async with (
        on_duty(bed, watch, "oksana") as oksana,
        on_duty(bed, watch, "halyna") as halyna,
        Caller(bed.sip, LINE, "+70000050004"),
    ):
        await pauses(halyna)
        call = await oksana.talks()
        await listens(halyna, watch, call)
        bed.engine.kill()
        bed.start_engine()
        await halyna.does(TakeOverRequested(0, halyna.operator))
        assert await halyna.talks() == call
        await oksana.phone.ended()
        await halyna.hangs_up()
        await halyna.closes_the_card()


@pytest.mark.req("X7")
async def test_an_operator_keeps_details_out_of_the_recording(
    bed: Bed, watch: Watch, callers_tone: Path, operators_tone: Path
) -> None:
    async with (
        on_duty(bed, watch, "oksana", speaks=operators_tone) as oksana,
        on_duty(bed, watch, "halyna") as halyna,
        Caller(bed.sip, LINE, "+70000050005", speaks=callers_tone),
    ):
        await pauses(halyna)
        call = await oksana.talks()
        recording = bed.installation.recording(call)
        await until(lambda: recording.exists() and seconds(recording) > 3)
        await oksana.does(RecordingPauseRequested(0, oksana.operator, "card number"))
        (paused,) = await watch.fact(RecordingPaused)
        assert (paused.call, paused.reason) == (call, "card number")
        began = time.monotonic()
        await listens(halyna, watch, call)  # who only listens changes nothing in it
        await until(lambda: time.monotonic() > began + DETAILS_S)
        await oksana.does(RecordingResumeRequested(0, oksana.operator))
        (resumed,) = await watch.fact(RecordingResumed)
        assert resumed.why == "operator"
        before = seconds(recording)
        await until(lambda: seconds(recording) > before + 3)
        await oksana.hangs_up()
        await oksana.closes_the_card()
    left, right = tones.channels(recording)
    begins, ends = longest_silence(left)
    assert ends - begins > tones.RATE, "the pause is silent"
    for channel, tone in ((left, tones.CALLER_HZ), (right, tones.OPERATOR_HZ)):
        assert tones.share(channel[tones.RATE : begins - tones.RATE], tone) > 0.95
        assert tones.share(channel[ends + tones.RATE :], tone) > 0.95
        assert not channel[begins:ends].any()
    assert len(watch.facts(Joined)) == 1 and len(watch.facts(LegEnded)) == 1


def longest_silence(samples: tones.Samples) -> tuple[int, int]:
    """Where it begins and ends, to a tenth of a second; whoever is kept from speaking is silent for less."""
    tenth, longest, begins = tones.RATE // 10, (0, 0), 0
    for n in range(0, len(samples), tenth):
        if samples[n : n + tenth].any():
            begins = n + tenth
        elif n + tenth - begins > longest[1] - longest[0]:
            longest = begins, n + tenth
    return longest


def seconds(recording: Path) -> float:
    """How long a recording is so far."""
    return recording.stat().st_size / (4 * tones.RATE)
