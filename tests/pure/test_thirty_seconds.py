"""Clause 2 of 141-П: what waiting callers are told, and the choice that they have at thirty seconds."""

from __future__ import annotations

import msgspec
import pytest
from centre import ANNA, BORIS, MENU, SAID, World, reconfigured
from patient import heard, offered, press, said, twos, waiting, world

from thirdring.acd.actions import Say, StartMusic, StopPlaying
from thirdring.acd.facts import ChoiceMade, ChoiceOffered, Queued, WaitTold
from thirdring.acd.inputs import (
    HoldRequested,
    LegEnd,
    LegGone,
    OfferRefused,
    PromptEnded,
    ResumeRequested,
    TransferMode,
    TransferRequested,
)
from thirdring.acd.moment import seconds
from thirdring.acd.rules import rules_in_full
from thirdring.regulation import known

# --- the greeting ---


def test_whoever_has_to_wait_is_greeted_and_told_place_and_time() -> None:
    w = world()
    w.arrives("a")
    w.arrives("b")
    first, second = w.told(WaitTold)
    assert (first.place, second.place) == (1, 2)
    assert 0 < first.expected < second.expected <= second.said
    greeting = Say("b", "waiting-greeting", 2, second.said)
    assert w.effects.index(StartMusic("b")) < w.effects.index(greeting), "music would end the greeting"


def test_whoever_is_served_at_once_hears_no_greeting() -> None:
    w = world()
    w.sits_down(ANNA)
    w.arrives("a")
    w.answers(ANNA)
    assert not w.told(WaitTold) and not w.told(Say)


def test_an_operator_who_becomes_free_has_the_caller_at_once_and_the_prompt_stops() -> None:
    w = world()
    w.arrives("a")
    w.sits_down(ANNA)
    assert w.ringing_for("a") == ANNA
    assert StopPlaying("a") in w.effects
    w.feed(OfferRefused, operator=ANNA)
    assert len(w.told(WaitTold)) == 2, "the greeting that was cut short is said again"


# --- thirty seconds ---


def test_the_choice_is_offered_at_exactly_thirty_seconds() -> None:
    w = waiting()
    w.pass_time(29.9)
    assert not w.told(ChoiceOffered)
    w.pass_time(0.099999)
    assert not w.told(ChoiceOffered)
    w.pass_time(0.000001)
    assert w.told(ChoiceOffered) == [ChoiceOffered("a", 1, seconds(30))]
    assert said(w) == "waiting-offer"
    w.pass_time(0.1)
    assert len(w.told(ChoiceOffered)) == 1
    assert not twos(w)


def test_whoever_waits_on_is_offered_again_every_thirty_seconds_in_fewer_words() -> None:
    w = offered()
    heard(w)
    w.pass_time(30)
    assert said(w) == "waiting-offer-short"
    heard(w)
    w.pass_time(30)
    assert [(fact.times, fact.waited) for fact in w.told(ChoiceOffered)] == [
        (1, seconds(30)),
        (2, seconds(60)),
        (3, seconds(90)),
    ]


def test_notice_and_menu_are_no_waiting() -> None:
    w = world()
    w.arrives("a", MENU)
    w.pass_time(4)
    press(w, "0")
    w.pass_time(29.999999)
    assert not w.told(ChoiceOffered)
    w.pass_time(0.000001)
    assert w.told(ChoiceOffered)


def test_while_a_phone_rings_nothing_is_offered_and_right_after_it_failed_it_is() -> None:
    w = waiting()
    w.pass_time(25)
    w.sits_down(ANNA)
    w.rings(ANNA)
    w.pass_time(14.499999)
    assert not w.told(ChoiceOffered)
    w.pass_time(0.000001)
    assert w.told(ChoiceOffered)[0].waited == pytest.approx(seconds(39.5), abs=10)
    assert not twos(w)


def test_if_the_next_phone_rings_at_once_the_choice_waits_for_that_too() -> None:
    w = waiting()
    w.pass_time(25)
    w.sits_down(ANNA, BORIS)
    w.pass_time(14.5)
    assert w.ringing_for("a") == BORIS and not w.told(ChoiceOffered)
    w.feed(OfferRefused, operator=BORIS)
    assert w.told(ChoiceOffered)


def test_an_offer_of_choice_cut_short_by_a_ringing_phone_is_made_again_when_that_fails() -> None:
    w = offered()
    w.sits_down(ANNA)
    assert StopPlaying("a") in w.effects
    assert press(w, "1") == (), "nobody is asked for a key while a phone rings"
    w.feed(OfferRefused, operator=ANNA)
    assert len(w.told(ChoiceOffered)) == 2


def test_a_conversation_ends_the_wait_and_a_later_one_begins_anew() -> None:
    w = waiting()
    w.pass_time(20)
    w.sits_down(ANNA)
    w.answers(ANNA)
    w.pass_time(40)
    w.feed(LegGone, leg="a~1", cause=LegEnd.LOST)
    w.pass_time(29.999999)
    assert not w.told(ChoiceOffered)
    w.pass_time(0.000001)
    assert w.told(ChoiceOffered) == [ChoiceOffered("a", 1, seconds(30))]
    assert not twos(w)


def test_a_caller_on_hold_is_not_waiting() -> None:
    w = waiting()
    w.sits_down(ANNA)
    w.answers(ANNA)
    w.feed(HoldRequested, operator=ANNA)
    w.pass_time(100)
    w.feed(ResumeRequested, operator=ANNA)
    assert not w.told(ChoiceOffered)


def test_who_is_handed_over_to_a_queue_waits_anew_in_his_old_place() -> None:
    w = waiting()
    w.sits_down(ANNA)
    w.answers(ANNA)
    since = w.told(Queued)[0].since
    w.feed(TransferRequested, operator=ANNA, mode=TransferMode.HAND_OVER, to_queue="policies", **SAID)
    assert w.told(Queued)[-1].since == since
    w.pass_time(30)
    assert w.told(ChoiceOffered)[0].waited == seconds(30)


def test_the_numbers_are_the_editions() -> None:
    edition = known()[0]
    wait = msgspec.structs.replace(edition.wait, single_wait_s=20, again_s=45)
    w = World(reconfigured(rules=rules_in_full(msgspec.structs.replace(edition, wait=wait))))
    w.arrives("a")
    w.pass_time(20)
    w.feed(PromptEnded, call="a", prompt="waiting-offer")
    w.pass_time(45)
    assert [fact.waited for fact in w.told(ChoiceOffered)] == [seconds(20), seconds(65)]


@pytest.mark.parametrize(("wait_s", "found"), [(29.9, 0), (30.0, 0), (30.1, 1)])
def test_the_judge_finds_whoever_waited_longer_without_being_offered_a_choice(
    wait_s: float, found: int
) -> None:
    """By a router that offers nothing; also while the wait still goes on."""
    w = World()
    w.arrives("a")
    w.pass_time(wait_s)
    assert len(twos(w)) == found
    w.hangs_up("a")
    assert [(breach.call, breach.seconds) for breach in twos(w)] == [("a", wait_s)] * found


def test_the_judge_lets_a_phone_ring_but_not_the_music_play_after_it() -> None:
    w = World()
    w.arrives("a")
    w.pass_time(29)
    w.sits_down(ANNA)
    w.pass_time(10)
    w.feed(OfferRefused, operator=ANNA)
    assert not twos(w)
    w.pass_time(0.1)
    assert len(twos(w)) == 1


# --- the choice ---


def test_three_means_waiting_on_and_so_does_silence() -> None:
    w = offered()
    effects = press(w, "3")
    assert effects == (ChoiceMade("a", "wait on"), StopPlaying("a"))
    w = offered()
    heard(w)
    w.pass_time(8)
    assert w.told(ChoiceMade) == [ChoiceMade("a", "silence")]
    assert w.call_is("a") == "waiting"


def test_keys_before_the_offer_and_other_keys_mean_nothing() -> None:
    w = waiting()
    assert press(w, "1") == ()
    w.pass_time(30)
    assert press(w, "9") == ()
    assert w.call_is("a") == "waiting"
