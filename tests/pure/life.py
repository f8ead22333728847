"""A small centre to which anything may happen, and what must hold after every step.

It keeps what the world would know (which legs are up, what the screens have folded), so that
every order and every fact of the router can be checked against it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec
from centre import (
    ANNA,
    BORIS,
    CENTRE,
    DMYTRO,
    GALINA,
    LINES,
    OPERATORS,
    QUEUES,
    VERA,
    desk_phone,
    reconfigured,
)

from thirdring.acd import core
from thirdring.acd.actions import Action, HangUpLeg, JoinLegs, PlayToLeg, Ring
from thirdring.acd.calls import CallState, after
from thirdring.acd.centre import Centre, Choice
from thirdring.acd.facts import (
    Arrived,
    Ended,
    Fact,
    Offered,
    OfferEnded,
    OperatorChanged,
    TransferEnded,
    TransferStarted,
)
from thirdring.acd.inputs import (
    AttemptFailed,
    AttemptOutcome,
    AttemptRequested,
    BusyChoice,
    BusyLineAnswered,
    CallArrived,
    CallBackRequested,
    CalleeAnswered,
    CalleeGone,
    CalleeRinging,
    CallerGone,
    CardOpened,
    CentreConfigured,
    DeskConnected,
    DeskLost,
    DialWay,
    DigitPressed,
    GoneCause,
    HangUpRequested,
    HoldRequested,
    Illegal,
    Input,
    LegAnswered,
    LegDigitPressed,
    LegEnd,
    LegGone,
    LegRinging,
    MessageRecorded,
    OfferRefused,
    OperatorLoggedIn,
    OperatorLoggedOut,
    OperatorPaused,
    OperatorReady,
    Owner,
    PhoneLost,
    PhoneRegistered,
    PromiseKept,
    PromiseMoved,
    PromiseOpened,
    PromisePutBack,
    PromiseWithdrawn,
    PromptEnded,
    RecordingPauseRequested,
    RecordingResumeRequested,
    ResumeRequested,
    SupervisionChangeRequested,
    SupervisionEndRequested,
    SupervisionMode,
    SupervisionRequested,
    TakeOverRequested,
    TimerDue,
    TransferCancelled,
    TransferCompleted,
    TransferMarkedWrong,
    TransferMode,
    TransferRequested,
    WrapUpEnded,
)
from thirdring.acd.moment import seconds
from thirdring.acd.operators import OperatorState
from thirdring.acd.promise_facts import Dialled, Promised, PromiseEnded
from thirdring.acd.promises import owned_by
from thirdring.acd.refusals import CODES
from thirdring.acd.rules import rules_in_full
from thirdring.acd.state import Call, PromiseState
from thirdring.acd.supervision_facts import (
    RecordingPaused,
    RecordingResumed,
    SupervisionChanged,
    SupervisionEnded,
    SupervisionStarted,
)
from thirdring.regulation import known

Thing = TypeVar("Thing")

STRANGER = 99  # whom no configuration knows

CENTRES = [
    CENTRE,
    reconfigured(operators=OPERATORS[1:]),
    reconfigured(queues=QUEUES[1:]),
    reconfigured(queues=tuple(msgspec.structs.replace(q, choice=Choice.MOST_SUITABLE) for q in QUEUES)),
    reconfigured(lines=LINES[2:], queues=QUEUES[:2]),
    reconfigured(operators=tuple(msgspec.structs.replace(o, devices=(desk_phone(o.id),)) for o in OPERATORS)),
    reconfigured(operators=(), queues=(), lines=()),
    reconfigured(rules=rules_in_full(known()[0])),
]

IN_FULL = CENTRES[-1]

PEOPLE = [ANNA, BORIS, VERA, GALINA, DMYTRO, STRANGER]
LINE_NUMBERS = ["1001", "1001", "1002", "2001", "112", "no such line"]
PROMPTS = ["recorded", "menu", "wrong-key"]
QUEUE_KEYS = ["hotline", "policies", "assistance", "emergency", "no such queue"]
DEVICES = [f"op{o.id}-{kind}" for o in OPERATORS for kind in ("desk", "mobile")]

PASSED_ON_TO = [(BORIS, None), (GALINA, None), (DMYTRO, None), (None, "policies"), (None, "hotline")]
COMMANDS: list[type[Any]] = [
    OperatorLoggedOut,
    OperatorReady,
    OfferRefused,
    HangUpRequested,
    HoldRequested,
    ResumeRequested,
    TransferCompleted,
    TransferCancelled,
    WrapUpEnded,
    RecordingPauseRequested,
    RecordingResumeRequested,
    SupervisionEndRequested,
    TakeOverRequested,
]


def _arrives_again(w: Life, operator: int, which: int, detail: int) -> Input | None:
    return CallArrived(w.now, w.call(which), "1001", "+7") if w.call(which) in w.state.calls else None


def _stale_timer(w: Life, operator: int, which: int, detail: int) -> Input | None:
    timer = ["ring c-0~1", "menu c-0", "wrap-up 1", "desk 1", "hold-off c-0 1"][detail % 5]
    return TimerDue(w.now, timer) if w.state.timers.get(timer, w.now + 1) > w.now else None


def pick(things: Sequence[Thing], which: int) -> Thing:
    return things[which % len(things)]


# From the world, a person, which of the calls or legs, and a detail: something that need not make sense.
NOISE: dict[str, Callable[[Life, int, int, int], Input | None]] = {
    "arrives again": _arrives_again,
    "over before it was known": lambda w, o, n, d: CallArrived(
        w.now, f"c-{len(w.calls)}", "1001", "+70000000001", over=True
    ),
    "prompt ended": lambda w, o, n, d: PromptEnded(w.now, w.call(n), pick(PROMPTS, d), d > 3),
    "recorded": lambda w, o, n, d: MessageRecorded(
        w.now, w.call(n), f"message-{w.call(n)}", d * 1_000_000, d > 7
    ),
    "digit": lambda w, o, n, d: DigitPressed(w.now, w.call(n), pick("0159", d)),
    "caller gone": lambda w, o, n, d: CallerGone(w.now, w.call(n), pick(list(GoneCause), d)),
    "leg ringing": lambda w, o, n, d: LegRinging(w.now, w.leg(n)),
    "leg answered": lambda w, o, n, d: LegAnswered(w.now, w.leg(n)),
    "leg digit": lambda w, o, n, d: LegDigitPressed(w.now, w.leg(n), pick("12#", d)),
    "leg gone": lambda w, o, n, d: LegGone(w.now, w.leg(n), pick(list(LegEnd), d)),
    "phone registered": lambda w, o, n, d: PhoneRegistered(w.now, pick(DEVICES, d)),
    "phone lost": lambda w, o, n, d: PhoneLost(w.now, pick(DEVICES, d)),
    "logs in": lambda w, o, n, d: OperatorLoggedIn(w.now, o, pick(DEVICES, d)),
    "commands": lambda w, o, n, d: pick(COMMANDS, d)(w.now, o),
    "pauses": lambda w, o, n, d: OperatorPaused(w.now, o, pick(["lunch", "training", ""], d)),
    "wants to listen": lambda w, o, n, d: SupervisionRequested(
        w.now, o, w.call(n), pick(list(SupervisionMode), d)
    ),
    "listens otherwise": lambda w, o, n, d: SupervisionChangeRequested(
        w.now, o, pick(list(SupervisionMode), d)
    ),
    "opens a card": lambda w, o, n, d: CardOpened(w.now, o, w.call(n)),
    "passes on to a queue": lambda w, o, n, d: TransferRequested(
        w.now, o, pick(list(TransferMode), n), None, pick(QUEUE_KEYS, d), "why", True, n != 3
    ),
    "passes on to a person": lambda w, o, n, d: TransferRequested(
        w.now, o, pick(list(TransferMode), n), pick([*PEOPLE, None], d), None, "why", True, n != 3
    ),
    "promise kept": lambda w, o, n, d: PromiseKept(w.now, o, f"p{n}"),
    "promise moved": lambda w, o, n, d: PromiseMoved(w.now, f"p{n}", w.now + d * 1_000_000),
    "promise withdrawn": lambda w, o, n, d: PromiseWithdrawn(w.now, o, f"p{n}"),
    "call-back asked for": lambda w, o, n, d: CallBackRequested(
        w.now, o, pick([Owner(operator=BORIS), Owner(queue="policies"), Owner(skill="doctor"), Owner()], d)
    ),
    "callee answered": lambda w, o, n, d: CalleeAnswered(w.now, w.call(n)),
    "callee ringing": lambda w, o, n, d: CalleeRinging(w.now, w.call(n)),
    "callee gone": lambda w, o, n, d: CalleeGone(w.now, w.call(n), pick(list(LegEnd), d)),
    "desk lost": lambda w, o, n, d: DeskLost(w.now, o),
    "desk connected": lambda w, o, n, d: DeskConnected(w.now, o),
    "stale timer": _stale_timer,
    "configured": lambda w, o, n, d: CentreConfigured(w.now, pick(CENTRES, n)),
}


class Life:
    """A router, and what the world would know of it."""

    def __init__(self) -> None:
        self.state = core.State.empty()
        self.now = seconds(1000)
        self.history: list[tuple[Input, bytes]] = []
        self.calls: list[str] = []  # all that ever arrived, newest first
        self.legs: list[str] = []  # all that were ever rung, newest first
        self.up: set[str] = set()  # legs that ring or speak
        self.folded: dict[str, CallState | None] = {}
        self.operators: dict[int, str] = {}
        self.owed: dict[str, str] = {}
        self.open_offers: dict[str, int] = {}
        self.open_transfers: set[str] = set()
        self.listening: dict[str, int] = {}  # supervisors, by call
        self.unrecorded: set[str] = set()
        self.last: tuple[object, ...] = ()

    def feed(self, event: Input) -> None:
        before = core.dump(self.state)
        try:
            effects = core.step(self.state, event)
        except Illegal as illegal:
            assert core.dump(self.state) == before, "an illegal input changed something"
            assert illegal.code in CODES and str(illegal)
            assert not isinstance(event, NETWORK_AND_CLOCK), "only people's commands may be illegal"
            return
        self.history.append((event, msgspec.json.encode(effects)))
        self.last = effects
        if isinstance(event, LegGone):
            self.up.discard(event.leg)
        for effect in effects:
            if isinstance(effect, Dialled):
                self.calls.insert(0, effect.call)
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
        if isinstance(action, PlayToLeg):
            return
        call = action.call  # type: ignore[attr-defined]
        assert self.folded[call] is not CallState.ENDED
        gone = isinstance(event, CallerGone) and event.call == call
        assert not gone, "nothing is done for a caller who has gone"

    def keep(self, fact: Fact) -> None:
        """Folds the facts as the screens and reports do."""
        call = getattr(fact, "call", "")
        match fact:
            case OperatorChanged():
                self.operators[fact.operator] = fact.state
                return
            case Promised():
                if fact.promise:  # else the rules keep none
                    assert owned_by(fact.owner) == 1
                    self.owed[fact.promise] = "open"
                return
            case PromiseEnded():
                assert self.owed[fact.promise] == "open", "each promise ends once"
                self.owed[fact.promise] = fact.how
                return
            case Arrived() | Dialled():
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
            case SupervisionStarted():
                assert call not in self.listening
                self.listening[call] = fact.supervisor
            case SupervisionChanged():
                assert self.listening[call] == fact.supervisor
            case SupervisionEnded():
                assert self.listening.pop(call) == fact.supervisor
            case RecordingPaused():
                assert call not in self.unrecorded
                self.unrecorded.add(call)
            case RecordingResumed():
                self.unrecorded.remove(call)
            case Ended():
                assert self.folded[call] is not CallState.ENDED, "each call ends once"
                self.unrecorded.discard(call)
        if call:
            assert call in self.folded or isinstance(fact, Arrived | Dialled)
            self.folded[call] = after(self.folded.get(call), fact)

    def call(self, which: int) -> str:
        return self.calls[which] if which < len(self.calls) else "never heard of"

    def leg(self, which: int) -> str:
        return self.legs[which] if which < len(self.legs) else "never~1"

    # --- what can happen ---

    def opens(self, centre: Centre = CENTRE) -> None:
        self.feed(CentreConfigured(self.now, centre))
        for operator in OPERATORS[:4]:
            device = operator.devices[0].key
            self.feed(PhoneRegistered(self.now, device))
            self.feed(OperatorLoggedIn(self.now, operator.id, device))
            self.feed(OperatorReady(self.now, operator.id))

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

    def call_arrives(self, line: str) -> None:
        self.feed(CallArrived(self.now, f"c-{len(self.calls)}", line, "+70000000001"))

    def promise_goes_on(self, operator: int, choice: int) -> None:
        """What an operator may do about the promise that he was given."""
        seat = self.state.operators.get(operator)
        if seat is not None and seat.promise:
            now, promise = self.now, seat.promise
            ways: list[Input] = [
                *(AttemptRequested(now, operator, promise, way, "+70000000009") for way in DialWay),
                *(AttemptRequested(now, operator, promise, way, "+70000000009") for way in DialWay),
                PromiseOpened(now, operator, promise),
                PromiseKept(now, operator, promise),
                AttemptFailed(now, operator, promise, AttemptOutcome.MACHINE),
                PromiseWithdrawn(now, operator, promise),
                PromisePutBack(now, operator, promise, "later"),
                PromisePutBack(now, operator, promise, "his", owner=Owner(operator=GALINA)),
                OperatorPaused(now, operator, "lunch"),
                OperatorLoggedOut(now, operator),
                CallBackRequested(now, operator, Owner(skill="dept:policies")),
            ]
            self.feed(ways[choice % len(ways)])

    def call_goes_on(self, which: int, choice: int) -> None:
        """Something that may well happen to a call in its present state."""
        if self.state.calls:
            call = list(self.state.calls.values())[which % len(self.state.calls)]
            if choice % 3 == 0 and call.state in WITH_OPERATOR:
                self.heard(call, choice // 3)
                return
            ways = self.ways(call)
            self.feed(ways[choice % len(ways)])

    def ways(self, call: Call) -> list[Input]:
        now, leg, operator = self.now, call.leg, call.operator or 0
        offered = call.offer.leg if call.offer else ""
        ringing = call.offer.operator if call.offer else 0
        ring = [
            LegRinging(now, offered),
            *[LegAnswered(now, offered)] * 10,
            *[LegDigitPressed(now, offered, "1")] * 4,
            *[CardOpened(now, ringing, call.id)] * 4,
            OfferRefused(now, ringing),
            LegGone(now, offered, LegEnd.BUSY),
            LegGone(now, offered, LegEnd.FAILED),
            OperatorPaused(now, ringing, "lunch"),
            OperatorLoggedOut(now, ringing),
        ]
        gone = [CallerGone(now, call.id), CallerGone(now, call.id, GoneCause.LOST)]
        talk = [
            HangUpRequested(now, operator),
            LegGone(now, leg, LegEnd.HUNG_UP),
            LegGone(now, leg, LegEnd.LOST),
        ]
        passing_on: list[Input] = [
            TransferRequested(now, operator, mode, person, queue, "a question of policies", True, True)
            for mode in TransferMode
            for person, queue in PASSED_ON_TO
        ]
        colleague = call.transfer.colleague or 0 if call.transfer else 0
        colleague_leg = call.transfer.leg if call.transfer else ""
        ways: dict[CallState, list[Input]] = {
            CallState.ANNOUNCED: [
                *[PromptEnded(now, call.id, call.prompt)] * 8,
                *(DigitPressed(now, call.id, digit) for digit in "19"),
            ],
            CallState.DIALLING: [
                *(ring if call.offer else [*[CalleeAnswered(now, call.id)] * 6]),
                *(CalleeGone(now, call.id, cause) for cause in (LegEnd.BUSY, LegEnd.FAILED, LegEnd.HUNG_UP)),
                *(talk if call.operator else []),
            ],
            CallState.WAITING: [
                PromptEnded(now, call.id, call.prompt),
                *(DigitPressed(now, call.id, digit) for digit in "122138#9"),
            ],
            CallState.LEAVING_MESSAGE: [
                *[PromptEnded(now, call.id, call.prompt)] * 4,
                *(MessageRecorded(now, call.id, call.recording, span) for span in (0, 5_000_000, 5_000_000)),
            ],
            CallState.FAREWELL: [PromptEnded(now, call.id, call.prompt)],
            CallState.OFFERED: ring,
            CallState.TALKING: [
                HoldRequested(now, operator),
                CardOpened(now, operator, call.id),
                *(BusyLineAnswered(now, operator, choice) for choice in BusyChoice),
                TransferMarkedWrong(now, operator, "a question of complaints"),
                *[RecordingPauseRequested(now, operator)] * 3,
                RecordingResumeRequested(now, operator),
                *talk,
                *passing_on,
            ],
            CallState.HELD: [ResumeRequested(now, operator), *talk, *passing_on],
            CallState.TRANSFERRING: [*ring, TransferCancelled(now, operator), *talk],
            CallState.CONSULTING: [
                *[TransferCompleted(now, operator)] * 4,
                TransferCancelled(now, operator),
                HangUpRequested(now, colleague),
                LegGone(now, colleague_leg, LegEnd.HUNG_UP),
                LegGone(now, colleague_leg, LegEnd.LOST),
                OperatorLoggedOut(now, colleague),
                *talk,
            ],
        }
        return ways[call.state] + gone

    def heard(self, call: Call, choice: int) -> None:
        """Somebody comes to listen, in as many steps as it takes; or who listens does something about it."""
        now, found = self.now, call.supervision
        if found is not None:
            ways: list[Input] = [
                *[TakeOverRequested(now, found.supervisor)] * 2,
                *(SupervisionChangeRequested(now, found.supervisor, mode) for mode in SupervisionMode),
                SupervisionEndRequested(now, found.supervisor),
                OperatorLoggedOut(now, found.supervisor),
                OperatorPaused(now, found.supervisor, "lunch"),
                LegGone(now, found.leg, LegEnd.LOST),
            ]
            self.feed(ways[choice % len(ways)])
            return
        for operator, seat in list(self.state.operators.items()):
            if seat.state in (*BUSY, OperatorState.LOGGED_OUT):
                continue
            self.feed(PhoneRegistered(now, seat.device))
            self.feed(OperatorPaused(now, operator, "to listen"))
            self.feed(SupervisionRequested(now, operator, call.id, pick(list(SupervisionMode), choice)))
            if choice % 4 and call.supervision is not None:
                self.feed(LegAnswered(now, call.supervision.leg))
            if choice % 5 and call.supervision is not None:
                self.feed(LegDigitPressed(now, call.supervision.leg, "1"))
            return

    def operator_comes_back(self, operator: int) -> None:
        """To the next call, from whatever keeps somebody from it."""
        seat = self.state.operators.get(operator)
        if seat is None:
            return
        if seat.state is OperatorState.LOGGED_OUT:
            owned = [d for d, (_, owner) in self.state.floor.devices.items() if owner == operator]
            self.feed(OperatorLoggedIn(self.now, operator, owned[0] if owned else "none"))
        elif seat.state is OperatorState.UNREACHABLE:
            self.feed(PhoneRegistered(self.now, seat.device))
        else:
            self.feed(OperatorReady(self.now, operator))

    def something_else_happens(self, noise: str, operator: int, which: int, detail: int) -> None:
        """Timely or not: of live calls, of ended ones, of some never heard of; sensible commands or not."""
        event = NOISE[noise](self, operator, which, detail)
        if event is not None:
            self.feed(event)

    # --- what must hold ---

    def facts_agree_with_the_state(self) -> None:
        live = {call: state for call, state in self.folded.items() if state is not CallState.ENDED}
        assert live == {call.id: call.state for call in self.state.calls.values()}
        calls = self.state.calls.values()
        assert self.open_transfers == {call.id for call in calls if call.transfer}
        assert self.listening == {
            call.id: call.supervision.supervisor
            for call in calls
            if call.supervision and call.supervision.began
        }
        assert self.unrecorded == {call.id for call in calls if call.recording_paused is not None}
        for operator, seat in self.state.operators.items():
            assert self.operators.get(operator, OperatorState.LOGGED_OUT) == seat.state

    def everybody_is_in_one_place(self) -> None:
        """No operator with two calls; no call with two operators outside a transfer or supervision."""
        ringing: dict[int, str] = {}
        listening: dict[int, str] = {}
        talking: dict[int, str] = {}
        legs: set[str] = set()
        for call in self.state.calls.values():
            consulted = call.transfer is not None and call.transfer.colleague is not None
            ringing_states = (CallState.OFFERED, CallState.TRANSFERRING)
            if call.state is not CallState.DIALLING:
                assert (call.offer is not None) == (call.state in ringing_states)
            assert consulted == (call.state is CallState.CONSULTING)
            if call.state is not CallState.DIALLING:
                assert (call.operator is not None) == (call.state in WITH_OPERATOR)
            assert (call.operator is None) == (not call.leg)
            if call.offer is not None:
                assert call.offer.operator not in ringing
                ringing[call.offer.operator] = call.id
            for operator in (call.operator, call.transfer.colleague if call.transfer else None):
                if operator is not None:
                    assert operator not in talking
                    talking[operator] = call.id
            if call.supervision is not None:
                assert call.operator is not None, "a supervisor listens to an operator's conversation"
                assert call.supervision.supervisor not in listening
                listening[call.supervision.supervisor] = call.id
            legs.update(call.legs_up())
        assert legs == self.up, "the router and the world agree which legs are up"
        seats = self.state.operators.items()
        assert ringing == {o: seat.call for o, seat in seats if seat.state is OperatorState.OFFERED}
        assert talking == {o: seat.call for o, seat in seats if seat.state is OperatorState.TALKING}
        assert listening == {o: seat.call for o, seat in seats if seat.state is OperatorState.SUPERVISING}

    def nobody_waits_while_somebody_suitable_is_ready(self) -> None:
        floor = self.state.floor
        for call in self.state.calls.values():
            if call.state is not CallState.WAITING:
                continue
            needs = floor.lines[call.queue].queue.needs
            for operator, seat in self.state.operators.items():
                if seat.state is OperatorState.READY and operator not in call.held_off:
                    assert not set(needs) <= set(floor.operators[operator].skills)

    def first_come_first_served(self) -> None:
        """Whoever was offered, no caller whom that operator could have had instead stood before."""
        lines = self.state.floor.lines
        for fact in self.last:
            if not isinstance(fact, Offered) or fact.transfer or fact.call not in self.state.calls:
                continue
            if self.state.calls[fact.call].promise:
                continue  # our own call: the operator was given it before anybody came
            served, priority = self.state.calls[fact.call], lines[fact.queue].queue.priority
            skills = self.state.floor.operators[fact.operator].skills
            for call in self.state.calls.values():
                if call.state is not CallState.WAITING or fact.operator in call.held_off:
                    continue
                queue = lines[call.queue].queue
                if all(need in skills for need in queue.needs):
                    assert (-queue.priority, call.place) > (-priority, served.place)

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

    def no_timer_outlives_its_purpose(self) -> None:
        for timer in self.state.timers:
            kind, _, whom = timer.partition(" ")
            if kind == "ring":
                call = self.state.call_of_leg(whom)
                assert call is not None and call.offer is not None and call.offer.leg == whom
            elif kind == "supervisor":
                call = self.state.call_of_leg(whom)
                assert call is not None and call.supervision is not None and not call.supervision.began
            elif kind == "recording":
                assert self.state.calls[whom].recording_paused is not None
            elif kind in ("menu", "hold-off"):
                assert whom.split(" ")[0] in self.state.calls
            elif kind in ("choice", "keys"):
                waits = self.state.calls[whom]
                assert waits.waits_since is not None
                assert kind == "choice" or waits.dialogue is not None
            elif kind in ("promise", "near-due", "overdue"):
                assert whom in self.state.promises
            elif kind == "take":
                assert self.state.operators[int(whom)].state is OperatorState.PROMISE
            elif kind == "dial":
                assert self.state.calls[whom].state is CallState.DIALLING
            elif kind == "message":
                assert self.state.calls[whom].state in (CallState.LEAVING_MESSAGE, CallState.FAREWELL)
            elif kind == "wrap-up":
                assert self.state.operators[int(whom)].state is OperatorState.WRAP_UP
            else:
                assert self.state.operators[int(whom)].state is not OperatorState.LOGGED_OUT

    def an_unservable_line_is_told_once(self) -> None:
        for key, line in self.state.floor.lines.items():
            unservable = bool(line.callers) and not line.requirement.logged_in
            assert unservable == (key in self.state.unservable)

    def nothing_owed_is_lost(self) -> None:
        """Made = kept + withdrawn + unreachable + open; each open one is in exactly one place."""
        promises = self.state.promises
        assert {p for p, how in self.owed.items() if how == "open"} == set(promises)
        held = {seat.promise: o for o, seat in self.state.operators.items() if seat.promise}
        assert held == {p.id: p.operator for p in promises.values() if p.operator is not None}
        for promise in promises.values():
            assert owned_by(promise.owner) == 1
            if promise.state is PromiseState.OPEN:
                assert promise.operator is None and not promise.attempt
                assert promise.available or f"promise {promise.id}" in self.state.timers
            elif promise.operator is None:
                assert self.state.calls[promise.attempt].answered, "the person waits in the queue"
            else:
                assert not promise.available
        for seat in self.state.operators.values():
            if seat.state is OperatorState.PROMISE:
                assert seat.promise
            elif seat.promise:
                assert seat.state in (OperatorState.OFFERED, OperatorState.TALKING, OperatorState.WRAP_UP)

    def nobody_is_idle_while_something_is_owed(self) -> None:
        for promise in self.state.promises.values():
            if promise.available:
                assert not list(self.state.floor.who_owes(promise))

    def ends(self) -> None:
        """All callers hang up; the whole history is then played again."""
        for call in list(self.state.calls):
            self.feed(CallerGone(self.now, call))
        assert not self.state.calls and not self.open_offers and not self.up
        assert not [seat for seat in self.state.operators.values() if seat.state in BUSY]
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


BUSY = (OperatorState.OFFERED, OperatorState.TALKING, OperatorState.SUPERVISING)
WITH_OPERATOR = (CallState.TALKING, CallState.HELD, CallState.TRANSFERRING, CallState.CONSULTING)

NETWORK_AND_CLOCK = (
    CentreConfigured,
    CallArrived,
    PromptEnded,
    MessageRecorded,
    DigitPressed,
    CallerGone,
    LegRinging,
    LegAnswered,
    LegDigitPressed,
    LegGone,
    PhoneRegistered,
    PhoneLost,
    DeskConnected,
    DeskLost,
    CalleeRinging,
    CalleeAnswered,
    CalleeGone,
    PromiseMoved,
    TimerDue,
)


INVARIANTS = (
    Life.facts_agree_with_the_state,
    Life.everybody_is_in_one_place,
    Life.nobody_waits_while_somebody_suitable_is_ready,
    Life.first_come_first_served,
    Life.indexes_follow_from_the_records,
    Life.no_timer_outlives_its_purpose,
    Life.an_unservable_line_is_told_once,
    Life.nothing_owed_is_lost,
    Life.nobody_is_idle_while_something_is_owed,
)
