"""Persons who are called, and messages, as router and Asterisk may have drifted apart; without a process."""

from __future__ import annotations

import msgspec

from faults.test_reconcile import ANNA, BORIS, CENTRE, LEG, MARIA, PHONE, START, Room, there
from thirdring.acd.actions import Dial, HangUpCall, Join, Play, PlayToLeg, RecordMessage
from thirdring.acd.centre import Device, DeviceKind, PromiseRules, Rules, WaitingMode
from thirdring.acd.inputs import (
    AttemptRequested,
    CallArrived,
    CalleeAnswered,
    CalleeGone,
    CalleeRinging,
    CallerGone,
    CentreConfigured,
    DialWay,
    DigitPressed,
    Input,
    LegAnswered,
    LegEnd,
    LegGone,
    MessageRecorded,
    OperatorLoggedIn,
    OperatorReady,
    PhoneRegistered,
    PromptEnded,
    TimerDue,
)
from thirdring.acd.moment import SECOND
from thirdring.asterisk.found import Found, FoundCallee, FoundLeg
from thirdring.engine.reconcile import closed_messages

NUMBER = "+70000000001"
RULES = Rules(waiting=WaitingMode(), promises=PromiseRules(), confirm="confirm-key")
NOTICED = msgspec.structs.replace(CENTRE.lines[0], notice="recorded")
DIALLED_AT = START + 10 * SECOND
CALLEE = f"p1-{DIALLED_AT // SECOND}.1"
OWN_LEG = f"~{CALLEE}~1"


def owed(way: DialWay, *happened: Input, notice: bool = False) -> Room:
    """Somebody has hung up while he waited; Maria comes, is given the promise, and dials."""
    lines = (NOTICED,) if notice else CENTRE.lines
    centre = msgspec.structs.replace(CENTRE, rules=RULES, lines=lines)
    room = Room(
        CentreConfigured(START, centre),
        PhoneRegistered(START, PHONE),
        CallArrived(START + SECOND, ANNA, "1001", NUMBER),
        PromptEnded(START + SECOND, ANNA, "recorded"),
        CallerGone(START + 2 * SECOND, ANNA),
        OperatorLoggedIn(START + 3 * SECOND, MARIA, PHONE),
        OperatorReady(START + 3 * SECOND, MARIA),
        AttemptRequested(DIALLED_AT, MARIA, "p1", way),
        *happened,
    )
    room.actions.clear()
    return room


def found(*callees: FoundCallee, answered: bool = False, legs: tuple[FoundLeg, ...] = ()) -> Found:
    callers = there(CALLEE) if answered else ()
    return Found(START - 3600 * SECOND, False, callers, callees, legs, reachable={PHONE: True})


RINGS = FoundCallee(CALLEE, rings=True)
LIFTED = (LegAnswered(DIALLED_AT + SECOND, OWN_LEG),)
UP = (FoundLeg(OWN_LEG, True),)
LATER = DIALLED_AT + 5 * SECOND


def test_a_phone_that_rings_on_is_left_alone() -> None:
    room = owed(DialWay.CALLER_FIRST, CalleeRinging(DIALLED_AT + SECOND, CALLEE))
    assert room.meet(found(RINGS), blind_since=LATER) == []
    assert room.repairs(found(RINGS)) == []


def test_who_answered_meanwhile_is_joined_with_the_operator_who_waits_on_the_line() -> None:
    room = owed(DialWay.OPERATOR_FIRST, *LIFTED)
    (told,) = room.meet(found(answered=True, legs=UP), blind_since=LATER)
    assert isinstance(told, CalleeAnswered)
    assert Join(CALLEE, OWN_LEG) in room.actions


def test_who_was_hearing_the_notice_hears_it_again() -> None:
    room = owed(DialWay.CALLER_FIRST, CalleeAnswered(DIALLED_AT + SECOND, CALLEE), notice=True)
    assert room.meet(found(answered=True), blind_since=LATER) == []
    assert Play(CALLEE, "recorded") in room.repairs(found(answered=True))


def test_a_call_that_is_gone_without_a_reason_does_not_count() -> None:
    room = owed(DialWay.OPERATOR_FIRST, *LIFTED)
    (told,) = room.meet(found(legs=UP), blind_since=LATER)
    assert isinstance(told, CalleeGone)
    assert room.state.promises["p1"].attempts == 0
    assert room.state.operators[MARIA].state == "ready"
    assert not room.state.calls


def test_an_order_to_dial_that_never_reached_asterisk_is_given_again() -> None:
    room = owed(DialWay.CALLER_FIRST)
    assert room.meet(found(), blind_since=DIALLED_AT - SECOND) == []
    assert room.repairs(found()) == [Dial(CALLEE, NUMBER, "1001")]


def test_one_whose_phone_rang_just_before_was_dialled_and_is_not_dialled_twice() -> None:
    room = owed(DialWay.CALLER_FIRST, CalleeRinging(DIALLED_AT + SECOND, CALLEE))
    (told,) = room.meet(found(), blind_since=DIALLED_AT - SECOND)
    assert isinstance(told, CalleeGone)
    assert room.repairs(found()) == []


def test_a_connection_that_does_not_ring_yet_was_dialled_and_is_left_alone() -> None:
    room = owed(DialWay.CALLER_FIRST)
    assert room.meet(found(FoundCallee(CALLEE)), blind_since=DIALLED_AT - SECOND) == []
    assert room.repairs(found(FoundCallee(CALLEE))) == []


def test_an_operator_who_hung_up_meanwhile_is_free_and_the_person_is_not_rung_any_longer() -> None:
    room = owed(DialWay.OPERATOR_FIRST, *LIFTED)
    (told,) = room.meet(found(RINGS), blind_since=LATER)
    assert isinstance(told, LegGone)
    assert HangUpCall(CALLEE) in room.actions
    assert room.state.promises["p1"].state == "open"


def test_before_the_operator_has_lifted_nobody_is_missed_at_the_other_end() -> None:
    room = owed(DialWay.OPERATOR_FIRST)
    ringing = found(legs=(FoundLeg(OWN_LEG, False),))
    assert room.meet(ringing, blind_since=LATER) == []
    assert room.repairs(ringing) == []


def test_a_person_for_whom_there_is_no_call_any_more_is_let_go() -> None:
    room = owed(DialWay.CALLER_FIRST, CalleeGone(DIALLED_AT + SECOND, CALLEE, LegEnd.BUSY))
    assert room.repairs(found(RINGS)) == [HangUpCall(CALLEE)]


# --- messages and keys ---

CHOOSES = (
    CentreConfigured(START, msgspec.structs.replace(CENTRE, rules=RULES)),
    CallArrived(START + SECOND, BORIS, "1001", ""),
    TimerDue(START + 32 * SECOND, f"choice {BORIS}"),
    DigitPressed(START + 33 * SECOND, BORIS, "1"),
)
SPEAKS = PromptEnded(START + 36 * SECOND, BORIS, "leave-message")
RECORDING = f"message-{BORIS}"


def test_a_message_that_is_being_spoken_goes_on() -> None:
    room = Room(*CHOOSES, SPEAKS)
    now_there = Found(START, False, there(BORIS))
    assert room.meet(now_there) == []
    assert room.repairs(now_there) == [RecordMessage(BORIS, RECORDING, WaitingMode().message_limit)]


def test_who_may_not_have_heard_the_invitation_to_speak_gets_the_tone() -> None:
    room = Room(*CHOOSES)
    (told,) = room.meet(Found(START, False, there(BORIS)))
    assert isinstance(told, PromptEnded) and told.failed
    assert any(isinstance(action, RecordMessage) for action in room.actions)


def test_the_message_of_one_who_hung_up_meanwhile_is_measured() -> None:
    room = Room(*CHOOSES, SPEAKS)
    empty = Found(START, False)
    room.meet(empty)
    (told,) = closed_messages(room.state, empty, {RECORDING: 7 * SECOND}.get, START + 60 * SECOND)
    assert told == MessageRecorded(START + 60 * SECOND, BORIS, RECORDING, 7 * SECOND)
    room.take(told)
    assert not room.state.messages
    assert len(room.state.promises) == 1


def test_a_farewell_that_nobody_can_tell_was_heard_ends_the_call() -> None:
    room = Room(*CHOOSES, SPEAKS, MessageRecorded(START + 50 * SECOND, BORIS, RECORDING, 9 * SECOND))
    room.meet(Found(START, False, there(BORIS)))
    assert HangUpCall(BORIS) in room.actions
    assert len(room.state.promises) == 1


def test_whoever_has_lifted_a_mobile_is_asked_for_the_key_again() -> None:
    mobile = Device("op1-mobile", DeviceKind.MOBILE, "PJSIP/+70000090001@network")
    operator = msgspec.structs.replace(CENTRE.operators[0], devices=(mobile,))
    room = Room(
        CentreConfigured(START, msgspec.structs.replace(CENTRE, rules=RULES, operators=(operator,))),
        OperatorLoggedIn(START, MARIA, mobile.key),
        OperatorReady(START, MARIA),
        CallArrived(START + SECOND, ANNA, "1001", ""),
        LegAnswered(START + 3 * SECOND, LEG),
    )
    now_there = Found(START, False, there(ANNA), legs=(FoundLeg(LEG, True),))
    room.meet(now_there)
    assert PlayToLeg(LEG, "confirm-key") in room.repairs(now_there)
    assert not any(isinstance(action, Join) for action in room.actions)
