"""The administration changes the centre while people call."""

from __future__ import annotations

import msgspec
from centre import ANNA, BORIS, GALINA, OPERATORS, QUEUES, World, reconfigured

from thirdring.acd import core
from thirdring.acd.facts import CentreChanged, OfferEnded, PauseAwaited, Queued, QueueUnservable
from thirdring.acd.inputs import OperatorReady, WrapUpEnded
from thirdring.acd.operators import OperatorState

WITHOUT_ANNA = reconfigured(operators=OPERATORS[1:])
WITHOUT_HOTLINE = reconfigured(queues=QUEUES[1:])


def test_a_new_version_is_told() -> None:
    world = World()
    assert world.configure(reconfigured()) == (CentreChanged(2),)


def test_waiting_callers_are_compared_anew() -> None:
    """Galina is given level 1 while somebody waits."""
    world = World()
    world.sits_down(GALINA)
    world.arrives("a")
    taught = msgspec.structs.replace(OPERATORS[3], skills={"level:1": 1, "level:2": 1})
    world.configure(reconfigured(operators=(*OPERATORS[:3], taught)))
    assert world.ringing_for("a") == GALINA


def test_an_operator_who_is_struck_off_leaves_at_once_when_free() -> None:
    world = World()
    world.sits_down(ANNA)
    world.configure(WITHOUT_ANNA)
    assert ANNA not in world.state.operators
    world.arrives("a")
    assert world.ringing_for("a") is None


def test_an_operator_who_is_struck_off_in_a_conversation_leaves_after_it() -> None:
    world = World()
    world.sits_down(ANNA)
    world.arrives("a")
    world.answers(ANNA)
    effects = world.configure(WITHOUT_ANNA)
    assert PauseAwaited(ANNA, "logout") in effects
    assert world.call_is("a") == "talking"
    world.ends_talk(ANNA)
    assert ANNA not in world.state.operators


def test_an_operator_who_is_struck_off_while_rung_is_rung_no_longer() -> None:
    world = World()
    world.sits_down(ANNA, BORIS)
    world.arrives("a")
    world.configure(WITHOUT_ANNA)
    assert world.told(OfferEnded)[-1].outcome == "withdrawn"
    assert world.ringing_for("a") == BORIS


def test_a_phone_that_is_taken_away_makes_its_operator_unreachable_until_it_is_given_back() -> None:
    world = World()
    world.sits_down(ANNA)
    phoneless = msgspec.structs.replace(OPERATORS[0], devices=())
    world.configure(reconfigured(operators=(phoneless, *OPERATORS[1:])))
    assert world.operator_is(ANNA) is OperatorState.UNREACHABLE
    world.configure(reconfigured())
    assert world.operator_is(ANNA) is OperatorState.READY


def test_callers_of_a_queue_that_is_closed_go_to_another_and_keep_their_place() -> None:
    world = World()
    world.arrives("a")
    world.pass_time(5)
    world.arrives("b")
    world.configure(WITHOUT_HOTLINE)
    moved = world.told(Queued)[2:]
    assert [(fact.call, fact.queue, fact.place) for fact in moved] == [
        ("a", "policies", 1),
        ("b", "policies", 2),
    ]
    assert moved[0].since == world.told(Queued)[0].since
    assert world.told(QueueUnservable, queue="hotline")[-1].why == ""
    world.sits_down(GALINA)
    assert world.ringing_for("a") == GALINA


def test_an_offer_for_a_queue_that_is_closed_rings_on_and_returns_to_another() -> None:
    world = World()
    world.sits_down(ANNA)
    world.arrives("a")
    world.configure(WITHOUT_HOTLINE)
    assert world.ringing_for("a") == ANNA
    world.pass_time(15)
    assert world.state.calls["a"].queue == "policies"
    assert world.call_is("a") == "waiting"


def test_before_any_queue_is_configured_everybody_serves_everyone() -> None:
    world = World(reconfigured(lines=(), queues=()))
    world.sits_down(ANNA)
    world.arrives("a")
    assert world.ringing_for("a") == ANNA


def test_a_stricter_ring_limit_holds_for_the_next_offer_not_for_the_one_that_rings() -> None:
    world = World()
    world.sits_down(ANNA, BORIS)
    world.arrives("a")
    rules = msgspec.structs.replace(world.state.centre.rules, ring_limit=4_000_000)
    world.configure(reconfigured(rules=rules))
    world.pass_time(14.9)
    assert world.ringing_for("a") == ANNA
    world.pass_time(0.1)
    assert world.ringing_for("a") == BORIS
    world.pass_time(4)
    assert world.ringing_for("a") is None


def test_what_was_written_down_goes_on_as_if_nothing_had_happened() -> None:
    """A restart in the middle of the day: everybody keeps place, state and timers."""
    world = World()
    world.sits_down(ANNA, BORIS)
    for call in "abc":
        world.arrives(call)
    world.answers(ANNA)
    world.ends_talk(ANNA)
    written = core.dump(world.state)
    world.state = core.load(written)
    assert core.dump(world.state) == written
    world.feed(WrapUpEnded, operator=ANNA)
    assert world.ringing_for("c") == ANNA
    world.pass_time(15)
    assert world.operator_is(BORIS) is OperatorState.SET_ASIDE
    world.feed(OperatorReady, operator=BORIS)
