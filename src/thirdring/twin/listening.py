"""Simulated supervisors: some conversations are listened to, and some recordings are paused.

Whoever is ready comes, and does one more thing: changes how he takes part, takes the call over, leaves, or
loses his phone.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from thirdring.acd.facts import Joined
from thirdring.acd.inputs import (
    Input,
    LegEnd,
    LegGone,
    RecordingPauseRequested,
    RecordingResumeRequested,
    SupervisionChangeRequested,
    SupervisionEndRequested,
    SupervisionMode,
    SupervisionRequested,
    TakeOverRequested,
)
from thirdring.acd.moment import Moment, seconds
from thirdring.acd.operators import OperatorState
from thirdring.acd.state import State
from thirdring.acd.supervision_facts import SupervisionStarted

MODES = tuple(SupervisionMode)


class Listeners:
    """``share`` of the conversations are listened to, and as many recordings paused; ``happens`` later."""

    def __init__(self, share: float, whims: Random, state: State, happens: Callable[[Input], None]) -> None:
        self._share = share
        self._whims = whims
        self._state = state
        self._happens = happens

    def joined(self, now: Moment, fact: Joined) -> None:
        if self._chosen():
            self._happens(RecordingPauseRequested(self._later(now), fact.operator))
            self._happens(RecordingResumeRequested(self._later(now) + seconds(60), fact.operator))
        seats = self._state.operators.values()
        ready = [seat.operator for seat in seats if seat.state is OperatorState.READY]
        if ready and self._chosen():
            who, mode = self._whims.choice(ready), self._whims.choice(MODES)
            self._happens(SupervisionRequested(self._later(now), who, fact.call, mode))

    def started(self, now: Moment, fact: SupervisionStarted) -> None:
        at = self._later(now)
        wishes: tuple[Input, ...] = (
            SupervisionChangeRequested(at, fact.supervisor, self._whims.choice(MODES)),
            TakeOverRequested(at, fact.supervisor),
            SupervisionEndRequested(at, fact.supervisor),
            LegGone(at, fact.leg, LegEnd.LOST),
        )
        self._happens(self._whims.choice(wishes))

    def _chosen(self) -> bool:
        return bool(self._share) and self._whims.random() < self._share

    def _later(self, now: Moment) -> Moment:
        return now + seconds(self._whims.uniform(0, 60))
