"""What the centre owes: who gets it when, and that it never disappears."""

from __future__ import annotations

import msgspec
import pytest
from centre import ANNA, BORIS, GALINA, VERA, World, reconfigured
from owing import (
    CENTRE,
    RULES,
    asks_for_call_back,
    attempt,
    dials,
    given,
    held,
    leaves_message,
    owed,
    promise_is,
    refused,
    waits,
)

from thirdring.acd.centre import PromiseRules
from thirdring.acd.inputs import (
    CallBackRequested,
    CalleeGone,
    CallerGone,
    GoneCause,
    LegEnd,
    OperatorReady,
    Owner,
    PromiseKept,
    PromiseMoved,
    PromisePutBack,
    PromiseWithdrawn,
    WrapUpEnded,
)
from thirdring.acd.moment import seconds
from thirdring.acd.promise_facts import (
    Promised,
    PromiseEnded,
    PromiseGiven,
    PromiseOverdue,
    PromiseScheduled,
)

# --- who gets what, and when ---


def test_a_freed_operator_is_given_what_is_owed() -> None:
    w = given()
    assert w.operator_is(ANNA) == "promise"
    assert w.told(PromiseGiven) == [PromiseGiven("p1", "a", ANNA)]
    assert promise_is(w) == "assigned"


def test_an_operator_who_stands_ready_is_given_it_as_soon_as_it_is_owed() -> None:
    w = World(CENTRE)
    w.sits_down(GALINA)
    waits(w, "a")
    w.pass_time(30)
    asks_for_call_back(w, "a")
    assert held(w, GALINA) == "", "she is of another department"
    w.sits_down(ANNA)
    assert held(w, ANNA) == "p1"


def test_a_call_back_keeps_the_place_of_its_caller_among_those_who_wait() -> None:
    w = World(CENTRE)
    waits(w, "first")
    w.pass_time(1)
    waits(w, "second")
    w.pass_time(1)
    waits(w, "third")
    w.pass_time(29)
    asks_for_call_back(w, "second")
    w.sits_down(ANNA, BORIS, VERA)
    assert w.ringing_for("first") == ANNA
    assert held(w, BORIS) == "p1"
    assert w.ringing_for("third") == VERA


def test_a_message_comes_after_all_who_wait_and_the_oldest_first() -> None:
    w = World(CENTRE)
    waits(w, "m1")
    waits(w, "m2")
    waits(w, "late")
    w.pass_time(30)
    leaves_message(w, "m2")
    w.pass_time(1)
    leaves_message(w, "m1")
    w.sits_down(ANNA)
    assert w.ringing_for("late") == ANNA
    w.sits_down(BORIS, VERA)
    assert [fact.origin_call for fact in w.told(PromiseGiven)] == ["m2", "m1"]


def test_a_message_that_is_nearly_due_competes_with_those_who_wait() -> None:
    w = World(CENTRE)
    waits(w, "m")
    w.pass_time(30)
    leaves_message(w, "m")
    w.pass_time(4 * 3600 - 1800)
    waits(w, "late")
    w.sits_down(ANNA)
    assert held(w, ANNA) == "p1"


def test_an_emergency_goes_before_all_that_is_owed() -> None:
    w = owed()
    w.arrives("e", "112")
    w.sits_down(ANNA)
    assert w.ringing_for("e") == ANNA


def test_who_hangs_up_while_he_waits_is_called_back_unless_his_number_is_withheld() -> None:
    w = World(CENTRE)
    waits(w, "a")
    waits(w, "b", caller="")
    w.hangs_up("a")
    w.hangs_up("b")
    assert [(fact.call, fact.origin) for fact in w.told(Promised)] == [("a", "missed")]


def test_a_broken_conversation_is_owed_a_call() -> None:
    w = World(CENTRE)
    w.sits_down(ANNA)
    waits(w, "a")
    w.answers(ANNA)
    w.feed(CallerGone, call="a", cause=GoneCause.LOST)
    (promise,) = w.told(Promised)
    assert (promise.origin, promise.kind, promise.promise) == ("broken", "call back", "p1")


def test_without_the_rule_a_promise_is_told_and_kept_by_nobody() -> None:
    w = World()
    w.sits_down(ANNA)
    w.arrives("a")
    w.feed(CallerGone, call="a", cause=GoneCause.LOST)
    assert w.told(Promised)[0].promise == ""
    w.pass_time(1)
    assert not w.state.promises and w.operator_is(ANNA) == "ready"


def test_a_promise_that_nobody_begins_goes_to_the_next_and_the_operator_is_set_aside() -> None:
    w = given()
    w.pass_time(119.999)
    assert held(w, ANNA) == "p1"
    w.pass_time(0.001)
    assert (w.operator_is(ANNA), w.reason(ANNA)) == ("set aside", "promise not taken")
    w.sits_down(BORIS)
    w.pass_time(30)
    assert held(w, BORIS) == "p1"


# --- its end, its owner, its time ---


def test_a_person_who_wants_it_no_longer_withdraws_it_at_any_operator() -> None:
    w = owed()
    w.sits_down(GALINA)
    w.feed(PromiseWithdrawn, operator=GALINA, promise="p1", reason="has called again")
    assert w.told(PromiseEnded) == [PromiseEnded("p1", "withdrawn", GALINA, "has called again")]
    assert refused(w, PromiseWithdrawn, operator=GALINA, promise="p1") == "unknown_promise"


def test_what_another_has_been_given_cannot_be_withdrawn_meanwhile() -> None:
    w = given()
    w.sits_down(BORIS)
    assert refused(w, PromiseWithdrawn, operator=BORIS, promise="p1") == "promise_with_another"


def test_a_promise_answered_by_other_means_is_kept() -> None:
    w = given()
    w.feed(PromiseKept, operator=ANNA, promise="p1")
    assert (promise_is(w), w.operator_is(ANNA)) == ("kept", "ready")


def test_putting_back_needs_a_reason_and_may_name_another_owner() -> None:
    w = given()
    assert refused(w, PromisePutBack, operator=ANNA, promise="p1", reason="") == "reason_missing"
    two = Owner(queue="policies", operator=GALINA)
    assert refused(w, PromisePutBack, operator=ANNA, promise="p1", reason="x", owner=two) == "one_owner"
    w.feed(PromisePutBack, operator=ANNA, promise="p1", reason="policies", owner=Owner(operator=GALINA))
    w.sits_down(BORIS, GALINA)
    w.pass_time(30)
    assert (held(w, BORIS), held(w, GALINA)) == ("", "p1")


@pytest.mark.parametrize("moment", [-1, 18_446_744_073_709_551_615, 253_402_300_800_000_000])
def test_nobody_is_called_at_a_moment_that_no_calendar_has(moment: int) -> None:
    """Beyond what a table holds, and beyond the year 9999."""
    w = given()
    wish = {"operator": ANNA, "promise": "p1", "reason": "in ten thousand years"}
    assert refused(w, PromisePutBack, **wish, not_before=moment) == "moment_too_far"
    w.sits_down(BORIS)
    waits(w, "b")
    w.answers(BORIS)
    wish = {"operator": BORIS, "owner": Owner(operator=BORIS), "why": "much later"}
    assert refused(w, CallBackRequested, **wish, not_before=moment) == "moment_too_far"
    w.feed(CallBackRequested, **wish, not_before=w.now + seconds(365 * 86_400))
    assert held(w, ANNA) == "p1"


def test_a_call_at_a_chosen_time_is_not_made_before_it() -> None:
    w = World(CENTRE)
    w.sits_down(ANNA)
    waits(w, "a")
    w.answers(ANNA)
    at = w.now + seconds(7200)
    w.feed(CallBackRequested, operator=ANNA, owner=Owner(operator=ANNA), not_before=at, why="after work")
    assert w.told(Promised)[0].origin == "chosen time"
    w.hangs_up("a")
    w.feed(WrapUpEnded, operator=ANNA)
    w.pass_time(7199.9)
    assert held(w, ANNA) == ""
    w.pass_time(0.2)
    assert held(w, ANNA) == "p1"


def test_a_department_keeps_what_it_owes() -> None:
    w = World(CENTRE)
    w.sits_down(ANNA)
    waits(w, "a")
    w.answers(ANNA)
    w.feed(CallBackRequested, operator=ANNA, owner=Owner(skill="dept:policies"), level_2_busy=True)
    assert w.told(Promised)[0].origin == "level 2 busy"
    w.sits_down(BORIS, GALINA)
    assert (held(w, BORIS), held(w, GALINA)) == ("", "p1")


def test_quiet_hours_come_from_outside_and_hold_it_back() -> None:
    w = owed()
    morning = w.now + seconds(8 * 3600)
    w.feed(PromiseMoved, promise="p1", not_before=morning, due=morning + seconds(7200))
    assert w.told(PromiseScheduled)[-1].due == morning + seconds(7200)
    w.sits_down(ANNA)
    w.pass_time(8 * 3600 - 1)
    assert held(w, ANNA) == ""
    w.pass_time(1)
    assert held(w, ANNA) == "p1"


def test_an_overdue_promise_raises_the_alarm_and_leaves_an_absent_person_for_his_queue() -> None:
    w = World(CENTRE)
    w.sits_down(ANNA)
    waits(w, "a")
    w.answers(ANNA)
    w.feed(CallBackRequested, operator=ANNA, owner=Owner(operator=GALINA))
    w.hangs_up("a")
    w.sits_down(VERA)
    w.pass_time(4 * 3600)
    assert [fact.promise for fact in w.told(PromiseOverdue)] == ["p1"]
    assert w.told(PromiseScheduled)[-1].owner == Owner(queue="policies")
    assert held(w, VERA) == "p1"


def test_the_numbers_are_the_rules() -> None:
    rules = msgspec.structs.replace(RULES, promises=PromiseRules(attempts=1, again=(seconds(60),)))
    w = World(reconfigured(rules=rules))
    waits(w, "a")
    w.pass_time(30)
    asks_for_call_back(w, "a")
    w.sits_down(ANNA)
    dials(w)
    w.answers(ANNA)
    w.feed(CalleeGone, call=attempt(w), cause=LegEnd.BUSY)
    assert promise_is(w) == "unreachable"


def test_a_ready_operator_has_to_put_a_promise_back_to_be_rid_of_it() -> None:
    assert refused(given(), OperatorReady, operator=ANNA) == "not_while_promise"
