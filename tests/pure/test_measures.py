"""Formulas against figures computed by hand or printed in the literature."""

from __future__ import annotations

from math import exp, factorial

import pytest

from thirdring.measures import (
    Tally,
    Waits,
    average_handling_time,
    erlang_a,
    erlang_c,
    occupancy,
    percentile,
    service_level,
)


def test_three_service_levels_differ_by_what_is_made_of_those_who_hang_up() -> None:
    """Ten callers: six answered, four of them within 20 s; four hang up, one of them within 20 s."""
    waits = Waits(answered_s=[0, 5, 19.9, 20, 20.1, 60], abandoned_s=[10, 21, 40, 90])
    level = waits.service_level(20)
    assert level.ignored == 4 / 9
    assert level.negative == 4 / 10
    assert level.positive == 5 / 10
    assert waits.abandonment == 0.4


def test_speed_of_answer_counts_only_those_answered() -> None:
    assert Waits([10, 20, 30], [600]).average_speed_of_answer_s == 20


def test_a_figure_without_meaning_is_none() -> None:
    nobody = Waits()
    assert nobody.average_speed_of_answer_s is None
    assert nobody.service_level(20).ignored is None
    assert percentile([], 0.9) is None
    assert average_handling_time(0, 0, 0, 0) is None
    assert occupancy(0, 0) is None


def test_a_percentile_is_a_value_that_really_occurred() -> None:
    assert percentile([5, 1, 4, 2, 3], 0.5) == 3
    assert percentile([1, 2, 3, 4], 0.99) == 4


def test_handling_is_talk_hold_and_wrap_up() -> None:
    assert average_handling_time(1800, 200, 400, 10) == 240
    assert occupancy(2400, 600) == 0.8


def test_erlang_c_agrees_with_its_definition() -> None:
    """360 calls an hour of 240 s, 24 erlang, by 28 operators: the recursion against the plain sum."""
    load, operators = 24.0, 28
    busy = load**operators / factorial(operators) * operators / (operators - load)
    expected = busy / (sum(load**n / factorial(n) for n in range(operators)) + busy)
    found = erlang_c(0.1, 240, operators)
    assert found.waiting == pytest.approx(expected)
    assert found.service_level(20) == pytest.approx(1 - expected * exp(-4 * 20 / 240))


def test_one_operator_is_the_formula_of_the_single_server() -> None:
    """With one operator the share who wait is the load, and the mean wait is load ÷ (1 − load) · AHT."""
    found = erlang_c(0.01, 60, 1)
    assert found.waiting == pytest.approx(0.6)
    assert found.mean_wait_s == pytest.approx(0.6 / 0.4 * 60)


def test_too_few_operators_are_refused_with_the_load() -> None:
    with pytest.raises(ValueError, match=r"24\.0"):
        erlang_c(0.1, 240, 24)


def test_endless_patience_makes_erlang_a_erlang_c() -> None:
    patient, endless = erlang_a(0.1, 240, 1e7, 28), erlang_c(0.1, 240, 28)
    assert patient.waiting == pytest.approx(endless.waiting, rel=1e-3)
    assert patient.mean_wait_s == pytest.approx(endless.mean_wait_s, rel=1e-2)


def test_impatience_keeps_an_overloaded_centre_stable() -> None:
    """Load 30 on 25 operators: at least a sixth of the callers must give up."""
    found = erlang_a(0.125, 240, 120, 25)
    assert 1 - 25 / 30 < found.abandoned < 0.25
    assert found.mean_wait_s == pytest.approx(found.abandoned * 120)


def test_patience_equal_to_handling_makes_a_queue_without_servers() -> None:
    """When callers give up as fast as they are served, the number present is Poisson with the load."""
    found = erlang_a(0.1, 100, 100, 10)
    assert found.waiting == pytest.approx(0.5421, abs=0.001)  # P(N ≥ 10), N ~ Poisson(10)


def test_a_service_level_from_counts_is_that_of_the_waits_themselves() -> None:
    waits = Waits(answered_s=[3, 20, 31], abandoned_s=[2, 90])
    assert service_level(answered_within=2, abandoned_within=1, offered=5) == waits.service_level(20)


def test_figures_of_a_day_follow_from_the_sum_of_its_lines() -> None:
    first = Tally(offered=4, answered=3, answered_within=3, abandoned=1, abandoned_within=1, wait_ms=30_000)
    second = Tally(offered=1, answered=1, wait_ms=90_000, told=1, told_error_ms=20_000)
    day = first + second
    assert day.level == service_level(answered_within=3, abandoned_within=1, offered=5)
    assert day.average_speed_of_answer_s == 30
    assert day.abandonment == 0.2
    assert day.told_error_s == 20


def test_a_day_without_calls_has_no_figures() -> None:
    empty = Tally()
    assert empty.level.negative is None
    assert empty.abandonment is empty.average_speed_of_answer_s is empty.told_error_s is None
