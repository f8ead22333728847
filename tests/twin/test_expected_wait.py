"""The wait that callers are told, against what they then wait, with three times too many callers."""

from __future__ import annotations

from collections import deque

import msgspec
import pytest

from thirdring.acd.effects import Effect
from thirdring.acd.facts import Joined, WaitTold
from thirdring.acd.inputs import Input
from thirdring.acd.moment import Moment, as_seconds
from thirdring.acd.rules import rules_in_full
from thirdring.measures import Pace, speakable_s
from thirdring.regulation import known
from thirdring.twin import Scenario, Twin, one_queue

EPIDEMIC = Scenario(
    centre=msgspec.structs.replace(
        one_queue(20), rules=msgspec.structs.replace(rules_in_full(known()[0]), promises=None)
    ),
    calls=6000,
    arrivals_per_s=3 * 20 / 180,
    lines={"1": 1},
    handling_s=180,
    patience_s=400,
)


class Errors:
    """How far off each of two ways of telling was for those who were answered, in seconds."""

    def __init__(self) -> None:
        self.ours: list[float] = []
        self.naive: list[float] = []
        self._told: dict[str, tuple[Moment, float, float]] = {}
        self._recent: deque[float] = deque(maxlen=20)  # the naive way: the mean wait of the latest answered

    def witness(self, event: Input, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            if isinstance(effect, WaitTold) and effect.call not in self._told:
                naive_s = sum(self._recent) / len(self._recent) if self._recent else 0.0
                self._told[effect.call] = (event.at, as_seconds(effect.expected), naive_s)
            elif isinstance(effect, Joined) and effect.call in self._told:
                told_at, ours_s, naive_s = self._told.pop(effect.call)
                waited_s = as_seconds(event.at - told_at)
                self._recent.append(waited_s)
                self.ours.append(abs(ours_s - waited_s))
                self.naive.append(abs(naive_s - waited_s))


def test_in_an_epidemic_callers_are_told_better_than_by_the_mean_of_recent_waits() -> None:
    errors = Errors()
    Twin(EPIDEMIC, errors.witness).run()
    ours_s, naive_s = (sum(values) / len(values) for values in (errors.ours, errors.naive))
    assert len(errors.ours) > 1000
    assert ours_s < 0.8 * naive_s, f"mean absolute error {ours_s:.1f} s, naive {naive_s:.1f} s"


def test_a_queue_that_is_not_known_yet_is_assumed_to_be_served_as_its_operators_can() -> None:
    assert Pace().expected_s(1, 1 / 240) == pytest.approx(240)
    assert Pace().expected_s(3, 10 / 240) == pytest.approx(72)


def test_a_faster_pace_and_people_who_give_up_shorten_the_wait() -> None:
    slow, fast, leaving = Pace(), Pace(), Pace()
    for pace, hand_offs, given_up in ((slow, 10, 0), (fast, 20, 0), (leaving, 10, 10)):
        pace.pass_until(600_000_000, 10)
        pace.hand_offs, pace.given_up = hand_offs, given_up
    assert fast.expected_s(10, 0.01) < slow.expected_s(10, 0.01)
    assert leaving.expected_s(10, 0.01) < slow.expected_s(10, 0.01)


@pytest.mark.parametrize(
    ("wait_s", "said_s"), [(0, 30), (30, 30), (31, 60), (61, 120), (301, 420), (3599, 3600), (9999, 3600)]
)
def test_a_wait_is_said_in_round_words_and_never_too_short(wait_s: float, said_s: int) -> None:
    assert speakable_s(wait_s) == said_s
