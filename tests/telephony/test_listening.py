"""What each of three real phones hears while a supervisor listens, whispers, joins and takes over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from phones import tones
from phones.baresip import Baresip
from phones.log import until
from phones.server import Asterisk
from telephony.conftest import Listener, listening
from thirdring.acd.actions import HangUpCall, HangUpLeg, Join, Part, Ring, Supervise
from thirdring.acd.inputs import CallId, LegAnswered, LegGone, LegId, SupervisionMode

CALLER, OPERATOR, SUPERVISOR = 700, 400, 1100
LISTEN, WHISPER, JOIN = SupervisionMode
HALF = tones.RATE // 2
WRITTEN_AT_ONCE = 8192  # samples of each side, by Asterisk: so many may be missing in a growing recording


class Three(NamedTuple):
    """A caller who speaks with an operator, and a supervisor whose phone has been lifted."""

    call: CallId
    caller: Baresip
    operator: Baresip
    supervisor: Baresip

    @property
    def operators_leg(self) -> LegId:
        return f"{self.call}~1"

    @property
    def supervisors_leg(self) -> LegId:
        return f"{self.call}~2"

    def supervise(self, mode: SupervisionMode) -> Supervise:
        return Supervise(self.call, self.supervisors_leg, self.operators_leg, mode)


@asynccontextmanager
async def conversation(asterisk: Asterisk, engine: Listener) -> AsyncIterator[Three]:
    passwords = asterisk.passwords("op1-desk", "op2-desk")
    async with AsyncExitStack() as phones:
        operator, supervisor, caller = [
            await phones.enter_async_context(Baresip(asterisk.sip, key, passwords.get(key, ""), tone_hz=tone))
            for key, tone in (("op1-desk", OPERATOR), ("op2-desk", SUPERVISOR), ("+70000000001", CALLER))
        ]
        await caller.dial("1001")
        call = await engine.joins("op1-desk")
        three = Three(call, caller, operator, supervisor)
        await hears(caller, OPERATOR)
        await hears(operator, CALLER)
        leg = three.supervisors_leg
        engine.order(Ring(leg, call, 2, "op2-desk", "PJSIP/op2-desk", "+70000000001", "1001"))
        await engine.told(LegAnswered, lambda event: event.leg == leg)
        yield three


def shares(samples: tones.Samples) -> dict[int, float]:
    return {tone: tones.share(samples, tone) for tone in (CALLER, OPERATOR, SUPERVISOR)}


async def hears(phone: Baresip, *expected: int, for_s: float = 1.0) -> None:
    """Waits until the last ``for_s`` seconds that arrived hold exactly these voices, and nobody else's."""

    def last() -> tones.Samples:
        return phone.heard()[-int(for_s * tones.RATE) :]

    def it_does() -> bool:
        return len(last()) >= for_s * tones.RATE and all(
            share > 0.15 if tone in expected else share < 0.001 for tone, share in shares(last()).items()
        )

    await until(it_does, why=lambda: f"{phone.key} hears {shares(last())}, not {expected}")


async def everybody_hears(
    three: Three, caller: tuple[int, ...], operator: tuple[int, ...], supervisor: tuple[int, ...]
) -> None:
    await hears(three.supervisor, *supervisor)
    await hears(three.operator, *operator)
    await hears(three.caller, *caller)


async def nothing_is_left(asterisk: Asterisk) -> bool:
    return not await asterisk.ari("channels") and not await asterisk.ari("bridges")


@pytest.mark.req("X6")
async def test_everybody_hears_what_the_mode_says_and_the_recording_holds_what_the_caller_heard(
    asterisk: Asterisk, engine: Listener
) -> None:
    async with conversation(asterisk, engine) as three:
        engine.order(three.supervise(LISTEN))
        await everybody_hears(three, (OPERATOR,), (CALLER,), (CALLER, OPERATOR))
        engine.order(three.supervise(WHISPER))
        await everybody_hears(three, (OPERATOR,), (CALLER, SUPERVISOR), (CALLER, OPERATOR))
        recording = asterisk.installation.recording(three.call)
        to_join = length(recording)
        engine.order(three.supervise(JOIN))
        await hears(three.caller, OPERATOR, SUPERVISOR)
        has_joined = await stored(recording)
        await everybody_hears(three, (OPERATOR, SUPERVISOR), (CALLER, SUPERVISOR), (CALLER, OPERATOR))
        to_leave = length(recording)
        engine.order(three.supervise(LISTEN))
        await hears(three.caller, OPERATOR)
        has_left = await stored(recording)
        await everybody_hears(three, (OPERATOR,), (CALLER,), (CALLER, OPERATOR))
        to_take = length(recording)
        engine.order(Join(three.call, three.supervisors_leg), HangUpLeg(three.operators_leg))
        await hears(three.caller, SUPERVISOR)
        await hears(three.supervisor, CALLER)
        has_taken = await stored(recording)
        to_end = length(recording)
        engine.order(HangUpCall(three.call), HangUpLeg(three.supervisors_leg))
        await until(lambda: nothing_is_left(asterisk))
    callers, others = tones.channels(recording)
    assert tones.share(callers, CALLER) > 0.99, "from the beginning to the end, and without a gap"
    for begins, ends in ((0, to_join), (has_left, to_take)):
        assert all(share < 0.001 for share in supervisors_share(others[begins:ends])), "nobody heard him"
    for begins, ends in ((has_joined, to_leave), (has_taken, to_end)):
        assert all(share > 0.15 for share in supervisors_share(others[begins:ends])), "the caller heard him"


def length(recording: Path) -> int:
    """How many samples of each side are stored so far."""
    return recording.stat().st_size // 4


async def stored(recording: Path) -> int:
    """Waits until half a second of what is heard by now is stored as well; from which sample on it is."""
    begins = length(recording) + WRITTEN_AT_ONCE
    await until(lambda: length(recording) >= begins + HALF)
    return begins


def supervisors_share(samples: tones.Samples) -> list[float]:
    """In each half second, of which one begins every tenth."""
    tenth = tones.RATE // 10
    assert len(samples) >= HALF
    return [
        shares(samples[start : start + HALF])[SUPERVISOR]
        for start in range(0, len(samples) - HALF + 1, tenth)
    ]


async def test_a_supervisor_whose_phone_dies_is_missed_by_nobody(
    asterisk: Asterisk, engine: Listener
) -> None:
    async with conversation(asterisk, engine) as three:
        engine.order(three.supervise(JOIN))
        await hears(three.caller, OPERATOR, SUPERVISOR)
        engine.order(three.supervise(WHISPER))
        await hears(three.operator, CALLER, SUPERVISOR)
        await three.supervisor.command("hangup")
        gone = await engine.told(LegGone)
        assert gone.leg == three.supervisors_leg
        await hears(three.caller, OPERATOR)
        await hears(three.operator, CALLER)

        async def the_two_alone() -> bool:
            return {one["id"] for one in await asterisk.ari("channels")} == {three.call, three.operators_leg}

        await until(the_two_alone, why="what was copied for the supervisor is still there")
        engine.order(HangUpCall(three.call), HangUpLeg(three.operators_leg))


async def test_who_has_joined_stays_while_the_caller_is_on_hold(asterisk: Asterisk, engine: Listener) -> None:
    async with conversation(asterisk, engine) as three:
        engine.order(three.supervise(JOIN))
        await hears(three.caller, OPERATOR, SUPERVISOR)
        engine.order(Part(three.call, three.operators_leg))
        await hears(three.operator, SUPERVISOR)
        engine.order(Join(three.call, three.operators_leg))
        await everybody_hears(three, (OPERATOR, SUPERVISOR), (CALLER, SUPERVISOR), (CALLER, OPERATOR))
        engine.order(*(HangUpLeg(leg) for leg in (three.operators_leg, three.supervisors_leg)))
        engine.order(HangUpCall(three.call))


async def test_a_new_engine_leaves_nobody_listening_by_itself(asterisk: Asterisk, engine: Listener) -> None:
    async with conversation(asterisk, engine) as three:
        engine.order(three.supervise(WHISPER))
        await hears(three.operator, CALLER, SUPERVISOR)
        await engine.stop()
        await hears(three.operator, CALLER, SUPERVISOR)  # conversations need no engine
        async with listening(asterisk) as second:
            await hears(three.operator, CALLER)
            await hears(three.caller, OPERATOR)
            second.order(three.supervise(LISTEN))
            await hears(three.supervisor, CALLER, OPERATOR)
            await hears(three.operator, CALLER)
            second.order(*(HangUpLeg(leg) for leg in (three.operators_leg, three.supervisors_leg)))
            second.order(HangUpCall(three.call))
            await until(lambda: nothing_is_left(asterisk))
