"""SIPp phones: callers who call, and operators' phones that are called.

One SIPp process plays one behaviour, for one phone or for many. Operators' phones
register themselves first, from the port on which their SIPp then listens.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from phones import scenarios
from phones.keys import Keys, capture
from phones.log import EventLog, until
from phones.ports import free_port, free_range, give_back
from phones.registration import register

Server = tuple[str, int]


class Sipp:
    """One SIPp process. ``async with`` it; it is ended at the end of the block."""

    def __init__(
        self,
        scenario: str,
        server: Server,
        *,
        calls: int | None = None,
        at_once: int | None = None,
        rate_per_s: float = 10.0,
        host: str = "127.0.0.1",
        port: int | None = None,
        media_ports: int = 100,
    ) -> None:
        self.server = server
        self.host = host
        self.port = port or free_port(host)
        self._media = free_range(media_ports)
        self._borrowed = (*(() if port else (self.port,)), *range(self._media[0], self._media[1] + 1))
        self.folder = Path(tempfile.mkdtemp(prefix="sipp-"))
        self.log = EventLog(self.folder / "events.log")
        self.errors = EventLog(self.folder / "errors.log")
        (self.folder / "scenario.xml").write_text(scenario)
        self.argv = [
            *("sipp", "-sf", "scenario.xml", "-i", host, "-p", str(self.port), "-mi", host),
            *("-mp", str(self._media[0]), "-nostdin", "-aa", "-skip_rlimit", "-deadcall_wait", "0"),
            *("-trace_logs", "-log_file", "events.log", "-trace_err", "-error_file", "errors.log"),
            *("-r", str(rate_per_s), "-rp", "1000"),
        ]
        if calls is not None:
            self.argv += ["-m", str(calls)]
        if at_once is not None:
            self.argv += ["-l", str(at_once)]
        self.argv.append(f"{server[0]}:{server[1]}")
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *self.argv,
            cwd=self.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        await until(self._listens, why=lambda: "\n".join(self.errors.lines()))
        return self

    def _listens(self) -> bool:
        """Whether it has its port, or has already come to its end."""
        assert self._process
        sockets = Path("/proc/net/udp").read_text().splitlines()
        return self._process.returncode is not None or any(f":{self.port:04X} " in line for line in sockets)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        if error is None:  # else what the phone wrote may say why
            shutil.rmtree(self.folder)
        give_back(*self._borrowed)

    def press(self, keys: tuple[Keys, ...]) -> None:
        """Lays the keys ready that the scenario presses."""
        for number, group in enumerate(keys):
            capture(self.folder / f"keys{number}.pcap", group, number)

    async def finished(self, timeout_s: float = 60.0) -> int:
        """Waits until all calls have been made; SIPp's exit code: 0 when each went as the scenario says."""
        assert self._process
        return await asyncio.wait_for(self._process.wait(), timeout_s)


class Caller(Sipp):
    """Somebody who calls a line, or ``calls`` people who do (the number may hold ``[call_number]``)."""

    def __init__(
        self,
        server: Server,
        line: str,
        number: str = "+70000000001",
        *,
        name: str = "",
        talk_s: float = scenarios.FOREVER_S,
        keys: tuple[Keys, ...] = (),
        speaks: Path | None = None,
        credentials: tuple[str, str] | None = None,
        calls: int = 1,
        rate_per_s: float = 50.0,
        host: str = "127.0.0.1",
    ) -> None:
        scenario = scenarios.caller(
            line,
            number,
            name=name,
            talk_s=talk_s,
            keys=keys,
            speaks=speaks,
            credentials=credentials,
        )
        super().__init__(
            scenario, server, calls=calls, at_once=calls, rate_per_s=rate_per_s, host=host, media_ports=20
        )
        self.press(keys)

    async def connected(self, count: int = 1, timeout_s: float = 30.0) -> None:
        await self.log.wait("connected", count, timeout_s)


class OperatorPhones(Sipp):
    """Phones of operators that behave alike: registered (device key → password), then waiting for calls."""

    def __init__(
        self,
        server: Server,
        passwords: Mapping[str, str],
        *,
        after_s: float = 0.0,
        talk_s: float = scenarios.FOREVER_S,
        speaks: Path | None = None,
        refuses_with: str = "",
        rings: bool = True,
        host: str = "127.0.0.1",
        keys: tuple[Keys, ...] = (),
        port: int | None = None,
    ) -> None:
        scenario = scenarios.answering(
            after_s=after_s, talk_s=talk_s, speaks=speaks, refuses_with=refuses_with, rings=rings, keys=keys
        )
        super().__init__(scenario, server, host=host, port=port, media_ports=20)
        self.press(keys)
        self.passwords = passwords

    async def __aenter__(self) -> Self:
        for key, password in self.passwords.items():
            await register(self.server, key, password, port=self.port)
        return await super().__aenter__()

    async def unregister(self) -> None:
        """The phones tell the server that they are no longer there; calls in progress go on."""
        for key, password in self.passwords.items():
            await register(self.server, key, password, expires_s=0)

    async def rang(self, key: str = "", count: int = 1, timeout_s: float = 30.0) -> list[str]:
        """Waits until these phones (or that of ``key``) have been rung ``count`` times."""
        return await self.log.wait(f"rang {key}", count, timeout_s)

    async def answered(self, count: int = 1, timeout_s: float = 30.0) -> list[str]:
        return await self.log.wait("answered", count, timeout_s)

    async def cancelled(self, count: int = 1, timeout_s: float = 30.0) -> list[str]:
        """Waits until the ringing was stopped by the server."""
        return await self.log.wait("cancelled", count, timeout_s)

    async def ended(self, count: int = 1, timeout_s: float = 30.0) -> list[str]:
        """Waits until conversations were ended, by either side."""
        return await self.log.wait("ended by", count, timeout_s)
