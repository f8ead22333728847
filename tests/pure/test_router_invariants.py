"""What holds whatever happens, in whatever order: people, phones, network and clock at random.

Hypothesis plays short lives of a centre, late and crossing messages included, and looks for
one after which a promise of the router is broken; long lives drawn from a seed go deeper.
"""

from __future__ import annotations

import os
import random

import pytest
from centre import CENTRE
from holds import INVARIANTS
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from life import Life
from noise import IN_FULL, LINE_NUMBERS, NOISE, PEOPLE

HISTORIES = int(os.environ.get("THIRDRING_TEST_HISTORIES", "100"))

people = st.sampled_from(PEOPLE)
some = st.integers(0, 7)  # which of the calls or legs that there are or were
choices = st.integers(0, 30)


class AnyLife(RuleBasedStateMachine):
    """Everything that can happen to a small centre."""

    def __init__(self) -> None:
        super().__init__()
        self.life = Life()

    @initialize(in_full=st.booleans())
    def opens(self, in_full: bool) -> None:
        self.life.opens(IN_FULL if in_full else CENTRE)

    @rule(span_s=st.sampled_from([0, 0.001, 1, 5, 15, 30]), punctual=st.booleans())
    def time_passes(self, span_s: float, punctual: bool) -> None:
        self.life.time_passes(span_s, punctual)

    @rule(line=st.sampled_from(LINE_NUMBERS))
    def call_arrives(self, line: str) -> None:
        self.life.call_arrives(line)

    @rule(which=some, choice=choices)
    def call_goes_on(self, which: int, choice: int) -> None:
        self.life.call_goes_on(which, choice)

    @rule(choice=choices)
    def oldest_call_goes_on(self, choice: int) -> None:
        self.life.call_goes_on(0, choice)

    @rule(operator=people, choice=choices)
    def promise_goes_on(self, operator: int, choice: int) -> None:
        self.life.promise_goes_on(operator, choice)

    @rule(operator=people)
    def operator_comes_back(self, operator: int) -> None:
        self.life.operator_comes_back(operator)

    @rule(noise=st.sampled_from(sorted(NOISE)), operator=people, which=some, detail=st.integers(0, 9))
    def something_else_happens(self, noise: str, operator: int, which: int, detail: int) -> None:
        self.life.something_else_happens(noise, operator, which, detail)

    @invariant()
    def every_promise_is_kept(self) -> None:
        for holds in INVARIANTS:
            holds(self.life)

    def teardown(self) -> None:
        self.life.ends()


TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = settings(
    max_examples=HISTORIES,
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("seed", range(max(4, HISTORIES // 25)))
def test_long_lives_keep_every_promise(seed: int) -> None:
    chance = random.Random(seed)
    life = Life()
    life.opens(IN_FULL if seed % 2 else CENTRE)
    for _ in range(600):
        match chance.choices(
            ["call", "arrival", "back", "promise", "time", "noise"], [40, 10, 15, 15, 15, 20]
        )[0]:
            case "call":
                life.call_goes_on(chance.randrange(8), chance.randrange(60))
            case "arrival":
                life.call_arrives(chance.choice(LINE_NUMBERS))
            case "back":
                life.operator_comes_back(chance.choice(PEOPLE))
            case "promise":
                for operator in PEOPLE:
                    life.promise_goes_on(operator, chance.randrange(60))
            case "time":
                life.time_passes(chance.choice([0, 0.001, 1, 5, 15, 15, 40, 2000]), chance.random() < 0.7)
            case _:
                noise = chance.choice(sorted(NOISE))
                life.something_else_happens(
                    noise, chance.choice(PEOPLE), chance.randrange(8), chance.randrange(10)
                )
        for holds in INVARIANTS:
            holds(life)
    life.ends()
