"""Login, readiness, pauses, phones that lose their registration, desks that go away."""

from __future__ import annotations

import pytest
from centre import ANNA, BORIS, DMYTRO, MENU, VERA, World

from thirdring.acd.facts import DeviceReachable, OperatorChanged, PauseAwaited
from thirdring.acd.inputs import (
    DeskConnected,
    DeskLost,
    DigitPressed,
    Illegal,
    LegEnd,
    LegGone,
    OfferRefused,
    OperatorLoggedIn,
    OperatorLoggedOut,
    OperatorPaused,
    OperatorReady,
    PhoneLost,
    PhoneRegistered,
    WrapUpEnded,
)
from thirdring.acd.operators import OperatorState


def ready() -> World:
    world = World()
    world.sits_down(ANNA)
    return world


def talking() -> World:
    world = ready()
    world.arrives("a")
    world.answers(ANNA)
    return world


def code_of(world: World, kind: type, **fields: object) -> str:
    with pytest.raises(Illegal) as refusal:
        world.feed(kind, **fields)
    return refusal.value.code


def test_a_shift_begins_with_a_pause() -> None:
    world = World()
    world.feed(OperatorLoggedIn, operator=ANNA, device="op1-desk")
    assert (world.operator_is(ANNA), world.reason(ANNA)) == (OperatorState.PAUSED, "login")


def test_nobody_logs_in_twice_or_with_somebody_elses_phone_or_without_an_account() -> None:
    world = ready()
    assert code_of(world, OperatorLoggedIn, operator=ANNA, device="op1-desk") == "not_while_ready"
    assert code_of(world, OperatorLoggedIn, operator=BORIS, device="op1-desk") == "unknown_device"
    assert code_of(world, OperatorLoggedIn, operator=BORIS, device="no such phone") == "unknown_device"
    assert code_of(world, OperatorLoggedIn, operator=99, device="op1-desk") == "unknown_operator"


def test_an_operator_whose_phone_is_not_registered_is_unreachable_until_it_is() -> None:
    world = World()
    world.feed(OperatorLoggedIn, operator=ANNA, device="op1-desk")
    world.feed(OperatorReady, operator=ANNA)
    assert world.operator_is(ANNA) is OperatorState.UNREACHABLE
    world.arrives("a")
    assert world.ringing_for("a") is None
    world.feed(PhoneRegistered, device="op1-desk")
    assert world.told(DeviceReachable) == [DeviceReachable("op1-desk", True)]
    assert world.ringing_for("a") == ANNA


def test_a_mobile_needs_no_registration() -> None:
    world = World()
    world.feed(OperatorLoggedIn, operator=VERA, device="op3-mobile")
    world.feed(OperatorReady, operator=VERA)
    assert world.operator_is(VERA) is OperatorState.READY
    world.feed(PhoneRegistered, device="op3-mobile")
    world.feed(PhoneLost, device="op3-mobile")
    assert world.operator_is(VERA) is OperatorState.READY


def test_only_the_phone_in_use_counts() -> None:
    world = World()
    world.sits_down(VERA)
    world.feed(PhoneRegistered, device="op3-mobile")
    world.feed(PhoneLost, device="op3-mobile")
    assert world.operator_is(VERA) is OperatorState.READY


def test_a_lost_registration_costs_nobody_his_turn() -> None:
    world = World()
    world.sits_down(ANNA, BORIS)
    world.feed(PhoneLost, device="op1-desk")
    assert world.operator_is(ANNA) is OperatorState.UNREACHABLE
    world.pass_time(60)
    world.feed(PhoneRegistered, device="op1-desk")
    world.arrives("a")
    assert world.ringing_for("a") == ANNA


def test_a_registration_told_twice_is_told_once() -> None:
    world = ready()
    assert world.feed(PhoneRegistered, device="op1-desk") == ()
    world.feed(PhoneLost, device="op1-desk")
    assert world.feed(PhoneLost, device="op1-desk") == ()


def test_a_conversation_lasts_as_long_as_its_leg_whatever_the_registration_says() -> None:
    world = talking()
    world.feed(PhoneLost, device="op1-desk")
    assert world.call_is("a") == "talking"
    world.hangs_up("a")
    world.feed(WrapUpEnded, operator=ANNA)
    assert world.operator_is(ANNA) is OperatorState.UNREACHABLE


def test_a_pause_asked_for_in_a_conversation_begins_after_the_wrap_up() -> None:
    world = talking()
    world.feed(OperatorPaused, operator=ANNA, reason="lunch")
    assert world.told(PauseAwaited) == [PauseAwaited(ANNA, "lunch")]
    world.hangs_up("a")
    assert world.operator_is(ANNA) is OperatorState.WRAP_UP
    world.feed(WrapUpEnded, operator=ANNA)
    assert (world.operator_is(ANNA), world.reason(ANNA)) == (OperatorState.PAUSED, "lunch")


def test_a_pause_asked_for_can_be_taken_back() -> None:
    world = talking()
    assert code_of(world, OperatorReady, operator=ANNA) == "not_while_talking"
    world.feed(OperatorPaused, operator=ANNA, reason="lunch")
    world.feed(OperatorReady, operator=ANNA)
    assert world.told(PauseAwaited)[-1] == PauseAwaited(ANNA, "")
    world.hangs_up("a")
    world.feed(WrapUpEnded, operator=ANNA)
    assert world.operator_is(ANNA) is OperatorState.READY


def test_leaving_in_a_conversation_takes_effect_after_it() -> None:
    world = talking()
    world.feed(OperatorLoggedOut, operator=ANNA)
    assert world.told(PauseAwaited) == [PauseAwaited(ANNA, "logout")]
    assert world.call_is("a") == "talking"
    world.hangs_up("a")
    world.feed(WrapUpEnded, operator=ANNA)
    assert world.operator_is(ANNA) is OperatorState.LOGGED_OUT


def test_leaving_after_it_is_at_once_even_from_the_wrap_up() -> None:
    world = talking()
    world.hangs_up("a")
    world.feed(OperatorLoggedOut, operator=ANNA)
    assert world.operator_is(ANNA) is OperatorState.LOGGED_OUT


def test_a_pause_needs_a_reason_and_may_change_it() -> None:
    world = ready()
    assert code_of(world, OperatorPaused, operator=ANNA, reason="") == "reason_missing"
    world.feed(OperatorPaused, operator=ANNA, reason="lunch")
    world.feed(OperatorPaused, operator=ANNA, reason="training")
    assert world.reason(ANNA) == "training"


def test_one_who_was_set_aside_comes_back_by_one_key() -> None:
    world = ready()
    world.arrives("a")
    world.feed(OfferRefused, operator=ANNA)
    world.arrives("b")
    assert world.ringing_for("b") is None
    world.feed(OperatorReady, operator=ANNA)
    assert world.ringing_for("b") == ANNA


def test_a_reload_of_the_desk_goes_unnoticed() -> None:
    world = ready()
    world.feed(DeskLost, operator=ANNA)
    world.pass_time(14.999999)
    world.feed(DeskConnected, operator=ANNA)
    world.pass_time(60)
    assert world.operator_is(ANNA) is OperatorState.READY


def test_a_desk_that_stays_away_pauses_its_operator_after_the_grace() -> None:
    world = ready()
    world.feed(DeskLost, operator=ANNA)
    world.pass_time(14.999999)
    assert world.operator_is(ANNA) is OperatorState.READY
    world.pass_time(0.000001)
    assert (world.operator_is(ANNA), world.reason(ANNA)) == (OperatorState.PAUSED, "desk gone")


def test_a_call_is_left_alone_when_the_desk_goes_and_the_pause_comes_after_it() -> None:
    world = ready()
    world.arrives("a")
    world.feed(DeskLost, operator=ANNA)
    world.rings(ANNA)
    world.pass_time(14.9)
    world.answers(ANNA)
    world.pass_time(60)
    assert world.call_is("a") == "talking"
    world.hangs_up("a")
    world.feed(WrapUpEnded, operator=ANNA)
    assert (world.operator_is(ANNA), world.reason(ANNA)) == (OperatorState.PAUSED, "desk gone")


def test_a_desk_that_is_back_before_the_call_ends_is_forgotten() -> None:
    world = talking()
    world.feed(DeskLost, operator=ANNA)
    world.pass_time(60)
    world.feed(DeskConnected, operator=ANNA)
    world.hangs_up("a")
    world.feed(WrapUpEnded, operator=ANNA)
    assert world.operator_is(ANNA) is OperatorState.READY


def test_the_operators_own_word_wins_over_a_desk_that_is_not_seen() -> None:
    world = ready()
    world.feed(DeskLost, operator=ANNA)
    world.pass_time(15)
    world.feed(OperatorReady, operator=ANNA)
    assert world.operator_is(ANNA) is OperatorState.READY


def test_desks_of_strangers_and_of_people_at_home_mean_nothing() -> None:
    world = World()
    assert world.feed(DeskLost, operator=99) == ()
    assert world.feed(DeskConnected, operator=99) == ()
    assert world.feed(DeskLost, operator=ANNA) == ()
    assert world.state.next_timer() is None


def test_commands_that_make_no_sense_now_are_refused_by_state() -> None:
    world = World()
    assert code_of(world, OperatorReady, operator=ANNA) == "not_while_logged_out"
    world.sits_down(ANNA)
    assert code_of(world, OperatorReady, operator=ANNA) == "not_while_ready"
    assert code_of(world, OfferRefused, operator=ANNA) == "not_while_ready"
    assert code_of(world, WrapUpEnded, operator=ANNA) == "not_while_ready"
    world.arrives("a")
    world.feed(OfferRefused, operator=ANNA)
    assert code_of(world, WrapUpEnded, operator=ANNA) == "not_while_set_aside"


def test_every_change_of_an_operator_is_told_in_order() -> None:
    world = ready()
    world.arrives("a")
    world.answers(ANNA)
    world.hangs_up("a")
    world.feed(WrapUpEnded, operator=ANNA)
    states = [fact.state for fact in world.told(OperatorChanged, operator=ANNA)]
    assert states == ["paused", "ready", "offered", "talking", "wrap-up", "ready"]


def test_a_doctor_with_a_mobile_alone_can_work() -> None:
    world = World()
    world.sits_down(DMYTRO, VERA)
    world.arrives("a", MENU)
    world.feed(DigitPressed, call="a", digit="0")
    world.answers(DMYTRO)
    world.feed(LegGone, leg="a~1", cause=LegEnd.HUNG_UP)
    assert world.call_is("a") == "ended"
