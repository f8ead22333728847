"""An operator's phone rings for a caller: answered, missed, refused, failed, taken back."""

from __future__ import annotations

from centre import ANNA, BORIS, DMYTRO, EMERGENCY, VERA, World

from thirdring.acd.actions import HangUpLeg, Join, Ring
from thirdring.acd.facts import Ended, Joined, Offered, OfferEnded, Rang, TransferEnded
from thirdring.acd.inputs import (
    LegAnswered,
    LegEnd,
    LegGone,
    LegRinging,
    OfferRefused,
    OperatorLoggedOut,
    OperatorPaused,
    OperatorReady,
    PhoneLost,
    PhoneRegistered,
    TimerDue,
)
from thirdring.acd.operators import OperatorState


def ringing() -> World:
    """Anna's phone rings for the first caller, Boris is ready too."""
    world = World()
    world.sits_down(ANNA, BORIS)
    world.arrives("a")
    assert world.ringing_for("a") == ANNA
    return world


def outcome(world: World) -> str:
    return str(world.told(OfferEnded)[-1].outcome)


def test_an_answered_call_is_joined() -> None:
    world = ringing()
    effects = world.answers(ANNA)
    assert [type(effect) for effect in effects if isinstance(effect, Join | Joined)] == [Join, Joined]
    assert world.call_is("a") == "talking"
    assert world.operator_is(ANNA) is OperatorState.TALKING
    assert outcome(world) == "answered"


def test_a_phone_may_ring_until_the_third_ring_has_passed_and_no_longer() -> None:
    """The limit counts from the confirmed ring; one microsecond before it nothing has changed."""
    world = ringing()
    world.pass_time(0.2)
    world.rings(ANNA)
    assert world.told(Rang)
    world.pass_time(14.999999)
    assert world.ringing_for("a") == ANNA
    world.pass_time(0.000001)
    assert world.ringing_for("a") == BORIS
    assert outcome(world) == "missed"
    assert (world.operator_is(ANNA), world.reason(ANNA)) == (OperatorState.SET_ASIDE, "missed")
    assert HangUpLeg("a~1") in world.effects


def test_a_phone_that_never_rings_is_given_up_after_the_same_time() -> None:
    world = ringing()
    world.pass_time(15)
    assert world.ringing_for("a") == BORIS


def test_a_queue_may_set_a_shorter_limit() -> None:
    world = World()
    world.sits_down(ANNA, DMYTRO)
    world.arrives("a", EMERGENCY)
    assert world.told(Offered)[0].limit == 5_000_000
    world.pass_time(5)
    assert world.ringing_for("a") == DMYTRO


def test_a_ring_told_twice_does_not_lengthen_the_offer() -> None:
    world = ringing()
    world.rings(ANNA)
    world.pass_time(10)
    assert world.feed(LegRinging, leg="a~1") == ()
    world.pass_time(5)
    assert world.ringing_for("a") == BORIS


def test_a_missed_caller_keeps_the_place_before_those_who_came_later() -> None:
    world = World()
    world.sits_down(ANNA)
    world.arrives("first")
    world.pass_time(5)
    world.arrives("second")
    world.pass_time(10)
    world.sits_down(BORIS)
    assert world.ringing_for("first") == BORIS
    assert world.ringing_for("second") is None


def test_the_one_who_missed_is_not_rung_for_this_caller_within_thirty_seconds() -> None:
    world = World()
    world.sits_down(ANNA)
    world.arrives("a")
    world.pass_time(15)
    world.feed(OperatorReady, operator=ANNA)
    world.pass_time(29.999999)
    assert world.operator_is(ANNA) is OperatorState.READY
    assert world.ringing_for("a") is None
    world.pass_time(0.000001)
    assert world.ringing_for("a") == ANNA


def test_meanwhile_that_operator_takes_other_callers() -> None:
    world = World()
    world.sits_down(ANNA)
    world.arrives("a")
    world.arrives("b")
    world.pass_time(15)
    world.feed(OperatorReady, operator=ANNA)
    assert world.ringing_for("b") == ANNA
    assert world.ringing_for("a") is None


def test_a_decision_names_those_held_off_for_the_caller() -> None:
    world = ringing()
    world.feed(OfferRefused, operator=ANNA)
    world.feed(OperatorReady, operator=ANNA)
    world.sits_down(VERA)
    world.feed(OfferRefused, operator=BORIS)
    why = world.told(Offered)[-1].why
    assert why.chosen == VERA and why.candidates == 1
    assert ("held off for this call", 1, (ANNA,)) in [(x.reason, x.count, x.operators) for x in why.left_out]


def test_a_refused_call_goes_to_the_next_operator_at_once() -> None:
    world = ringing()
    effects = world.feed(OfferRefused, operator=ANNA, reason="on the other phone")
    assert isinstance(effects[0], HangUpLeg)
    assert outcome(world) == "refused"
    assert (world.operator_is(ANNA), world.reason(ANNA)) == (OperatorState.SET_ASIDE, "refused")
    assert world.ringing_for("a") == BORIS


def test_a_refusal_on_the_phone_itself_does_the_same_and_needs_no_hanging_up() -> None:
    world = ringing()
    effects = world.feed(LegGone, leg="a~1", cause=LegEnd.REFUSED)
    assert not [effect for effect in effects if isinstance(effect, HangUpLeg)]
    assert (outcome(world), world.reason(ANNA)) == ("refused", "refused")
    assert world.ringing_for("a") == BORIS


def test_a_busy_phone_sets_its_operator_aside() -> None:
    world = ringing()
    world.feed(LegGone, leg="a~1", cause=LegEnd.BUSY)
    assert (outcome(world), world.reason(ANNA)) == ("busy", "phone busy")
    assert world.ringing_for("a") == BORIS


def test_a_phone_that_cannot_be_reached_sets_its_operator_aside() -> None:
    for cause in (LegEnd.FAILED, LegEnd.LOST, LegEnd.HUNG_UP):
        world = ringing()
        world.feed(LegGone, leg="a~1", cause=cause)
        assert (outcome(world), world.reason(ANNA)) == ("failed", "phone failed")
        assert world.ringing_for("a") == BORIS


def test_a_caller_who_hangs_up_silences_the_phone_and_costs_the_operator_no_turn() -> None:
    world = ringing()
    world.pass_time(3)
    world.hangs_up("a")
    assert outcome(world) == "caller gone"
    assert HangUpLeg("a~1") in world.effects
    assert world.told(Ended)[0].how == "abandoned waiting"
    assert world.operator_is(ANNA) is OperatorState.READY
    world.arrives("b")
    assert world.ringing_for("b") == ANNA


def test_a_pause_while_the_phone_rings_refuses_the_call_and_begins_at_once() -> None:
    world = ringing()
    world.feed(OperatorPaused, operator=ANNA, reason="lunch")
    assert outcome(world) == "refused"
    assert (world.operator_is(ANNA), world.reason(ANNA)) == (OperatorState.PAUSED, "lunch")
    assert world.ringing_for("a") == BORIS
    world.feed(OperatorReady, operator=ANNA)
    world.feed(OfferRefused, operator=BORIS)
    assert world.ringing_for("a") is None, "Anna is held off like one who refused"


def test_leaving_while_the_phone_rings_takes_the_offer_back() -> None:
    world = ringing()
    world.feed(OperatorLoggedOut, operator=ANNA)
    assert outcome(world) == "withdrawn"
    assert world.operator_is(ANNA) is OperatorState.LOGGED_OUT
    assert world.ringing_for("a") == BORIS


def test_a_phone_that_loses_its_registration_while_ringing_passes_the_call_on_at_once() -> None:
    world = ringing()
    world.feed(PhoneLost, device="op1-desk")
    assert outcome(world) == "withdrawn"
    assert world.operator_is(ANNA) is OperatorState.UNREACHABLE
    assert world.ringing_for("a") == BORIS
    world.feed(PhoneRegistered, device="op1-desk")
    assert world.operator_is(ANNA) is OperatorState.READY


def test_an_answer_that_crosses_the_withdrawal_is_hung_up_again() -> None:
    world = ringing()
    world.pass_time(15)
    assert world.feed(LegAnswered, leg="a~1") == (HangUpLeg("a~1"),)
    assert world.ringing_for("a") == BORIS
    world.answers(BORIS)
    assert len(world.told(Join)) == 1


def test_an_answer_for_a_caller_who_has_just_gone_is_hung_up_again() -> None:
    world = ringing()
    world.hangs_up("a")
    assert world.feed(LegAnswered, leg="a~1") == (HangUpLeg("a~1"),)


def test_an_answer_told_twice_joins_once() -> None:
    world = ringing()
    world.answers(ANNA)
    assert world.feed(LegAnswered, leg="a~1") == ()


def test_what_is_said_of_legs_long_gone_changes_nothing() -> None:
    world = ringing()
    world.hangs_up("a")
    for late in (LegRinging, LegGone):
        fields = {"cause": LegEnd.HUNG_UP} if late is LegGone else {}
        assert world.feed(late, leg="a~1", **fields) == ()
    assert world.feed(TimerDue, timer="ring a~1") == ()


def test_a_timer_set_anew_is_not_due_at_its_old_time() -> None:
    world = ringing()
    world.pass_time(1)
    world.rings(ANNA)
    world.now += 14_000_000
    assert world.feed(TimerDue, timer="ring a~1") == ()
    assert world.ringing_for("a") == ANNA


def test_an_offer_is_of_no_transfer_unless_it_is_one() -> None:
    world = ringing()
    world.answers(ANNA)
    assert not world.told(Offered)[0].transfer
    assert not world.told(TransferEnded)


def test_every_ring_is_called_by_a_name_of_its_own() -> None:
    world = ringing()
    world.feed(OfferRefused, operator=ANNA)
    assert [ring.leg for ring in world.told(Ring)] == ["a~1", "a~2"]
