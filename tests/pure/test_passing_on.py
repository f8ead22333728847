"""Clauses 3 to 6 of 141-П: what is said before a transfer, and the card that is read before voices join."""

from __future__ import annotations

from typing import Any

import pytest
from centre import ANNA, BORIS, DMYTRO, GALINA, SAID, World, breaches, reconfigured

from thirdring.acd.actions import HangUpLeg, JoinLegs, PlayToLeg, Ring
from thirdring.acd.facts import (
    BusyChoiceMade,
    Joined,
    Lifted,
    OfferEnded,
    Queued,
    TransferEnded,
    TransferStarted,
    TransferWrong,
)
from thirdring.acd.inputs import (
    BusyChoice,
    BusyLineAnswered,
    CallerGone,
    CardOpened,
    DeskConnected,
    DeskLost,
    DigitPressed,
    GoneCause,
    HangUpRequested,
    Illegal,
    LegDigitPressed,
    OfferRefused,
    Owner,
    Summary,
    TransferCancelled,
    TransferCompleted,
    TransferMarkedWrong,
    TransferMode,
    TransferRequested,
)
from thirdring.acd.promise_facts import Promised
from thirdring.acd.rules import rules_in_full
from thirdring.regulation import known

CENTRE = reconfigured(rules=rules_in_full(known()[0]))
ABOUT = Summary("Anna Beispiel, the fund", "complaint", "refusal of treatment")


def talking(*others: int) -> World:
    """Anna speaks with the caller; the others are ready, with desks."""
    world = World(CENTRE)
    world.sits_down(ANNA)
    world.arrives("a")
    world.answers(ANNA)
    world.sits_down(*others)
    for operator in (ANNA, *others):
        world.feed(DeskConnected, operator=operator)
    world.pass_time(60)
    return world


def passes_on(world: World, mode: TransferMode = TransferMode.CONSULT, **target: Any) -> None:
    world.feed(TransferRequested, operator=ANNA, mode=mode, **target, **SAID, summary=ABOUT)


def refused(world: World, kind: type[Any], **fields: Any) -> str:
    with pytest.raises(Illegal) as illegal:
        world.feed(kind, **fields)
    return illegal.value.code


@pytest.mark.parametrize("unsaid", [{"reason": ""}, {"sentence_said": False}, {"consent": False}])
def test_nobody_is_passed_on_without_reason_sentence_and_consent(unsaid: dict[str, Any]) -> None:
    world = talking(GALINA)
    said = {**SAID, **unsaid}
    wish = {"operator": ANNA, "mode": TransferMode.CONSULT, "to_operator": GALINA, **said}
    assert refused(world, TransferRequested, **wish) == "transfer_unsaid"
    assert world.call_is("a") == "talking"


def test_what_was_said_is_kept() -> None:
    world = talking(GALINA)
    passes_on(world, to_operator=GALINA)
    (fact,) = world.told(TransferStarted)
    assert (fact.reason, fact.sentence_said, fact.consent) == ("a question of policies", True, True)


def test_a_colleague_who_lifts_is_joined_when_the_card_is_open() -> None:
    world = talking(GALINA)
    passes_on(world, to_operator=GALINA)
    world.pass_time(2)  # the desk is slow
    world.answers(GALINA)
    assert [fact.awaits for fact in world.told(Lifted)] == ["card"]
    assert not world.told(JoinLegs)
    world.feed(CardOpened, operator=GALINA, call="a")
    assert world.told(JoinLegs)
    world.feed(TransferCompleted, operator=ANNA)
    world.hangs_up("a")
    assert not breaches(world)


def test_a_card_opened_while_the_phone_rings_joins_at_once() -> None:
    world = talking(GALINA)
    passes_on(world, TransferMode.HAND_OVER, to_operator=GALINA)
    world.feed(CardOpened, operator=GALINA, call="a")
    world.answers(GALINA)
    assert world.told(Joined)[-1].operator == GALINA and not world.told(Lifted)


def test_whoever_has_no_desk_hears_a_summary_and_presses_a_key() -> None:
    world = talking(GALINA)
    world.feed(DeskLost, operator=GALINA)
    passes_on(world, to_operator=GALINA)
    world.answers(GALINA)
    heard = PlayToLeg("a~2", "transfer-summary", ABOUT)
    assert world.told(Ring)[-1].then == heard, "while the phone rings it can be made ready"
    assert world.told(PlayToLeg) == [heard]
    world.feed(LegDigitPressed, leg="a~2", digit="1")
    assert world.told(JoinLegs)


def at_a_desk_phone() -> World:
    """Anna consults Galina, who has a phone beside her screen."""
    world = talking(GALINA)
    passes_on(world, to_operator=GALINA)
    return world


def test_a_phone_beside_a_desk_rings_when_the_desk_shows_the_card() -> None:
    world = at_a_desk_phone()
    world.pass_time(1)
    assert rung(world) == 0
    world.feed(CardOpened, operator=GALINA, call="a")
    assert rung(world) == 1
    world.answers(GALINA)
    world.pass_time(10)
    assert rung(world) == 1 and world.told(JoinLegs)
    assert not world.told(Lifted), "she has read it, and presses no key"


def test_a_desk_that_shows_nothing_keeps_the_phone_from_ringing_for_two_seconds_only() -> None:
    world = at_a_desk_phone()
    world.pass_time(1.999999)
    assert rung(world) == 0
    world.pass_time(0.000001)
    assert rung(world) == 1
    world.rings(GALINA)
    world.pass_time(14.499999)
    assert world.state.operators[GALINA].state == "offered", "and the rings are counted from there"
    world.pass_time(0.000001)
    assert world.reason(GALINA) == "missed"


def test_who_changes_his_mind_before_the_phone_rings_has_no_leg_to_end() -> None:
    world = at_a_desk_phone()
    world.feed(TransferCancelled, operator=ANNA)
    world.pass_time(60)
    assert rung(world) == 0 and not world.told(HangUpLeg)
    assert (world.call_is("a"), world.state.operators[GALINA].state) == ("talking", "ready")


def rung(world: World) -> int:
    """How often Galina's phone was asked to ring."""
    return sum(order.operator == GALINA for order in world.told(Ring))


def test_the_summary_goes_with_a_caller_who_waits_for_a_colleague() -> None:
    world = talking()
    passes_on(world, TransferMode.HAND_OVER, to_queue="policies")
    world.sits_down(GALINA)
    world.answers(GALINA)
    assert [order.told for order in world.told(PlayToLeg)] == [ABOUT]
    assert all(ring.then is None for ring in world.told(Ring) if ring.operator == ANNA)


def test_a_card_that_is_not_opened_gives_the_caller_back_and_is_no_missed_ring() -> None:
    world = talking(GALINA)
    passes_on(world, to_operator=GALINA)
    world.rings(GALINA)
    world.pass_time(10)
    world.answers(GALINA)
    world.pass_time(29.999999)
    assert not world.told(TransferEnded)
    world.pass_time(0.000001)
    assert world.told(TransferEnded)[0].outcome == "failed"
    assert (world.call_is("a"), world.reason(GALINA)) == ("talking", "card not opened")
    world.hangs_up("a")
    assert not breaches(world)


def test_who_takes_a_caller_from_a_queue_after_a_transfer_reads_the_card_too() -> None:
    world = talking()
    passes_on(world, TransferMode.HAND_OVER, to_queue="policies")
    world.sits_down(GALINA)
    world.feed(DeskConnected, operator=GALINA)
    world.answers(GALINA)
    assert world.call_is("a") == "offered"
    world.feed(CardOpened, operator=GALINA, call="a")
    assert world.call_is("a") == "talking"


def test_the_judge_finds_a_colleague_who_spoke_without_having_read_the_card() -> None:
    world = World()
    world.sits_down(ANNA)
    world.arrives("a")
    world.answers(ANNA)
    world.sits_down(GALINA)
    world.feed(TransferRequested, operator=ANNA, mode=TransferMode.HAND_OVER, to_operator=GALINA)
    world.answers(GALINA)
    world.hangs_up("a")
    assert [(breach.clause, breach.operator) for breach in breaches(world)] == [("6", GALINA)]


def test_a_refusal_is_told_in_the_words_of_whoever_refuses() -> None:
    world = talking(GALINA)
    passes_on(world, to_operator=GALINA)
    world.feed(OfferRefused, operator=GALINA, reason="ask complaints")
    assert world.told(OfferEnded)[-1].reason == "ask complaints"
    assert (world.told(TransferEnded)[0].outcome, world.told(TransferEnded)[0].reason) == (
        "refused",
        "ask complaints",
    )


# --- the line is busy (row S70) ---


def busy() -> World:
    world = talking(GALINA)
    world.arrives("b", "1002")
    world.feed(DigitPressed, call="b", digit="1")
    world.answers(GALINA)
    passes_on(world, to_operator=GALINA)
    assert world.told(TransferEnded)[0].outcome == "busy"
    assert world.call_is("a") == "talking"
    return world


def test_a_caller_who_would_rather_wait_waits_in_the_colleagues_queue() -> None:
    world = busy()
    world.feed(BusyLineAnswered, operator=ANNA, choice=BusyChoice.WAIT)
    assert world.told(BusyChoiceMade) == [BusyChoiceMade("a", ANNA, BusyChoice.WAIT)]
    assert (world.call_is("a"), world.told(Queued)[-1].queue) == ("waiting", "policies")
    assert world.operator_is(ANNA) == "wrap-up"


def test_a_caller_who_would_rather_be_called_is_owed_that_by_the_colleague() -> None:
    world = busy()
    world.feed(BusyLineAnswered, operator=ANNA, choice=BusyChoice.CALL_BACK, number="+70000000007")
    (promise,) = world.told(Promised)
    assert (promise.origin, promise.owner) == ("level 2 busy", Owner(operator=GALINA))
    assert promise.number == "+70000000007"
    assert world.call_is("a") == "talking", "Anna says good-bye"


def test_a_caller_who_would_rather_be_called_is_called_within_the_year() -> None:
    world = busy()
    wish = {"operator": ANNA, "choice": BusyChoice.CALL_BACK, "number": "+70000000007"}
    assert refused(world, BusyLineAnswered, **wish, not_before=2**64 - 1) == "moment_too_far"
    assert not world.told(BusyChoiceMade), "Anna can ask again"


def test_nothing_is_asked_of_a_line_that_was_not_busy() -> None:
    world = talking(GALINA)
    assert refused(world, BusyLineAnswered, operator=ANNA, choice=BusyChoice.WAIT) == "nobody_was_busy"


def test_who_hangs_up_during_the_transfer_silences_the_colleague_and_is_owed_a_call() -> None:
    world = talking(GALINA)
    passes_on(world, to_operator=GALINA)
    world.feed(CardOpened, operator=GALINA, call="a")
    world.hangs_up("a")
    assert HangUpLeg("a~2") in world.effects
    (promise,) = world.told(Promised)
    assert (promise.origin, promise.owner) == ("missed", Owner(operator=GALINA))


@pytest.mark.parametrize("mode", list(TransferMode))
def test_who_hangs_up_while_the_colleagues_phone_rings_is_owed_one_call_by_the_colleague(
    mode: TransferMode,
) -> None:
    world = talking(GALINA)
    passes_on(world, mode, to_operator=GALINA)
    if mode is TransferMode.CONSULT:
        world.feed(HangUpRequested, operator=ANNA)  # she does not wait for Galina
    assert world.call_is("a") == "offered"
    world.hangs_up("a")
    assert [promise.owner for promise in world.told(Promised)] == [Owner(operator=GALINA)]


def test_a_connection_that_breaks_during_the_transfer_is_owed_one_call() -> None:
    world = talking(GALINA)
    passes_on(world, TransferMode.HAND_OVER, to_operator=GALINA)
    world.feed(CallerGone, call="a", cause=GoneCause.LOST)
    assert [promise.owner for promise in world.told(Promised)] == [Owner(operator=GALINA)]


# --- wrong transfers (row S62) ---


def test_a_wrong_transfer_is_marked_and_the_caller_sent_on() -> None:
    world = talking(GALINA)
    passes_on(world, TransferMode.HAND_OVER, to_operator=GALINA)
    world.feed(CardOpened, operator=GALINA, call="a")
    world.answers(GALINA)
    assert refused(world, TransferMarkedWrong, operator=GALINA, reason="") == "reason_missing"
    world.feed(TransferMarkedWrong, operator=GALINA, reason="of the doctors")
    assert world.told(TransferWrong) == [TransferWrong("a", ANNA, GALINA, "of the doctors")]
    world.sits_down(DMYTRO, BORIS)
    wish = {"operator": GALINA, "mode": TransferMode.HAND_OVER, "to_operator": DMYTRO, **SAID}
    world.feed(TransferRequested, **wish)
    assert world.ringing_for("a") == DMYTRO


def test_a_caller_who_came_by_himself_was_passed_on_by_nobody() -> None:
    assert refused(talking(), TransferMarkedWrong, operator=ANNA, reason="x") == "not_passed_on"
