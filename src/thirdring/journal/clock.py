"""What time it is in the journal: the wall clock's time, for as long as nobody puts that clock back.

A machine may start with a clock that is hours ahead and have it set right later. The journal
never runs backwards, so it goes on from its last row at the pace of real time: a ring limit of 15 s
lasts 15 s whatever the wall clock does. While no call is under way it goes at half that pace, until the
wall clock has caught up; so nobody's conversation is measured too short.
Knows neither rows nor calls: whoever writes or folds rows tells it what they have reached.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from thirdring.acd.moment import Moment, Span

IDLE_PACE = 2  # so many seconds pass for one of the journal's, when it is ahead and nobody is on the line


def wall_clock() -> Moment:
    """The moment by this machine's clock, as the journal counts it."""
    return time.time_ns() // 1000


class JournalClock:
    """Goes on from the moment ``at`` of the last row. ``running_ns`` counts real time from anywhere."""

    def __init__(
        self,
        at: Moment = 0,
        wall: Callable[[], Moment] = wall_clock,
        running_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._wall = wall
        self._running_ns = running_ns
        self._at = at
        self._since_ns = running_ns()
        self._pace = 1

    def now(self) -> Moment:
        """The moment at which something that happens now stands in the journal."""
        passed = (self._running_ns() - self._since_ns) // 1000
        return max(self._at + passed // self._pace, self._wall())

    def ahead(self) -> Span:
        """How far the journal is ahead of the wall clock; 0 as long as that was never put back."""
        return max(0, self.now() - self._wall())

    def reached(self, at: Moment, calls: bool = True) -> None:
        """The last row is of ``at``; ``calls``: some are under way."""
        self._at, self._since_ns = at, self._running_ns()
        self._pace = 1 if calls else IDLE_PACE
