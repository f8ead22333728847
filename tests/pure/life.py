"""A small centre to which anything may happen, and what must hold after every step.

It keeps what the world would know (which legs are up, what the screens have folded), so that
every order and every fact of the router can be checked against it.
"""

from __future__ import annotations

import msgspec
from centre import (
    ANNA,
    BORIS,
    CENTRE,
    GALINA,
    OPERATORS,
)
from noise import NOISE, PASSED_ON_TO, pick

from thirdring.acd import core
from thirdring.acd.actions import Action, HangUpLeg, JoinLegs, PlayToLeg, Ring
from thirdring.acd.calls import CallState, after
from thirdring.acd.centre import Centre
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
)
from thirdring.acd.moment import seconds
from thirdring.acd.operators import OperatorState
from thirdring.acd.promise_facts import Dialled, Promised, PromiseEnded
from thirdring.acd.promises import owned_by
from thirdring.acd.refusals import CODES
from thirdring.acd.state import Call
from thirdring.acd.supervision_facts import (
    RecordingPaused,
    RecordingResumed,
    SupervisionChanged,
    SupervisionEnded,
    SupervisionStarted,
)


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

    def earlier(self, which: int) -> str:
        """Somebody's own call, over or not; before the first there is none."""
        came = [call for call in self.calls if call.startswith("c-")]
        return came[which % len(came)] if came else ""

    def leg(self, which: int) -> str:
        return self.legs[which] if which < len(self.legs) else "never~1"

    # --- what can happen ---

    def opens(self, centre: Centre = CENTRE) -> None:
        self.feed(CentreConfigured(self.now, centre))
        for operator in OPERATORS[:4]:
            device = operator.devices[operator.id in (ANNA, BORIS)].key  # these two sit at their browsers
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
        """Every eighth caller finds the line closed."""
        number = len(self.calls)
        closed = number % 8 == 7
        self.feed(CallArrived(self.now, f"c-{number}", line, "+70000000001", closed=closed))

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
        awaited = call.comeback.operator if call.comeback else 0
        awaited_leg = call.comeback.leg if call.comeback else ""
        awaited_phone = self.state.operators[awaited].device if awaited else ""
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
            CallState.AFTER_HOURS: [
                *[PromptEnded(now, call.id, call.prompt)] * 2,
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
                *[LegGone(now, leg, LegEnd.LOST)] * 4,
                *passing_on,
            ],
            CallState.HELD: [ResumeRequested(now, operator), *talk, *passing_on],
            CallState.INTERRUPTED: [
                *[PhoneLost(now, awaited_phone)] * 2,
                *[PhoneRegistered(now, awaited_phone)] * 3,
                *[LegAnswered(now, awaited_leg)] * 6,
                LegGone(now, awaited_leg, LegEnd.FAILED),
                LegGone(now, awaited_leg, LegEnd.HUNG_UP),
                HangUpRequested(now, awaited),
                OperatorPaused(now, awaited, "lunch"),
                OperatorLoggedOut(now, awaited),
                CardOpened(now, awaited, call.id),
            ],
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


BUSY = (
    OperatorState.OFFERED,
    OperatorState.TALKING,
    OperatorState.COMING_BACK,
    OperatorState.SUPERVISING,
)
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
