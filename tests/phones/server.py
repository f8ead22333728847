"""A real Asterisk of a test's own, configured as the product configures it, in a folder of its own."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from phones.log import EventLog, until
from phones.ports import free_port, free_range, give_back
from thirdring.acd.centre import DeviceKind
from thirdring.asterisk import configuration, installation, running
from thirdring.installation import Installation


def installation_in(home: Path, *, fallback_after_s: int = 20) -> Installation:
    """An installation in ``home`` on free ports."""
    return Installation(
        home=home,
        sip_port=free_port(),
        ari_port=free_port(first=8200, last=8299),
        http_port=free_port(first=8200, last=8299),
        rtp_ports=free_range(400, 11000, 14999),
        fallback_after_s=fallback_after_s,
    )


class Asterisk:
    """One Asterisk process. ``async with`` it, or start and kill it by hand."""

    def __init__(
        self,
        installation: Installation,
        lines: tuple[str, ...] = ("1001", "1002", "2001", "2002"),
        phones: tuple[str, ...] = (),
        *,
        trunks: tuple[configuration.Trunk, ...] = (configuration.DEMONSTRATION_TRUNK,),
        qualify_every_s: int = 0,
    ) -> None:
        self.installation = installation
        self.sip = (installation.host, installation.sip_port)
        self.lines = lines
        self.trunks = trunks
        self.qualify_every_s = qualify_every_s
        self.messages = EventLog(installation.log / "messages")
        self._process: asyncio.subprocess.Process | None = None
        self.configure(phones)

    def configure(self, phones: tuple[str, ...], lines: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Renders the configuration with these phones (browsers end in -web); returns what changed."""
        self.lines = lines or self.lines
        kinds = {True: DeviceKind.BROWSER, False: DeviceKind.DESK_PHONE}
        self.phones = phones
        server = configuration.MediaServer(
            lines=self.lines,
            phones=tuple(configuration.Phone(key, kinds[key.endswith("-web")]) for key in phones),
            trunks=self.trunks,
            qualify_every_s=self.qualify_every_s,
        )
        return configuration.write(self.installation, self.program, server)

    @property
    def program(self) -> running.Program:
        return installation.find(self.installation)

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def passwords(self, *phones: str) -> dict[str, str]:
        """Device key → password of these phones, or of all."""
        return {key: self.installation.secrets.sip_password(key) for key in phones or self.phones}

    async def start(self) -> None:
        """Starts it and waits until it takes calls."""
        self._process = await asyncio.create_subprocess_exec(
            *running.argv(self.installation, self.program),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        await until(self._answers, 60, lambda: "\n".join(self.messages.lines()[-20:]))

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection(self.installation.host, self.installation.ari_port)
        except OSError:
            return False
        writer.close()
        return await self.cli("core waitfullybooted") != ""

    async def cli(self, command: str) -> str:
        """What Asterisk's own command line answers."""
        process = await asyncio.create_subprocess_exec(
            *running.argv(self.installation, self.program)[:-1],
            "-rx",
            command,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        told, _ = await process.communicate()
        return told.decode(errors="replace")

    async def ari(self, path: str) -> Any:
        """What ARI says of a resource, asked by a client of its own."""
        url = f"http://{self.installation.host}:{self.installation.ari_port}/ari/{path}"
        credentials = (configuration.ARI_USER, self.installation.secrets.get("ari"))
        async with httpx.AsyncClient() as client:
            return (await client.get(url, auth=credentials)).raise_for_status().json()

    async def together(self) -> list[set[str]]:
        """Which channels are in a bridge with each other; an empty set for an empty bridge."""
        return [set(bridge["channels"]) for bridge in await self.ari("bridges")]

    async def kill(self) -> None:
        """Ends it at once, as a crash would."""
        if self._process and self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.kill()
        first, last = self.installation.rtp_ports
        give_back(self.installation.sip_port, self.installation.ari_port, self.installation.http_port)
        give_back(*range(first, last + 1))
