"""Each way in which router and Asterisk may have drifted apart, and what mends it. No process is involved."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from thirdring.acd.actions import Action, HangUpCall, HangUpLeg, Join, Ring, Say, StartMusic
from thirdring.acd.centre import Centre, Device, DeviceKind, Line, Operator, Queue, Rules, TransferRules
from thirdring.acd.core import step
from thirdring.acd.facts import CallEnd, Ended
from thirdring.acd.inputs import (
    CallArrived,
    CallerGone,
    CardOpened,
    CentreConfigured,
    DeskConnected,
    DigitPressed,
    GoneCause,
    Input,
    LegAnswered,
    LegEnd,
    LegGone,
    LegRinging,
    OperatorLoggedIn,
    OperatorReady,
    PhoneLost,
    PhoneRegistered,
    TransferMode,
    TransferRequested,
)
from thirdring.acd.moment import SECOND, Moment
from thirdring.acd.state import State
from thirdring.asterisk.away import Left
from thirdring.asterisk.found import Found, FoundCaller, FoundLeg
from thirdring.engine.reconcile import Blind, differences, repairs
from thirdring.journal.live import Live, apply
from thirdring.journal.rows import Row

START: Moment = 1_795_000_000 * SECOND
BOOT = START - 3600 * SECOND
MARIA, PHONE = 1, "op1-desk"
ANNA, BORIS, VERA = "n1-1795000001.1", "n1-1795000002.2", "n1-1795000900.3"
LEG = f"{ANNA}~1"
CENTRE = Centre(
    1,
    (Line("1001", 7, "oms"),),
    (Queue("oms", "OMS", wrap_up_limit=0),),
    (Operator(MARIA, 7, {}, (Device(PHONE, DeviceKind.DESK_PHONE, f"PJSIP/{PHONE}"),)),),
)
OPENING = (
    CentreConfigured(START, CENTRE),
    PhoneRegistered(START, PHONE),
    OperatorLoggedIn(START, MARIA, PHONE),
    OperatorReady(START, MARIA),
    CallArrived(START + SECOND, ANNA, "1001", ""),  # offered to Maria
    CallArrived(START + 2 * SECOND, BORIS, "1001", ""),  # waits
)
LIFTED = (LegRinging(START + 3 * SECOND, LEG), LegAnswered(START + 5 * SECOND, LEG))


class Room:
    """A router that has taken some inputs, and its live picture."""

    def __init__(self, *happened: Input) -> None:
        self.state = State.empty()
        self.live = Live()
        self.actions: list[Action] = []
        self.ended: set[str] = set()
        for event in happened:
            self.take(event)

    def take(self, event: Input) -> None:
        event = msgspec.structs.replace(event, at=max(event.at, self.live.at))
        effects = step(self.state, event)
        self.actions += [effect for effect in effects if isinstance(effect, Action)]
        self.ended |= {effect.call for effect in effects if isinstance(effect, Ended)}
        apply(self.live, Row(self.live.seq + 1, event, effects))

    def meet(self, found: Found, *left: Left, blind_since: Moment | None = None) -> list[Input]:
        """What the router learns, and takes."""
        since = self.live.at - SECOND if blind_since is None else blind_since
        blind = Blind(since, START + 1000 * SECOND)
        told = differences(
            self.state,
            self.live,
            found,
            {one.call: one for one in left},
            blind,
            arrival,
            self.ended.__contains__,
        )
        self.actions.clear()
        for event in told:
            self.take(event)
        return told

    def _has_ended(self, call: str) -> bool:
        return call in self.ended

    def repairs(self, found: Found) -> list[Action]:
        return repairs(self.state, found, self._has_ended)


def arrival(caller: FoundCaller) -> CallArrived:
    return CallArrived(caller.arrived_at, caller.call, caller.line, caller.caller)


def there(*calls: str) -> tuple[FoundCaller, ...]:
    return tuple(FoundCaller(call, "1001", "", START + SECOND) for call in calls)


def found(
    *calls: str,
    legs: tuple[FoundLeg, ...] = (),
    together: tuple[tuple[str, ...], ...] = (),
    phone: bool = True,
) -> Found:
    return Found(BOOT, False, there(*calls), legs=legs, together=together, reachable={PHONE: phone})


UP = (FoundLeg(LEG, True),)
RINGING = (FoundLeg(LEG, False),)
TALK = ((ANNA, LEG),)


def test_nothing_drifted_apart_nothing_happened() -> None:
    room = Room(*OPENING, *LIFTED)
    assert room.meet(found(ANNA, BORIS, legs=UP, together=TALK)) == []
    assert room.repairs(found(ANNA, BORIS, legs=UP, together=TALK)) == [StartMusic(BORIS)]


def test_a_caller_who_hung_up_meanwhile_has_ended_and_the_next_is_offered() -> None:
    room = Room(*OPENING, *LIFTED)
    left_at = START + 60 * SECOND
    told = room.meet(found(BORIS, legs=UP), Left(ANNA, "1001", "", START, left_at, False))
    assert told == [CallerGone(left_at, ANNA)]
    assert any(isinstance(action, Ring) and action.call == BORIS for action in room.actions)


def test_callers_of_a_media_server_that_was_restarted_are_lost() -> None:
    room = Room(*OPENING, *LIFTED)
    told = room.meet(Found(START + 500 * SECOND, True, reachable={PHONE: True}))
    assert {(event.call, event.cause) for event in told if isinstance(event, CallerGone)} == {
        (ANNA, GoneCause.LOST),
        (BORIS, GoneCause.LOST),
    }
    assert not room.state.calls


def test_the_operator_hung_up_meanwhile() -> None:
    room = Room(*OPENING, *LIFTED)
    (told,) = room.meet(found(ANNA, BORIS))
    assert isinstance(told, LegGone) and told.cause is LegEnd.HUNG_UP
    assert HangUpCall(ANNA) in room.actions


def test_the_phone_was_lifted_meanwhile() -> None:
    room = Room(*OPENING)
    (told,) = room.meet(found(ANNA, BORIS, legs=UP))
    assert isinstance(told, LegAnswered)
    assert Join(ANNA, LEG) in room.actions


def test_the_phone_refused_meanwhile() -> None:
    room = Room(*OPENING, *LIFTED[:1], PhoneLost(START + 200 * SECOND, "another"))
    (told,) = room.meet(found(ANNA, BORIS))
    assert isinstance(told, LegGone) and told.cause is LegEnd.FAILED


def test_a_phone_that_was_never_rung_is_rung() -> None:
    room = Room(*OPENING)  # killed between the decision and the order
    assert room.meet(found(ANNA, BORIS), blind_since=START) == []
    assert any(isinstance(order, Ring) and order.leg == LEG for order in room.repairs(found(ANNA, BORIS)))


def test_a_phone_that_waits_for_the_card_to_be_shown_is_rung_by_that_alone() -> None:
    olga, her_phone = 2, "op2-desk"
    second = Operator(olga, 7, {}, (Device(her_phone, DeviceKind.DESK_PHONE, f"PJSIP/{her_phone}"),))
    room = Room(*OPENING, *LIFTED)
    for event in (
        CentreConfigured(
            START,
            msgspec.structs.replace(
                CENTRE,
                version=2,
                operators=(*CENTRE.operators, second),
                rules=Rules(hold_off=3600 * SECOND, transfers=TransferRules()),
            ),
        ),
        CallerGone(START, BORIS),
        PhoneRegistered(START, her_phone),
        OperatorLoggedIn(START, olga, her_phone),
        DeskConnected(START, olga),
        OperatorReady(START, olga),
        TransferRequested(START, MARIA, TransferMode.CONSULT, olga, None, "policies", True, True),
    ):
        room.take(event)
    seen = Found(BOOT, False, there(ANNA), legs=UP, reachable={PHONE: True, her_phone: True})
    assert room.meet(seen, blind_since=START + 900 * SECOND) == []
    assert not any(isinstance(order, Ring) for order in room.repairs(seen))
    room.take(CardOpened(START, olga, ANNA))
    assert any(isinstance(order, Ring) and order.operator == olga for order in room.actions)


def test_a_phone_still_rings_and_goes_on_ringing() -> None:
    room = Room(*OPENING)
    assert room.meet(found(ANNA, BORIS, legs=RINGING)) == []
    assert not any(isinstance(order, Ring) for order in room.repairs(found(ANNA, BORIS, legs=RINGING)))


def test_voices_that_were_never_joined_are_joined() -> None:
    room = Room(*OPENING, *LIFTED)
    assert room.meet(found(ANNA, BORIS, legs=UP)) == []
    assert Join(ANNA, LEG) in room.repairs(found(ANNA, BORIS, legs=UP))


def test_a_caller_who_came_meanwhile_arrives_with_the_time_of_arrival() -> None:
    room = Room(*OPENING)
    came = FoundCaller(VERA, "1001", "+70000000003", START + 900 * SECOND)
    now_there = msgspec.structs.replace(found(legs=RINGING), callers=(*there(ANNA, BORIS), came))
    assert room.meet(now_there) == [CallArrived(START + 900 * SECOND, VERA, "1001", "+70000000003")]
    assert list(room.state.calls) == [ANNA, BORIS, VERA]


def test_who_is_still_on_the_way_is_not_gone_and_arrives_when_the_line_is_known() -> None:
    room = Room(*OPENING)
    coming = FoundCaller(BORIS, "", "", START + SECOND, coming=True)
    stranger = FoundCaller(VERA, "", "+70000000003", START + 900 * SECOND, coming=True)
    on_the_way = msgspec.structs.replace(found(legs=RINGING), callers=(*there(ANNA), coming, stranger))
    assert room.meet(on_the_way) == []
    assert list(room.state.calls) == [ANNA, BORIS]
    known = msgspec.structs.replace(stranger, line="1001")
    assert room.meet(msgspec.structs.replace(on_the_way, callers=(*there(ANNA), coming, known))) == [
        CallArrived(START + 900 * SECOND, VERA, "1001", "+70000000003")
    ]


@pytest.mark.parametrize(
    ("served", "how"), [(False, CallEnd.MISSED_WHILE_AWAY), (True, CallEnd.SERVED_WHILE_AWAY)]
)
def test_who_came_and_left_meanwhile_has_a_call_too(served: bool, how: CallEnd) -> None:
    room = Room(*OPENING)
    left = Left(VERA, "1001", "", START + 900 * SECOND, START + 910 * SECOND, served)
    came, gone = room.meet(found(ANNA, BORIS, legs=RINGING), left)
    assert isinstance(came, CallArrived) and came.over
    assert isinstance(gone, CallerGone) and gone.at == left.ended_at
    assert VERA in room.ended
    assert room.meet(found(ANNA, BORIS, legs=RINGING), left) == []  # told once, whatever the file repeats
    assert how in ends(Room(*OPENING), came, gone)


def test_a_call_and_a_leg_that_should_have_ended_are_ended() -> None:
    room = Room(*OPENING[:-1], *LIFTED, CallerGone(START + 9 * SECOND, ANNA))
    still = found(ANNA, legs=UP)
    assert room.meet(still) == []
    assert room.repairs(still) == [HangUpCall(ANNA), HangUpLeg(LEG)]


def test_phones_come_before_everything_else() -> None:
    room = Room(*OPENING, *LIFTED)
    told = room.meet(found(BORIS, phone=False))
    assert isinstance(told[0], PhoneLost)
    assert not any(isinstance(action, Ring) for action in room.actions)  # Maria's phone would not ring


def ends(room: Room, *happened: Input) -> Iterator[CallEnd]:
    for event in happened:
        effects = step(room.state, event)
        yield from (effect.how for effect in effects if isinstance(effect, Ended))


def test_who_was_hearing_that_the_line_is_closed_hears_it_again() -> None:
    room = Room(
        *OPENING[:1], CallArrived(START, ANNA, "1001", "+70000000001", closed=True, opens_at=START * 2)
    )
    assert room.meet(found(ANNA, phone=False)) == []
    assert room.repairs(found(ANNA)) == [Say(ANNA, "closed", opens_at=START * 2)]
    room.take(DigitPressed(START + SECOND, ANNA, "2"))
    assert room.repairs(found(ANNA)) == [
        Say(ANNA, "confirm-number", number="+70000000001", opens_at=START * 2)
    ]
