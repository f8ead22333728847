"""Who calls from an address that nobody configured, sends nonsense, or sends too much."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from phones import tones
from phones.log import until
from phones.ports import free_port
from phones.registration import Refused, register
from phones.server import Asterisk
from phones.sipp import Caller, OperatorPhones
from telephony.conftest import Listener
from thirdring.acd.inputs import CallArrived
from thirdring.asterisk.refused import Refusals

STRANGER = "127.0.0.66"  # on loopback as well, but of no trunk

NONSENSE = (
    b"\x00" * 200,
    b"INVITE",
    b"INVITE sip:1001@127.0.0.1 SIP/2.0\r\n\r\n",
    b"INVITE sip:1001@127.0.0.1 SIP/9.9\r\nVia: ;;;\r\nFrom: <>\r\nTo: <\r\nCall-ID: \r\nCSeq: x\r\n\r\n",
    b"INVITE sip:"
    + b"9" * 4000
    + b"@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
    b"SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\n\r\n",
    b"REGISTER sip:\xff\xfe SIP/2.0\r\nContent-Length: 99999999\r\n\r\nv=0\r\n",
)


async def refuses(asterisk: Asterisk, line: str, source: str) -> bool:
    async with Caller(asterisk.sip, line, host=source) as caller:
        await caller.finished()
        return bool(caller.log.lines("refused 401"))


async def test_a_stranger_is_refused_and_counted_and_never_reaches_the_dialplan(
    asterisk: Asterisk, engine: Listener
) -> None:
    refusals = Refusals(asterisk.installation)
    before = refusals.count()
    for _ in range(3):
        assert await refuses(asterisk, "1001", STRANGER)
    await until(lambda: refusals.count() == before + 3)
    assert not [event for event in engine.inputs if isinstance(event, CallArrived)]
    assert "0 calls processed" in await asterisk.cli("core show channels")


async def test_a_flood_does_not_fill_the_disk_and_the_count_goes_on(
    asterisk: Asterisk, engine: Listener
) -> None:
    refusals = Refusals(asterisk.installation)
    assert await refuses(asterisk, "1001", STRANGER)
    await until(lambda: refusals.count() == 1)
    folder = asterisk.installation.log
    assert await engine.driver.put_full_logs_aside(folder, limit_bytes=100) == ("messages", "security")
    assert (folder / "security.1").stat().st_size > 100
    assert await refuses(asterisk, "1001", STRANGER)
    await until(lambda: refusals.count() == 2)
    assert await engine.driver.put_full_logs_aside(folder) == ()


async def test_a_line_that_does_not_exist_is_refused_as_unknown(asterisk: Asterisk, engine: Listener) -> None:
    async with Caller(asterisk.sip, "9999") as caller:
        await caller.finished()
        assert caller.log.lines("refused 404")
    assert not [event for event in engine.inputs if isinstance(event, CallArrived)]


async def test_a_phone_cannot_register_or_call_with_a_wrong_password(asterisk: Asterisk) -> None:
    refusals = Refusals(asterisk.installation)
    with pytest.raises(Refused):
        await register(asterisk.sip, "op1-desk", "wrong", port=free_port())
    await until(lambda: refusals.count() == 1)


async def test_nonsense_and_a_flood_do_not_stop_a_conversation(
    asterisk: Asterisk, engine: Listener, callers_tone: Path, operators_tone: Path
) -> None:
    async with (
        OperatorPhones(asterisk.sip, asterisk.passwords("op1-desk"), speaks=operators_tone) as phone,
        Caller(asterisk.sip, "1001", speaks=callers_tone) as caller,
    ):
        call = await engine.joins("op1-desk")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for text in NONSENSE * 5:
                sender.sendto(text, asterisk.sip)
        recording = asterisk.installation.recording(call)
        async with Caller(asterisk.sip, "1001", host=STRANGER, calls=2000, rate_per_s=500) as flood:
            before = recording.stat().st_size if recording.exists() else 0
            await flood.finished()
            assert len(flood.log.lines("refused 401")) == 2000
        await until(lambda: recording.stat().st_size > before + 3 * 4 * tones.RATE)
        assert not caller.log.lines("ended")
        assert not phone.log.lines("ended")
        assert [event.call for event in engine.inputs if isinstance(event, CallArrived)] == [call]
    left, right = tones.channels(recording)
    assert tones.share(left, tones.CALLER_HZ) > 0.9
    assert tones.share(right, tones.OPERATOR_HZ) > 0.9
