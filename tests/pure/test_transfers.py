"""The caller is passed on: after a consultation or at once, to a person or a queue, and what may go wrong."""

from __future__ import annotations

from typing import Any

import pytest
from centre import ANNA, BORIS, DMYTRO, GALINA, QUEUES, VERA, World, reconfigured

from thirdring.acd.actions import HangUpLeg, Join, JoinLegs, Part, Ring
from thirdring.acd.effects import Effect
from thirdring.acd.facts import (
    Consulting,
    Ended,
    Joined,
    LegEnded,
    Offered,
    OfferEnded,
    Queued,
    TransferEnded,
    TransferStarted,
)
from thirdring.acd.inputs import (
    HangUpRequested,
    HoldRequested,
    Illegal,
    LegEnd,
    LegGone,
    OfferRefused,
    OperatorLoggedOut,
    OperatorPaused,
    OperatorReady,
    PhoneLost,
    TransferCancelled,
    TransferCompleted,
    TransferMode,
    TransferRequested,
    WrapUpEnded,
)
from thirdring.acd.operators import OperatorState

FIRST, SECOND = "a~1", "a~2"  # the legs of Anna and of her colleague


def talking(*others: int) -> World:
    """Anna speaks with the caller; the others are ready."""
    world = World()
    world.sits_down(ANNA)
    world.arrives("a")
    world.answers(ANNA)
    world.sits_down(*others)
    world.pass_time(100)
    return world


def passes_on(world: World, mode: TransferMode, **target: Any) -> tuple[Effect, ...]:
    return world.feed(TransferRequested, operator=ANNA, mode=mode, **target)


def ringing_colleague() -> World:
    world = talking(GALINA)
    passes_on(world, TransferMode.CONSULT, to_operator=GALINA)
    return world


def consulting() -> World:
    world = ringing_colleague()
    world.answers(GALINA)
    return world


def handed_over() -> World:
    """Anna has left, Galina's phone rings."""
    world = talking(GALINA)
    passes_on(world, TransferMode.HAND_OVER, to_operator=GALINA)
    return world


def outcome(world: World) -> str:
    (fact,) = world.told(TransferEnded)
    assert fact.operator == ANNA
    return str(fact.outcome)


def anna_has_the_caller_again(world: World) -> bool:
    joins = world.told(Join)
    return (
        world.call_is("a") == "talking"
        and world.state.calls["a"].operator == ANNA
        and joins[-1] == Join("a", FIRST)
        and len(joins) == 2
    )


# --- consultation ---


def test_the_caller_hears_music_while_the_colleague_is_rung() -> None:
    world = talking(GALINA)
    effects = passes_on(world, TransferMode.CONSULT, to_operator=GALINA)
    assert effects[0] == Part("a", FIRST)
    assert world.call_is("a") == "transferring"
    (offered,) = world.told(Offered, transfer=True)
    assert (offered.operator, offered.why.rule) == (GALINA, "named")
    assert [ring.leg for ring in world.told(Ring)] == [FIRST, SECOND]


def test_a_caller_on_hold_can_be_passed_on_and_hears_the_same_music() -> None:
    world = talking(GALINA)
    world.feed(HoldRequested, operator=ANNA)
    effects = passes_on(world, TransferMode.CONSULT, to_operator=GALINA)
    assert not [effect for effect in effects if isinstance(effect, Part)]
    assert world.call_is("a") == "transferring"


def test_operator_and_colleague_speak_apart_from_the_caller() -> None:
    world = consulting()
    assert world.told(JoinLegs) == [JoinLegs("a", FIRST, SECOND)]
    assert world.told(Consulting) == [Consulting("a", ANNA, GALINA)]
    assert world.operator_is(ANNA) is world.operator_is(GALINA) is OperatorState.TALKING


def test_after_the_consultation_the_colleague_has_the_caller_and_the_first_goes_to_the_card() -> None:
    world = consulting()
    effects = world.feed(TransferCompleted, operator=ANNA)
    assert effects[0] == Join("a", SECOND)
    assert HangUpLeg(FIRST) in effects
    assert world.told(Joined)[-1].operator == GALINA
    assert outcome(world) == "completed"
    assert world.operator_is(ANNA) is OperatorState.WRAP_UP
    world.hangs_up("a")
    assert world.told(Ended)[0].how == "completed"
    assert world.operator_is(GALINA) is OperatorState.WRAP_UP


def test_the_queue_that_was_consulted_rules_the_wrap_up_of_the_colleague() -> None:
    world = talking(GALINA)
    passes_on(world, TransferMode.CONSULT, to_queue="policies")
    world.answers(GALINA)
    world.feed(TransferCompleted, operator=ANNA)
    world.hangs_up("a")
    assert world.operator_is(GALINA) is OperatorState.READY, "policies have no wrap-up"


def test_a_queue_is_consulted_through_whom_it_would_take() -> None:
    world = talking(VERA, GALINA)
    passes_on(world, TransferMode.CONSULT, to_queue="policies")
    (offered,) = world.told(Offered, transfer=True)
    assert (offered.operator, offered.queue, offered.why.runners_up) == (VERA, "policies", (GALINA,))


def test_consulting_a_queue_tries_the_next_suitable_before_giving_up() -> None:
    world = talking(VERA, GALINA)
    passes_on(world, TransferMode.CONSULT, to_queue="policies")
    world.feed(OfferRefused, operator=VERA)
    assert world.ringing_for("a") == GALINA
    assert not world.told(TransferEnded)
    world.feed(OfferRefused, operator=GALINA)
    assert outcome(world) == "refused"
    assert anna_has_the_caller_again(world)


def test_cancelling_while_the_phone_rings_gives_the_caller_back() -> None:
    world = ringing_colleague()
    effects = world.feed(TransferCancelled, operator=ANNA)
    assert HangUpLeg(SECOND) in effects
    assert world.told(OfferEnded)[-1].outcome == "withdrawn"
    assert outcome(world) == "cancelled"
    assert anna_has_the_caller_again(world)
    assert world.operator_is(GALINA) is OperatorState.READY


def test_cancelling_the_consultation_gives_the_caller_back_and_frees_the_colleague() -> None:
    world = consulting()
    effects = world.feed(TransferCancelled, operator=ANNA)
    assert HangUpLeg(SECOND) in effects
    assert outcome(world) == "cancelled"
    assert anna_has_the_caller_again(world)
    assert world.operator_is(GALINA) is OperatorState.READY, "no card, no wrap-up"


@pytest.mark.parametrize("at_desk", [True, False])
def test_a_colleague_who_hangs_up_gives_the_caller_back(at_desk: bool) -> None:
    world = consulting()
    if at_desk:
        world.feed(HangUpRequested, operator=GALINA)
    else:
        world.feed(LegGone, leg=SECOND, cause=LegEnd.LOST)
    assert (HangUpLeg(SECOND) in world.effects) == at_desk
    assert outcome(world) == "cancelled"
    assert anna_has_the_caller_again(world)


def test_a_colleague_who_refuses_gives_the_caller_back() -> None:
    world = ringing_colleague()
    world.feed(OfferRefused, operator=GALINA)
    assert outcome(world) == "refused"
    assert anna_has_the_caller_again(world)
    assert world.operator_is(GALINA) is OperatorState.SET_ASIDE


def test_a_colleague_who_misses_the_call_gives_the_caller_back() -> None:
    world = ringing_colleague()
    world.pass_time(15)
    assert outcome(world) == "missed"
    assert HangUpLeg(SECOND) in world.effects
    assert anna_has_the_caller_again(world)


@pytest.mark.parametrize(("cause", "expected"), [(LegEnd.BUSY, "busy"), (LegEnd.FAILED, "failed")])
def test_a_phone_that_cannot_be_had_gives_the_caller_back(cause: LegEnd, expected: str) -> None:
    world = ringing_colleague()
    world.feed(LegGone, leg=SECOND, cause=cause)
    assert outcome(world) == expected
    assert anna_has_the_caller_again(world)


@pytest.mark.parametrize(
    ("happens", "expected"),
    [
        ((PhoneLost, {"device": "op11-desk"}), "failed"),
        ((OperatorLoggedOut, {"operator": GALINA}), "failed"),
        ((OperatorPaused, {"operator": GALINA, "reason": "lunch"}), "refused"),
    ],
)
def test_a_colleague_who_goes_away_while_rung_gives_the_caller_back(happens: Any, expected: str) -> None:
    world = ringing_colleague()
    kind, fields = happens
    world.feed(kind, **fields)
    assert outcome(world) == expected
    assert anna_has_the_caller_again(world)


def test_nobody_free_is_said_and_the_caller_hears_nothing_of_it() -> None:
    world = talking()
    world.sits_down(GALINA)
    world.feed(OperatorPaused, operator=GALINA, reason="lunch")
    for target in ({"to_operator": GALINA}, {"to_queue": "policies"}):
        effects = passes_on(world, TransferMode.CONSULT, **target)
        assert [type(effect) for effect in effects] == [TransferStarted, TransferEnded]
        assert world.told(TransferEnded)[-1].outcome == "busy"
        assert world.call_is("a") == "talking"


def test_nobody_free_for_a_caller_on_hold_brings_the_operator_back_to_the_caller() -> None:
    world = talking()
    world.feed(HoldRequested, operator=ANNA)
    passes_on(world, TransferMode.CONSULT, to_queue="policies")
    assert outcome(world) == "busy"
    assert anna_has_the_caller_again(world)


def test_a_caller_who_hangs_up_while_the_colleague_is_rung_silences_the_phone_at_once() -> None:
    world = ringing_colleague()
    effects = world.hangs_up("a")
    assert {HangUpLeg(FIRST), HangUpLeg(SECOND)} <= {e for e in effects if isinstance(e, HangUpLeg)}
    assert world.told(OfferEnded)[-1].outcome == "caller gone"
    assert outcome(world) == "caller gone"
    assert world.operator_is(GALINA) is OperatorState.READY
    assert world.operator_is(ANNA) is OperatorState.WRAP_UP
    assert world.told(Ended)[0].how == "completed"


def test_a_caller_who_hangs_up_during_the_consultation_frees_both() -> None:
    world = consulting()
    effects = world.hangs_up("a")
    assert {HangUpLeg(FIRST), HangUpLeg(SECOND)} <= {e for e in effects if isinstance(e, HangUpLeg)}
    assert outcome(world) == "caller gone"
    assert {fact.operator for fact in world.told(LegEnded)} == {ANNA, GALINA}
    assert world.operator_is(GALINA) is OperatorState.READY
    assert world.operator_is(ANNA) is OperatorState.WRAP_UP


@pytest.mark.parametrize("at_desk", [True, False])
def test_an_operator_who_hangs_up_during_the_consultation_completes_it(at_desk: bool) -> None:
    world = consulting()
    if at_desk:
        world.feed(HangUpRequested, operator=ANNA)
    else:
        world.feed(LegGone, leg=FIRST, cause=LegEnd.HUNG_UP)
    assert (HangUpLeg(FIRST) in world.effects) == at_desk
    assert outcome(world) == "completed"
    assert world.state.calls["a"].operator == GALINA


def test_an_operator_who_hangs_up_while_the_colleague_is_rung_hands_the_caller_over() -> None:
    world = ringing_colleague()
    world.feed(LegGone, leg=FIRST, cause=LegEnd.HUNG_UP)
    assert world.call_is("a") == "offered"
    assert world.ringing_for("a") == GALINA
    assert world.operator_is(ANNA) is OperatorState.WRAP_UP
    assert not world.told(TransferEnded)
    world.answers(GALINA)
    assert outcome(world) == "completed"
    assert world.told(Joined)[-1].operator == GALINA


def test_and_if_the_colleague_then_misses_the_caller_waits_in_his_queue_with_the_old_place() -> None:
    world = ringing_colleague()
    world.feed(HangUpRequested, operator=ANNA)
    world.pass_time(15)
    assert outcome(world) == "queued"
    first, last = world.told(Queued)
    assert (last.queue, last.since) == ("policies", first.since)
    assert world.call_is("a") == "waiting"


# --- handing over at once ---


def test_handing_over_to_a_person_frees_the_first_operator_at_once() -> None:
    world = handed_over()
    assert HangUpLeg(FIRST) in world.effects
    assert world.operator_is(ANNA) is OperatorState.WRAP_UP
    assert world.ringing_for("a") == GALINA
    assert world.told(Offered)[-1].transfer
    world.answers(GALINA)
    assert outcome(world) == "completed"
    assert world.call_is("a") == "talking"


def test_a_person_who_misses_the_handed_over_call_has_a_queue_behind_him() -> None:
    world = handed_over()
    world.pass_time(15)
    assert outcome(world) == "queued"
    first, last = world.told(Queued)
    assert (last.queue, last.since, last.place) == ("policies", first.since, 1)
    assert world.operator_is(GALINA) is OperatorState.SET_ASIDE
    world.sits_down(VERA)
    assert world.ringing_for("a") == VERA


def test_a_person_who_is_busy_has_a_queue_behind_him_too() -> None:
    world = talking(GALINA)
    world.feed(OperatorPaused, operator=GALINA, reason="lunch")
    passes_on(world, TransferMode.HAND_OVER, to_operator=GALINA)
    assert outcome(world) == "queued"
    assert world.state.calls["a"].queue == "policies"
    world.feed(OperatorReady, operator=GALINA)
    assert world.ringing_for("a") == GALINA


def test_without_a_home_queue_the_caller_waits_in_the_queue_he_came_from() -> None:
    world = talking(BORIS)
    passes_on(world, TransferMode.HAND_OVER, to_operator=BORIS)
    world.feed(OfferRefused, operator=BORIS)
    assert outcome(world) == "queued"
    assert world.state.calls["a"].queue == "hotline"


def test_handing_over_to_a_queue_keeps_the_place_of_the_first_arrival() -> None:
    world = talking()
    world.arrives("b")
    passes_on(world, TransferMode.HAND_OVER, to_queue="policies")
    assert outcome(world) == "queued"
    assert world.call_is("a") == "waiting"
    first, last = world.told(Queued, call="a")
    assert (last.queue, last.since) == ("policies", first.since)
    assert world.operator_is(ANNA) is OperatorState.WRAP_UP


def test_whoever_hands_a_caller_over_does_not_get_the_same_caller_back_at_once() -> None:
    """Without wrap-up the operator is free in the same moment, and still is not the next one rung."""
    world = World(
        reconfigured(queues=tuple(type(q)(q.key, q.name, q.needs, wrap_up_limit=0) for q in QUEUES))
    )
    world.sits_down(ANNA)
    world.arrives("a")
    world.answers(ANNA)
    passes_on(world, TransferMode.HAND_OVER, to_queue="hotline")
    assert world.operator_is(ANNA) is OperatorState.READY
    assert world.ringing_for("a") is None
    world.pass_time(30)
    assert world.ringing_for("a") == ANNA


def test_a_caller_who_hangs_up_while_being_handed_over_ends_the_transfer() -> None:
    world = handed_over()
    effects = world.hangs_up("a")
    assert HangUpLeg(SECOND) in effects
    assert outcome(world) == "caller gone"
    assert world.told(Ended)[0].how == "abandoned waiting"
    assert world.operator_is(GALINA) is OperatorState.READY


def test_a_handed_over_caller_can_be_passed_on_again() -> None:
    world = handed_over()
    world.answers(GALINA)
    world.sits_down(BORIS)
    world.feed(TransferRequested, operator=GALINA, mode=TransferMode.HAND_OVER, to_operator=BORIS)
    world.answers(BORIS)
    assert [fact.operator for fact in world.told(Joined)] == [ANNA, GALINA, BORIS]
    assert [fact.outcome for fact in world.told(TransferEnded)] == ["completed", "completed"]


# --- what is refused ---


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ({}, "transfer_target"),
        ({"to_operator": GALINA, "to_queue": "policies"}, "transfer_target"),
        ({"to_operator": ANNA}, "transfer_to_self"),
        ({"to_operator": 99}, "unknown_operator"),
        ({"to_operator": DMYTRO}, "colleague_logged_out"),
        ({"to_queue": "nowhere"}, "unknown_queue"),
    ],
)
@pytest.mark.parametrize("mode", TransferMode)
def test_a_transfer_to_nowhere_is_refused(mode: TransferMode, target: dict[str, Any], code: str) -> None:
    world = talking(GALINA)
    with pytest.raises(Illegal) as refusal:
        passes_on(world, mode, **target)
    assert refusal.value.code == code
    assert world.call_is("a") == "talking"


def test_only_the_callers_own_operator_passes_on_completes_and_cancels() -> None:
    world = consulting()
    for command in (TransferCompleted, TransferCancelled):
        with pytest.raises(Illegal) as refusal:
            world.feed(command, operator=GALINA)
        assert refusal.value.code == "not_your_conversation"


def test_a_transfer_is_not_completed_before_the_colleague_has_answered() -> None:
    world = ringing_colleague()
    with pytest.raises(Illegal) as refusal:
        world.feed(TransferCompleted, operator=ANNA)
    assert refusal.value.code == "call_is_transferring"


def test_without_a_conversation_there_is_nothing_to_pass_on() -> None:
    world = talking(GALINA)
    world.ends_talk(ANNA)
    with pytest.raises(Illegal) as refusal:
        passes_on(world, TransferMode.CONSULT, to_operator=GALINA)
    assert refusal.value.code == "not_while_wrap_up"
    world.feed(WrapUpEnded, operator=ANNA)
