"""A browser phone is lost in the middle of a conversation: the caller waits for his operator, with music."""

from __future__ import annotations

import msgspec
import pytest
from centre import ANNA, BORIS, SAID, VERA, World, breaches, browser, reconfigured

from thirdring.acd.actions import HangUpCall, HangUpLeg, Join, ResumeRecording, Ring, StartMusic
from thirdring.acd.centre import Rules
from thirdring.acd.facts import (
    ChoiceOffered,
    Ended,
    Held,
    Interrupted,
    Joined,
    LegEnded,
    Offered,
    OperatorChanged,
    Queued,
    TransferEnded,
)
from thirdring.acd.inputs import (
    AttemptRequested,
    CalleeAnswered,
    CallerGone,
    CentreConfigured,
    HoldRequested,
    Illegal,
    LegAnswered,
    LegEnd,
    LegGone,
    OperatorLoggedOut,
    OperatorPaused,
    OperatorReady,
    PhoneLost,
    PhoneRegistered,
    PromptEnded,
    RecordingPauseRequested,
    SupervisionRequested,
    TransferMode,
    TransferRequested,
)
from thirdring.acd.moment import seconds
from thirdring.acd.operators import OperatorState
from thirdring.acd.promise_facts import Promised, PromiseGiven
from thirdring.acd.rules import rules_in_full
from thirdring.acd.supervision_facts import SupervisionEnded
from thirdring.regulation import known

IN_FULL = reconfigured(rules=rules_in_full(known()[0]))
WEB = browser(ANNA).key


def talking(world: World | None = None) -> World:
    """Anna speaks with the first caller in her browser."""
    world = world or World()
    world.sits_down_at_the_browser(ANNA)
    world.arrives("a")
    world.answers(ANNA)
    return world


def reloaded(world: World) -> None:
    """Her page is gone, and with it the phone."""
    world.feed(LegGone, leg=world.leg(ANNA), cause=LegEnd.HUNG_UP)
    world.feed(PhoneLost, device=WEB)


def test_the_caller_hears_music_at_once_and_stays_with_his_operator() -> None:
    world = talking()
    effects = world.feed(LegGone, leg="a~1", cause=LegEnd.HUNG_UP)
    assert effects == (
        StartMusic("a"),
        LegEnded("a", "a~1", ANNA),
        Interrupted("a", ANNA, seconds(20)),
        OperatorChanged(ANNA, OperatorState.COMING_BACK, "phone lost", "a"),
    )
    assert world.call_is("a") == "interrupted"
    assert not world.told(Ended)


def test_the_phone_that_is_back_is_rung_and_whoever_lifts_is_joined() -> None:
    world = talking()
    reloaded(world)
    world.pass_time(3)
    assert not world.told(Ring, leg="a~2"), "nobody is there to be rung"
    (_, ring) = world.feed(PhoneRegistered, device=WEB)
    assert isinstance(ring, Ring) and (ring.leg, ring.device) == ("a~2", WEB)
    assert world.answers(ANNA) == (
        OperatorChanged(ANNA, OperatorState.TALKING, "", "a"),
        Join("a", "a~2"),
        Joined("a", "a~2", ANNA),
    )
    assert world.call_is("a") == "talking"
    assert world.state.next_timer() is None
    assert len(world.told(Offered)) == 1, "it is no offer, and nobody can miss it"
    world.ends_talk(ANNA)
    assert world.told(Ended)[-1].by == "operator"


def test_a_page_that_was_rung_too_early_is_rung_again() -> None:
    """The new page has registered before the old one was noticed to be gone: nothing is told of it."""
    world = talking()
    world.feed(LegGone, leg="a~1", cause=LegEnd.LOST)
    world.pass_time(1)
    assert world.told(Ring, leg="a~2")
    world.feed(LegGone, leg="a~2", cause=LegEnd.FAILED)
    world.pass_time(1)
    assert world.told(Ring, leg="a~3"), "the phone refused"
    world.pass_time(5)
    assert world.told(HangUpLeg, leg="a~3") and world.told(Ring, leg="a~4"), "nobody lifted"
    world.feed(PhoneLost, device=WEB)
    world.feed(PhoneRegistered, device=WEB)
    assert world.told(HangUpLeg, leg="a~4") and world.told(Ring, leg="a~5"), "another page"
    assert world.feed(LegAnswered, leg="a~4") == (HangUpLeg("a~4"),), "what crossed on the wire"
    world.answers(ANNA)
    assert world.call_is("a") == "talking"


def test_who_was_on_hold_is_on_hold_again() -> None:
    world = talking()
    world.feed(HoldRequested, operator=ANNA)
    assert StartMusic("a") not in world.feed(LegGone, leg="a~1", cause=LegEnd.HUNG_UP)
    world.pass_time(1)
    effects = world.answers(ANNA)
    assert Held("a", ANNA) in effects and not [e for e in effects if isinstance(e, Join)]
    assert world.call_is("a") == "held"


def test_when_the_span_has_passed_the_next_one_gets_the_caller_in_his_old_place() -> None:
    world = talking()
    world.pass_time(60)
    world.arrives("later")
    reloaded(world)
    world.pass_time(19.999999)
    assert world.operator_is(ANNA) is OperatorState.COMING_BACK
    world.pass_time(0.000001)
    queued = world.told(Queued, call="a")
    assert queued[-1].since == queued[0].since and queued[-1].place == 1
    assert (world.operator_is(ANNA), world.reason(ANNA)) == (OperatorState.SET_ASIDE, "phone lost")
    world.sits_down(BORIS)
    assert world.ringing_for("a") == BORIS
    world.feed(PhoneRegistered, device=WEB)
    world.feed(OperatorReady, operator=ANNA)
    assert world.ringing_for("later") == ANNA


def test_the_thirty_seconds_count_from_the_interruption() -> None:
    world = talking(World(IN_FULL))
    reloaded(world)
    world.pass_time(29.9)
    assert not world.told(ChoiceOffered)
    world.pass_time(0.1)
    (offered,) = world.told(ChoiceOffered)
    assert offered.waited == seconds(30)
    world.pass_time(5)
    assert not [breach for breach in breaches(world) if breach.clause == "2"]


def test_an_edition_that_lets_a_caller_wait_longer_than_clause_2_allows_is_found_out() -> None:
    rules = msgspec.structs.replace(rules_in_full(known()[0]), comeback=seconds(60))
    world = talking(World(reconfigured(rules=rules)))
    reloaded(world)
    world.pass_time(40)
    assert [breach.clause for breach in breaches(world)] == ["2"]


def test_the_ten_minutes_go_on_over_an_interruption() -> None:
    world = talking(World(IN_FULL))
    world.pass_time(400)
    reloaded(world)
    world.pass_time(2)
    world.feed(PhoneRegistered, device=WEB)
    world.answers(ANNA)
    world.pass_time(300)
    world.hangs_up("a")
    assert [breach.clause for breach in breaches(world)] == ["8"]


def test_a_caller_who_hangs_up_meanwhile_leaves_the_card_with_the_operator() -> None:
    world = talking()
    world.feed(LegGone, leg="a~1", cause=LegEnd.HUNG_UP)
    world.pass_time(1)
    effects = world.feed(CallerGone, call="a")
    assert HangUpLeg("a~2") in effects, "nobody is rung for him any more"
    (ended,) = world.told(Ended)
    assert (ended.how, ended.by) == ("completed", "caller")
    assert world.operator_is(ANNA) is OperatorState.WRAP_UP
    assert world.state.operators[ANNA].call == "a"
    assert world.state.next_timer() is None


def test_the_operator_may_end_it_before_her_phone_is_back() -> None:
    world = talking()
    reloaded(world)
    effects = world.ends_talk(ANNA)
    assert HangUpCall("a") in effects
    assert world.operator_is(ANNA) is OperatorState.WRAP_UP


@pytest.mark.parametrize(
    ("command", "fields", "state"),
    [
        (OperatorPaused, {"reason": "lunch"}, OperatorState.PAUSED),
        (OperatorLoggedOut, {}, OperatorState.LOGGED_OUT),
    ],
)
def test_who_pauses_or_leaves_instead_of_coming_back_keeps_nobody_waiting(
    command: type, fields: dict[str, str], state: OperatorState
) -> None:
    world = talking()
    world.sits_down(BORIS)
    reloaded(world)
    world.feed(command, operator=ANNA, **fields)
    assert world.operator_is(ANNA) is state
    assert world.ringing_for("a") == BORIS


def test_a_pause_that_was_to_begin_after_the_call_begins_when_the_span_has_passed() -> None:
    world = talking()
    world.feed(OperatorPaused, operator=ANNA, reason="lunch")
    reloaded(world)
    world.pass_time(20)
    assert (world.operator_is(ANNA), world.reason(ANNA)) == (OperatorState.PAUSED, "lunch")


def test_whom_the_configuration_no_longer_knows_nobody_waits_for() -> None:
    world = talking()
    world.sits_down(BORIS)
    reloaded(world)
    world.feed(CentreConfigured, centre=reconfigured(operators=world.state.centre.operators[1:]))
    assert ANNA not in world.state.operators
    assert world.ringing_for("a") == BORIS


def test_a_desk_phone_has_a_hook_and_ends_the_call_as_ever() -> None:
    world = World()
    world.sits_down(ANNA)
    world.arrives("a")
    world.answers(ANNA)
    world.feed(LegGone, leg="a~1", cause=LegEnd.HUNG_UP)
    assert world.told(Ended)[-1].by == "operator"


def test_an_edition_may_wait_for_nobody() -> None:
    world = talking(World(reconfigured(rules=Rules(comeback=0))))
    world.feed(LegGone, leg="a~1", cause=LegEnd.LOST)
    assert world.call_is("a") == "waiting"


def test_a_lost_registration_alone_interrupts_nobody() -> None:
    world = talking()
    world.feed(PhoneLost, device=WEB)
    assert world.call_is("a") == "talking"


def test_what_only_a_conversation_allows_is_refused_meanwhile() -> None:
    world = talking()
    reloaded(world)
    with pytest.raises(Illegal) as refusal:
        world.feed(HoldRequested, operator=ANNA)
    assert refusal.value.code == "not_while_coming_back"


def test_the_recording_goes_on_whatever_was_paused() -> None:
    world = talking()
    world.feed(RecordingPauseRequested, operator=ANNA)
    assert ResumeRecording("a", world.now) in world.feed(LegGone, leg="a~1", cause=LegEnd.HUNG_UP)


def test_a_supervisor_stops_listening_and_may_come_again() -> None:
    world = talking()
    world.sits_down(VERA)
    world.feed(SupervisionRequested, operator=VERA, call="a")
    world.feed(LegAnswered, leg="a~2")
    world.feed(LegGone, leg="a~1", cause=LegEnd.HUNG_UP)
    assert world.told(SupervisionEnded) and world.told(HangUpLeg, leg="a~2")
    assert world.operator_is(VERA) is OperatorState.READY
    with pytest.raises(Illegal) as refusal:
        world.feed(SupervisionRequested, operator=VERA, call="a")
    assert refusal.value.code == "no_conversation"
    world.pass_time(1)
    world.answers(ANNA)
    world.feed(SupervisionRequested, operator=VERA, call="a")
    assert world.operator_is(VERA) is OperatorState.SUPERVISING


@pytest.mark.parametrize("consulting", [False, True], ids=["it rings", "they consult"])
def test_in_a_transfer_the_colleague_has_the_caller_sooner(consulting: bool) -> None:
    world = talking()
    world.sits_down(BORIS)
    world.feed(TransferRequested, operator=ANNA, mode=TransferMode.CONSULT, to_operator=BORIS, **SAID)
    if consulting:
        world.answers(BORIS)
    world.feed(LegGone, leg="a~1", cause=LegEnd.HUNG_UP)
    if not consulting:
        world.answers(BORIS)
    assert world.state.calls["a"].operator == BORIS
    assert world.told(TransferEnded)[-1].outcome == "completed"
    assert world.operator_is(ANNA) is OperatorState.WRAP_UP


def test_a_consulted_colleague_whose_browser_is_lost_gives_the_caller_back() -> None:
    world = World()
    world.sits_down(VERA)
    world.arrives("a")
    world.answers(VERA)
    world.sits_down_at_the_browser(ANNA)
    world.feed(TransferRequested, operator=VERA, mode=TransferMode.CONSULT, to_operator=ANNA, **SAID)
    world.answers(ANNA)
    world.feed(LegGone, leg="a~2", cause=LegEnd.HUNG_UP)
    assert world.state.calls["a"].operator == VERA
    assert world.call_is("a") == "talking"


def keeping_a_promise() -> tuple[World, str]:
    """Anna has called somebody back in her browser and speaks with him; Boris is ready, too."""
    world = World(IN_FULL)
    world.arrives("gone")
    world.hangs_up("gone")
    (promised,) = world.told(Promised)
    world.sits_down_at_the_browser(ANNA)
    assert world.told(PromiseGiven, operator=ANNA)
    world.feed(AttemptRequested, operator=ANNA, promise=promised.promise)
    world.answers(ANNA)
    call = world.state.promises[promised.promise].attempt
    world.feed(CalleeAnswered, call=call)
    world.feed(PromptEnded, call=call, prompt="recorded")
    assert world.call_is(call) == "talking"
    return world, call


def test_whom_we_have_called_waits_for_his_operator_too() -> None:
    world, call = keeping_a_promise()
    reloaded(world)
    assert world.state.operators[ANNA].promise
    world.feed(PhoneRegistered, device=WEB)
    world.answers(ANNA)
    world.hangs_up(call)
    assert world.operator_is(ANNA) is OperatorState.WRAP_UP
    assert world.state.operators[ANNA].promise, "and she says what came of it"


def test_what_is_owed_goes_with_the_call_to_whoever_comes() -> None:
    world, call = keeping_a_promise()
    reloaded(world)
    world.sits_down(BORIS)
    world.pass_time(20)
    assert world.ringing_for(call) == BORIS
    world.answers(BORIS)
    promise = world.state.operators[BORIS].promise
    assert world.state.promises[promise].operator == BORIS
    assert not world.state.operators[ANNA].promise


def test_whom_we_have_called_is_still_owed_when_he_hangs_up_alone() -> None:
    world, call = keeping_a_promise()
    promise = world.state.operators[ANNA].promise
    reloaded(world)
    world.pass_time(20)
    world.hangs_up(call)
    assert promise in world.state.promises


def test_whom_nobody_has_answered_yet_nobody_is_awaited_for() -> None:
    """Our own call before an answer: it ends, and what is owed goes back to the list."""
    world = World(IN_FULL)
    world.arrives("gone")
    world.hangs_up("gone")
    (promised,) = world.told(Promised)
    world.sits_down_at_the_browser(ANNA)
    world.feed(AttemptRequested, operator=ANNA, promise=promised.promise)
    world.answers(ANNA)
    world.feed(LegGone, leg=world.leg(ANNA), cause=LegEnd.HUNG_UP)
    assert promised.promise in world.state.promises
    assert world.operator_is(ANNA) is not OperatorState.COMING_BACK
