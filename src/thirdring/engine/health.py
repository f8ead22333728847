"""What an engine says of itself once a second: ``/healthz`` and the supervisor's eyes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import msgspec

from thirdring.acd.moment import SECOND, Moment
from thirdring.acd.outlook import expected_waits
from thirdring.asterisk.refused import Refusals
from thirdring.engine.brain import Brain
from thirdring.engine.metrics import Metrics
from thirdring.journal.clock import JournalClock
from thirdring.journal.spool import Spool
from thirdring.journal.writer import Heartbeat, Writer

FIGURES_EVERY_S = 5.0  # Prometheus asks three times more rarely
AHEAD_TOLD_S = 60  # a clock that was put back by less disturbs nobody


class Health:
    """Builds the heartbeats of one engine, called ``engine``."""

    def __init__(self, engine: str, refusals: Refusals) -> None:
        self.engine = engine
        self.configuration_trouble = ""
        self.metrics = Metrics()
        self._refusals = refusals
        self._figures_due = 0.0
        self._started = time.time()

    def standing_by(self) -> Heartbeat:
        return Heartbeat(self.engine, os.getpid(), False, False, 0, 0, b"{}")

    def leading(
        self, brain: Brain, writer: Writer, spool: Spool, asterisk_away_since: Moment | None
    ) -> Heartbeat:
        """``detail``: row and moment reached, since when Asterisk is away, calls, operators, what callers of
        each queue have to expect, memory, processor time, and every trouble."""
        used = os.times()
        detail = {
            "row": brain.seq,
            "at": brain.live.at,
            "asterisk_away_since": asterisk_away_since,
            "calls": len(brain.state.calls),
            "operators": len(brain.live.operators),
            "expected_s": expected_waits(brain.state, brain.clock.now()),
            "memory_mb": memory_mb(),
            "cpu_s": round(used.user + used.system, 2),
            "up_s": round(time.time() - self._started),
            "rows_in_memory": spool.in_memory,
            "troubles": [
                trouble
                for trouble in (
                    spool.trouble,
                    writer.trouble,
                    self.configuration_trouble,
                    _clock_trouble(brain.clock),
                )
                if trouble
            ],
        }
        return Heartbeat(
            self.engine,
            os.getpid(),
            True,
            asterisk_away_since is None,
            writer.owed,
            self._refusals.count(),
            msgspec.json.encode(detail),
            self._figures(brain),
        )

    def _figures(self, brain: Brain) -> str | None:
        """For Prometheus; ``None`` when they have been told just now."""
        moment_s = time.monotonic()
        if moment_s < self._figures_due:
            return None
        self._figures_due = moment_s + FIGURES_EVERY_S
        return self.metrics.text(brain.state, brain.live, brain.clock.now())


def _clock_trouble(clock: JournalClock) -> str:
    ahead_s = clock.ahead() // SECOND
    if ahead_s < AHEAD_TOLD_S:
        return ""
    return (
        f"this machine's clock was put back: times told are {ahead_s} s ahead of it, and come nearer while "
        "nobody is on the line"
    )


def memory_mb() -> float:
    """Resident memory of this process, in millions of bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)
