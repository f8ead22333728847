"""Clause 1 of 141-П: three rings, who missed them, and mobiles whose voice mail must not get the caller."""

from __future__ import annotations

import msgspec
import pytest
from centre import ANNA, ASSISTANCE, BORIS, DMYTRO, SAID, World, breaches, reconfigured

from thirdring.acd.actions import HangUpLeg, Join, JoinLegs, PlayToLeg
from thirdring.acd.centre import Rules
from thirdring.acd.facts import Lifted, MissesRepeated, Offered, OfferEnded
from thirdring.acd.inputs import (
    CallerGone,
    LegAnswered,
    LegDigitPressed,
    LegEnd,
    LegGone,
    OperatorReady,
    TransferMode,
    TransferRequested,
)
from thirdring.acd.moment import seconds
from thirdring.acd.rules import rules_in_full, rules_of
from thirdring.regulation import known

ORDER = known()[0]


def world_of(rules: Rules) -> World:
    return World(reconfigured(rules=rules))


def ringing(rules: Rules | None = None) -> World:
    world = world_of(rules or rules_of(ORDER))
    world.sits_down(ANNA, BORIS)
    world.arrives("a")
    world.pass_time(0.1)
    world.rings(ANNA)
    return world


def rings(world: World) -> int:
    return int(world.told(OfferEnded)[-1].rings)


def test_an_offer_says_how_many_rings_it_allows_and_how_they_follow_each_other() -> None:
    (offered,) = ringing().told(Offered)
    assert (offered.rings, offered.ring_cycle, offered.limit) == (3, seconds(5), seconds(14.5))


@pytest.mark.parametrize(("after_s", "count"), [(0.5, 1), (5.0, 1), (5.1, 2), (10.1, 3), (14.4, 3)])
def test_an_answered_offer_says_how_often_it_rang(after_s: float, count: int) -> None:
    world = ringing()
    world.pass_time(after_s)
    world.answers(ANNA)
    assert rings(world) == count
    assert not breaches(world)


def test_the_offer_is_withdrawn_after_the_third_ring_and_before_the_fourth() -> None:
    world = ringing()
    world.pass_time(14.499999)
    assert world.ringing_for("a") == ANNA
    world.pass_time(0.000001)
    assert world.ringing_for("a") == BORIS
    assert rings(world) == 3


def test_the_judge_finds_who_missed_three_rings() -> None:
    world = ringing()
    world.pass_time(14.5)
    world.answers(BORIS)
    world.hangs_up("a")
    (breach,) = breaches(world)
    assert (breach.edition, breach.clause, breach.call) == ("141-П", "1", "a")
    assert (breach.operator, breach.rings) == (ANNA, 3)


def test_the_edition_sets_cadence_and_number_of_rings() -> None:
    answer = msgspec.structs.replace(ORDER.answer, rings=2, ring_s=1.0, pause_s=3.0)
    world = ringing(rules_of(msgspec.structs.replace(ORDER, answer=answer)))
    world.pass_time(7.5)
    assert world.ringing_for("a") == BORIS
    assert rings(world) == 2


def test_a_phone_that_was_never_heard_to_ring_is_no_breach_of_its_operator() -> None:
    world = world_of(rules_of(ORDER))
    world.sits_down(ANNA)
    world.arrives("a")
    world.pass_time(14.5)
    assert (world.told(OfferEnded)[-1].outcome, rings(world)) == ("missed", 0)
    world.hangs_up("a")
    assert not breaches(world)


def test_who_misses_three_times_within_an_hour_is_told_to_the_supervisor_once() -> None:
    world = world_of(rules_of(ORDER))
    world.sits_down(ANNA)
    for number in range(4):
        world.arrives(f"c{number}")
        world.rings(ANNA)
        world.pass_time(14.5)
        world.feed(CallerGone, call=f"c{number}")
        world.feed(OperatorReady, operator=ANNA)
    assert world.told(MissesRepeated) == [MissesRepeated(ANNA, 3, seconds(3600))]


def test_misses_further_apart_than_the_span_alert_nobody() -> None:
    world = world_of(rules_of(ORDER))
    world.sits_down(ANNA)
    for number in range(4):
        world.arrives(f"c{number}")
        world.pass_time(14.5)
        world.feed(CallerGone, call=f"c{number}")
        world.feed(OperatorReady, operator=ANNA)
        world.pass_time(1800)
    assert not world.told(MissesRepeated)


# --- mobiles ---


def lifted_mobile() -> World:
    world = world_of(rules_in_full(ORDER))
    world.sits_down(DMYTRO)
    world.arrives("a", ASSISTANCE)
    world.rings(DMYTRO)
    world.pass_time(4)
    world.answers(DMYTRO)
    return world


def test_whoever_lifts_a_mobile_is_asked_for_a_key_and_joined_when_it_is_pressed() -> None:
    world = lifted_mobile()
    assert world.told(PlayToLeg) == [PlayToLeg("a~1", "confirm-key")]
    assert [fact.awaits for fact in world.told(Lifted)] == ["key"]
    assert world.call_is("a") == "offered" and not world.told(Join)
    world.feed(LegDigitPressed, leg="a~1", digit="1")
    assert world.told(Join) == [Join("a", "a~1")]
    assert world.call_is("a") == "talking"


def test_a_voice_mail_that_answers_never_gets_the_caller() -> None:
    world = lifted_mobile()
    world.pass_time(10.499999)
    assert world.ringing_for("a") == DMYTRO
    world.pass_time(0.000001)
    assert not world.told(Join)
    assert HangUpLeg("a~1") in world.effects
    assert world.told(OfferEnded)[-1].outcome == "missed"
    assert world.reason(DMYTRO) == "missed"
    world.hangs_up("a")
    assert [(breach.clause, breach.operator) for breach in breaches(world)] == [("1", DMYTRO)]


def test_a_mobile_put_down_without_a_key_has_refused() -> None:
    world = lifted_mobile()
    world.feed(LegGone, leg="a~1", cause=LegEnd.HUNG_UP)
    assert world.told(OfferEnded)[-1].outcome == "refused"
    assert world.call_is("a") == "waiting"


def test_a_mobile_lifted_twice_is_asked_once_and_a_key_too_late_is_nothing() -> None:
    world = lifted_mobile()
    assert world.feed(LegAnswered, leg="a~1") == ()
    world.hangs_up("a")
    assert world.feed(LegDigitPressed, leg="a~1", digit="1") == ()


def test_keys_during_a_conversation_mean_nothing() -> None:
    world = ringing()
    world.answers(ANNA)
    assert world.feed(LegDigitPressed, leg="a~1", digit="5") == ()


def test_a_colleague_on_a_mobile_is_asked_for_a_key_before_the_consultation() -> None:
    world = ringing(rules_in_full(ORDER))
    world.answers(ANNA)
    world.sits_down(DMYTRO)
    world.feed(TransferRequested, operator=ANNA, mode=TransferMode.CONSULT, to_operator=DMYTRO, **SAID)
    world.answers(DMYTRO)
    assert not world.told(JoinLegs)
    world.feed(LegDigitPressed, leg="a~2", digit="0")
    assert world.told(JoinLegs)


def test_a_desk_phone_is_joined_at_once_as_ever() -> None:
    world = ringing(rules_in_full(ORDER))
    world.answers(ANNA)
    assert world.call_is("a") == "talking" and not world.told(PlayToLeg)


# --- ten minutes (clause 8) ---


@pytest.mark.parametrize(("talk_s", "found"), [(599.9, 0), (600.0, 0), (600.1, 1)])
def test_a_question_answered_by_oneself_takes_ten_minutes_at_most(talk_s: float, found: int) -> None:
    world = ringing()
    world.answers(ANNA)
    world.pass_time(talk_s)
    world.ends_talk(ANNA)
    eights = [breach for breach in breaches(world) if breach.clause == "8"]
    assert len(eights) == found
    if found:
        assert (eights[0].operator, eights[0].seconds) == (ANNA, pytest.approx(600.1))


@pytest.mark.parametrize("mode", list(TransferMode))
def test_a_call_that_was_passed_on_is_judged_apart(mode: TransferMode) -> None:
    world = ringing()
    world.answers(ANNA)
    world.pass_time(700)
    world.feed(TransferRequested, operator=ANNA, mode=mode, to_operator=BORIS)
    world.answers(BORIS)
    if mode is TransferMode.CONSULT:
        world.ends_talk(ANNA)
    world.pass_time(700)
    world.hangs_up("a")
    assert not [breach for breach in breaches(world) if breach.clause == "8"]
