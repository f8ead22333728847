"""What a phone says happened, line by line, and waiting for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

POLL_S = 0.02


class Silence(AssertionError):
    """What a test waited for did not happen. ``str()`` says what did."""


class EventLog:
    """The lines of a growing file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def lines(self, word: str = "") -> list[str]:
        """All lines so far that hold ``word``."""
        try:
            text = self.path.read_text(errors="replace")
        except FileNotFoundError:
            return []
        return [line for line in text.splitlines() if word in line]

    async def wait(self, word: str, count: int = 1, timeout_s: float = 30.0) -> list[str]:
        """Waits until ``count`` lines hold ``word``; raises ``Silence``."""
        await until(
            lambda: len(self.lines(word)) >= count,
            timeout_s,
            lambda: f"{count} × {word!r} awaited in {self.path}, there is: {self.lines()[-20:]}",
        )
        return self.lines(word)


async def until(
    true: Callable[[], bool] | Callable[[], Awaitable[bool]],
    timeout_s: float = 30.0,
    why: Callable[[], str] | str = "it did not come true",
) -> None:
    """Waits until ``true()`` holds; raises ``Silence`` with ``why``."""
    deadline = asyncio.get_running_loop().time() + timeout_s
    while True:
        holds = true()
        if await holds if isinstance(holds, Awaitable) else holds:
            return
        if asyncio.get_running_loop().time() > deadline:
            raise Silence(f"after {timeout_s} s: {why() if callable(why) else why}")
        await asyncio.sleep(POLL_S)
