"""The twin runs the production router, so it must agree with theory, with itself, and with the rules."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from hashlib import sha256

import msgspec
import pytest

from thirdring.acd.effects import Effect
from thirdring.acd.facts import CallEnd, Ended, Offered
from thirdring.acd.inputs import CallArrived, Input
from thirdring.measures import erlang_a
from thirdring.twin import Outcome, Scenario, Twin, big_centre, one_queue

BUSY_DAY = Scenario(
    centre=big_centre(40),
    calls=4000,
    arrivals_per_s=40 / 200,
    lines={"1001": 45, "1002": 30, "2001": 8, "3001": 14, "112": 3},
    keys=("1", "2", "0", "", "9"),
    handling_s=150,
    wrap_up_s=30,
    patience_s=120,
    missed=0.03,
    refused=0.03,
    passed_on=0.05,
    passed_on_to="medicine",
)


def fingerprint(scenario: Scenario) -> tuple[str, Outcome]:
    """All inputs and effects of a run in one number."""
    digest = sha256()

    def witness(event: Input, effects: tuple[Effect, ...]) -> None:
        digest.update(msgspec.json.encode((event, effects)))

    outcome = Twin(scenario, witness).run()
    return digest.hexdigest(), outcome


def test_the_same_seed_gives_the_same_day_byte_for_byte() -> None:
    first, _ = fingerprint(replace(BUSY_DAY, calls=1000))
    again, _ = fingerprint(replace(BUSY_DAY, calls=1000))
    other, _ = fingerprint(replace(BUSY_DAY, calls=1000, seed=2))
    assert first == again != other


def test_two_more_operators_meet_the_same_callers() -> None:
    def arrivals(operators: int) -> list[Input]:
        seen: list[Input] = []
        scenario = replace(BUSY_DAY, centre=big_centre(operators), calls=500)
        Twin(scenario, lambda event, _: seen.append(event) if isinstance(event, CallArrived) else None).run()
        return seen

    assert arrivals(40) == arrivals(42)


def test_every_call_of_a_busy_day_ends_once_and_is_accounted_for() -> None:
    arrived: Counter[str] = Counter()
    ended: Counter[str] = Counter()

    def witness(event: Input, effects: tuple[Effect, ...]) -> None:
        if isinstance(event, CallArrived):
            arrived[event.call] += 1
        ended.update(effect.call for effect in effects if isinstance(effect, Ended))

    outcome = Twin(BUSY_DAY, witness).run()
    assert arrived == ended and set(ended.values()) == {1}
    assert outcome.calls == BUSY_DAY.calls == sum(outcome.ends.values())
    assert outcome.waits.offered == BUSY_DAY.calls - outcome.ends[CallEnd.ABANDONED_IN_ANNOUNCEMENT]
    assert outcome.occupancy is not None and 0.5 < outcome.occupancy < 1


def test_an_emergency_is_the_next_one_rung_on_a_full_day() -> None:
    """Whoever can take emergencies and becomes free takes nothing else while one waits."""
    waiting: set[str] = set()

    def witness(event: Input, effects: tuple[Effect, ...]) -> None:
        if isinstance(event, CallArrived) and event.line == "112":
            waiting.add(event.call)
        for effect in effects:
            if isinstance(effect, Ended):
                waiting.discard(effect.call)
            if isinstance(effect, Offered):
                waiting.discard(effect.call)
                if effect.queue != "emergency" and "emergency" in skills[effect.operator]:
                    assert not waiting, "passed over an emergency"

    scenario = replace(BUSY_DAY, arrivals_per_s=40 / 150, calls=2000, missed=0, refused=0, passed_on=0)
    skills = {operator.id: operator.skills for operator in scenario.centre.operators}

    Twin(scenario, witness).run()


@pytest.mark.parametrize(("operators", "arrivals_per_s"), [(10, 0.08), (10, 0.11), (25, 0.24)])
def test_long_runs_agree_with_erlang_a(operators: int, arrivals_per_s: float) -> None:
    """Exponential handling and patience, everybody alike, phones answered at once: a formula knows."""
    handling_s, patience_s = 100.0, 150.0
    scenario = Scenario(
        centre=one_queue(operators),
        calls=40_000,
        arrivals_per_s=arrivals_per_s,
        lines={"1": 1},
        handling_s=handling_s,
        patience_s=patience_s,
        answer_s=0,
        ring_delay_s=0,
    )
    outcome = Twin(scenario).run()
    theory = erlang_a(arrivals_per_s, handling_s, patience_s, operators)
    waits = [*outcome.waits.answered_s, *outcome.waits.abandoned_s]
    assert outcome.waits.abandonment == pytest.approx(theory.abandoned, abs=0.012)
    assert sum(waits) / len(waits) == pytest.approx(theory.mean_wait_s, abs=0.012 * patience_s)
    assert sum(wait > 0 for wait in waits) / len(waits) == pytest.approx(theory.waiting, abs=0.03)


def test_a_hundred_thousand_calls_pass_through_the_router() -> None:
    scenario = replace(BUSY_DAY, centre=big_centre(200), calls=100_000, arrivals_per_s=200 / 210)
    outcome = Twin(scenario).run()
    assert outcome.calls == 100_000
    level = outcome.waits.service_level(30)
    assert level.ignored is not None and level.negative is not None and level.positive is not None
    assert level.negative <= level.ignored and level.negative <= level.positive
