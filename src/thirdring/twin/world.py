"""Simulated phones and people around the production router, and the clock that jumps from event to event.

Everybody has at most one intention of his own at a time (a caller to give up or to end the
conversation, an operator to lift, to close the card, to come back); a new one replaces it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from random import Random
from typing import Any

from thirdring.acd import core
from thirdring.acd.actions import Dial, Join, Play, PlayToLeg, RecordMessage, Ring, Say
from thirdring.acd.centre import OperatorId
from thirdring.acd.effects import Effect
from thirdring.acd.facts import Arrived, CallEnd, Ended, Joined, Lifted, OfferEnded, OperatorChanged, Queued
from thirdring.acd.inputs import (
    AttemptRequested,
    CallArrived,
    CalleeAnswered,
    CalleeGone,
    CallerGone,
    CallId,
    CardOpened,
    CentreConfigured,
    DialWay,
    DigitPressed,
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
    OperatorReady,
    PhoneLost,
    PhoneRegistered,
    PromptEnded,
    TimerDue,
    TransferMode,
    TransferRequested,
    WrapUpEnded,
)
from thirdring.acd.moment import Moment, Span, as_seconds, seconds
from thirdring.acd.operators import OperatorState
from thirdring.acd.promise_facts import Dialled, PromiseGiven
from thirdring.acd.supervision_facts import SupervisionStarted
from thirdring.measures import Waits, occupancy
from thirdring.twin.listening import Listeners
from thirdring.twin.scenario import Caller, Scenario, callers

START: Moment = 1_600_000_000_000_000  # any moment will do; a fixed one keeps runs equal
_PROMPT_S = 3.0
_WRAP_UP = OperatorState.WRAP_UP
_COMES_BACK = (OperatorState.SET_ASIDE, OperatorState.UNREACHABLE, OperatorState.LOGGED_OUT)

Witness = Callable[[Input, tuple[Effect, ...]], None]


@dataclass
class Outcome:
    """What a run has come to. ``state_s`` is the time that all operators spent in each state, in seconds."""

    calls: int = 0
    inputs: int = 0
    decisions: int = 0
    refused: int = 0
    virtual_s: float = 0.0
    waits: Waits = field(default_factory=Waits)
    ends: Counter[CallEnd] = field(default_factory=Counter)
    state_s: dict[str, float] = field(default_factory=dict)

    @property
    def occupancy(self) -> float | None:
        """Handling ÷ (handling + ready); a ringing phone counts as ready."""
        busy_s = self.time_in_s(OperatorState.TALKING, OperatorState.WRAP_UP)
        return occupancy(busy_s, self.time_in_s(OperatorState.READY, OperatorState.OFFERED))

    def time_in_s(self, *states: OperatorState) -> float:
        """What all operators together spent in these states, in seconds."""
        return sum(self.state_s.get(state, 0.0) for state in states)


class Twin:
    """One run of a scenario. ``witness`` sees every input with its effects, as the journal would."""

    def __init__(self, scenario: Scenario, witness: Witness | None = None) -> None:
        self.scenario = scenario
        self.state = core.State.empty()
        self.outcome = Outcome()
        self._witness = witness
        self._chance = Random(scenario.seed + 1)
        self._whims = Random(scenario.seed + 2)  # apart, so that runs without them stay as they were
        self._listeners = Listeners(scenario.supervised, self._whims, self.state, self._at)
        self._dialled: set[CallId] = set()
        self._offers = _offers_of(scenario)
        self._now = START
        self._order = 0
        self._events: list[tuple[Moment, int, CallId | OperatorId, Input]] = []
        self._intention: dict[CallId | OperatorId, int] = {}
        self._arrivals: Iterator[Caller] = callers(scenario, START)
        self._callers: dict[CallId, Caller] = {}
        self._queued_at: dict[CallId, Moment] = {}
        self._inputs = 0
        # Time in each state, kept as (sum of ends − sum of beginnings) over all visits to it.
        self._state_of: dict[OperatorId, str] = {}
        self._in_state: dict[str, Span] = defaultdict(int)
        self._prompt = {prompt: seconds(span_s) for prompt, span_s in scenario.prompts_s.items()}
        self._menus = {line.number: line.menu for line in scenario.centre.lines if line.menu}
        self._reactions: dict[type[Any], Callable[[Any], None]] = {
            Play: self._plays,
            Ring: self._rings,
            Join: self._joins,
            OperatorChanged: self._operator_changed,
            OfferEnded: self._offer_ended,
            Queued: self._queued,
            Joined: self._joined,
            Ended: self._ended,
            Arrived: self._arrived,
            Say: self._says,
            RecordMessage: self._records,
            PlayToLeg: self._asks_for_key,
            Lifted: self._lifted,
            Dial: self._dials,
            Dialled: self._is_dialled,
            PromiseGiven: self._given,
            SupervisionStarted: lambda fact: self._listeners.started(self._now, fact),
        }

    def run(self) -> Outcome:
        """Opens the centre, lets all callers of the scenario come and go, and returns what came of it."""
        self.open()
        self._next_arrival()
        events, intention, next_timer = self._events, self._intention, self.state.next_timer
        while events or self._callers or self.state.promises:
            due = next_timer()
            if due is not None and (not events or due[0] < events[0][0]):
                self._now = due[0]
                self._feed(TimerDue(due[0], due[1]))
                continue
            self._now, order, whose, event = heappop(events)
            if not whose or intention.get(whose) == order:
                self._feed(event)
        return self._outcome_so_far()

    def open(self) -> None:
        """Everybody logs in, with his first phone, and is ready."""
        self._feed(CentreConfigured(self._now, self.scenario.centre))
        for operator in self.scenario.centre.operators:
            device = operator.devices[0].key
            self._feed(PhoneRegistered(self._now, device))
            self._feed(OperatorLoggedIn(self._now, operator.id, device))
            self._feed(OperatorReady(self._now, operator.id))

    def _outcome_so_far(self) -> Outcome:
        outcome = self.outcome
        in_state = self._in_state.copy()
        for state in self._state_of.values():
            in_state[state] += self._now
        outcome.state_s = {state: as_seconds(span) for state, span in in_state.items()}
        outcome.inputs = self._inputs
        outcome.virtual_s = as_seconds(self._now - START)
        return outcome

    def _feed(self, event: Input) -> None:
        """One input through the router, and what its actions and facts bring about."""
        try:
            effects = core.step(self.state, event)
        except core.Illegal:
            self.outcome.refused += 1  # a person's wish that came too late
            return
        self._inputs += 1
        if self._witness is not None:
            self._witness(event, effects)
        reactions = self._reactions
        for effect in effects:
            kind = type(effect)
            if kind in reactions:
                reactions[kind](effect)

    def _at(self, event: Input, whose: CallId | OperatorId = "") -> None:
        """Something will happen; ``whose`` intention it is, if anybody's."""
        self._order += 1
        if whose:
            self._intention[whose] = self._order
        heappush(self._events, (event.at, self._order, whose, event))

    def _next_arrival(self) -> None:
        caller = next(self._arrivals, None)
        if caller is not None:
            self._callers[caller.call] = caller
            self._at(CallArrived(caller.at, caller.call, caller.line, "+70000000000"))

    # --- callers ---

    def _plays(self, action: Play) -> None:
        caller = self._callers[action.call]
        menu = self._menus.get(caller.line)
        span = self._prompt.get(action.prompt) or seconds(_PROMPT_S)
        if menu is not None and action.prompt == menu.prompt and caller.key:
            self._at(DigitPressed(self._now + span // 2, action.call, caller.key))
        self._at(PromptEnded(self._now + span, action.call, action.prompt))

    def _arrived(self, fact: Arrived) -> None:
        self._next_arrival()
        if self.scenario.hangs_up and self._whims.random() < self.scenario.hangs_up:
            self._at(CallerGone(self._now + seconds(self._whims.uniform(0, 120)), fact.call))

    def _says(self, action: Say) -> None:
        """At an offer of the waiting mode some press a key, and confirm the number that they are told."""
        span = self._prompt.get(action.prompt) or seconds(_PROMPT_S)
        mode = self.scenario.centre.rules.waiting
        if action.prompt in self._offers:
            keys, weights = zip(*self.scenario.choices.items(), strict=True)
            key = self._whims.choices(keys, weights)[0]
            if key:
                self._at(DigitPressed(self._now + span // 2, action.call, key))
        elif mode is not None and action.prompt == mode.confirm_number:
            self._at(DigitPressed(self._now + span, action.call, "1"))
        self._at(PromptEnded(self._now + span, action.call, action.prompt))

    def _records(self, action: RecordMessage) -> None:
        span = seconds(self._whims.uniform(0, 40))
        self._at(MessageRecorded(self._now + span, action.call, action.recording, span))

    # --- promises ---

    def _given(self, fact: PromiseGiven) -> None:
        way = self._whims.choice(list(DialWay))
        at = self._now + seconds(self._whims.expovariate(1 / self.scenario.dial_after_s))
        self._at(AttemptRequested(at, fact.operator, fact.promise, way), fact.operator)

    def _is_dialled(self, fact: Dialled) -> None:
        whims, scenario = self._whims, self.scenario
        self._dialled.add(fact.call)
        self._callers[fact.call] = Caller(
            call=fact.call,
            at=self._now,
            line=fact.line,
            patience=seconds(whims.expovariate(1 / scenario.patience_s)),
            handling=seconds(whims.expovariate(1 / scenario.handling_s)),
            key="",
            passed_on=False,
            waited=True,
        )

    def _dials(self, action: Dial) -> None:
        at = self._now + seconds(self._whims.uniform(2, 20))
        luck = self._whims.random()
        if luck < self.scenario.reached:
            self._at(CalleeAnswered(at, action.call))
        elif luck < (1 + self.scenario.reached) / 2:
            self._at(CalleeGone(at, action.call, LegEnd.BUSY))  # else it rings until it is given up

    def _queued(self, fact: Queued) -> None:
        caller = self._callers[fact.call]
        if not caller.waited:  # a later wait, after a hand-over, is another matter
            caller.waited = True
            self._queued_at[fact.call] = self._now
        self._at(CallerGone(self._now + caller.patience, fact.call), fact.call)

    def _joins(self, action: Join) -> None:
        """The conversation begins; the caller ends it, unless he is passed on first."""
        caller = self._callers[action.call]
        until = self._now + caller.handling
        if self.scenario.vanished and self._whims.random() < self.scenario.vanished:
            self._at(LegGone(self._now + caller.handling // 2, action.leg, LegEnd.LOST))
        operator = self.state.calls[action.call].operator
        if caller.passed_on and operator is not None:
            caller.passed_on = False
            mode, queue = TransferMode.HAND_OVER, self.scenario.passed_on_to
            wish = TransferRequested(until, operator, mode, None, queue, "simulated", True, True)
            self._at(wish, action.call)
        else:
            self._at(CallerGone(until, action.call), action.call)

    def _joined(self, fact: Joined) -> None:
        self._listeners.joined(self._now, fact)
        queued_at = self._queued_at.pop(fact.call, None)
        if queued_at is not None:
            self.outcome.waits.answered_s.append(as_seconds(self._now - queued_at))

    def _ended(self, fact: Ended) -> None:
        queued_at = self._queued_at.pop(fact.call, None)
        if queued_at is not None:
            self.outcome.waits.abandoned_s.append(as_seconds(self._now - queued_at))
        if fact.call in self._dialled:
            self._dialled.remove(fact.call)
        else:
            self.outcome.calls += 1
            self.outcome.ends[fact.how] += 1
        del self._callers[fact.call]
        self._intention.pop(fact.call, None)

    # --- operators ---

    def _rings(self, action: Ring) -> None:
        self.outcome.decisions += 1
        scenario, chance = self.scenario, self._chance
        rings_at = self._now + seconds(scenario.ring_delay_s)
        self._at(LegRinging(rings_at, action.leg))
        luck = chance.random()
        lifts_at = rings_at + (seconds(chance.expovariate(1 / scenario.answer_s)) if scenario.answer_s else 0)
        if luck < scenario.missed:
            return
        if scenario.vanished and self._whims.random() < scenario.vanished:
            away: tuple[Input, ...] = (
                OperatorLoggedOut(lifts_at, action.operator),
                PhoneLost(lifts_at, action.device),
            )
            self._at(self._whims.choice(away), action.operator)
            return
        if luck < scenario.missed + scenario.refused:
            self._at(OfferRefused(lifts_at, action.operator), action.operator)
        else:
            self._at(LegAnswered(lifts_at, action.leg), action.operator)

    def _asks_for_key(self, action: PlayToLeg) -> None:
        if self._whims.random() < 0.8:  # else it is a voice mail
            self._at(LegDigitPressed(self._now + seconds(2), action.leg, "1"))

    def _lifted(self, fact: Lifted) -> None:
        if fact.awaits == "card" and self._whims.random() < 0.9:
            self._at(CardOpened(self._now + seconds(3), fact.operator, fact.call))

    def _offer_ended(self, fact: OfferEnded) -> None:
        self._intention.pop(fact.operator, None)

    def _operator_changed(self, fact: OperatorChanged) -> None:
        operator = fact.operator
        if operator in self._state_of:
            self._in_state[self._state_of[operator]] += self._now
        self._state_of[operator] = fact.state
        self._in_state[fact.state] -= self._now
        if fact.state == _WRAP_UP:
            span = seconds(self._chance.expovariate(1 / self.scenario.wrap_up_s))
            self._at(WrapUpEnded(self._now + span, operator), operator)
        elif fact.state in _COMES_BACK:
            self._comes_back(operator, self._now + seconds(self.scenario.back_after_s), fact.state)
        else:
            self._intention.pop(operator, None)

    def _comes_back(self, operator: OperatorId, at: Moment, state: str) -> None:
        """From being set aside by a key; from being away to the same seat."""
        self._intention.pop(operator, None)
        if state == OperatorState.UNREACHABLE:
            self._at(PhoneRegistered(at, self.state.operators[operator].device))
        elif state == OperatorState.LOGGED_OUT:
            device = self.state.floor.operators[operator].devices[0].key
            self._at(PhoneRegistered(at, device))
            self._at(OperatorLoggedIn(at, operator, device))
            self._at(OperatorReady(at, operator))
        else:
            self._at(OperatorReady(at, operator), operator)


def _offers_of(scenario: Scenario) -> tuple[str, ...]:
    """The prompts that offer the choice of clause 2."""
    mode = scenario.centre.rules.waiting
    return (mode.offer, mode.offer_again) if mode is not None else ()
