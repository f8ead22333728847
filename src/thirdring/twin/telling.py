"""How well callers were told their wait: what the router said against what they then waited.

Beside it, in the same run, a naive way of telling, so that the figure means something.
"""

from __future__ import annotations

from collections import deque

from thirdring.acd.effects import Effect
from thirdring.acd.facts import Joined, WaitTold
from thirdring.acd.inputs import CallId, Input
from thirdring.acd.moment import Moment, as_seconds

_RECENT = 20  # the naive way: the mean wait of so many who were answered last


class Telling:
    """Absolute errors in seconds, of those who were told a wait and then answered; a witness of a ``Twin``.

    Of each caller the first thing that he was told counts.
    """

    def __init__(self) -> None:
        self.ours: list[float] = []
        self.naive: list[float] = []
        self._told: dict[CallId, tuple[Moment, float, float]] = {}
        self._recent: deque[float] = deque(maxlen=_RECENT)
        self._seen: set[CallId] = set()

    def witness(self, event: Input, effects: tuple[Effect, ...]) -> None:
        """One input of the run with its effects."""
        for effect in effects:
            if isinstance(effect, WaitTold) and effect.call not in self._seen:
                self._seen.add(effect.call)
                naive_s = sum(self._recent) / len(self._recent) if self._recent else 0.0
                self._told[effect.call] = (event.at, as_seconds(effect.expected), naive_s)
            elif isinstance(effect, Joined) and effect.call in self._told:
                told_at, ours_s, naive_s = self._told.pop(effect.call)
                waited_s = as_seconds(event.at - told_at)
                self._recent.append(waited_s)
                self.ours.append(abs(ours_s - waited_s))
                self.naive.append(abs(naive_s - waited_s))

    @property
    def error_s(self) -> float:
        """Mean absolute error of what was said."""
        return sum(self.ours) / len(self.ours)

    @property
    def naive_error_s(self) -> float:
        """Mean absolute error of the mean of recent waits."""
        return sum(self.naive) / len(self.naive)
