"""What the centre owes: who gets it when, how it is dialled, and that it never disappears."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from centre import ANNA, BORIS, GALINA, HOTLINE, VERA, World, reconfigured

from thirdring.acd.actions import Dial, HangUpCall, HangUpLeg, Join, Play, Ring
from thirdring.acd.centre import PromiseRules
from thirdring.acd.facts import Ended, Joined, NoticeHeard, Offered, Queued
from thirdring.acd.inputs import (
    AttemptFailed,
    AttemptOutcome,
    AttemptRequested,
    CallArrived,
    CallBackRequested,
    CalleeAnswered,
    CalleeGone,
    CallerGone,
    DialWay,
    DigitPressed,
    GoneCause,
    HangUpRequested,
    Illegal,
    LegEnd,
    MessageRecorded,
    OperatorLoggedOut,
    OperatorPaused,
    OperatorReady,
    Owner,
    PromiseKept,
    PromiseMoved,
    PromiseOpened,
    PromisePutBack,
    PromiseWithdrawn,
    PromptEnded,
    WrapUpEnded,
)
from thirdring.acd.moment import seconds
from thirdring.acd.promise_facts import (
    AttemptEnded,
    Dialled,
    Promised,
    PromiseEnded,
    PromiseGiven,
    PromiseOverdue,
    PromiseReturned,
    PromiseScheduled,
    PromiseSeen,
)
from thirdring.acd.rules import rules_in_full
from thirdring.regulation import known

RULES = rules_in_full(known()[0])
CENTRE = reconfigured(rules=RULES)


def waits(w: World, call: str, caller: str = "+70000000001") -> None:
    w.feed(CallArrived, call=call, line=HOTLINE, caller=caller)
    w.feed(PromptEnded, call=call, prompt="recorded")


def goes_home(w: World, call: str) -> None:
    """The prompts are heard to the end of the call."""
    while call in w.state.calls:
        w.feed(PromptEnded, call=call, prompt=w.state.calls[call].prompt)


def asks_for_call_back(w: World, call: str) -> None:
    """The caller is offered the choice and takes the second one."""
    for digit in "21":
        w.feed(DigitPressed, call=call, digit=digit)
    goes_home(w, call)


def leaves_message(w: World, call: str) -> None:
    w.feed(DigitPressed, call=call, digit="1")
    w.feed(PromptEnded, call=call, prompt="leave-message")
    w.feed(MessageRecorded, call=call, recording=f"message-{call}", span=seconds(9))
    goes_home(w, call)


def owed() -> World:
    """One caller is owed a call-back, nobody is there."""
    w = World(CENTRE)
    waits(w, "a")
    w.pass_time(30)
    asks_for_call_back(w, "a")
    return w


def given() -> World:
    """Anna has come and been given it."""
    w = owed()
    w.sits_down(ANNA)
    assert held(w, ANNA) == "p1"
    return w


def held(w: World, operator: int) -> str:
    return w.state.operators[operator].promise


def attempt(w: World) -> str:
    """The call that was dialled last."""
    return w.told(Dialled)[-1].call


def promise_is(w: World) -> str:
    ended = w.told(PromiseEnded)
    return str(ended[-1].how if ended else w.state.promises["p1"].state)


def dials(w: World, way: DialWay = DialWay.OPERATOR_FIRST, operator: int = ANNA) -> None:
    w.feed(AttemptRequested, operator=operator, promise="p1", way=way)


def speaking() -> World:
    w = given()
    dials(w)
    w.answers(ANNA)
    reached(w)
    return w


def reached(w: World) -> None:
    """The person answers, and hears that the conversation is recorded."""
    w.feed(CalleeAnswered, call=attempt(w))
    w.feed(PromptEnded, call=attempt(w), prompt="recorded")


def refused(w: World, kind: type[Any], **fields: Any) -> str:
    with pytest.raises(Illegal) as illegal:
        w.feed(kind, **fields)
    return illegal.value.code


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


# --- dialling ---


def test_the_desk_shows_the_promise() -> None:
    w = given()
    w.feed(PromiseOpened, operator=ANNA, promise="p1")
    assert w.told(PromiseSeen) == [PromiseSeen("p1", ANNA)]
    assert refused(w, PromiseOpened, operator=ANNA, promise="p2") == "not_your_promise"


def test_operator_first_her_phone_rings_then_the_person_is_dialled_and_joined() -> None:
    w = given()
    dials(w)
    assert w.told(Dialled) == [Dialled(attempt(w), HOTLINE, 1, "+70000000001", "p1")]
    assert w.told(Ring)[-1].leg == f"{attempt(w)}~1" and not w.told(Dial)
    w.answers(ANNA)
    assert w.told(Dial) == [Dial(attempt(w), "+70000000001", HOTLINE)]
    w.feed(CalleeAnswered, call=attempt(w))
    assert w.told(Play)[-1] == Play(attempt(w), "recorded") and not w.told(Join)
    w.feed(PromptEnded, call=attempt(w), prompt="recorded")
    assert w.told(NoticeHeard)[-1].call == attempt(w)
    assert w.told(Join) == [Join(attempt(w), f"{attempt(w)}~1")]
    assert w.call_is(attempt(w)) == "talking"


def test_person_first_the_operators_phone_rings_when_the_person_has_answered() -> None:
    w = given()
    dials(w, DialWay.CALLER_FIRST)
    assert w.told(Dial) and not w.told(Ring)
    reached(w)
    assert w.told(Offered)[-1].operator == ANNA
    w.answers(ANNA)
    assert w.told(Joined)[-1].call == attempt(w)
    w.ends_talk(ANNA)
    w.feed(WrapUpEnded, operator=ANNA)
    assert promise_is(w) == "kept"


def test_person_first_another_operator_serves_if_this_one_misses_it() -> None:
    w = given()
    dials(w, DialWay.CALLER_FIRST)
    w.sits_down(BORIS)
    reached(w)
    assert w.told(Queued)[-1].since == w.told(Queued)[0].since, "in the place of the first call"
    w.pass_time(14.5)
    assert w.ringing_for(attempt(w)) == BORIS
    w.answers(BORIS)
    assert (held(w, ANNA), held(w, BORIS)) == ("", "p1")
    w.hangs_up(attempt(w))
    w.feed(WrapUpEnded, operator=BORIS)
    (ended,) = w.told(PromiseEnded)
    assert (ended.how, ended.operator) == ("kept", BORIS)


def test_a_person_called_first_who_hangs_up_waiting_is_called_again() -> None:
    w = given()
    dials(w, DialWay.CALLER_FIRST)
    reached(w)
    w.hangs_up(attempt(w))
    assert w.told(AttemptEnded)[-1].outcome == "hung up waiting"
    assert promise_is(w) == "open"
    assert len(w.told(Promised)) == 1, "nothing is owed twice"


def test_what_was_spoken_about_is_kept_when_the_wrap_up_ends() -> None:
    w = speaking()
    w.pass_time(60)
    w.ends_talk(ANNA)
    assert promise_is(w) == "attempting"
    w.feed(WrapUpEnded, operator=ANNA)
    assert w.told(PromiseEnded) == [PromiseEnded("p1", "kept", ANNA)]
    assert w.operator_is(ANNA) == "ready"


def test_an_answering_machine_is_no_conversation() -> None:
    w = speaking()
    w.feed(AttemptFailed, operator=ANNA, promise="p1", outcome=AttemptOutcome.MACHINE)
    w.ends_talk(ANNA)
    w.feed(WrapUpEnded, operator=ANNA)
    (ended,) = w.told(AttemptEnded)
    assert (ended.attempts, ended.next_at) == (1, w.now + seconds(1800))
    assert promise_is(w) == "open"


@pytest.mark.parametrize(
    ("cause", "outcome"), [(LegEnd.BUSY, "busy"), (LegEnd.REFUSED, "refused"), (LegEnd.HUNG_UP, "no answer")]
)
def test_who_is_not_reached_is_called_again_later_and_the_operator_is_free(
    cause: LegEnd, outcome: str
) -> None:
    w = given()
    dials(w)
    w.answers(ANNA)
    w.feed(CalleeGone, call=attempt(w), cause=cause)
    assert HangUpLeg(f"{attempt(w)}~1") in w.effects
    assert (w.told(AttemptEnded)[0].outcome, w.told(Ended)[-1].how) == (outcome, "not reached")
    assert w.operator_is(ANNA) == "ready"
    w.pass_time(1799.9)
    assert held(w, ANNA) == ""
    w.pass_time(0.1)
    assert held(w, ANNA) == "p1"


def test_a_phone_that_rings_too_long_is_hung_up() -> None:
    w = given()
    dials(w)
    w.answers(ANNA)
    w.pass_time(40)
    assert HangUpCall(attempt(w)) in w.effects
    assert w.told(AttemptEnded)[0].outcome == "no answer"


def test_after_three_attempts_at_different_times_the_person_is_unreachable() -> None:
    w = given()
    moments = []
    for pause_s in (1800, 10_800, 0):
        dials(w)
        w.answers(ANNA)
        moments.append(w.now)
        w.feed(CalleeGone, call=attempt(w), cause=LegEnd.HUNG_UP)
        w.pass_time(pause_s)
    assert promise_is(w) == "unreachable"
    assert not w.state.promises and len(set(moments)) == 3
    assert w.told(AttemptEnded)[-1].next_at == 0


def test_an_attempt_that_failed_for_our_own_reasons_does_not_count() -> None:
    w = given()
    for _ in range(5):
        dials(w)
        w.answers(ANNA)
        w.feed(CalleeGone, call=attempt(w), cause=LegEnd.FAILED)
        w.pass_time(1800)
    assert [fact.attempts for fact in w.told(AttemptEnded)] == [0] * 5
    assert held(w, ANNA) == "p1"


def test_an_operator_who_misses_her_own_phone_has_dialled_nobody() -> None:
    w = given()
    dials(w)
    w.pass_time(14.5)
    assert w.call_is(attempt(w)) == "ended" and not w.told(Dial)
    assert promise_is(w) == "open" and w.reason(ANNA) == "missed"
    assert not w.told(AttemptEnded)


@pytest.mark.parametrize("way", list(DialWay))
def test_an_operator_who_gives_up_dialling_puts_it_back(way: DialWay) -> None:
    w = given()
    dials(w, way)
    if way is DialWay.OPERATOR_FIRST:
        w.answers(ANNA)
        w.feed(HangUpRequested, operator=ANNA)
    else:
        w.feed(PromisePutBack, operator=ANNA, promise="p1", reason="the wrong button")
    assert HangUpCall(attempt(w)) in w.effects
    assert (promise_is(w), w.operator_is(ANNA)) == ("open", "ready")


@pytest.mark.parametrize("leaving", [OperatorPaused, OperatorLoggedOut])
@pytest.mark.parametrize("dialling", [False, True])
def test_an_operator_who_leaves_takes_nothing_along(leaving: type[Any], dialling: bool) -> None:
    w = given()
    if dialling:
        dials(w, DialWay.CALLER_FIRST)
    w.feed(leaving, operator=ANNA, **({"reason": "lunch"} if leaving is OperatorPaused else {}))
    assert promise_is(w) == "open" and held(w, ANNA) == ""
    assert not w.state.calls
    assert w.told(PromiseReturned)


def test_a_lost_conversation_is_tried_again_and_owed_once() -> None:
    w = speaking()
    w.feed(CallerGone, call=attempt(w), cause=GoneCause.LOST)
    w.feed(WrapUpEnded, operator=ANNA)
    assert w.told(AttemptEnded)[0].outcome == "broken"
    assert promise_is(w) == "open" and len(w.told(Promised)) == 1


def test_another_number_can_be_dialled_and_one_is_needed() -> None:
    w = World(CENTRE)
    w.sits_down(ANNA)
    waits(w, "a", caller="")
    w.answers(ANNA)
    w.feed(CallerGone, call="a", cause=GoneCause.LOST)
    w.feed(WrapUpEnded, operator=ANNA)
    assert held(w, ANNA) == "p1"
    assert refused(w, AttemptRequested, operator=ANNA, promise="p1") == "number_missing"
    w.feed(AttemptRequested, operator=ANNA, promise="p1", number="+70000000005")
    assert w.told(Dialled)[0].number == "+70000000005"
    assert refused(w, PromiseKept, operator=ANNA, promise="p1").startswith("not_while")


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
