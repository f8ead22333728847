"""How often may be dialled within an hour: by one operator, and by all together."""

from __future__ import annotations

import msgspec
from centre import ANNA, HOTLINE, VERA, World, reconfigured
from owing import RULES, attempt, refused

from thirdring.acd.facts import CENTRE_AS_A_WHOLE, DialsExhausted
from thirdring.acd.inputs import (
    CalleeGone,
    DialLimitLift,
    DialLimitRestore,
    DialOrdered,
    LegEnd,
    PromiseWithdrawn,
)
from thirdring.acd.operators import OperatorState
from thirdring.acd.promise_facts import Dialled
from thirdring.acd.supervision_facts import DialLimitLifted

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


BY = {"by": "svetlana", "called": "Svetlana", "reason": "a campaign"}


def lifts(w: World, operator: int) -> None:
    w.feed(DialLimitLift, operator=operator, **BY)


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


def test_a_supervisor_lifts_the_limit_of_one_operator_and_says_why() -> None:
    w = centre(operator_dials=1, dials=0)
    for operator in (ANNA, VERA):
        dials_in_vain(w, operator)
    lifts(w, ANNA)
    for _ in range(3):
        dials_in_vain(w, ANNA)
    assert exhausted(w) == [(ANNA, 1), (VERA, 1)]
    assert refused(w, DialOrdered, operator=VERA, **ABOUT) == "dialled_too_often"
    [lifted] = w.told(DialLimitLifted)
    assert (lifted.operator, lifted.by, lifted.reason) == (ANNA, "svetlana", "a campaign")


def test_after_an_hour_the_limit_holds_again_and_who_is_beyond_it_is_told_of() -> None:
    w = centre(operator_dials=2, dials=0)
    lifts(w, ANNA)
    w.pass_time(3000)
    for _ in range(3):
        dials_in_vain(w, ANNA)
    assert exhausted(w) == []
    w.pass_time(600)
    assert exhausted(w) == [(ANNA, 3)]
    assert [told.until == 0 for told in w.told(DialLimitLifted)] == [False, True]
    assert refused(w, DialOrdered, operator=ANNA, **ABOUT) == "dialled_too_often"


def test_a_supervisor_takes_the_lift_back_and_who_is_beyond_the_limit_by_then_is_told_of() -> None:
    w = centre(operator_dials=2, dials=0)
    lifts(w, ANNA)
    for _ in range(3):
        dials_in_vain(w, ANNA)
    w.feed(DialLimitRestore, operator=ANNA, **{**BY, "reason": "the campaign is over"})
    lifted, holds = w.told(DialLimitLifted)
    assert lifted.until > 0
    assert (holds.until, holds.by, holds.reason) == (0, "svetlana", "the campaign is over")
    assert exhausted(w) == [(ANNA, 3)]
    assert refused(w, DialOrdered, operator=ANNA, **ABOUT) == "dialled_too_often"
    w.pass_time(3599)
    assert len(w.told(DialLimitLifted)) == 2, "the hour of the lift ends nothing any more"
    w.pass_time(1)
    dials_in_vain(w, ANNA)


def test_a_lift_after_one_that_was_taken_back_lasts_its_own_hour() -> None:
    w = centre(operator_dials=1, dials=0)
    lifts(w, ANNA)
    w.pass_time(1800)
    w.feed(DialLimitRestore, operator=ANNA, **BY)
    lifts(w, ANNA)
    w.pass_time(3599)
    assert [told.until > 0 for told in w.told(DialLimitLifted)] == [True, False, True]
    w.pass_time(1)
    assert w.told(DialLimitLifted)[-1].until == 0


def test_nothing_is_taken_back_without_a_reason_or_that_was_not_given() -> None:
    w = centre(operator_dials=1, dials=0)
    assert refused(w, DialLimitRestore, operator=ANNA, **BY) == "dial_limit_holds"
    assert refused(w, DialLimitRestore, operator=999, **BY) == "dial_limit_holds"
    lifts(w, ANNA)
    assert refused(w, DialLimitRestore, operator=ANNA, **{**BY, "reason": ""}) == "order_without_reason"
    assert refused(w, DialLimitRestore, operator=VERA, **BY) == "dial_limit_holds"


def test_whoever_has_kept_within_the_limit_meanwhile_is_not_told_of() -> None:
    w = centre(operator_dials=2, dials=0)
    lifts(w, ANNA)
    dials_in_vain(w, ANNA)
    w.pass_time(3600)
    assert exhausted(w) == []
    dials_in_vain(w, ANNA)


def test_the_limit_of_the_centre_stands_whoever_is_let_go_on() -> None:
    w = centre(operator_dials=1, dials=2)
    lifts(w, ANNA)
    dials_in_vain(w, ANNA)
    dials_in_vain(w, ANNA)
    assert refused(w, DialOrdered, operator=ANNA, **ABOUT) == "centre_dialled_too_often"


def test_a_lift_needs_a_reason_somebody_who_is_known_and_a_limit_that_holds() -> None:
    w = centre(operator_dials=1, dials=0)
    assert refused(w, DialLimitLift, operator=ANNA, **{**BY, "reason": ""}) == "order_without_reason"
    assert refused(w, DialLimitLift, operator=999, **BY) == "unknown_operator"
    lifts(w, ANNA)
    assert refused(w, DialLimitLift, operator=ANNA, **BY) == "dial_limit_lifted"
    assert refused(centre(0, 0), DialLimitLift, operator=ANNA, **BY) == "no_dial_limit"
