"""How an operator keeps a promise: both ways of dialling, and every way in which it may fail."""

from __future__ import annotations

from typing import Any

import pytest
from centre import ANNA, BORIS, HOTLINE, World
from owing import (
    CENTRE,
    attempt,
    dials,
    given,
    held,
    promise_is,
    reached,
    refused,
    speaking,
    waits,
)

from thirdring.acd.actions import Dial, HangUpCall, HangUpLeg, Join, Play, Ring
from thirdring.acd.facts import Ended, Joined, NoticeHeard, Offered, Queued
from thirdring.acd.inputs import (
    AttemptFailed,
    AttemptOutcome,
    AttemptRequested,
    CallBackRequested,
    CalleeAnswered,
    CalleeGone,
    CallerGone,
    DialWay,
    GoneCause,
    HangUpRequested,
    LegEnd,
    OperatorLoggedOut,
    OperatorPaused,
    Owner,
    PhoneLost,
    PromiseKept,
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
    PromiseReturned,
    PromiseSeen,
)


def test_the_desk_shows_the_promise() -> None:
    w = given()
    w.feed(PromiseOpened, operator=ANNA, promise="p1")
    assert w.told(PromiseSeen) == [PromiseSeen("p1", ANNA)]
    assert refused(w, PromiseOpened, operator=ANNA, promise="p2") == "not_your_promise"


def test_operator_first_her_phone_rings_then_the_person_is_dialled_and_joined() -> None:
    w = given()
    dials(w)
    assert w.told(Dialled) == [Dialled(attempt(w), HOTLINE, 1, "+70000000001", "p1")]
    assert w.told(Ring)[-1].leg == f"~{attempt(w)}~1" and not w.told(Dial)
    w.answers(ANNA)
    assert w.told(Dial) == [Dial(attempt(w), "+70000000001", HOTLINE)]
    w.feed(CalleeAnswered, call=attempt(w))
    assert w.told(Play)[-1] == Play(attempt(w), "recorded") and not w.told(Join)
    w.feed(PromptEnded, call=attempt(w), prompt="recorded")
    assert w.told(NoticeHeard)[-1].call == attempt(w)
    assert w.told(Join) == [Join(attempt(w), f"~{attempt(w)}~1")]
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
    ("cause", "outcome"),
    [
        (LegEnd.BUSY, "busy"),
        (LegEnd.REFUSED, "refused"),
        (LegEnd.HUNG_UP, "no answer"),
        (LegEnd.INVALID, "invalid number"),
    ],
)
def test_who_is_not_reached_is_called_again_later_and_the_operator_is_free(
    cause: LegEnd, outcome: str
) -> None:
    w = given()
    dials(w)
    w.answers(ANNA)
    w.feed(CalleeGone, call=attempt(w), cause=cause)
    assert HangUpLeg(f"~{attempt(w)}~1") in w.effects
    assert (w.told(AttemptEnded)[0].outcome, w.told(Ended)[-1].how) == (outcome, "not reached")
    assert w.operator_is(ANNA) == "ready"
    w.pass_time(1799.9)
    assert held(w, ANNA) == ""
    w.pass_time(0.1)
    assert held(w, ANNA) == "p1"


def test_who_hangs_up_during_the_notice_is_called_again() -> None:
    w = given()
    dials(w)
    w.answers(ANNA)
    w.feed(CalleeAnswered, call=attempt(w))
    w.hangs_up(attempt(w))
    (failed,) = w.told(AttemptEnded)
    assert (failed.outcome, failed.attempts) == ("hung up waiting", 1)
    assert w.operator_is(ANNA) == "ready" and promise_is(w) == "open"


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


def test_nobody_hangs_up_on_a_person_who_waits_for_an_operator_who_leaves() -> None:
    w = given()
    dials(w, DialWay.CALLER_FIRST)
    w.feed(PhoneLost, device=w.state.operators[ANNA].device)
    reached(w)
    w.feed(OperatorLoggedOut, operator=ANNA)
    assert w.call_is(attempt(w)) == "waiting" and HangUpCall(attempt(w)) not in w.told(HangUpCall)
    w.sits_down(BORIS)
    w.answers(BORIS)
    assert (w.call_is(attempt(w)), held(w, BORIS)) == ("talking", "p1")


def test_a_promise_that_waits_is_withdrawn_without_the_one_in_hand() -> None:
    w = given()
    dials(w, DialWay.CALLER_FIRST)
    w.arrives("another", HOTLINE)
    w.hangs_up("another")
    other = w.told(Promised)[-1].promise
    w.feed(PromiseWithdrawn, operator=ANNA, promise=other)
    assert promise_is(w) == "withdrawn" and w.told(PromiseEnded)[-1].promise == other
    assert held(w, ANNA) == "p1" and w.call_is(attempt(w)) == "dialling"


def test_while_a_number_is_dialled_no_other_call_is_promised_to_it() -> None:
    w = given()
    dials(w)
    w.answers(ANNA)
    owner = Owner(queue="hotline")
    assert refused(w, CallBackRequested, operator=ANNA, owner=owner) == "call_is_dialling"


def test_who_answers_though_nobody_has_been_dialled_is_not_there() -> None:
    w = given()
    dials(w)
    w.feed(CalleeAnswered, call=attempt(w))
    assert w.ringing_for(attempt(w)) == ANNA and w.call_is(attempt(w)) == "dialling"


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
