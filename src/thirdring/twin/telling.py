"""How well callers were told their wait: what the router said against what they then waited.

Beside it, in the same run, a naive way of telling, so that the figure means something.
"""

from __future__ import annotations

from collections import deque

from thirdring.acd.effects import Effect
from thirdring.acd.facts import Joined, WaitTold
from thirdring.acd.inputs import CallId, Input
from thirdring.acd.moment import Moment, as_seconds
from thirdring.acd.promise_facts import Promised, PromiseGiven, PromiseOrigin

_RECENT = 20  # the naive way: the mean wait of so many who were answered last


class Telling:
    """Absolute errors in seconds, of those who were told a wait and then served; a witness of a ``Twin``.

    Of each caller the first thing that he was told counts. Who had himself called back instead of waiting
    on is served when an operator begins with it: he has kept his place.
    """

    def __init__(self) -> None:
        self.ours: list[float] = []
        self.naive: list[float] = []
        self._told: dict[CallId, tuple[Moment, float, float]] = {}
        self._recent: deque[float] = deque(maxlen=_RECENT)
        self._seen: set[CallId] = set()
        self._kept_places: set[str] = set()  # promises to those who wait for a call instead

    def witness(self, event: Input, effects: tuple[Effect, ...]) -> None:
        """One input of the run with its effects."""
        for effect in effects:
            if isinstance(effect, WaitTold) and effect.call not in self._seen:
                self._seen.add(effect.call)
                naive_s = sum(self._recent) / len(self._recent) if self._recent else 0.0
                self._told[effect.call] = (event.at, as_seconds(effect.expected), naive_s)
            elif isinstance(effect, Joined):
                self._served(effect.call, event.at)
            elif isinstance(effect, PromiseGiven) and effect.promise in self._kept_places:
                self._served(effect.origin_call, event.at)
            elif isinstance(effect, Promised) and effect.origin == PromiseOrigin.QUEUE:
                self._kept_places.add(effect.promise)

    def _served(self, call: CallId, at: Moment) -> None:
        if call not in self._told:
            return
        told_at, ours_s, naive_s = self._told.pop(call)
        waited_s = as_seconds(at - told_at)
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
