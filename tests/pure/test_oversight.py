"""A supervisor sets an operator's state with a reason, and for today whom he serves."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from centre import ANNA, BORIS, CENTRE, GALINA, HOTLINE, MENU, OPERATORS, VERA, World, reconfigured

from thirdring.acd import core
from thirdring.acd.facts import LeftOut, Offered, OfferEnded, OfferOutcome, PauseAwaited, QueueUnservable
from thirdring.acd.inputs import (
    DeskConnected,
    DeskLost,
    DigitPressed,
    Illegal,
    MembershipSet,
    OperatorPaused,
    OperatorStateSet,
    StateOrder,
    WrapUpEnded,
)
from thirdring.acd.match import TAKEN_OUT
from thirdring.acd.moment import seconds
from thirdring.acd.operators import OperatorState
from thirdring.acd.supervision_facts import MembershipChanged, OperatorOrdered

READY, PAUSE, LOG_OUT = StateOrder
DAY_S = 36_000


@pytest.fixture
def world() -> World:
    world = World()
    world.sits_down(ANNA)
    return world


def orders(world: World, order: StateOrder, operator: int = ANNA, **fields: Any) -> Any:
    said = {"by": "svetlana", "called": "Svetlana", "reason": "a meeting", **fields}
    return world.feed(OperatorStateSet, operator=operator, order=order, **said)


def pauses(world: World, operator: int = ANNA) -> Any:
    return orders(world, PAUSE, operator, pause="training")


def refuses(world: World, code: str, order: StateOrder, **fields: Any) -> None:
    before = core.dump(world.state)
    with pytest.raises(Illegal) as illegal:
        orders(world, order, **fields)
    assert illegal.value.code == code
    assert core.dump(world.state) == before


def serves(world: World, operator: int, queue: str, serves: bool, for_s: float = DAY_S) -> Any:
    return world.feed(
        MembershipSet,
        operator=operator,
        queue=queue,
        serves=serves,
        until=world.now + seconds(for_s),
        by="svetlana",
        called="Svetlana",
        reason="many callers",
    )


# --- states ------------------------------------------------------------------------------------------


def test_a_ready_operator_is_set_on_a_pause_and_back_and_both_say_by_whom_and_why(world: World) -> None:
    pauses(world)
    assert (world.operator_is(ANNA), world.reason(ANNA)) == (OperatorState.PAUSED, "training")
    orders(world, READY, reason="enough")
    assert world.operator_is(ANNA) is OperatorState.READY
    assert [(one.order, one.by, one.reason, one.pause) for one in world.told(OperatorOrdered)] == [
        (PAUSE, "svetlana", "a meeting", "training"),
        (READY, "svetlana", "enough", ""),
    ]


def test_who_was_set_aside_is_brought_back_and_gets_the_next_caller(world: World) -> None:
    world.arrives("c-1")
    world.rings(ANNA)
    world.pass_time(20)
    assert world.operator_is(ANNA) is OperatorState.SET_ASIDE
    orders(world, READY)
    world.arrives("c-2")
    assert world.ringing_for("c-2") == ANNA


def test_a_conversation_and_its_card_come_before_the_pause(world: World) -> None:
    world.arrives("c-1")
    world.answers(ANNA)
    pauses(world)
    assert world.told(PauseAwaited, operator=ANNA, reason="training")
    world.ends_talk(ANNA)
    assert world.operator_is(ANNA) is OperatorState.WRAP_UP
    world.feed(WrapUpEnded, operator=ANNA)
    assert (world.operator_is(ANNA), world.reason(ANNA)) == (OperatorState.PAUSED, "training")


def test_during_the_card_too_a_pause_is_awaited_and_can_be_taken_back(world: World) -> None:
    world.arrives("c-1")
    world.answers(ANNA)
    world.ends_talk(ANNA)
    pauses(world)
    assert world.operator_is(ANNA) is OperatorState.WRAP_UP
    orders(world, READY)
    assert world.told(PauseAwaited)[-1].reason == ""
    world.feed(WrapUpEnded, operator=ANNA)
    assert world.operator_is(ANNA) is OperatorState.READY


def test_a_ringing_phone_is_not_counted_against_who_is_set_on_a_pause(world: World) -> None:
    world.sits_down(BORIS)
    world.arrives("c-1")
    assert world.ringing_for("c-1") == ANNA
    pauses(world)
    assert [end.outcome for end in world.told(OfferEnded, operator=ANNA)] == [OfferOutcome.WITHDRAWN]
    assert world.operator_is(ANNA) is OperatorState.PAUSED
    assert world.ringing_for("c-1") == BORIS


def test_a_shift_is_ended_at_once_or_after_the_conversation(world: World) -> None:
    world.sits_down(BORIS)
    orders(world, LOG_OUT)
    assert world.operator_is(ANNA) is OperatorState.LOGGED_OUT
    world.arrives("c-1")
    world.answers(BORIS)
    orders(world, LOG_OUT, BORIS)
    assert world.operator_is(BORIS) is OperatorState.TALKING
    world.ends_talk(BORIS)
    world.feed(WrapUpEnded, operator=BORIS)
    assert world.operator_is(BORIS) is OperatorState.LOGGED_OUT


def test_what_does_not_fit_is_refused_and_changes_nothing(world: World) -> None:
    refuses(world, "not_while_ready", READY)
    refuses(world, "order_without_reason", LOG_OUT, reason="")
    refuses(world, "reason_missing", PAUSE, pause="")
    refuses(world, "unknown_operator", LOG_OUT, operator=99)
    refuses(world, "not_while_logged_out", PAUSE, operator=BORIS, pause="training")
    world.arrives("c-1")
    world.answers(ANNA)
    refuses(world, "not_while_talking", READY)
    world.ends_talk(ANNA)
    refuses(world, "not_while_wrap_up", READY)  # clause 11: the card first


def test_nobody_is_made_ready_whose_desk_is_closed(world: World) -> None:
    world.feed(DeskConnected, operator=ANNA)
    world.feed(OperatorPaused, operator=ANNA, reason="lunch")
    world.feed(DeskLost, operator=ANNA)
    world.pass_time(60)
    refuses(world, "desk_is_gone", READY)


# --- queues ------------------------------------------------------------------------------------------


def test_who_is_taken_into_a_queue_gets_its_waiting_caller_at_once(world: World) -> None:
    world.arrives("c-1", MENU)
    world.feed(DigitPressed, call="c-1", digit="1")
    assert world.ringing_for("c-1") is None
    serves(world, ANNA, "policies", True)
    assert world.ringing_for("c-1") == ANNA
    assert world.told(QueueUnservable, queue="policies")[-1].why == ""


def test_who_is_taken_out_of_a_queue_is_named_among_those_left_out(world: World) -> None:
    world.sits_down(BORIS)
    serves(world, ANNA, "hotline", False)
    world.arrives("c-1")
    assert world.ringing_for("c-1") == BORIS
    assert LeftOut(TAKEN_OUT, 1, (ANNA,)) in world.told(Offered)[0].why.left_out


def test_one_queue_is_changed_and_the_others_are_not(world: World) -> None:
    world.sits_down(VERA)
    serves(world, VERA, "policies", False)
    floor = world.state.floor
    assert VERA in floor.lines["hotline"].requirement.rank
    assert VERA not in floor.lines["policies"].requirement.rank
    assert GALINA in floor.lines["policies"].requirement.rank


def test_the_change_ends_with_the_day(world: World) -> None:
    serves(world, ANNA, "policies", True)
    world.pass_time(DAY_S + 1)
    ended = world.told(MembershipChanged)[-1]
    assert (ended.operator, ended.queue, ended.serves, ended.until, ended.by) == (
        ANNA,
        "policies",
        False,
        0,
        "",
    )
    assert ANNA not in world.state.floor.lines["policies"].requirement.rank
    assert not world.state.memberships


def test_a_change_that_is_taken_back_leaves_nothing_behind(world: World) -> None:
    serves(world, ANNA, "hotline", False)
    serves(world, ANNA, "hotline", True)
    assert [one.until == 0 for one in world.told(MembershipChanged)] == [False, True]
    assert not world.state.memberships and not world.state.timers
    world.arrives("c-1", HOTLINE)
    assert world.ringing_for("c-1") == ANNA


@pytest.mark.parametrize(
    ("operator", "queue", "does", "for_s", "code"),
    [
        (ANNA, "hotline", True, DAY_S, "membership_unchanged"),
        (ANNA, "policies", False, DAY_S, "membership_unchanged"),
        (99, "hotline", True, DAY_S, "unknown_operator"),
        (ANNA, "nowhere", True, DAY_S, "unknown_queue"),
        (ANNA, "policies", True, 0, "membership_over"),
    ],
)
def test_a_change_that_is_none_is_refused(
    world: World, operator: int, queue: str, does: bool, for_s: float, code: str
) -> None:
    before = core.dump(world.state)
    with pytest.raises(Illegal) as illegal:
        serves(world, operator, queue, does, for_s)
    assert illegal.value.code == code
    assert core.dump(world.state) == before


def test_a_new_configuration_that_says_the_same_ends_the_change(world: World) -> None:
    serves(world, ANNA, "policies", True)
    serves(world, BORIS, "policies", True)
    anna, *others = OPERATORS
    skilled = msgspec.structs.replace(anna, skills={**anna.skills, "dept:policies": 1})
    world.configure(reconfigured(operators=(skilled, *others)))
    assert set(world.state.memberships) == {BORIS}
    world.configure(reconfigured(operators=(skilled, *others[1:])))
    assert not world.state.memberships
    assert ANNA in world.state.floor.lines["policies"].requirement.rank


def test_what_was_changed_for_today_outlives_a_restart(world: World) -> None:
    serves(world, ANNA, "policies", True)
    again = core.load(core.dump(world.state))
    assert ANNA in again.floor.lines["policies"].requirement.rank
    assert CENTRE.operators == again.centre.operators, "the configuration itself is untouched"
