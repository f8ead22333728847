"""An event loop in which time jumps: its clock goes forward by as much as the loop would have waited."""

from __future__ import annotations

import asyncio
from selectors import SelectorKey, SelectSelector


class _JumpingSelector(SelectSelector):
    now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        self.now_s += timeout or 0.0
        return super().select(0)


class JumpingLoop(asyncio.SelectorEventLoop):
    """For ``asyncio.Runner(loop_factory=JumpingLoop)``."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now_s

    def stands_still(self, span_s: float) -> None:
        """Time goes on, and nobody here has been running."""
        self._jumping.now_s += span_s
