"""Clause 2 of 141-П: what becomes of the choice – a message, a call-back, a typed number, waiting on."""

from __future__ import annotations

import msgspec
import pytest
from centre import ANNA, HOTLINE, World, reconfigured
from patient import CENTRE, KYIV, MODE, RULES, heard, offered, press, said

from thirdring.acd.actions import (
    HangUpCall,
    Join,
    Play,
    RecordMessage,
    Say,
    StartMusic,
    StopMusic,
)
from thirdring.acd.facts import (
    CallEnd,
    ChoiceMade,
    ChoiceOffered,
    Ended,
    MessageClosed,
    MessageLeft,
    Queued,
)
from thirdring.acd.inputs import (
    CallerGone,
    GoneCause,
    MessageRecorded,
    OfferRefused,
    OperatorReady,
)
from thirdring.acd.moment import seconds
from thirdring.acd.promise_facts import Promised
from thirdring.identifiers.dialling import Dialling

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
        assert w.told(ChoiceMade)[-1].number == "+79180000000"


@pytest.mark.parametrize("caller", ["", "anonymous", "+49301234567", "Restricted"])
def test_whose_number_is_withheld_or_foreign_has_to_type_one(caller: str) -> None:
    w = offered(caller)
    press(w, "2")
    assert said(w) == "type-number"
    press(w, "89180000000#")
    assert w.told(Promised)[0].number == "+79180000000"


def test_a_star_begins_the_number_anew_and_silence_closes_a_whole_one() -> None:
    w = offered("")
    press(w, "2123*89180000000")
    w.pass_time(8)
    assert w.told(Promised)[0].number == "+79180000000"


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
    press(w, "1234567890123456#")
    assert said(w) == "wrong-number"
    press(w, "#")
    assert w.told(ChoiceMade)[-1].choice == "wait on"
    assert not w.told(Promised)


@pytest.mark.parametrize(
    ("line", "typed", "number"),
    [
        (HOTLINE, "89180000000", "+79180000000"),
        (HOTLINE, "9180000000", "+79180000000"),
        (HOTLINE, "380200000001", "+380200000001"),
        (KYIV, "0200000001", "+380200000001"),
        (KYIV, "79180000000", "+79180000000"),
    ],
)
def test_a_typed_number_is_read_as_the_people_of_the_line_write_it(
    line: str, typed: str, number: str
) -> None:
    w = offered("", line)
    press(w, f"2{typed}#")
    assert w.told(Promised)[0].number == number
    assert w.told(Say)[-1] == Say("a", "call-back-kept", number=number), "he hears what will be dialled"


@pytest.mark.parametrize(
    "typed", ["2001234", "1110000000", "88000000000", "77010000000", "4915200000000", "12345678901234"]
)
def test_nobody_is_promised_a_call_to_what_is_never_dialled(typed: str) -> None:
    w = offered("")
    press(w, f"2{typed}#")
    assert said(w) == "wrong-number" and not w.told(Promised)
    press(w, typed)
    w.pass_time(8)
    assert w.call_is("a") == "waiting" and not w.told(Promised)


def test_nobody_is_promised_a_call_where_the_house_does_not_dial() -> None:
    w = offered("")
    assert MODE is not None
    mode = msgspec.structs.replace(MODE, dials=Dialling.read("RU"))
    w.configure(reconfigured(rules=msgspec.structs.replace(RULES, waiting=mode)))
    press(w, "2380200000001#")
    assert said(w) == "wrong-number" and not w.told(Promised)
    press(w, "89180000000#")
    assert w.told(Promised)[0].number == "+79180000000"


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
        press(w, "0")
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
