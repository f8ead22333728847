"""A whole phone: registers, rings, answers or calls, speaks a tone, and keeps what it hears in a WAV file.

This is baresip without sound hardware, commanded over its control port. It shows what
SIPp cannot: that a voice really arrives at the device.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from phones import tones
from phones.log import until
from phones.ports import free_port, free_range, give_back

SPEAKS_S = 120  # its file source does not begin again at the end; ausine knows only 48 kHz

CONFIG = """\
poll_method epoll
sip_listen {host}:{sip}
call_local_timeout 120
call_max_calls 4
audio_player aubridge,silent
audio_source aufile,{folder}/speaks.wav
audio_alert aubridge,silent
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
audio_buffer 20-160
rtp_ports {rtp_first}-{rtp_last}
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
module ctrl_tcp.so
module_tmp uuid.so
module_tmp account.so
module_app menu.so
ctrl_tcp_listen {host}:{control}
snd_path {folder}
"""


class Baresip:
    """One phone. With a password it registers as ``key``; without, it only calls."""

    def __init__(
        self,
        server: tuple[str, int],
        key: str,
        password: str = "",
        *,
        tone_hz: int = tones.OPERATOR_HZ,
        answers: bool = True,
        host: str = "127.0.0.1",
    ) -> None:
        self.server = server
        self.key = key
        self.folder = Path(tempfile.mkdtemp(prefix="baresip-"))
        self.events: list[dict[str, Any]] = []
        self._control = free_port(host)
        # baresip listens for SIP over TLS on the port after that of SIP
        self._sip, self._sips = free_range(2, first=5200, last=5299, host=host)
        self._rtp = free_range(20)
        self._host = host
        self._tokens = itertools.count(1)
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        (self.folder / "config").write_text(
            CONFIG.format(
                host=host,
                sip=self._sip,
                control=self._control,
                rtp_first=self._rtp[0],
                rtp_last=self._rtp[1],
                folder=self.folder,
            )
        )
        answering = "auto" if answers else "manual"
        registering = f";auth_user={key};auth_pass={password};regint=300" if password else ";regint=0"
        (self.folder / "accounts").write_text(
            f"<sip:{key}@{server[0]}:{server[1]}>;answermode={answering};audio_codecs=PCMA/8000{registering}\n"
        )
        (self.folder / "contacts").touch()
        tones.wav_file(self.folder / "speaks.wav", tones.tone(tone_hz, SPEAKS_S))
        self._process: asyncio.subprocess.Process | None = None
        self._listening: asyncio.Task[None] | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        with (self.folder / "output").open("wb") as output:
            self._process = await asyncio.create_subprocess_exec(
                *("baresip", "-f", str(self.folder), "-s"),
                cwd=self.folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        await until(self._connected, why=lambda: (self.folder / "output").read_text(errors="replace"))
        if "auth_pass" in (self.folder / "accounts").read_text():
            await until(self._registered, why=f"{self.key} is not registered")
        return self

    async def _connected(self) -> bool:
        try:
            reader, self._writer = await asyncio.open_connection(self._host, self._control)
        except OSError:
            return False
        self._listening = asyncio.create_task(self._listen(reader))
        return True

    async def _registered(self) -> bool:
        return "OK" in str(await self.command("reginfo"))

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        """Netstrings of JSON: events, and answers to commands."""
        while True:
            try:
                length = int((await reader.readuntil(b":"))[:-1])
                message = json.loads((await reader.readexactly(length + 1))[:-1])
            except asyncio.IncompleteReadError:
                return
            if message.get("event"):
                self.events.append(message)
            elif answer := self._answers.pop(message.get("token", ""), None):
                answer.set_result(message)

    async def command(self, command: str, parameters: str = "") -> dict[str, Any]:
        """Lets the phone do something ("dial", "accept", "hangup", "hold", "resume")."""
        assert self._writer
        token = str(next(self._tokens))
        self._answers[token] = asyncio.get_running_loop().create_future()
        text = json.dumps({"command": command, "params": parameters, "token": token}).encode()
        self._writer.write(b"%d:%s," % (len(text), text))
        return await asyncio.wait_for(self._answers[token], 30)

    async def dial(self, line: str) -> None:
        await self.command("dial", f"sip:{line}@{self.server[0]}:{self.server[1]}")

    async def presses(self, digits: str) -> None:
        """Presses keys in the call, one after the other."""
        for digit in digits:
            await self.command("sndcode", digit)

    async def told(self, kind: str, count: int = 1, timeout_s: float = 30.0) -> dict[str, Any]:
        """Waits for the phone's ``count``-th event of a kind ("CALL_INCOMING", "CALL_ESTABLISHED" …)."""

        def matching() -> list[dict[str, Any]]:
            return [event for event in self.events if event["type"] == kind]

        await until(
            lambda: len(matching()) >= count,
            timeout_s,
            lambda: f"{kind} awaited, there is {[event['type'] for event in self.events]}",
        )
        return matching()[count - 1]

    def heard(self) -> tones.Samples:
        """Everything that has arrived in the last call."""
        calls = self._calls()
        return tones.heard(calls[-1]) if calls else tones.tone(0, 0)

    def _calls(self) -> list[Path]:
        """What arrived in each call, oldest first."""
        return sorted(self.folder.glob("dump-*-dec.wav"), key=lambda path: path.stat().st_mtime)

    async def hears(
        self, frequency_hz: float, *, for_s: float = 1.0, ever: bool = False, timeout_s: float = 30.0
    ) -> None:
        """Waits until ``for_s`` seconds in a row are that tone, and little else.

        What arrived in the ``for_s`` seconds before counts too, or with ``ever`` all that came in this
        call, and a tone that is over by the time that anybody looks has been heard all the same.
        """
        length = int(for_s * tones.RATE)
        before = self._calls()
        place = 0 if ever else max(len(self.heard()) - length, 0)

        def it_does() -> bool:
            nonlocal before, place
            if not (calls := self._calls()):
                return False
            if calls[-1:] != before[-1:]:
                before, place = calls, 0
            heard = self.heard()
            while place + length <= len(heard):
                if tones.share(heard[place : place + length], frequency_hz) > 0.9:
                    return True
                place += length // 10
            return False

        await until(it_does, timeout_s, lambda: f"{self.key} does not hear {frequency_hz} Hz")

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._listening:
            self._listening.cancel()
        if self._writer:
            self._writer.close()
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        if error is None:  # else what the phone wrote may say why
            shutil.rmtree(self.folder)
        give_back(self._control, self._sip, self._sips, *range(self._rtp[0], self._rtp[1] + 1))
