"""What the driver tells of callers and phones, and what its orders do: real phones, a real Asterisk."""

from __future__ import annotations

from pathlib import Path

from phones import tones
from phones.baresip import Baresip
from phones.keys import Keys
from phones.log import until
from phones.scenarios import FOREVER_S
from phones.server import Asterisk
from phones.sipp import Caller, OperatorPhones
from telephony.conftest import Listener
from thirdring.acd.actions import HangUpCall, HangUpLeg, Join, JoinLegs, Part, Play, Ring, StartMusic
from thirdring.acd.inputs import (
    CallArrived,
    CallerGone,
    CallId,
    DigitPressed,
    LegAnswered,
    LegEnd,
    LegGone,
    LegId,
    LegRinging,
    PhoneLost,
    PhoneRegistered,
    PromptEnded,
)


def ring(call: CallId, device: str = "op1-desk", number: int = 1) -> Ring:
    return Ring(f"{call}~{number}", call, number, device, f"PJSIP/{device}", "+70000000001", "1001")


def leg_of(call: CallId, number: int = 1) -> LegId:
    return f"{call}~{number}"


async def hear_each_other(asterisk: Asterisk, *channels: str) -> bool:
    return set(channels) in await asterisk.together()


async def no_bridge_is_left(asterisk: Asterisk) -> bool:
    return await asterisk.together() == []


async def test_a_caller_is_rung_through_and_both_voices_are_heard_and_recorded(
    asterisk: Asterisk, engine: Listener, callers_tone: Path, operators_tone: Path
) -> None:
    async with (
        OperatorPhones(
            asterisk.sip, asterisk.passwords("op1-desk"), after_s=0.2, speaks=operators_tone
        ) as phone,
        Caller(asterisk.sip, "1001", "+70000000001", speaks=callers_tone) as caller,
    ):
        arrived = await engine.told(CallArrived)
        assert (arrived.line, arrived.caller) == ("1001", "+70000000001")
        assert arrived.media_node == asterisk.installation.node
        engine.order(StartMusic(arrived.call), ring(arrived.call))
        assert "+70000000001" in (await phone.rang("op1-desk"))[0]
        await engine.told(LegRinging)
        await engine.told(LegAnswered)
        engine.order(Join(arrived.call, leg_of(arrived.call)))
        recording = asterisk.installation.recording(arrived.call)
        await until(lambda: recording.exists() and recording.stat().st_size > 3 * 4 * tones.RATE)
        engine.order(HangUpCall(arrived.call), HangUpLeg(leg_of(arrived.call)))
        assert await caller.finished() == 0
        await phone.ended()
    left, right = tones.channels(recording)
    assert tones.share(left, tones.CALLER_HZ) > 0.95
    assert tones.share(right, tones.OPERATOR_HZ) > 0.95


async def test_the_one_who_hangs_up_first_is_told(asterisk: Asterisk, engine: Listener) -> None:
    async with (
        OperatorPhones(asterisk.sip, asterisk.passwords("op1-desk"), talk_s=0.5),
        Caller(asterisk.sip, "1001"),
    ):
        call = await engine.arrival()
        engine.order(ring(call))
        await engine.told(LegAnswered)
        engine.order(Join(call, leg_of(call)))
        gone = await engine.told(LegGone)
        assert gone.cause is LegEnd.HUNG_UP
        engine.order(HangUpCall(call))
    assert not [event for event in engine.inputs if isinstance(event, CallerGone)]


async def test_a_caller_who_leaves_is_told_once_and_the_ringing_stops(
    asterisk: Asterisk, engine: Listener
) -> None:
    async with (
        OperatorPhones(asterisk.sip, asterisk.passwords("op1-desk"), after_s=FOREVER_S) as phone,
        Baresip(asterisk.sip, "someone") as caller,
    ):
        await caller.dial("1001")
        call = await engine.arrival()
        engine.order(StartMusic(call), ring(call))
        await engine.told(LegRinging)
        await caller.command("hangup")
        await engine.told(CallerGone)
        engine.order(HangUpLeg(leg_of(call)))
        await phone.cancelled()
    assert len([event for event in engine.inputs if isinstance(event, CallerGone)]) == 1
    assert not [event for event in engine.inputs if isinstance(event, LegGone)]


async def test_phones_that_refuse_say_how(asterisk: Asterisk, engine: Listener) -> None:
    async with (
        OperatorPhones(asterisk.sip, asterisk.passwords("op1-desk"), refuses_with="486 Busy Here"),
        OperatorPhones(asterisk.sip, asterisk.passwords("op2-desk"), refuses_with="603 Decline"),
        Caller(asterisk.sip, "1001"),
    ):
        call = await engine.arrival()
        for number, (device, cause) in enumerate(
            [("op1-desk", LegEnd.BUSY), ("op2-desk", LegEnd.REFUSED), ("op3-desk", LegEnd.FAILED)], start=1
        ):
            engine.order(ring(call, device, number))
            leg = leg_of(call, number)
            gone = await engine.told(LegGone, lambda event, leg=leg: event.leg == leg)
            assert gone.cause is cause, device


async def test_a_phone_that_comes_and_goes_is_told(asterisk: Asterisk, engine: Listener) -> None:
    async with OperatorPhones(asterisk.sip, asterisk.passwords("op2-desk")) as phone:
        assert (await engine.told(PhoneRegistered)).device == "op2-desk"
        await phone.unregister()
        assert (await engine.told(PhoneLost)).device == "op2-desk"


async def test_pressed_keys_arrive_in_order(asterisk: Asterisk, engine: Listener) -> None:
    async with Caller(asterisk.sip, "1002", keys=(Keys("12", after_s=0.5), Keys("0#*"))):
        await engine.told(DigitPressed, lambda event: event.digit == "*")
    digits = [event.digit for event in engine.inputs if isinstance(event, DigitPressed)]
    assert digits == ["1", "2", "0", "#", "*"]


async def test_a_prompt_is_heard_to_its_end_and_the_next_replaces_it(
    asterisk: Asterisk, engine: Listener
) -> None:
    prompts = asterisk.installation.prompts
    prompts.mkdir()
    tones.wav_file(prompts / "long.wav", tones.tone(500, 60))
    tones.wav_file(prompts / "short.wav", tones.tone(500, 0.3))
    async with Caller(asterisk.sip, "1001"):
        call = await engine.arrival()
        engine.order(Play(call, "long"), Play(call, "short"))
        assert await engine.told(PromptEnded) == PromptEnded(engine.inputs[-1].at, call, "short")
        engine.order(Play(call, "there-is-none"))
        missing = await engine.told(PromptEnded, lambda event: event.prompt == "there-is-none")
        assert missing.failed
    assert [event.prompt for event in engine.inputs if isinstance(event, PromptEnded)] == [
        "short",
        "there-is-none",
    ]


async def test_the_first_operator_consults_the_second_and_hands_over(
    asterisk: Asterisk, engine: Listener, callers_tone: Path, operators_tone: Path
) -> None:
    async with (
        OperatorPhones(
            asterisk.sip, asterisk.passwords("op1-desk", "op2-desk"), speaks=operators_tone
        ) as phones,
        Caller(asterisk.sip, "1001", speaks=callers_tone),
    ):
        call = await engine.arrival()
        first, second = leg_of(call, 1), leg_of(call, 2)
        engine.order(ring(call, "op1-desk", 1))
        await engine.told(LegAnswered, lambda event: event.leg == first)
        engine.order(Join(call, first), Part(call, first), ring(call, "op2-desk", 2))
        await engine.told(LegAnswered, lambda event: event.leg == second)
        engine.order(JoinLegs(call, first, second))
        await until(lambda: hear_each_other(asterisk, first, second))
        engine.order(Join(call, second), HangUpLeg(first))
        await phones.ended(1)
        await until(lambda: hear_each_other(asterisk, call, second))
        engine.order(HangUpCall(call), HangUpLeg(second))
        await phones.ended(2)
        await until(lambda: no_bridge_is_left(asterisk))
