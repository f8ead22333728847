"""A browser was lost, or came back, while no engine looked."""

from __future__ import annotations

import msgspec

from faults.test_reconcile import ANNA, BORIS, CENTRE, LEG, LIFTED, OPENING, START, Room, found
from thirdring.acd.actions import Join, Ring, StartMusic
from thirdring.acd.calls import CallState
from thirdring.acd.centre import Centre, DeviceKind
from thirdring.acd.inputs import CentreConfigured, LegAnswered, LegEnd, LegGone, TimerDue
from thirdring.acd.moment import SECOND
from thirdring.asterisk.found import FoundLeg

AGAIN = f"{ANNA}~2"


def with_a_browser(centre: Centre) -> Centre:
    (maria,) = centre.operators
    (device,) = maria.devices
    browser = msgspec.structs.replace(device, kind=DeviceKind.BROWSER)
    return msgspec.structs.replace(centre, operators=(msgspec.structs.replace(maria, devices=(browser,)),))


TALKING = (CentreConfigured(START, with_a_browser(CENTRE)), *OPENING[1:], *LIFTED)
RINGS_AGAIN = TimerDue(START + 11 * SECOND, f"call-again {ANNA}")
LOST = LegGone(START + 10 * SECOND, LEG, LegEnd.HUNG_UP)


def test_whose_browser_is_gone_meanwhile_is_awaited() -> None:
    room = Room(*TALKING)
    (told,) = room.meet(found(ANNA, BORIS))
    assert isinstance(told, LegGone)
    assert room.state.calls[ANNA].state is CallState.INTERRUPTED
    assert StartMusic(ANNA) in room.repairs(found(ANNA, BORIS))


def test_who_has_come_back_meanwhile_is_joined() -> None:
    room = Room(*TALKING, LOST)
    room.take(RINGS_AGAIN)
    assert any(isinstance(action, Ring) and action.leg == AGAIN for action in room.actions)
    (told,) = room.meet(found(ANNA, BORIS, legs=(FoundLeg(AGAIN, True),)))
    assert isinstance(told, LegAnswered)
    assert Join(ANNA, AGAIN) in room.actions


def test_a_ring_that_never_reached_the_phone_is_made_again() -> None:
    room = Room(*TALKING, LOST)
    room.take(RINGS_AGAIN)
    (told,) = room.meet(found(ANNA, BORIS))
    assert isinstance(told, LegGone) and told.leg == AGAIN
    assert f"call-again {ANNA}" in room.state.timers
