"""Talk, hold, hanging up from either side, and the wrap-up after it."""

from __future__ import annotations

import pytest
from centre import ANNA, ASSISTANCE, BORIS, DMYTRO, GALINA, MENU, World

from thirdring.acd.actions import HangUpCall, HangUpLeg, Join, Part, StartMusic
from thirdring.acd.facts import CardSeen, Ended, Held, LegEnded, Queued, Resumed
from thirdring.acd.inputs import (
    CallerGone,
    CardOpened,
    DigitPressed,
    GoneCause,
    HangUpRequested,
    HoldRequested,
    Illegal,
    LegEnd,
    LegGone,
    OperatorPaused,
    OperatorReady,
    ResumeRequested,
    WrapUpEnded,
)
from thirdring.acd.operators import OperatorState
from thirdring.acd.promise_facts import Promised


def talking() -> World:
    """Anna speaks with the first caller."""
    world = World()
    world.sits_down(ANNA)
    world.arrives("a")
    world.answers(ANNA)
    return world


def ended(world: World) -> tuple[str, str]:
    (fact,) = world.told(Ended)
    return fact.how, fact.by


def test_a_caller_who_hangs_up_ends_the_conversation_and_the_operators_leg() -> None:
    world = talking()
    effects = world.hangs_up("a")
    assert ended(world) == ("completed", "caller")
    assert HangUpLeg("a~1") in effects and not world.told(HangUpCall)
    assert world.operator_is(ANNA) is OperatorState.WRAP_UP
    assert world.state.operators[ANNA].call == "a"


def test_an_operator_who_hangs_up_at_the_desk_ends_both_connections() -> None:
    world = talking()
    effects = world.ends_talk(ANNA)
    assert ended(world) == ("completed", "operator")
    assert HangUpLeg("a~1") in effects and HangUpCall("a") in effects
    assert world.feed(LegGone, leg="a~1", cause=LegEnd.HUNG_UP) == (), "the phone's own report crosses"
    assert world.hangs_up("a") == (), "and so does the caller's"


def test_an_operator_who_puts_down_the_receiver_ends_the_call_too() -> None:
    world = talking()
    effects = world.feed(LegGone, leg="a~1", cause=LegEnd.HUNG_UP)
    assert ended(world) == ("completed", "operator")
    assert HangUpCall("a") in effects and not world.told(HangUpLeg)


def test_a_caller_whose_connection_breaks_is_owed_a_call_back() -> None:
    world = talking()
    world.feed(CallerGone, call="a", cause=GoneCause.LOST)
    assert ended(world) == ("broken", "system")
    (promise,) = world.told(Promised)
    assert (promise.call, promise.kind) == ("a", "call back")


def test_a_connection_that_breaks_while_waiting_is_broken_too_and_not_abandoned() -> None:
    world = World()
    world.arrives("a")
    world.feed(CallerGone, call="a", cause=GoneCause.LOST)
    assert ended(world) == ("broken", "system")
    assert world.told(Promised)


def test_a_caller_is_not_left_in_silence_when_the_operators_phone_dies() -> None:
    """Back to the head of the line with music; the next operator takes over."""
    world = talking()
    world.pass_time(60)
    world.arrives("later")
    effects = world.feed(LegGone, leg="a~1", cause=LegEnd.LOST)
    assert StartMusic("a") in effects
    assert world.call_is("a") == "waiting"
    queued = world.told(Queued, call="a")
    assert queued[-1].since == queued[0].since and queued[-1].place == 1
    assert world.operator_is(ANNA) is OperatorState.WRAP_UP
    world.sits_down(BORIS)
    assert world.ringing_for("a") == BORIS
    assert not world.told(Promised)


def test_the_music_goes_on_when_the_phone_dies_during_hold() -> None:
    world = talking()
    world.feed(HoldRequested, operator=ANNA)
    effects = world.feed(LegGone, leg="a~1", cause=LegEnd.LOST)
    assert StartMusic("a") not in effects
    assert world.call_is("a") == "waiting"


def test_a_caller_on_hold_hears_music_until_the_operator_is_back() -> None:
    world = talking()
    effects = world.feed(HoldRequested, operator=ANNA)
    assert effects == (Part("a", "a~1"), Held("a", ANNA))
    assert world.call_is("a") == "held"
    effects = world.feed(ResumeRequested, operator=ANNA)
    assert effects == (Join("a", "a~1"), Resumed("a", ANNA))
    assert world.call_is("a") == "talking"


def test_a_caller_may_hang_up_on_hold() -> None:
    world = talking()
    world.feed(HoldRequested, operator=ANNA)
    world.hangs_up("a")
    assert ended(world) == ("completed", "caller")
    assert world.told(LegEnded, operator=ANNA)


def test_what_does_not_fit_the_conversation_is_refused_with_its_reason() -> None:
    world = talking()
    with pytest.raises(Illegal) as refusal:
        world.feed(ResumeRequested, operator=ANNA)
    assert refusal.value.code == "call_is_talking"
    world.feed(HoldRequested, operator=ANNA)
    with pytest.raises(Illegal) as refusal:
        world.feed(HoldRequested, operator=ANNA)
    assert refusal.value.code == "call_is_held"
    with pytest.raises(Illegal) as refusal:
        world.feed(WrapUpEnded, operator=ANNA)
    assert refusal.value.code == "not_while_talking"
    with pytest.raises(Illegal) as refusal:
        world.feed(HangUpRequested, operator=BORIS)
    assert refusal.value.code == "not_while_logged_out"


def test_the_operator_gets_no_call_before_the_card_is_closed() -> None:
    world = talking()
    world.ends_talk(ANNA)
    world.arrives("b")
    world.pass_time(3600)
    assert world.ringing_for("b") is None
    world.feed(WrapUpEnded, operator=ANNA)
    assert world.ringing_for("b") == ANNA


def test_a_queue_may_limit_the_wrap_up() -> None:
    world = World()
    world.sits_down(DMYTRO)
    world.arrives("a", ASSISTANCE)
    world.answers(DMYTRO)
    world.ends_talk(DMYTRO)
    world.pass_time(19.999999)
    assert world.operator_is(DMYTRO) is OperatorState.WRAP_UP
    world.pass_time(0.000001)
    assert world.operator_is(DMYTRO) is OperatorState.READY


def test_a_card_closed_before_the_limit_stops_its_timer() -> None:
    world = World()
    world.sits_down(DMYTRO)
    world.arrives("a", ASSISTANCE)
    world.answers(DMYTRO)
    world.ends_talk(DMYTRO)
    world.feed(WrapUpEnded, operator=DMYTRO)
    assert world.state.next_timer() is None


def test_a_queue_without_wrap_up_frees_its_operator_at_once() -> None:
    world = World()
    world.sits_down(GALINA)
    world.arrives("a", MENU)
    world.feed(DigitPressed, call="a", digit="1")
    world.answers(GALINA)
    world.hangs_up("a")
    assert world.operator_is(GALINA) is OperatorState.READY


def test_ready_and_pause_end_the_wrap_up_too() -> None:
    world = talking()
    world.ends_talk(ANNA)
    world.feed(OperatorReady, operator=ANNA)
    assert world.operator_is(ANNA) is OperatorState.READY
    world = talking()
    world.ends_talk(ANNA)
    world.feed(OperatorPaused, operator=ANNA, reason="lunch")
    assert (world.operator_is(ANNA), world.reason(ANNA)) == (OperatorState.PAUSED, "lunch")


def test_the_card_is_seen_while_the_phone_rings_and_told_once() -> None:
    world = World()
    world.sits_down(ANNA)
    world.arrives("a")
    assert world.feed(CardOpened, operator=ANNA, call="a") == (CardSeen("a", ANNA),)
    world.answers(ANNA)
    assert world.feed(CardOpened, operator=ANNA, call="a") == ()


def test_the_card_of_somebody_elses_call_is_not_seen_through_the_router() -> None:
    world = talking()
    world.sits_down(BORIS)
    for operator, call in ((BORIS, "a"), (ANNA, "b"), (99, "a")):
        with pytest.raises(Illegal) as refusal:
            world.feed(CardOpened, operator=operator, call=call)
        assert refusal.value.code == "not_your_call"
