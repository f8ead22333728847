"""How long a caller in a given place has still to wait, from the queue's own recent service.

The line before him grows shorter in two ways: operators take its head, and people in it give
up. Both rates are measured while somebody waits, the recent past counting more. The time to
the head then is a sum of steps, W(n) = Σ 1 ÷ (µ + k·θ) for k = 0 … n − 1: hand-offs per second
µ, and giving up θ for each of the k who stand before him (the offered wait of Erlang A; Garnett,
Mandelbaum and Reiman, 2002). A mean of recent waits lags by a whole wait; this does not.

Who is to be called back in his place does not give up. Such places are older than those of nearly
all who still wait, so they are taken to come first, while the others' number fades: n·e^(−θ·m/µ).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

_US = 1_000_000
HALF_LIFE_S = 900.0  # what happened so long ago counts half
PRIOR_S = 60.0  # what is assumed at first weighs as so many seconds of observation
PATIENCE_PRIOR_S = 600.0  # person-seconds of waiting in which nobody gives up, assumed at first

# What a caller is told, in seconds: half a minute, then whole minutes that grow coarser.
SPEAKABLE_S = (30, 60, 120, 180, 240, 300, 420, 600, 900, 1200, 1800, 2700, 3600)


@dataclass(slots=True)
class Pace:
    """Recent service of one queue, as sums that fade. ``at`` is in microseconds since the epoch."""

    at: int = 0
    busy_s: float = 0.0  # time in which somebody waited
    person_s: float = 0.0  # the same, summed over those who waited
    hand_offs: float = 0.0
    given_up: float = 0.0

    def pass_until(self, at: int, waiting: int) -> None:
        """Time goes on; ``waiting`` people have waited since the last call of this."""
        span_s = max(0, at - self.at) / _US
        self.at = max(self.at, at)
        if not span_s:
            return
        fade = 0.5 ** (span_s / HALF_LIFE_S)
        self.busy_s *= fade
        self.person_s *= fade
        self.hand_offs *= fade
        self.given_up *= fade
        if waiting:
            self.busy_s += span_s
            self.person_s += span_s * waiting

    def expected_s(self, place: int, assumed_per_s: float, owed: int = 0) -> float:
        """The wait of one who stands in ``place`` (1: next) of those who wait, in seconds.

        ``assumed_per_s``: hand-offs per second to assume while little is known, greater than 0.
        ``owed``: how many are to be called back before him.
        """
        served = max(0.0, self.hand_offs) + assumed_per_s * PRIOR_S
        per_s = served / (self.busy_s + PRIOR_S)
        giving_up = max(0.0, self.given_up) / (self.person_s + PATIENCE_PRIOR_S)
        owed_s = owed / per_s
        still_there = round((place - 1) * exp(-giving_up * owed_s))
        return owed_s + sum(1 / (per_s + before * giving_up) for before in range(still_there + 1))


def speakable_s(wait_s: float) -> int:
    """A wait as it is said: rounded up, so that few are disappointed, and an hour at most."""
    return next((said for said in SPEAKABLE_S if wait_s <= said), SPEAKABLE_S[-1])
