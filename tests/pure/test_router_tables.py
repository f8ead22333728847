"""The two tables, and the page drawn from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from thirdring.acd import calls, diagrams, operators
from thirdring.acd.calls import CallState, after
from thirdring.acd.facts import Arrived, Joined, Queued, Rang
from thirdring.acd.operators import OperatorState

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "states.md"


def test_the_page_of_diagrams_is_the_one_that_the_tables_give() -> None:
    assert PAGE.read_text(encoding="utf-8") == diagrams.page(), (
        "the tables have changed: python -m thirdring.acd.diagrams > docs/reference/states.md"
    )


def test_every_state_stands_in_its_table() -> None:
    assert set(calls.TRANSITIONS) == set(CallState)
    assert set(operators.TRANSITIONS) == set(OperatorState)


def test_every_state_but_the_end_can_be_left_and_every_one_reached() -> None:
    reached = {target for turns in calls.TRANSITIONS.values() for target in turns.values()}
    assert reached | {CallState.ANNOUNCED} == set(CallState)
    assert [state for state, turns in calls.TRANSITIONS.items() if not turns] == [CallState.ENDED]
    reached = {target for turns in operators.TRANSITIONS.values() for target in turns.values()}
    assert reached == set(OperatorState)


def test_whoever_is_logged_in_can_always_leave() -> None:
    for state, turns in operators.TRANSITIONS.items():
        if state is not OperatorState.LOGGED_OUT:
            assert turns[operators.OperatorTurn.LOGS_OUT] is OperatorState.LOGGED_OUT


def test_a_fact_that_turns_nothing_leaves_the_state() -> None:
    assert after(CallState.OFFERED, Rang("a", "a~1", 1)) is CallState.OFFERED


def test_a_call_begins_by_arriving_and_by_nothing_else() -> None:
    assert after(None, Arrived("a", "1001", 1, "+7", "")) is CallState.ANNOUNCED
    with pytest.raises(KeyError):
        after(None, Queued("a", "hotline", 0, 0, 1))


def test_a_turn_that_the_table_does_not_know_is_an_error_of_the_program() -> None:
    with pytest.raises(KeyError):
        after(CallState.ANNOUNCED, Joined("a", "a~1", 1))
