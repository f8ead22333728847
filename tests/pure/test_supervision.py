"""A supervisor listens, whispers, joins and takes over; an operator pauses the recording."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from centre import ANNA, ASSISTANCE, BORIS, CENTRE, DMYTRO, VERA, World, breaches, reconfigured

from thirdring.acd import core
from thirdring.acd.actions import (
    HangUpCall,
    HangUpLeg,
    Join,
    PauseRecording,
    PlayToLeg,
    ResumeRecording,
    Ring,
    Supervise,
)
from thirdring.acd.facts import Joined, LegEnded, PauseAwaited
from thirdring.acd.inputs import (
    CardOpened,
    CentreConfigured,
    HoldRequested,
    LegAnswered,
    LegDigitPressed,
    LegEnd,
    LegGone,
    OperatorLoggedIn,
    OperatorLoggedOut,
    OperatorPaused,
    OperatorReady,
    PhoneLost,
    PhoneRegistered,
    RecordingPauseRequested,
    RecordingResumeRequested,
    SupervisionChangeRequested,
    SupervisionEndRequested,
    SupervisionMode,
    SupervisionRequested,
    TakeOverRequested,
    TransferMode,
    TransferRequested,
    WrapUpEnded,
)
from thirdring.acd.operators import OperatorState
from thirdring.acd.rules import rules_of
from thirdring.acd.supervision_facts import (
    RecordingPaused,
    RecordingResumed,
    SupervisionChanged,
    SupervisionEnd,
    SupervisionEnded,
    SupervisionStarted,
)
from thirdring.regulation import known

LISTEN, WHISPER, JOIN = SupervisionMode


@pytest.fixture
def world() -> World:
    """Anna speaks with a caller; Vera, who supervises, is logged in and paused."""
    world = World()
    world.sits_down(ANNA, VERA)
    world.feed(OperatorPaused, operator=VERA, reason="supervision")
    world.arrives("c-1")
    world.answers(ANNA)
    return world


def asks(world: World, mode: SupervisionMode = LISTEN, supervisor: int = VERA, call: str = "c-1") -> Any:
    return world.feed(SupervisionRequested, operator=supervisor, call=call, mode=mode)


def lifts(world: World) -> Any:
    found = world.state.calls["c-1"].supervision
    assert found is not None
    return world.feed(LegAnswered, leg=found.leg)


def listens(world: World, mode: SupervisionMode = LISTEN) -> None:
    asks(world, mode)
    lifts(world)


def refused(world: World, kind: type[Any], **fields: Any) -> str:
    before = core.dump(world.state)
    with pytest.raises(core.Illegal) as illegal:
        world.feed(kind, **fields)
    assert core.dump(world.state) == before
    return illegal.value.code


# --- listening ------------------------------------------------------------------------------


def test_the_supervisors_own_phone_rings_and_is_joined_when_lifted(world: World) -> None:
    (ring,) = [effect for effect in asks(world) if isinstance(effect, Ring)]
    assert (ring.operator, ring.device) == (VERA, "op3-desk")
    assert world.operator_is(VERA) is OperatorState.SUPERVISING
    assert not world.told(SupervisionStarted), "nothing is heard before the receiver is lifted"
    lifts(world)
    operators_leg = world.state.calls["c-1"].leg
    assert world.told(Supervise) == [Supervise("c-1", ring.leg, operators_leg, LISTEN)]
    assert world.told(SupervisionStarted) == [
        SupervisionStarted("c-1", ring.leg, VERA, ANNA, LISTEN, shown=True)
    ]
    assert world.call_is("c-1") == "talking" and world.operator_is(ANNA) is OperatorState.TALKING


def test_whether_the_operator_sees_it_is_a_rule_of_the_edition() -> None:
    edition = known()[0]
    hidden = msgspec.structs.replace(
        edition, supervision=msgspec.structs.replace(edition.supervision, shown=False)
    )
    assert rules_of(edition).supervision_shown
    world = World(reconfigured(rules=rules_of(hidden)))
    world.sits_down(ANNA, VERA)
    world.arrives("c-1")
    world.answers(ANNA)
    listens(world)
    assert [fact.shown for fact in world.told(SupervisionStarted)] == [False]


def test_from_listening_to_whispering_to_joining(world: World) -> None:
    listens(world)
    for mode in (WHISPER, JOIN):
        world.feed(SupervisionChangeRequested, operator=VERA, mode=mode)
    assert world.feed(SupervisionChangeRequested, operator=VERA, mode=JOIN) == ()
    assert [order.mode for order in world.told(Supervise)] == [LISTEN, WHISPER, JOIN]
    assert [fact.mode for fact in world.told(SupervisionChanged)] == [WHISPER, JOIN]


def test_the_mode_may_be_chosen_again_while_the_phone_still_rings(world: World) -> None:
    asks(world)
    world.feed(SupervisionChangeRequested, operator=VERA, mode=WHISPER)
    assert not world.told(Supervise)
    lifts(world)
    assert [order.mode for order in world.told(Supervise)] == [WHISPER]


@pytest.mark.parametrize("was_ready", [True, False])
def test_afterwards_the_supervisor_is_what_she_was_before(world: World, was_ready: bool) -> None:
    if was_ready:
        world.feed(OperatorReady, operator=VERA)
    listens(world)
    world.feed(SupervisionEndRequested, operator=VERA)
    assert [fact.how for fact in world.told(SupervisionEnded)] == [SupervisionEnd.LEFT]
    if was_ready:
        assert world.operator_is(VERA) is OperatorState.READY
    else:
        assert (world.operator_is(VERA), world.reason(VERA)) == (OperatorState.PAUSED, "supervision")


def test_a_supervisor_is_offered_nothing_while_she_listens(world: World) -> None:
    world.feed(OperatorReady, operator=VERA)
    listens(world)
    world.arrives("c-2")
    assert world.call_is("c-2") == "waiting"
    world.feed(SupervisionEndRequested, operator=VERA)
    assert world.ringing_for("c-2") == VERA


def test_a_pause_asked_for_meanwhile_begins_afterwards_and_may_be_taken_back(world: World) -> None:
    listens(world)
    world.feed(OperatorPaused, operator=VERA, reason="lunch")
    world.feed(OperatorReady, operator=VERA)
    assert world.operator_is(VERA) is OperatorState.SUPERVISING
    world.ends_talk(ANNA)
    assert world.operator_is(VERA) is OperatorState.READY


def test_it_ends_with_the_conversation_whoever_ends_that(world: World) -> None:
    listens(world)
    effects = world.hangs_up("c-1")
    assert sum(isinstance(effect, HangUpLeg) for effect in effects) == 2
    assert [fact.how for fact in world.told(SupervisionEnded)] == [SupervisionEnd.CONVERSATION_OVER]
    assert world.operator_is(VERA) is OperatorState.PAUSED


def test_it_ends_when_the_caller_is_passed_on(world: World) -> None:
    world.sits_down(BORIS)
    listens(world)
    world.feed(
        TransferRequested, operator=ANNA, mode=TransferMode.HAND_OVER, to_operator=BORIS, reason="a question"
    )
    assert world.operator_is(VERA) is OperatorState.PAUSED
    assert world.ringing_for("c-1") == BORIS


@pytest.mark.parametrize("lifted", [True, False])
def test_her_phone_dies_and_the_conversation_is_untouched(world: World, lifted: bool) -> None:
    asks(world)
    if lifted:
        lifts(world)
    before = len(world.effects)
    world.feed(LegGone, leg="c-1~2", cause=LegEnd.LOST)
    assert world.call_is("c-1") == "talking" and world.operator_is(VERA) is OperatorState.PAUSED
    assert not [effect for effect in world.effects[before:] if isinstance(effect, HangUpLeg | HangUpCall)]


def test_a_phone_that_nobody_lifts_is_silenced(world: World) -> None:
    asks(world)
    world.pass_time(15)
    assert world.told(HangUpLeg) == [HangUpLeg("c-1~2")]
    assert world.operator_is(VERA) is OperatorState.PAUSED
    assert world.feed(LegAnswered, leg="c-1~2") == (HangUpLeg("c-1~2"),), "and lifted too late it is again"


def test_a_mobiles_voice_mail_hears_no_conversation() -> None:
    world = World(reconfigured(rules=msgspec.structs.replace(CENTRE.rules, confirm="confirm-key")))
    world.sits_down(ANNA, DMYTRO)
    world.feed(OperatorPaused, operator=DMYTRO, reason="supervision")
    world.arrives("c-1")
    world.answers(ANNA)
    asks(world, supervisor=DMYTRO)
    lifts(world)
    assert world.told(PlayToLeg) and not world.told(Supervise)
    world.feed(LegDigitPressed, leg="c-1~2", digit="5")
    assert [order.mode for order in world.told(Supervise)] == [LISTEN]


def test_who_leaves_the_shift_leaves_the_conversation(world: World) -> None:
    listens(world)
    world.feed(OperatorLoggedOut, operator=VERA)
    assert world.operator_is(VERA) is OperatorState.LOGGED_OUT
    assert world.state.calls["c-1"].supervision is None


def test_whom_the_configuration_no_longer_knows_leaves_the_conversation(world: World) -> None:
    listens(world)
    world.configure(reconfigured(operators=tuple(o for o in CENTRE.operators if o.id != VERA)))
    assert VERA not in world.state.operators and world.state.calls["c-1"].supervision is None


def test_what_is_refused(world: World) -> None:
    asked = {"kind": SupervisionRequested, "mode": LISTEN}
    assert refused(world, operator=VERA, call="no such call", **asked) == "no_conversation"
    assert refused(world, operator=ANNA, call="c-1", **asked) == "not_while_talking"
    assert refused(world, SupervisionEndRequested, operator=VERA) == "not_while_paused"
    world.arrives("c-2")
    assert refused(world, operator=VERA, call="c-2", **asked) == "no_conversation"
    world.feed(PhoneLost, device="op3-desk")
    assert refused(world, operator=VERA, call="c-1", **asked) == "phone_unreachable"
    world.feed(PhoneRegistered, device="op3-desk")
    asks(world)
    assert refused(world, TakeOverRequested, operator=VERA) == "not_listening_yet"
    world.feed(PhoneRegistered, device="op2-desk")
    world.feed(OperatorLoggedIn, operator=BORIS, device="op2-desk")
    assert refused(world, operator=BORIS, call="c-1", **asked) == "already_supervised"


def test_nobody_joins_a_caller_who_is_being_passed_on(world: World) -> None:
    world.sits_down(BORIS)
    world.feed(
        TransferRequested, operator=ANNA, mode=TransferMode.CONSULT, to_operator=BORIS, reason="a question"
    )
    assert (
        refused(world, SupervisionRequested, operator=VERA, call="c-1", mode=JOIN) == "call_is_transferring"
    )
    listens(world)
    world.feed(LegAnswered, leg=world.leg(BORIS))
    assert refused(world, SupervisionChangeRequested, operator=VERA, mode=JOIN) == "call_is_consulting"
    assert refused(world, TakeOverRequested, operator=VERA) == "call_is_consulting"


# --- taking over ----------------------------------------------------------------------------


@pytest.mark.parametrize("on_hold", [False, True])
def test_taking_over_gives_the_supervisor_the_call_and_frees_the_operator(
    world: World, on_hold: bool
) -> None:
    listens(world)
    operators_leg = world.state.calls["c-1"].leg
    if on_hold:
        world.feed(HoldRequested, operator=ANNA)
    effects = world.feed(TakeOverRequested, operator=VERA)
    orders = [effect for effect in effects if isinstance(effect, Join | HangUpLeg)]
    assert orders == [Join("c-1", "c-1~2"), HangUpLeg(operators_leg)], "the caller is never alone"
    assert [fact for fact in effects if isinstance(fact, Joined | LegEnded | SupervisionEnded)] == [
        SupervisionEnded("c-1", VERA, SupervisionEnd.TOOK_OVER, shown=True),
        Joined("c-1", "c-1~2", VERA),
        LegEnded("c-1", operators_leg, ANNA),
    ]
    assert world.operator_is(ANNA) is OperatorState.READY, "no card is left to her"
    assert world.operator_is(VERA) is OperatorState.TALKING
    world.feed(CardOpened, operator=VERA, call="c-1")
    world.ends_talk(VERA)
    assert world.operator_is(VERA) is OperatorState.WRAP_UP


def test_after_the_card_of_a_call_taken_over_she_is_paused_again(world: World) -> None:
    listens(world)
    world.feed(TakeOverRequested, operator=VERA)
    assert world.told(PauseAwaited) == [PauseAwaited(VERA, "supervision")]
    world.hangs_up("c-1")
    world.feed(WrapUpEnded, operator=VERA)
    assert (world.operator_is(VERA), world.reason(VERA)) == (OperatorState.PAUSED, "supervision")


def test_a_caller_who_hangs_up_while_he_is_taken_over_leaves_nobody_stuck(world: World) -> None:
    listens(world)
    world.feed(TakeOverRequested, operator=VERA)
    world.hangs_up("c-1")
    world.feed(LegGone, leg="c-1~1", cause=LegEnd.HUNG_UP)
    world.feed(LegGone, leg="c-1~2", cause=LegEnd.HUNG_UP)
    assert not world.state.calls
    assert world.operator_is(VERA) is OperatorState.WRAP_UP and world.operator_is(ANNA) is OperatorState.READY


def test_hanging_up_before_the_wish_arrives_makes_it_too_late(world: World) -> None:
    listens(world)
    world.hangs_up("c-1")
    assert refused(world, TakeOverRequested, operator=VERA) == "not_while_paused"


def test_taking_over_a_caller_who_was_passed_on_breaks_no_clause() -> None:
    world = World(reconfigured(rules=rules_of(known()[0])))
    world.sits_down(ANNA, VERA, BORIS)
    world.feed(OperatorPaused, operator=VERA, reason="supervision")
    world.feed(OperatorPaused, operator=BORIS, reason="lunch")
    world.arrives("c-1")
    world.answers(ANNA)
    world.feed(OperatorReady, operator=BORIS)
    world.feed(
        TransferRequested, operator=ANNA, mode=TransferMode.CONSULT, to_operator=BORIS, reason="a question"
    )
    world.feed(CardOpened, operator=BORIS, call="c-1")
    world.answers(BORIS)
    world.ends_talk(ANNA)
    listens(world)
    world.feed(TakeOverRequested, operator=VERA)
    assert world.state.calls["c-1"].operator == VERA
    assert not breaches(world)


# --- pausing the recording ------------------------------------------------------------------


def pauses(world: World) -> Any:
    return world.feed(RecordingPauseRequested, operator=ANNA, reason="card number")


def test_the_operator_pauses_the_recording_and_resumes_it(world: World) -> None:
    limit, paused_at = world.state.centre.rules.recording_pause, world.now
    assert pauses(world) == (PauseRecording("c-1"), RecordingPaused("c-1", ANNA, "card number", limit))
    assert refused(world, RecordingPauseRequested, operator=ANNA) == "recording_is_paused"
    world.pass_time(20)
    assert world.feed(RecordingResumeRequested, operator=ANNA) == (
        ResumeRecording("c-1", paused_at),
        RecordingResumed("c-1", "operator"),
    )
    assert refused(world, RecordingResumeRequested, operator=ANNA) == "recording_goes_on"
    world.pass_time(600)
    assert len(world.told(RecordingResumed)) == 1


def test_the_recording_goes_on_by_itself_after_the_limit_of_the_edition(world: World) -> None:
    pauses(world)
    world.pass_time(119.9)
    assert not world.told(ResumeRecording)
    world.pass_time(0.1)
    assert world.told(RecordingResumed) == [RecordingResumed("c-1", "limit")]


def test_the_limit_is_the_editions() -> None:
    edition = known()[0]
    short = msgspec.structs.replace(edition.recording, pause_limit_s=30)
    rules = rules_of(msgspec.structs.replace(edition, recording=short))
    world = World(reconfigured(rules=rules))
    world.sits_down(ANNA)
    world.arrives("c-1")
    world.answers(ANNA)
    pauses(world)
    world.pass_time(30)
    assert world.told(RecordingResumed)
    world.feed(CentreConfigured, centre=CENTRE)


def test_it_goes_on_when_the_caller_is_passed_on(world: World) -> None:
    world.sits_down(BORIS)
    pauses(world)
    world.feed(
        TransferRequested, operator=ANNA, mode=TransferMode.CONSULT, to_operator=BORIS, reason="a question"
    )
    assert world.told(RecordingResumed) == [RecordingResumed("c-1", "transfer")]


def test_it_goes_on_when_a_supervisor_joins_but_not_when_one_listens(world: World) -> None:
    pauses(world)
    listens(world)
    assert not world.told(RecordingResumed)
    world.feed(SupervisionChangeRequested, operator=VERA, mode=JOIN)
    assert world.told(RecordingResumed) == [RecordingResumed("c-1", "another joins")]


def test_it_goes_on_when_the_call_is_taken_over(world: World) -> None:
    listens(world)
    pauses(world)
    world.feed(TakeOverRequested, operator=VERA)
    assert world.told(RecordingResumed) == [RecordingResumed("c-1", "another joins")]


def test_it_goes_on_when_the_operators_phone_dies(world: World) -> None:
    pauses(world)
    world.feed(LegGone, leg="c-1~1", cause=LegEnd.LOST)
    assert world.told(RecordingResumed) == [RecordingResumed("c-1", "operator gone")]


def test_no_pause_outlives_its_call(world: World) -> None:
    pauses(world)
    world.hangs_up("c-1")
    assert not [timer for timer in world.state.timers if timer.startswith("recording")]
    assert not world.told(ResumeRecording), "there is nothing left to record"


def test_only_a_conversation_can_be_paused_and_only_by_its_operator(world: World) -> None:
    world.feed(HoldRequested, operator=ANNA)
    assert refused(world, RecordingPauseRequested, operator=ANNA) == "call_is_held"
    assert refused(world, RecordingPauseRequested, operator=VERA) == "not_while_paused"
    world.sits_down(DMYTRO)
    world.arrives("c-2", ASSISTANCE)
    assert refused(world, RecordingPauseRequested, operator=DMYTRO) == "not_while_offered"
