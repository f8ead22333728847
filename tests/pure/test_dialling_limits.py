"""How often may be dialled within an hour: by one operator, and by all together."""

from __future__ import annotations

import msgspec
from centre import ANNA, HOTLINE, VERA, World, reconfigured
from owing import RULES, attempt, refused

from thirdring.acd.facts import CENTRE_AS_A_WHOLE, DialsExhausted
from thirdring.acd.inputs import CalleeGone, DialOrdered, LegEnd, PromiseWithdrawn
from thirdring.acd.operators import OperatorState
from thirdring.acd.promise_facts import Dialled

ABOUT = {
    "call": "long-over",
    "line": HOTLINE,
    "queue": "policies",
    "number": "+70000000001",
    "why": "",
}


def centre(operator_dials: int, dials: int) -> World:
    """Anna and Vera are ready, and may dial so often within an hour."""
    assert RULES.promises is not None
    owed = msgspec.structs.replace(RULES.promises, operator_dials=operator_dials, dials=dials)
    w = World(reconfigured(rules=msgspec.structs.replace(RULES, promises=owed)))
    for operator in (ANNA, VERA):
        w.sits_down(operator)
    return w


def dials_in_vain(w: World, operator: int) -> None:
    w.feed(DialOrdered, operator=operator, **ABOUT)
    w.answers(operator)
    w.feed(CalleeGone, call=attempt(w), cause=LegEnd.BUSY)
    w.feed(PromiseWithdrawn, operator=operator, promise=w.told(Dialled)[-1].promise)
    assert w.operator_is(operator) == OperatorState.READY


def exhausted(w: World) -> list[tuple[int, int]]:
    return [(told.operator, told.count) for told in w.told(DialsExhausted)]


def test_who_has_dialled_too_often_is_told_of_and_refused_until_the_hour_has_passed() -> None:
    w = centre(operator_dials=2, dials=0)
    dials_in_vain(w, ANNA)
    w.pass_time(600)
    assert exhausted(w) == []
    dials_in_vain(w, ANNA)
    assert exhausted(w) == [(ANNA, 2)]
    assert refused(w, DialOrdered, operator=ANNA, **ABOUT) == "dialled_too_often"
    dials_in_vain(w, VERA)  # whose hour is her own
    w.pass_time(3000)
    dials_in_vain(w, ANNA)


def test_a_refusal_leaves_no_promise_behind() -> None:
    w = centre(operator_dials=1, dials=0)
    dials_in_vain(w, ANNA)
    promises = set(w.state.promises)
    refused(w, DialOrdered, operator=ANNA, **ABOUT)
    assert set(w.state.promises) == promises
    assert w.operator_is(ANNA) == OperatorState.READY


def test_all_together_have_a_limit_too() -> None:
    w = centre(operator_dials=0, dials=2)
    dials_in_vain(w, ANNA)
    dials_in_vain(w, VERA)
    assert exhausted(w) == [(CENTRE_AS_A_WHOLE, 2)]
    assert refused(w, DialOrdered, operator=VERA, **ABOUT) == "centre_dialled_too_often"
