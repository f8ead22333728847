"""Whether sound has reached a phone as time passes, without which seconds of a recording mean little.

A machine that is busy with other tests lets every part wait now and then. What was measured meanwhile says
nothing of the product, and a test measures again.
"""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from typing import Self

from phones import tones
from phones.baresip import Baresip

LOOK_EVERY_S = 0.05
WAITED_S = 0.4  # for longer than so much nobody may have waited


class Flow:
    """Looks at what arrives at a phone from the first sound on. ``async with`` it."""

    def __init__(self, phone: Baresip) -> None:
        self._phone = phone
        self._behind_s: list[float] = []  # by how much the sound is later than the clock, at each look
        self._apart_s = 0.0  # the longest time between two looks
        self._looking: asyncio.Task[None] | None = None

    @property
    def steady(self) -> bool:
        """Nobody has waited: neither the phones, nor what is between them, nor this test."""
        swing_s = max(self._behind_s) - min(self._behind_s) if self._behind_s else 0.0
        return swing_s < WAITED_S and self._apart_s < WAITED_S

    async def _look(self) -> None:
        last_s = time.monotonic()
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            now_s, heard_s = time.monotonic(), len(self._phone.heard()) / tones.RATE
            if heard_s:
                self._behind_s.append(now_s - heard_s)
                self._apart_s = max(self._apart_s, now_s - last_s)
            last_s = now_s

    async def __aenter__(self) -> Self:
        self._looking = asyncio.create_task(self._look())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._looking
        self._looking.cancel()
        await asyncio.wait([self._looking])
