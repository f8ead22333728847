"""Who waits in which place, who gets whom, and why."""

from __future__ import annotations

import msgspec
from centre import (
    ANNA,
    ASSISTANCE,
    BORIS,
    DMYTRO,
    EMERGENCY,
    GALINA,
    HOTLINE,
    MENU,
    QUEUES,
    VERA,
    World,
    reconfigured,
)

from thirdring.acd.actions import Ring
from thirdring.acd.centre import Choice
from thirdring.acd.facts import Offered, Queued, QueueUnservable
from thirdring.acd.inputs import DigitPressed, OperatorLoggedOut, OperatorPaused, OperatorReady


def free(world: World, *operators: int) -> None:
    """They end their wrap-up or pause, one after the other."""
    for operator in operators:
        world.feed(OperatorReady, operator=operator)


def test_callers_are_told_their_place() -> None:
    world = World()
    for call in "abc":
        world.arrives(call)
        world.pass_time(1)
    assert [fact.place for fact in world.told(Queued)] == [1, 2, 3]


def test_first_come_is_first_served() -> None:
    world = World()
    for call in "abc":
        world.arrives(call)
    world.sits_down(ANNA, BORIS)
    assert world.ringing_for("a") == ANNA
    assert world.ringing_for("b") == BORIS
    assert world.ringing_for("c") is None


def test_the_longest_idle_operator_gets_the_call() -> None:
    world = World()
    world.sits_down(BORIS, ANNA)
    world.arrives("a")
    assert world.ringing_for("a") == BORIS


def test_a_pause_puts_an_operator_behind_the_others() -> None:
    world = World()
    world.sits_down(ANNA, BORIS)
    world.feed(OperatorPaused, operator=ANNA, reason="lunch")
    world.pass_time(600)
    world.feed(OperatorReady, operator=ANNA)
    world.arrives("a")
    assert world.ringing_for("a") == BORIS


def test_an_emergency_goes_before_everybody_who_has_waited_longer() -> None:
    world = World()
    world.arrives("ordinary")
    world.pass_time(100)
    world.arrives("emergency", EMERGENCY)
    world.sits_down(ANNA)
    assert world.ringing_for("emergency") == ANNA
    assert world.ringing_for("ordinary") is None


def test_among_queues_of_one_priority_the_longest_waiting_caller_goes_first() -> None:
    world = World()
    world.arrives("policies", MENU)
    world.feed(DigitPressed, call="policies", digit="1")
    world.pass_time(1)
    world.arrives("hotline")
    world.sits_down(VERA)
    assert world.ringing_for("policies") == VERA


def test_nobody_is_rung_who_lacks_a_skill() -> None:
    world = World()
    world.sits_down(ANNA, BORIS, GALINA)
    world.arrives("a", ASSISTANCE)
    assert not world.told(Ring)
    world.sits_down(DMYTRO)
    assert world.ringing_for("a") == DMYTRO


def most_suitable() -> World:
    queues = tuple(msgspec.structs.replace(queue, choice=Choice.MOST_SUITABLE) for queue in QUEUES)
    return World(reconfigured(queues=queues))


def test_the_most_suitable_operator_is_the_most_proficient_in_what_is_needed() -> None:
    world = most_suitable()
    world.sits_down(VERA)
    world.pass_time(600)
    world.sits_down(GALINA)
    world.arrives("a", MENU)
    world.feed(DigitPressed, call="a", digit="1")
    assert world.ringing_for("a") == GALINA


def test_among_equally_proficient_ones_rare_skills_are_kept_free() -> None:
    """Anna could take emergencies besides, so Boris, idle for less long, is taken."""
    world = most_suitable()
    world.sits_down(ANNA, BORIS)
    world.arrives("a")
    assert world.ringing_for("a") == BORIS


def test_a_decision_says_who_was_next_and_who_was_left_out_and_why() -> None:
    world = World()
    world.sits_down(ANNA, BORIS, VERA, GALINA)
    world.feed(OperatorPaused, operator=VERA, reason="training")
    world.pass_time(60)
    world.arrives("a")
    why = world.told(Offered)[0].why
    assert (why.rule, why.needs, why.chosen) == ("longest idle", ("level:1",), ANNA)
    assert (why.candidates, why.runners_up) == (2, (BORIS,))
    assert 59_000_000 < why.idle <= 60_000_010
    assert {(left.reason, left.count, left.operators) for left in why.left_out} == {
        ("paused", 1, (VERA,)),
        ("logged out", 1, (DMYTRO,)),
        ("lacks skills", 1, ()),
    }


def test_a_freed_operator_takes_the_first_in_line_and_the_decision_says_so() -> None:
    world = World()
    world.arrives("a")
    world.sits_down(ANNA)
    why = world.told(Offered)[0].why
    assert (why.rule, why.chosen, why.idle) == ("first in line", ANNA, 0)


def test_it_is_said_once_when_nobody_suitable_is_logged_in_and_once_when_it_is_mended() -> None:
    world = World()
    world.arrives("a")
    world.arrives("b")
    assert [fact.why for fact in world.told(QueueUnservable)] == ["nobody suitable is logged in"]
    world.sits_down(ANNA)
    assert [fact.why for fact in world.told(QueueUnservable)] == ["nobody suitable is logged in", ""]


def test_it_is_said_when_the_last_suitable_operator_leaves_a_line_with_callers() -> None:
    world = World()
    world.sits_down(ANNA)
    world.arrives("a")
    world.arrives("b")
    world.answers(ANNA)
    world.ends_talk(ANNA)
    assert not world.told(QueueUnservable)
    world.feed(OperatorLoggedOut, operator=ANNA)
    assert world.told(QueueUnservable)[-1].why == "nobody suitable is logged in"
    world.hangs_up("b")
    assert world.told(QueueUnservable)[-1].why == ""


def test_skills_that_nobody_has_are_named() -> None:
    queues = (msgspec.structs.replace(QUEUES[0], needs=("lang:ka", "level:1")), *QUEUES[1:])
    world = World(reconfigured(queues=queues))
    world.sits_down(ANNA)
    world.arrives("a", HOTLINE)
    (fact,) = world.told(QueueUnservable)
    assert (fact.why, fact.lacking) == ("no operator has the skills", ("lang:ka",))
