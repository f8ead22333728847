"""The engine goes away and comes back; Asterisk is killed; the configuration changes under calls."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from phones import tones
from phones.baresip import Baresip
from phones.log import until
from phones.server import Asterisk
from phones.sipp import Caller, OperatorPhones
from telephony.conftest import Listener, listening
from thirdring.acd.actions import Join, Play, Ring, StartMusic
from thirdring.acd.inputs import CallArrived, CallerGone, LegAnswered, LegGone, PhoneRegistered, PromptEnded
from thirdring.asterisk.away import left_since
from thirdring.asterisk.configuration import ended_folder


async def test_a_conversation_goes_on_without_an_engine_and_the_next_one_finds_it(
    asterisk: Asterisk, callers_tone: Path, operators_tone: Path
) -> None:
    async with (
        OperatorPhones(asterisk.sip, asterisk.passwords("op1-desk"), speaks=operators_tone) as phone,
        Caller(asterisk.sip, "1001", "+70000000001", speaks=callers_tone) as caller,
        Caller(asterisk.sip, "1002", "+70000000002") as waiting,
    ):
        async with listening(asterisk) as first:
            await first.arrival("1002")
            call = await first.joins("op1-desk", of_line="1001")
            recording = asterisk.installation.recording(call)
            await until(lambda: recording.exists() and recording.stat().st_size > 0)
        grown = recording.stat().st_size + 2 * 4 * tones.RATE
        await until(lambda: recording.stat().st_size > grown)
        async with listening(asterisk) as second:
            (found,) = second.found
            assert not found.forgotten
            assert {(c.line, c.caller) for c in found.callers} == {
                ("1001", "+70000000001"),
                ("1002", "+70000000002"),
            }
            assert [(leg.leg, leg.answered) for leg in found.legs] == [(f"{call}~1", True)]
            assert found.together == ((call, f"{call}~1"),)
            assert found.reachable["op1-desk"]
            assert not found.reachable["op2-desk"]
            assert not second.inputs
        assert not (caller.log.lines("ended") or waiting.log.lines("ended") or phone.log.lines("ended"))


async def test_the_music_that_an_engine_began_ends_when_the_next_one_joins_the_caller(
    asterisk: Asterisk, operators_tone: Path
) -> None:
    async with (
        OperatorPhones(asterisk.sip, asterisk.passwords("op1-desk"), speaks=operators_tone),
        Caller(asterisk.sip, "1001"),
    ):
        async with listening(asterisk) as first:
            call = await first.arrival()
            first.order(StartMusic(call))
            await until(lambda: plays_music(asterisk))
        async with listening(asterisk) as second:
            leg = f"{call}~1"
            second.order(Ring(leg, call, 1, "op1-desk", "PJSIP/op1-desk", "+70000000001", "1001"))
            await second.told(LegAnswered)
            second.order(Join(call, leg))
            recording = asterisk.installation.recording(call)
            await until(lambda: recording.exists() and recording.stat().st_size > 2 * 4 * tones.RATE)
    assert tones.share(tones.channels(recording)[1], tones.OPERATOR_HZ) > 0.95


async def test_what_an_engine_had_said_to_a_caller_ends_when_the_next_one_joins_him(
    asterisk: Asterisk, operators_tone: Path
) -> None:
    async with (
        OperatorPhones(asterisk.sip, asterisk.passwords("op1-desk"), speaks=operators_tone),
        Caller(asterisk.sip, "1001"),
    ):
        prompts = asterisk.installation.prompts
        prompts.mkdir(parents=True, exist_ok=True)
        tones.wav_file(prompts / "long.wav", tones.tone(1000, 60.0))
        async with listening(asterisk) as first:
            call = await first.arrival()
            first.order(Play(call, "long"))
            await until(lambda: any(path.parent == prompts for path in open_files(asterisk)))
        async with listening(asterisk) as second:
            leg = f"{call}~1"
            second.order(Ring(leg, call, 1, "op1-desk", "PJSIP/op1-desk", "+70000000001", "1001"))
            await second.told(LegAnswered)
            second.order(Join(call, leg))
            recording = asterisk.installation.recording(call)
            await until(lambda: recording.exists() and recording.stat().st_size > 2 * 4 * tones.RATE)


def plays_music(asterisk: Asterisk) -> bool:
    """Whether Asterisk has opened one of its files of music."""
    return any(path.parent.name == "moh" for path in open_files(asterisk))


def open_files(asterisk: Asterisk) -> list[Path]:
    return [Path(file.path) for file in psutil.Process(asterisk.pid).open_files()]


@pytest.mark.parametrize("fallback_after_s", [60])
async def test_a_caller_who_came_meanwhile_is_handed_over_when_the_engine_returns(
    asterisk: Asterisk,
) -> None:
    async with Caller(asterisk.sip, "1001", "+70000000001") as caller:
        await caller.connected()
        await until(lambda: heard_music(asterisk))
        async with listening(asterisk) as engine:
            (found,) = engine.found
            assert [(c.caller, c.line, c.coming) for c in found.callers] == [("+70000000001", "", True)]
            assert (await engine.told(CallArrived)).line == "1001"
        assert not caller.log.lines("ended")


async def test_without_an_engine_the_phones_ring_after_a_while_and_the_call_is_noted(
    asterisk: Asterisk, operators_tone: Path
) -> None:
    async with (
        OperatorPhones(asterisk.sip, asterisk.passwords("op1-desk"), speaks=operators_tone) as phone,
        Baresip(asterisk.sip, "+70000000003", tone_hz=tones.CALLER_HZ) as caller,
    ):
        await caller.dial("2001")
        await phone.answered(timeout_s=60)
        await caller.hears(tones.OPERATOR_HZ, for_s=2.0)
        await caller.command("hangup")
        await phone.ended()
    async with Caller(asterisk.sip, "1001", "+70000000004", talk_s=0.2) as hasty:
        await hasty.finished()
    folder = ended_folder(asterisk.installation)
    await until(lambda: len(left_since(folder, 0)) == 2)
    served, missed = left_since(folder, 0).values()
    assert (served.line, served.caller, served.served) == ("2001", "+70000000003", True)
    assert (missed.line, missed.caller, missed.served) == ("1001", "+70000000004", False)
    assert served.arrived_at < served.ended_at <= missed.ended_at
    left, right = tones.channels(asterisk.installation.recording(served.call))
    assert tones.share(left, tones.CALLER_HZ) > 0.9
    assert tones.share(right, tones.OPERATOR_HZ) > 0.9


async def test_a_caller_to_whom_an_engine_has_spoken_is_noted_when_he_leaves(asterisk: Asterisk) -> None:
    prompts = asterisk.installation.prompts
    prompts.mkdir(parents=True, exist_ok=True)
    tones.wav_file(prompts / "short.wav", tones.tone(1000, 0.2))
    async with listening(asterisk) as engine, Baresip(asterisk.sip, "+70000000005") as caller:
        await caller.dial("1001")
        call = await engine.arrival()
        engine.order(Play(call, "short"))
        await engine.told(PromptEnded)
        await caller.command("hangup")
        await caller.told("CALL_CLOSED")
    await until(lambda: call in left_since(ended_folder(asterisk.installation), 0))


async def test_a_killed_asterisk_has_forgotten_all_and_says_so(asterisk: Asterisk) -> None:
    async with listening(asterisk) as engine, Caller(asterisk.sip, "1001"):
        await engine.arrival()
        await asterisk.kill()
        await until(lambda: engine.lost >= 1)
        await asterisk.start()
        await until(lambda: len(engine.found) >= 2)
        assert engine.found[1].forgotten
        assert not engine.found[1].callers
        async with Caller(asterisk.sip, "1002"):
            await engine.told(CallArrived, lambda event: event.line == "1002")


async def test_a_new_phone_registers_after_a_reload_and_no_call_is_dropped(
    asterisk: Asterisk, engine: Listener
) -> None:
    async with (
        OperatorPhones(asterisk.sip, asterisk.passwords("op1-desk")) as phone,
        Caller(asterisk.sip, "1001") as caller,
    ):
        call = await engine.joins("op1-desk")
        changed = asterisk.configure((*asterisk.phones, "op9-desk"), lines=(*asterisk.lines, "3001"))
        assert changed == ("extensions.conf", "pjsip.conf", "queues.conf")
        await engine.driver.reload(changed)
        await engine.driver.watch(asterisk.phones)
        async with OperatorPhones(asterisk.sip, asterisk.passwords("op9-desk")):
            await engine.told(PhoneRegistered, lambda event: event.device == "op9-desk")
        async with Caller(asterisk.sip, "3001"):
            await engine.told(CallArrived, lambda event: event.line == "3001")
        assert not caller.log.lines("ended")
        assert not phone.log.lines("ended")
        assert not [event for event in engine.inputs if isinstance(event, LegGone)]
        gone = [event for event in engine.inputs if isinstance(event, CallerGone)]
        assert all(event.call != call for event in gone)


async def heard_music(asterisk: Asterisk) -> bool:
    return "MusicOnHold" in await asterisk.cli("core show channels concise")
