"""Clause 2 of 141-П: what waiting callers are told, and the choice that they have at thirty seconds."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from centre import ANNA, BORIS, HOTLINE, MENU, SAID, World, breaches, reconfigured

from thirdring.acd.actions import (
    HangUpCall,
    Join,
    Play,
    RecordMessage,
    Say,
    StartMusic,
    StopMusic,
    StopPlaying,
)
from thirdring.acd.effects import Effect
from thirdring.acd.facts import (
    CallEnd,
    ChoiceMade,
    ChoiceOffered,
    Ended,
    MessageClosed,
    MessageLeft,
    Queued,
    WaitTold,
)
from thirdring.acd.inputs import (
    CallArrived,
    CallerGone,
    DigitPressed,
    GoneCause,
    HoldRequested,
    LegEnd,
    LegGone,
    MessageRecorded,
    OfferRefused,
    OperatorReady,
    PromptEnded,
    ResumeRequested,
    TransferMode,
    TransferRequested,
)
from thirdring.acd.moment import seconds
from thirdring.acd.promise_facts import Promised
from thirdring.acd.rules import rules_in_full
from thirdring.regulation import known

RULES = rules_in_full(known()[0])
CENTRE = reconfigured(rules=RULES)
MODE = RULES.waiting
assert MODE is not None


def world() -> World:
    return World(CENTRE)


def waiting(caller: str = "+70000000001") -> World:
    """A caller waits, nobody is there; the greeting has been heard."""
    w = world()
    w.feed(CallArrived, call="a", line=HOTLINE, caller=caller)
    w.feed(PromptEnded, call="a", prompt="recorded")
    heard(w)
    return w


def heard(w: World, call: str = "a") -> tuple[Effect, ...]:
    """The prompt that plays has been heard to its end."""
    return w.feed(PromptEnded, call=call, prompt=w.state.calls[call].prompt)


def press(w: World, digits: str, call: str = "a") -> tuple[Effect, ...]:
    effects: tuple[Effect, ...] = ()
    for digit in digits:
        effects = w.feed(DigitPressed, call=call, digit=digit)
    return effects


def offered(caller: str = "+70000000001") -> World:
    """The same thirty seconds later."""
    w = waiting(caller)
    w.pass_time(30)
    assert said(w) == "waiting-offer"
    return w


def said(w: World) -> str:
    return str(w.told(Say)[-1].prompt)


def twos(w: World) -> list[Any]:
    return [breach for breach in breaches(w) if breach.clause == "2"]


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


# --- 1: a message ---


def leaving() -> World:
    w = offered()
    press(w, "1")
    return w


def test_a_message_is_recorded_after_the_prompt() -> None:
    w = leaving()
    assert w.call_is("a") == "leaving message"
    assert w.told(ChoiceMade) == [ChoiceMade("a", "message")]
    assert StopMusic("a") in w.effects and Play("a", "leave-message") in w.effects
    assert not w.told(RecordMessage)
    assert heard(w) == (RecordMessage("a", "message-a", seconds(180)),)


def test_a_message_becomes_a_promise_and_the_call_ends_with_thanks() -> None:
    w = leaving()
    heard(w)
    w.pass_time(20)
    w.feed(MessageRecorded, call="a", recording="message-a", span=seconds(20))
    assert w.told(MessageLeft) == [MessageLeft("a", "message-a", seconds(20))]
    (promise,) = w.told(Promised)
    assert (promise.kind, promise.origin, promise.recording) == ("answer message", "message", "message-a")
    assert promise.owner.queue == "hotline"
    assert said(w) == "message-kept"
    heard(w)
    assert w.effects[-2:] == [HangUpCall("a"), Ended("a", CallEnd.LEFT_MESSAGE, "system")]
    assert not [timer for timer in w.state.timers if timer.endswith(" a")]


def test_nobody_who_leaves_a_message_is_rung_for() -> None:
    w = leaving()
    w.sits_down(ANNA)
    assert w.operator_is(ANNA) == "ready"


@pytest.mark.parametrize(("span_s", "failed"), [(0.0, False), (0.999999, False), (20.0, True)])
def test_who_said_nothing_or_was_not_recorded_waits_on_in_his_place(span_s: float, failed: bool) -> None:
    w = leaving()
    heard(w)
    w.arrives("b")
    w.feed(MessageRecorded, call="a", recording="message-a", span=seconds(span_s), failed=failed)
    assert w.call_is("a") == "waiting"
    assert w.told(Queued)[-1].place == 1
    assert w.effects.count(StartMusic("a")) == 2
    assert not w.told(Promised)
    w.pass_time(30)
    assert w.told(ChoiceOffered, call="a")[-1].waited == seconds(30)


def test_who_hangs_up_while_he_speaks_has_left_a_message() -> None:
    w = leaving()
    heard(w)
    w.hangs_up("a")
    assert w.told(Ended)[0].how == "left a message"
    assert w.told(Promised)[0].kind == "answer message"
    w.feed(MessageRecorded, call="a", recording="message-a", span=seconds(7))
    assert w.told(MessageClosed) == [MessageClosed("a", "message-a", seconds(7), False)]
    assert w.feed(MessageRecorded, call="a", recording="message-a", span=seconds(7)) == ()


def test_who_hangs_up_before_the_tone_has_left_none() -> None:
    w = leaving()
    w.hangs_up("a")
    assert w.told(Ended)[0].how == "abandoned waiting"
    assert [fact.origin for fact in w.told(Promised)] == ["missed"]


def test_a_connection_lost_during_the_message_is_owed_one_answer_not_two() -> None:
    w = leaving()
    heard(w)
    w.feed(CallerGone, call="a", cause=GoneCause.LOST)
    assert len(w.told(Promised)) == 1


def test_a_recording_that_nobody_reports_leaves_nobody_in_silence() -> None:
    w = leaving()
    heard(w)
    w.pass_time(240)
    assert said(w) == "message-kept"
    w.pass_time(60)
    assert w.call_is("a") == "ended"
    assert len(w.told(Promised)) == 1


def test_a_prompt_that_nobody_reports_puts_the_caller_back_in_line() -> None:
    w = leaving()
    w.pass_time(240)
    assert w.call_is("a") == "waiting"


# --- 2: a call-back ---


def test_a_confirmed_number_is_called_back_and_the_place_is_kept() -> None:
    w = offered()
    since = w.told(Queued)[0].since
    press(w, "2")
    assert w.effects[-1] == Say("a", "confirm-number", number="+70000000001")
    press(w, "1")
    assert w.told(ChoiceMade) == [ChoiceMade("a", "call back", "+70000000001")]
    (promise,) = w.told(Promised)
    assert (promise.kind, promise.origin) == ("call back", "call-back from the queue")
    assert (promise.number, promise.since) == ("+70000000001", since)
    assert w.call_is("a") == "farewell"
    heard(w)
    assert w.told(Ended)[0].how == "call-back promised"


def test_another_number_can_be_typed_at_once_or_after_two() -> None:
    for keys in ("289180000000#", "2289180000000#"):
        w = offered()
        press(w, keys)
        assert w.told(ChoiceMade)[-1].number == "89180000000"


@pytest.mark.parametrize("caller", ["", "anonymous", "+49301234567", "Restricted"])
def test_whose_number_is_withheld_or_foreign_has_to_type_one(caller: str) -> None:
    w = offered(caller)
    press(w, "2")
    assert said(w) == "type-number"
    press(w, "89180000000#")
    assert w.told(Promised)[0].number == "89180000000"


def test_a_star_begins_the_number_anew_and_silence_closes_a_whole_one() -> None:
    w = offered("")
    press(w, "2123*89180000000")
    w.pass_time(8)
    assert w.told(Promised)[0].number == "89180000000"


def test_silence_after_half_a_number_means_waiting_on() -> None:
    w = offered("")
    press(w, "2891")
    w.pass_time(8)
    assert w.told(ChoiceMade)[-1].choice == "silence"
    assert w.call_is("a") == "waiting"


def test_a_number_that_cannot_be_one_is_asked_for_again_and_then_the_caller_waits_on() -> None:
    w = offered("")
    press(w, "212#")
    assert said(w) == "wrong-number"
    press(w, "123456789012#")
    assert said(w) == "wrong-number"
    press(w, "#")
    assert w.told(ChoiceMade)[-1].choice == "wait on"
    assert not w.told(Promised)


def test_an_operator_who_becomes_free_while_a_number_is_typed_has_the_caller_at_once() -> None:
    w = offered("")
    press(w, "2891")
    w.sits_down(ANNA)
    assert w.ringing_for("a") == ANNA
    w.answers(ANNA)
    assert Join("a", "a~1") in w.effects
    w.pass_time(60)
    assert not w.told(Promised)


def test_who_hangs_up_during_the_last_words_is_owed_what_was_promised() -> None:
    w = offered()
    press(w, "21")
    w.hangs_up("a")
    assert w.told(Ended)[0].how == "call-back promised"
    assert len(w.told(Promised)) == 1


def test_whoever_types_is_not_interrupted_by_the_next_offer() -> None:
    w = offered("")
    press(w, "2")
    for _ in range(10):
        w.pass_time(5)
        press(w, "1")
    assert len(w.told(ChoiceOffered)) == 1
    w.pass_time(8)
    assert w.call_is("a") == "farewell"


def test_a_choice_taken_out_of_the_rules_leaves_those_alone_who_choose_just_now() -> None:
    w = leaving()
    heard(w)
    w.configure(reconfigured())
    w.feed(MessageRecorded, call="a", recording="message-a", span=seconds(9))
    heard(w)
    assert w.call_is("a") == "ended"


def test_a_choice_that_comes_into_the_rules_is_offered_to_those_who_wait_already() -> None:
    w = World()
    w.arrives("a")
    w.pass_time(10)
    w.configure(CENTRE)
    w.pass_time(30)
    assert w.told(ChoiceOffered)


def test_without_the_rule_there_is_music_alone() -> None:
    w = World()
    w.arrives("a")
    w.pass_time(300)
    assert not w.told(Say) and not w.told(ChoiceOffered)


def test_after_a_message_the_operator_is_free_for_the_next() -> None:
    w = leaving()
    w.arrives("b")
    w.sits_down(ANNA)
    assert w.ringing_for("b") == ANNA
    w.feed(OfferRefused, operator=ANNA)
    w.feed(OperatorReady, operator=ANNA)
    assert w.call_is("a") == "leaving message"
