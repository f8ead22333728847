"""Asterisk's own logs stay small, so that a flood of strangers does not fill the disk.

A log that has grown full is put aside, in the place of the one that was put aside before:
each takes at most twice its limit.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

LIMIT_BYTES: Final = 50_000_000
LOGS: Final = ("messages", "security")  # as in logger.conf


async def put_full_ones_aside(
    folder: Path, begin_anew: Callable[[str], Awaitable[None]], limit_bytes: int = LIMIT_BYTES
) -> tuple[str, ...]:
    """Renames each full log to ``NAME.1`` and has Asterisk ``begin_anew``; returns their names."""
    full = []
    for name in LOGS:
        log = folder / name
        if log.exists() and log.stat().st_size > limit_bytes:
            log.replace(folder / f"{name}.1")
        if not log.exists():  # also when Asterisk could not be told the last time
            await begin_anew(name)
            full.append(name)
    return tuple(full)
