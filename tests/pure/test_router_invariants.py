"""What holds whatever happens, in whatever order: people, phones, network and clock at random.

Hypothesis plays all of them at once, late and crossing messages included, and looks for a
history after which a promise of the router is broken.
"""

from __future__ import annotations

import os

import msgspec
from centre import ANNA, BORIS, CENTRE, DMYTRO, GALINA, LINES, OPERATORS, QUEUES, VERA, desk_phone, reconfigured
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from thirdring.acd import core
from thirdring.acd.calls import CallState, after
from thirdring.acd.centre import Choice
from thirdring.acd.effects import (
    Action,
    Arrived,
    Ended,
    Fact,
    HangUpLeg,
    JoinLegs,
    Offered,
    OfferEnded,
    OperatorChanged,
    Ring,
    TransferEnded,
    TransferStarted,
)
from thirdring.acd.inputs import (
    CallArrived,
    CallerGone,
    CardOpened,
    CentreConfigured,
    DeskConnected,
    DeskLost,
    DigitPressed,
    GoneCause,
    HangUpRequested,
    HoldRequested,
    Illegal,
    Input,
    LegAnswered,
    LegEnd,
    LegGone,
    LegRinging,
    OfferRefused,
    OperatorLoggedIn,
    OperatorLoggedOut,
    OperatorPaused,
    OperatorReady,
    PhoneLost,
    PhoneRegistered,
    PromptEnded,
    ResumeRequested,
    TimerDue,
    TransferCancelled,
    TransferCompleted,
    TransferMode,
    TransferRequested,
    WrapUpEnded,
)
from thirdring.acd.moment import seconds
from thirdring.acd.operators import OperatorState

STRANGER = 99  # whom no configuration knows

CENTRES = [
    CENTRE,
    reconfigured(operators=OPERATORS[1:]),
    reconfigured(queues=QUEUES[1:]),
    reconfigured(queues=tuple(msgspec.structs.replace(queue, choice=Choice.MOST_SUITABLE) for queue in QUEUES)),
    reconfigured(lines=LINES[2:], queues=QUEUES[:2]),
    reconfigured(operators=tuple(msgspec.structs.replace(o, devices=(desk_phone(o.id),)) for o in OPERATORS)),
    reconfigured(operators=(), queues=(), lines=()),
]

people = st.sampled_from([ANNA, BORIS, VERA, GALINA, DMYTRO, STRANGER])
lines = st.sampled_from(["1001", "1001", "1002", "2001", "112", "no such line"])
queues = st.sampled_from(["hotline", "policies", "assistance", "emergency", "no such queue"])
devices = st.sampled_from([f"op{o.id}-{kind}" for o in OPERATORS for kind in ("desk", "mobile")])
some = st.integers(0, 7)  # which of the calls or legs that there are or were


class Centre(RuleBasedStateMachine):
    """Everything that can happen to a small centre."""

    def __init__(self) -> None:
        super().__init__()
        self.state = core.State.empty()
        self.now = seconds(1000)
        self.history: list[tuple[Input, bytes]] = []
        self.calls: list[str] = []  # all that ever arrived, newest first
        self.legs: list[str] = []  # all that were ever rung, newest first
        self.up: set[str] = set()  # legs that ring or speak
        self.folded: dict[str, CallState | None] = {}
        self.operators: dict[int, str] = {}
        self.open_offers: dict[str, int] = {}
        self.open_transfers: set[str] = set()
        self.last: tuple[object, ...] = ()

    def feed(self, event: Input) -> None:
        before = core.dump(self.state)
        try:
            effects = core.step(self.state, event)
        except Illegal as illegal:
            assert core.dump(self.state) == before, "an illegal input changed something"
            assert illegal.code and str(illegal)
            assert not isinstance(event, NETWORK_AND_CLOCK), "only people's commands may be illegal"
            return
        self.history.append((event, msgspec.json.encode(effects)))
        self.last = effects
        if isinstance(event, LegGone):
            self.up.discard(event.leg)
        if isinstance(event, CallArrived) and event.call not in self.calls:
            self.calls.insert(0, event.call)
        for effect in effects:
            if isinstance(effect, Action):
                self.check_action(event, effect)
            else:
                self.keep(effect)
        if isinstance(event, CallerGone):
            assert event.call not in self.state.calls, "no call without an end once its caller is gone"

    def check_action(self, event: Input, action: Action) -> None:
        """Every order concerns something that exists."""
        if isinstance(action, Ring):
            assert action.leg not in self.legs, "leg names are used once"
            self.legs.insert(0, action.leg)
            self.up.add(action.leg)
        elif isinstance(action, HangUpLeg):
            late = isinstance(event, LegAnswered) and event.leg == action.leg
            assert late or action.leg in self.up
            self.up.discard(action.leg)
            return
        else:
            assert {getattr(action, "leg", ""), getattr(action, "other", "")} - {""} <= self.up
            if isinstance(action, JoinLegs):
                assert action.leg != action.other
        call = action.call  # type: ignore[attr-defined]
        assert self.folded[call] is not CallState.ENDED
        assert not (isinstance(event, CallerGone) and event.call == call), "nothing is done for a caller who has gone"

    def keep(self, fact: Fact) -> None:
        """Folds the facts as the screens and reports do."""
        call = getattr(fact, "call", "")
        match fact:
            case OperatorChanged():
                self.operators[fact.operator] = fact.state
                return
            case Arrived():
                assert call not in self.folded, "each call arrives once"
            case Offered():
                self.open_offers[fact.leg] = fact.operator
            case OfferEnded():
                assert self.open_offers.pop(fact.leg) == fact.operator, "each offer ends once"
            case TransferStarted():
                assert call not in self.open_transfers
                self.open_transfers.add(call)
            case TransferEnded():
                self.open_transfers.remove(call)
            case Ended():
                assert self.folded[call] is not CallState.ENDED, "each call ends once"
        if call:
            assert call in self.folded or isinstance(fact, Arrived)
            self.folded[call] = after(self.folded.get(call), fact)

    def call(self, which: int) -> str:
        return self.calls[which] if which < len(self.calls) else "never heard of"

    def leg(self, which: int) -> str:
        return self.legs[which] if which < len(self.legs) else "never~1"

    # --- what can happen ---

    @initialize()
    def opens(self) -> None:
        self.feed(CentreConfigured(self.now, CENTRE))
        for operator in OPERATORS[:4]:
            device = operator.devices[0].key
            self.feed(PhoneRegistered(self.now, device))
            self.feed(OperatorLoggedIn(self.now, operator.id, device))
            self.feed(OperatorReady(self.now, operator.id))

    @rule(span_s=st.sampled_from([0, 0.001, 1, 4, 5, 10, 15, 30]), punctual=st.booleans())
    def time_passes(self, span_s: float, punctual: bool) -> None:
        """Timers run out each at its moment, or all together late."""
        until = self.now + seconds(span_s)
        if not punctual:
            self.now = until
        while (due := core.next_timer(self.state)) is not None and due[0] <= until:
            self.now = max(self.now, due[0])
            timer = due[1]
            self.feed(TimerDue(self.now, timer))
            assert self.state.timers.get(timer) != due[0], "a timer that has run out is gone"
        self.now = until

    @rule(line=lines, over=st.sampled_from([False] * 9 + [True]))
    def call_arrives(self, line: str, over: bool) -> None:
        self.feed(CallArrived(self.now, f"c-{len(self.calls)}", line, "+70000000001", over=over))

    @rule(which=some)
    def call_arrives_again(self, which: int) -> None:
        if self.call(which) in self.state.calls:
            self.feed(CallArrived(self.now, self.call(which), "1001", "+70000000001"))

    @rule(which=some, prompt=st.sampled_from(["recorded", "menu", "wrong-key"]), failed=st.booleans())
    def prompt_ends(self, which: int, prompt: str, failed: bool) -> None:
        self.feed(PromptEnded(self.now, self.call(which), prompt, failed))

    @rule(which=some)
    def prompt_heard(self, which: int) -> None:
        call = self.state.calls.get(self.call(which))
        if call is not None and call.prompt:
            self.feed(PromptEnded(self.now, call.id, call.prompt))

    @rule(which=some, digit=st.sampled_from("0159"))
    def digit(self, which: int, digit: str) -> None:
        self.feed(DigitPressed(self.now, self.call(which), digit))

    @rule(which=some, cause=st.sampled_from(GoneCause))
    def caller_gone(self, which: int, cause: GoneCause) -> None:
        self.feed(CallerGone(self.now, self.call(which), cause))

    @rule(which=some)
    def leg_rings(self, which: int) -> None:
        self.feed(LegRinging(self.now, self.leg(which)))

    @rule(which=some)
    def leg_answered(self, which: int) -> None:
        self.feed(LegAnswered(self.now, self.leg(which)))

    @precondition(lambda self: self.open_offers)
    @rule()
    def somebody_answers(self) -> None:
        self.feed(LegAnswered(self.now, min(self.open_offers)))

    @rule(which=some, cause=st.sampled_from(LegEnd))
    def leg_gone(self, which: int, cause: LegEnd) -> None:
        self.feed(LegGone(self.now, self.leg(which), cause))

    @rule(device=devices, lost=st.booleans())
    def phone(self, device: str, lost: bool) -> None:
        self.feed((PhoneLost if lost else PhoneRegistered)(self.now, device))

    @rule(operator=people, device=devices)
    def logs_in(self, operator: int, device: str) -> None:
        self.feed(OperatorLoggedIn(self.now, operator, device))

    @rule(operator=people)
    def logs_out(self, operator: int) -> None:
        self.feed(OperatorLoggedOut(self.now, operator))

    @rule(operator=people)
    def ready(self, operator: int) -> None:
        self.feed(OperatorReady(self.now, operator))

    @rule(operator=people, reason=st.sampled_from(["lunch", "lunch", ""]))
    def pauses(self, operator: int, reason: str) -> None:
        self.feed(OperatorPaused(self.now, operator, reason))

    @rule(operator=people, command=st.sampled_from([OfferRefused, HangUpRequested, HoldRequested, ResumeRequested]))
    def commands(self, operator: int, command: type[OfferRefused]) -> None:
        self.feed(command(self.now, operator))

    @rule(operator=people, which=some)
    def opens_card(self, operator: int, which: int) -> None:
        self.feed(CardOpened(self.now, operator, self.call(which)))

    @rule(operator=people)
    def closes_card(self, operator: int) -> None:
        self.feed(WrapUpEnded(self.now, operator))

    @rule(
        operator=people,
        mode=st.sampled_from(TransferMode),
        to_operator=st.none() | people,
        to_queue=st.none() | queues,
    )
    def transfers(self, operator: int, mode: TransferMode, to_operator: int | None, to_queue: str | None) -> None:
        self.feed(TransferRequested(self.now, operator, mode, to_operator, to_queue))

    @precondition(lambda self: OperatorState.TALKING in self.operators.values())
    @rule(mode=st.sampled_from(TransferMode), to=st.sampled_from([VERA, GALINA, "policies", "hotline"]))
    def passes_on(self, mode: TransferMode, to: int | str) -> None:
        operator = min(o for o, state in self.operators.items() if state == OperatorState.TALKING)
        to_operator, to_queue = (to, None) if isinstance(to, int) else (None, to)
        self.feed(TransferRequested(self.now, operator, mode, to_operator, to_queue))

    @rule(operator=people, command=st.sampled_from([TransferCompleted, TransferCancelled]))
    def ends_transfer(self, operator: int, command: type[TransferCompleted]) -> None:
        self.feed(command(self.now, operator))

    @rule(operator=people, lost=st.booleans())
    def desk(self, operator: int, lost: bool) -> None:
        self.feed((DeskLost if lost else DeskConnected)(self.now, operator))

    @rule(timer=st.sampled_from(["ring c-0~1", "menu c-0", "wrap-up 1", "desk 1", "hold-off c-0 1"]))
    def stale_timer(self, timer: str) -> None:
        if self.state.timers.get(timer, self.now + 1) > self.now:
            self.feed(TimerDue(self.now, timer))

    @rule(centre=st.sampled_from([CENTRE] * 3 + CENTRES))
    def configured(self, centre: object) -> None:
        self.feed(CentreConfigured(self.now, centre))  # type: ignore[arg-type]

    # --- what must hold ---

    @invariant()
    def facts_agree_with_the_state(self) -> None:
        live = {call: state for call, state in self.folded.items() if state is not CallState.ENDED}
        assert live == {call.id: call.state for call in self.state.calls.values()}
        assert self.open_transfers == {call.id for call in self.state.calls.values() if call.transfer}
        for operator, seat in self.state.operators.items():
            assert self.operators.get(operator, OperatorState.LOGGED_OUT) == seat.state

    @invariant()
    def everybody_is_in_one_place(self) -> None:
        """No operator with two calls; no call with two operators outside a transfer."""
        ringing: dict[int, str] = {}
        talking: dict[int, str] = {}
        legs: set[str] = set()
        for call in self.state.calls.values():
            consulted = call.transfer is not None and call.transfer.colleague is not None
            assert (call.offer is not None) == (call.state in (CallState.OFFERED, CallState.TRANSFERRING))
            assert consulted == (call.state is CallState.CONSULTING)
            assert (call.operator is not None) == (call.state in WITH_OPERATOR)
            assert (call.operator is None) == (not call.leg)
            if call.offer is not None:
                assert call.offer.operator not in ringing
                ringing[call.offer.operator] = call.id
            for operator in (call.operator, call.transfer.colleague if call.transfer else None):
                if operator is not None:
                    assert operator not in talking
                    talking[operator] = call.id
            legs.update(call.legs_up())
        assert legs == self.up, "the router and the world agree which legs are up"
        seats = self.state.operators.items()
        assert ringing == {o: seat.call for o, seat in seats if seat.state is OperatorState.OFFERED}
        assert talking == {o: seat.call for o, seat in seats if seat.state is OperatorState.TALKING}

    @invariant()
    def nobody_waits_while_somebody_suitable_is_ready(self) -> None:
        floor = self.state.floor
        for call in self.state.calls.values():
            if call.state is not CallState.WAITING:
                continue
            needs = floor.lines[call.queue].queue.needs
            for operator, seat in self.state.operators.items():
                if seat.state is OperatorState.READY and operator not in call.held_off:
                    assert not set(needs) <= set(floor.operators[operator].skills)

    @invariant()
    def first_come_first_served(self) -> None:
        """Whoever was offered, no caller whom that operator could have had instead stood before."""
        lines = self.state.floor.lines
        for fact in self.last:
            if not isinstance(fact, Offered) or fact.transfer or fact.call not in self.state.calls:
                continue
            served, priority = self.state.calls[fact.call], lines[fact.queue].queue.priority
            skills = self.state.floor.operators[fact.operator].skills
            for call in self.state.calls.values():
                if call.state is not CallState.WAITING or fact.operator in call.held_off:
                    continue
                queue = lines[call.queue].queue
                if all(need in skills for need in queue.needs):
                    assert (-queue.priority, call.place) > (-priority, served.place)

    @invariant()
    def indexes_follow_from_the_records(self) -> None:
        """What stands on the floor after many steps is what is built anew from the records."""
        ours, anew = self.state.floor, core.load(core.dump(self.state)).floor
        assert ours.logged_in == anew.logged_in
        for key, line in anew.lines.items():
            mine, theirs = ours.lines[key].requirement, line.requirement
            assert list(ours.lines[key].callers) == list(line.callers)
            assert mine.ready == theirs.ready
            assert {s: list(o) for s, o in mine.by_state.items()} == {
                s: list(o) for s, o in theirs.by_state.items()
            }

    @invariant()
    def no_timer_outlives_its_purpose(self) -> None:
        for timer in self.state.timers:
            kind, _, whom = timer.partition(" ")
            if kind == "ring":
                call = self.state.call_of_leg(whom)
                assert call is not None and call.offer is not None and call.offer.leg == whom
            elif kind in ("menu", "hold-off"):
                assert whom.split(" ")[0] in self.state.calls
            elif kind == "wrap-up":
                assert self.state.operators[int(whom)].state is OperatorState.WRAP_UP
            else:
                assert self.state.operators[int(whom)].state is not OperatorState.LOGGED_OUT

    @invariant()
    def an_unservable_line_is_told_once(self) -> None:
        for key, line in self.state.floor.lines.items():
            unservable = bool(line.callers) and not line.requirement.logged_in
            assert unservable == (key in self.state.unservable)

    def teardown(self) -> None:
        for call in list(self.state.calls):
            self.feed(CallerGone(self.now, call))
        assert not self.state.calls and not self.open_offers and not self.up
        busy = (OperatorState.OFFERED, OperatorState.TALKING)
        assert not [seat for seat in self.state.operators.values() if seat.state in busy]
        self.replay(reloading=False)
        self.replay(reloading=True)

    def replay(self, reloading: bool) -> None:
        """The same inputs give the same effects byte for byte, also through dump and load at every step."""
        state = core.State.empty()
        for event, effects in self.history:
            if reloading:
                state = core.load(core.dump(state))
            assert msgspec.json.encode(core.step(state, event)) == effects
        assert core.dump(state) == core.dump(self.state)


WITH_OPERATOR = (CallState.TALKING, CallState.HELD, CallState.TRANSFERRING, CallState.CONSULTING)

NETWORK_AND_CLOCK = (
    CentreConfigured,
    CallArrived,
    PromptEnded,
    DigitPressed,
    CallerGone,
    LegRinging,
    LegAnswered,
    LegGone,
    PhoneRegistered,
    PhoneLost,
    DeskConnected,
    DeskLost,
    TimerDue,
)

TestAnythingAtAll = Centre.TestCase
TestAnythingAtAll.settings = settings(
    max_examples=int(os.environ.get("THIRDRING_TEST_HISTORIES", "150")),
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
