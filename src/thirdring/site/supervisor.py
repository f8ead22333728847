"""Keeps the processes of one installation running: starts them, restarts the dead, ends them in order.

It knows commands and exit codes, not what the processes do. A child has a session of its own, so
that Ctrl-C reaches only us and a child's own children go with it; and the kernel ends it should
we be killed (``setpriv --pdeathsig``), so nothing lingers.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from thirdring.site.leftovers import Leftovers

LONGEST_LOG_BYTES = 20_000_000  # a log longer than this is put aside at the next start
SETTLED_S = 30.0  # who has run so long is not failing at start: the back-off begins anew
BACK_OFF_S = (0.1, 0.3, 1.0, 3.0, 10.0)


@dataclass(frozen=True)
class Part:
    """One kind of process. ``stopping_s`` is how long it may take to end before it is killed."""

    name: str
    command: Sequence[str]
    stopping_s: float = 8.0
    stop_signal: signal.Signals = signal.SIGTERM
    ready: Callable[[], Awaitable[bool]] | None = None


class PartFailed(Exception):
    """A part did not start, or a step ended in failure."""

    def __init__(self, name: str, code: int | None, log: Path) -> None:
        self.name, self.code, self.log = name, code, log
        super().__init__(f"{name} ended with {code}")

    def tail(self, lines: int = 12) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


class Told(Protocol):
    """Who is told about deaths: the name, the exit code, and in how many seconds it is started again."""

    def __call__(self, name: str, code: int, again_s: float) -> None: ...


@dataclass
class Supervisor:
    """Runs parts and one-off steps with ``environment``; their output goes to files in ``log``."""

    log: Path
    environment: Mapping[str, str]
    told: Told
    leftovers: Leftovers
    _kept: dict[str, tuple[Part, asyncio.Task[None]]] = field(default_factory=dict)
    _processes: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)
    _deaths: Counter[str] = field(default_factory=Counter)

    async def run(self, name: str, command: Sequence[str]) -> None:
        """Run a step to its end; raises ``PartFailed``. Cancelled, it takes the step's process with it."""
        process = await self._spawn(name, command)
        try:
            code = await process.wait()
        finally:
            await self._end(process, signal.SIGTERM, 3.0)
        if code:
            raise PartFailed(name, code, self._log_of(name))

    async def keep(self, part: Part, ready_s: float = 60.0) -> None:
        """Start ``part`` and wait until it is ready; from then on start it again whenever it dies.

        Raises ``PartFailed`` when it dies, or is not ready after ``ready_s`` seconds, this first time.
        """
        process = await self._spawn(part.name, part.command)
        self._processes[part.name] = process
        task = asyncio.create_task(self._restart_for_ever(part, process), name=f"keep {part.name}")
        self._kept[part.name] = (part, task)
        if part.ready is None:
            return
        deadline = time.monotonic() + ready_s
        while not await part.ready():
            if process.returncode is not None or time.monotonic() > deadline:
                raise PartFailed(part.name, process.returncode, self._log_of(part.name))
            await asyncio.sleep(0.05)

    async def stop(self, order: Sequence[str]) -> None:
        """End the parts in this order, each with what it has started itself."""
        for _part, task in self._kept.values():
            task.cancel()  # from here on nobody is started again
        await asyncio.gather(*(task for _part, task in self._kept.values()), return_exceptions=True)
        for name in order:
            if name in self._kept:
                part, _task = self._kept.pop(name)
                await self._end(self._processes.pop(name), part.stop_signal, part.stopping_s)

    def check_deaths(self, limit: int) -> None:
        """Raise ``PartFailed`` for a part that has died ``limit`` times by now."""
        for name, deaths in self._deaths.items():
            if deaths >= limit:
                raise PartFailed(name, None, self._log_of(name))

    async def _restart_for_ever(self, part: Part, process: asyncio.subprocess.Process) -> None:
        deaths = 0
        while True:
            began = time.monotonic()
            code = await process.wait()
            self._deaths[part.name] += 1
            self._clear(process.pid)  # its own children must not hold ports or files
            deaths = 0 if time.monotonic() - began > SETTLED_S else deaths
            again_s = BACK_OFF_S[min(deaths, len(BACK_OFF_S) - 1)]
            deaths += 1
            self.told(part.name, code, again_s)
            await asyncio.sleep(again_s)
            process = self._processes[part.name] = await self._spawn(part.name, part.command)

    async def _spawn(self, name: str, command: Sequence[str]) -> asyncio.subprocess.Process:
        log = self._log_of(name)
        log.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            if log.stat().st_size > LONGEST_LOG_BYTES:
                log.replace(log.with_suffix(".log.1"))
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
        try:
            process = await asyncio.create_subprocess_exec(
                *("setpriv", "--pdeathsig=TERM", *command),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self.environment,
                start_new_session=True,
            )
        finally:
            os.close(output)
        self.leftovers.note(process.pid)
        return process

    def _log_of(self, name: str) -> Path:
        return self.log / f"{name}.log"

    async def _end(
        self, process: asyncio.subprocess.Process, with_signal: signal.Signals, patience_s: float
    ) -> None:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(with_signal)
            try:
                async with asyncio.timeout(patience_s):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
        self._clear(process.pid)

    def _clear(self, leader: int) -> None:
        """Kill what a dead session leader left behind: its number stays taken while its group lives."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(leader, signal.SIGKILL)
        self.leftovers.forget(leader)
