"""The electronic secretary: what callers hear and may leave while their line is closed."""

from __future__ import annotations

import msgspec
import pytest
from centre import ANNA, HOTLINE, MENU, World, breaches, reconfigured

from thirdring.acd.actions import HangUpCall, Play, RecordMessage, Ring, Say, StartMusic, StopPlaying
from thirdring.acd.facts import CallEnd, ChoiceMade, Ended, LineClosed, MenuEntered, NoticeHeard, Queued
from thirdring.acd.inputs import (
    CallArrived,
    CallerGone,
    DigitPressed,
    GoneCause,
    MessageRecorded,
    Owner,
    PromiseMoved,
    PromptEnded,
)
from thirdring.acd.moment import seconds
from thirdring.acd.promise_facts import Promised, PromiseGiven, PromiseOverdue, PromiseScheduled
from thirdring.acd.rules import rules_in_full
from thirdring.regulation import known

RULES = rules_in_full(known()[0])
CENTRE = reconfigured(rules=RULES)
OPENS = seconds(1_600_040_000)
OWN = "+70000000001"


def called(line: str = HOTLINE, caller: str = OWN) -> World:
    """Somebody calls while the line is closed, and has heard the notice; Anna is there all the same."""
    w = World(CENTRE)
    w.sits_down(ANNA)
    w.feed(CallArrived, call="a", line=line, caller=caller, closed=True, opens_at=OPENS)
    w.feed(PromptEnded, call="a", prompt="recorded")
    return w


def heard(w: World) -> None:
    w.feed(PromptEnded, call="a", prompt=w.state.calls["a"].prompt)


def press(w: World, digits: str) -> None:
    for digit in digits:
        w.feed(DigitPressed, call="a", digit=digit)


def speaks(w: World, span_s: float = 9, *, failed: bool = False) -> None:
    """The caller has heard that he may speak, and speaks."""
    w.feed(PromptEnded, call="a", prompt="leave-message")
    w.feed(MessageRecorded, call="a", recording="message-a", span=seconds(span_s), failed=failed)


def said(w: World) -> Say:
    told = w.told(Say)[-1]
    assert isinstance(told, Say)
    return told


def end(w: World) -> CallEnd:
    return CallEnd(w.told(Ended)[-1].how)


def test_nobody_is_rung_for_whoever_calls_after_hours() -> None:
    w = called()
    assert w.told(NoticeHeard, call="a")
    assert w.told(LineClosed) == [LineClosed("a", "hotline", OPENS)]
    assert said(w) == Say("a", "closed", opens_at=OPENS)
    heard(w)
    w.pass_time(600)
    assert not w.told(Ring) and not w.told(Queued) and not w.told(StartMusic)


def test_a_menu_is_not_asked_while_the_line_is_closed() -> None:
    w = called(MENU)
    assert w.call_is("a") == "after hours"
    assert not w.told(MenuEntered)


def test_one_leaves_a_message_that_is_owed_to_the_caller() -> None:
    w = called()
    press(w, "1")
    assert StopPlaying("a") in w.effects
    assert w.told(Play)[-1] == Play("a", "leave-message")
    speaks(w)
    assert w.told(RecordMessage)[-1].recording == "message-a"
    (owed,) = w.told(Promised)
    assert (owed.kind, owed.origin, owed.owner) == ("answer message", "message", Owner(queue="hotline"))
    assert said(w).prompt == "message-kept"
    heard(w)
    assert end(w) is CallEnd.LEFT_MESSAGE
    assert HangUpCall("a") in w.effects


def test_two_and_one_have_the_caller_called_back_when_the_line_opens() -> None:
    w = called()
    press(w, "2")
    assert said(w) == Say("a", "confirm-number", number=OWN)
    press(w, "1")
    (owed,) = w.told(Promised)
    assert (owed.kind, owed.origin, owed.number) == ("call back", "after hours", OWN)
    assert said(w) == Say("a", "closed-call-back-kept", number=OWN, opens_at=OPENS)
    heard(w)
    assert end(w) is CallEnd.CALL_BACK_PROMISED


def test_a_withheld_number_has_to_be_typed() -> None:
    w = called(caller="anonymous")
    press(w, "2")
    assert said(w).prompt == "type-number"
    press(w, "89180000000#")
    assert w.told(Promised)[0].number == "+79180000000"


def test_whoever_presses_nothing_gets_the_tone_and_may_speak() -> None:
    w = called()
    heard(w)
    w.pass_time(8)
    assert w.told(ChoiceMade)[-1].choice == "awaited the tone"
    speaks(w)
    assert w.told(Promised)[0].kind == "answer message"


def test_a_number_that_was_heard_and_not_denied_is_right() -> None:
    w = called()
    press(w, "2")
    heard(w)
    w.pass_time(8)
    assert w.told(Promised)[0].number == OWN


def test_whoever_cannot_type_a_number_may_speak() -> None:
    w = called(caller="anonymous")
    press(w, "2")
    for _ in range(3):
        press(w, "12#")
    assert w.told(ChoiceMade)[-1].choice == "awaited the tone"
    assert w.told(Play)[-1] == Play("a", "leave-message")


def test_keys_that_mean_nothing_change_nothing() -> None:
    w = called()
    press(w, "3907*#")
    assert w.call_is("a") == "after hours"
    assert said(w).prompt == "closed"


@pytest.mark.parametrize("when", ["notice", "closed", "before the tone"])
def test_who_hangs_up_without_leaving_anything_is_owed_nothing(when: str) -> None:
    w = World(CENTRE)
    w.feed(CallArrived, call="a", line=HOTLINE, caller=OWN, closed=True, opens_at=OPENS)
    if when != "notice":
        w.feed(PromptEnded, call="a", prompt="recorded")
    if when == "before the tone":
        press(w, "1")
    w.hangs_up("a")
    assert end(w) is (CallEnd.ABANDONED_IN_ANNOUNCEMENT if when == "notice" else CallEnd.AFTER_HOURS)
    assert not w.told(Promised)
    assert not w.state.timers


def test_who_hangs_up_while_speaking_has_left_a_message() -> None:
    w = called()
    press(w, "1")
    w.feed(PromptEnded, call="a", prompt="leave-message")
    w.hangs_up("a")
    assert end(w) is CallEnd.LEFT_MESSAGE
    assert w.told(Promised)[0].recording == "message-a"


def test_a_broken_connection_is_made_good_by_a_call_back() -> None:
    w = called()
    w.feed(CallerGone, call="a", cause=GoneCause.LOST)
    assert w.told(Promised)[0].origin == "broken"


def test_silence_after_the_tone_ends_the_call() -> None:
    w = called()
    press(w, "1")
    speaks(w, 0.5)
    assert end(w) is CallEnd.AFTER_HOURS
    assert not w.told(Promised)
    assert not w.told(Queued)


def test_a_message_that_we_could_not_record_is_made_good_by_a_call_back() -> None:
    w = called()
    press(w, "1")
    speaks(w, 0, failed=True)
    assert end(w) is CallEnd.CALL_BACK_PROMISED
    assert w.told(Promised)[0].number == OWN


def test_a_media_server_that_says_nothing_leaves_nobody_in_silence() -> None:
    w = called()
    press(w, "1")
    w.pass_time(600)
    assert w.call_is("a") == "ended"
    assert w.told(Promised)


def test_no_clause_is_broken_by_a_call_after_hours() -> None:
    w = called()
    heard(w)
    w.pass_time(8)
    speaks(w)
    heard(w)
    w.pass_time(3600)
    assert breaches(w) == []


def test_who_waits_already_when_the_line_closes_waits_on() -> None:
    w = World(CENTRE)
    w.arrives("early")
    w.feed(CallArrived, call="late", line=HOTLINE, caller=OWN, closed=True, opens_at=OPENS)
    w.sits_down(ANNA)
    assert w.ringing_for("early") == ANNA
    w.feed(PromptEnded, call="late", prompt="recorded")
    assert w.call_is("late") == "after hours"


def test_prompts_that_are_not_there_are_passed_over() -> None:
    assert RULES.waiting is not None
    mute = msgspec.structs.replace(RULES.waiting, closed="", leave_message="", message_kept="")
    w = World(reconfigured(rules=msgspec.structs.replace(RULES, waiting=mute)))
    w.feed(CallArrived, call="a", line=HOTLINE, caller=OWN, closed=True)
    w.feed(PromptEnded, call="a", prompt="recorded")
    w.pass_time(8)
    assert w.told(RecordMessage)
    w.feed(MessageRecorded, call="a", recording="message-a", span=seconds(9))
    assert end(w) is CallEnd.LEFT_MESSAGE


def test_a_centre_without_rules_for_waiting_has_a_secretary_too() -> None:
    w = World()
    w.feed(CallArrived, call="a", line=HOTLINE, caller=OWN, closed=True)
    w.feed(PromptEnded, call="a", prompt="recorded")
    heard(w)
    w.pass_time(8)
    assert w.told(Play)[-1] == Play("a", "leave-message")


# --- the calendar and what is owed ---


def owed(calendar_wait_s: float = 2) -> World:
    """A message has been left while a calendar is awaited; Anna is ready."""
    assert RULES.promises is not None
    promises = msgspec.structs.replace(RULES.promises, calendar_wait=seconds(calendar_wait_s))
    w = World(reconfigured(rules=msgspec.structs.replace(RULES, promises=promises)))
    w.sits_down(ANNA)
    w.feed(CallArrived, call="a", line=HOTLINE, caller=OWN, closed=True, opens_at=OPENS)
    w.feed(PromptEnded, call="a", prompt="recorded")
    press(w, "1")
    speaks(w)
    heard(w)
    return w


def test_a_promise_is_given_to_nobody_before_the_calendar_has_spoken() -> None:
    w = owed()
    assert not w.told(PromiseGiven)
    w.feed(PromiseMoved, promise="p1")
    assert w.told(PromiseGiven)


def test_a_calendar_that_says_nothing_holds_a_promise_up_only_for_a_moment() -> None:
    w = owed()
    w.pass_time(2)
    assert w.told(PromiseGiven)


def test_a_calendar_that_has_changed_its_mind_brings_a_promise_forward() -> None:
    w = owed()
    w.feed(PromiseMoved, promise="p1", not_before=w.now + seconds(36_000))
    w.pass_time(3600)
    assert not w.told(PromiseGiven)
    w.feed(PromiseMoved, promise="p1")
    assert w.told(PromiseGiven)


def test_an_alarm_is_raised_once_however_often_the_calendar_speaks() -> None:
    w = owed()
    w.feed(PromiseMoved, promise="p1", not_before=w.now + seconds(36_000), due=w.now + seconds(7200))
    w.pass_time(7200)
    assert len(w.told(PromiseOverdue)) == 1
    w.feed(PromiseMoved, promise="p1", not_before=w.now + seconds(40_000))
    w.pass_time(3600)
    assert len(w.told(PromiseOverdue)) == 1
    assert len(w.told(PromiseScheduled)) == 2
