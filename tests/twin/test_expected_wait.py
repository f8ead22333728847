"""The wait that callers are told, against what they then wait, with three times too many callers."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from thirdring.acd.rules import rules_in_full
from thirdring.measures import Pace, speakable_s
from thirdring.regulation import known
from thirdring.twin import Scenario, Twin, one_queue
from thirdring.twin.telling import Telling

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


def test_in_an_epidemic_callers_are_told_better_than_by_the_mean_of_recent_waits() -> None:
    telling = Telling()
    Twin(EPIDEMIC, telling.witness).run()
    assert len(telling.ours) > 1000
    assert telling.error_s < 0.8 * telling.naive_error_s, (telling.error_s, telling.naive_error_s)


def test_who_is_called_back_in_his_place_counts_in_what_those_behind_him_are_told() -> None:
    telling = Telling()
    callers = replace(
        EPIDEMIC,
        centre=msgspec.structs.replace(EPIDEMIC.centre, rules=rules_in_full(known()[0])),
        missed=0.01,
        choices={"": 50, "1": 20, "2": 25, "3": 5},
    )
    Twin(callers, telling.witness).run()
    assert len(telling.ours) > 1000
    assert telling.error_s < 0.25 * telling.naive_error_s, (telling.error_s, telling.naive_error_s)


def test_calls_that_are_owed_lengthen_the_wait_and_nobody_gives_them_up() -> None:
    pace = Pace()
    pace.pass_until(600_000_000, 10)
    pace.hand_offs, pace.given_up = 10, 10
    alone, behind_many = pace.expected_s(10, 0.01), pace.expected_s(10, 0.01, 1000)
    assert behind_many == pytest.approx(pace.expected_s(1, 0.01, 1000))  # who waited has long gone
    assert behind_many > 1000 * alone / 10


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
