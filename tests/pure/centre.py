"""The shared cast of the router's tests: a small centre, its people, and its virtual clock.

Anna and Boris take calls of level 1, Vera too and knows policies; Galina sits in the policies
department; Dmytro is an assistance doctor with a mobile.
"""

from __future__ import annotations

from typing import Any

import msgspec

from thirdring.acd import core
from thirdring.acd.centre import (
    Centre,
    Device,
    DeviceKind,
    Line,
    Menu,
    MenuOption,
    Operator,
    OperatorId,
    Queue,
    Rules,
)
from thirdring.acd.effects import Effect
from thirdring.acd.inputs import (
    CallArrived,
    CallerGone,
    CentreConfigured,
    HangUpRequested,
    Input,
    LegAnswered,
    LegRinging,
    OperatorLoggedIn,
    OperatorReady,
    PhoneRegistered,
    PromptEnded,
    TimerDue,
)
from thirdring.acd.moment import Moment, seconds
from thirdring.acd.operators import OperatorState
from thirdring.regulation import known
from thirdring.regulation.judge import Breach, Judge

ANNA, BORIS, VERA, GALINA, DMYTRO = 1, 2, 3, 11, 21

HOTLINE = "1001"  # with the notice, no menu
MENU = "1002"
ASSISTANCE = "2001"  # neither
EMERGENCY = "112"


def desk_phone(operator: OperatorId) -> Device:
    return Device(f"op{operator}-desk", DeviceKind.DESK_PHONE, f"PJSIP/op{operator}-desk")


def browser(operator: OperatorId) -> Device:
    return Device(f"op{operator}-web", DeviceKind.BROWSER, f"PJSIP/op{operator}-web")


def mobile(operator: OperatorId) -> Device:
    return Device(f"op{operator}-mobile", DeviceKind.MOBILE, f"PJSIP/+7000{operator:07d}@gateway")


OPERATORS = (
    Operator(ANNA, 1, {"level:1": 1, "emergency": 1}, (desk_phone(ANNA), browser(ANNA))),
    Operator(BORIS, 1, {"level:1": 1}, (desk_phone(BORIS), browser(BORIS))),
    Operator(VERA, 1, {"level:1": 2, "dept:policies": 1}, (desk_phone(VERA), mobile(VERA))),
    Operator(GALINA, 2, {"level:2": 1, "dept:policies": 3}, (desk_phone(GALINA),), home_queue="policies"),
    Operator(DMYTRO, 3, {"level:1": 1, "doctor": 2, "emergency": 1}, (mobile(DMYTRO),)),
)

QUEUES = (
    Queue("hotline", "Горячая линия", ("level:1",)),
    Queue("policies", "Полисы", ("dept:policies",), wrap_up_limit=0),
    Queue("assistance", "Ассистанс", ("doctor",), wrap_up_limit=seconds(20)),
    Queue("emergency", "Экстренные", ("emergency",), priority=10, ring_limit=seconds(5)),
)

LINES = (
    Line(HOTLINE, 1, "hotline", notice="recorded"),
    Line(
        MENU,
        1,
        "hotline",
        notice="recorded",
        menu=Menu(
            "menu",
            (MenuOption("1", "policies", "policies"), MenuOption("0", "hotline")),
            fallback="hotline",
            wrong_key_prompt="wrong-key",
        ),
    ),
    Line(ASSISTANCE, 3, "assistance"),
    Line(EMERGENCY, 1, "emergency"),
)

CENTRE = Centre(version=1, lines=LINES, queues=QUEUES, operators=OPERATORS, rules=Rules(edition="141-П"))


# What level 1 confirms before passing a caller on (clauses 3 and 4).
SAID: dict[str, Any] = {"reason": "a question of policies", "sentence_said": True, "consent": True}


class World:
    """A router with its clock. Whatever it answers is kept in ``effects``."""

    def __init__(self, centre: Centre = CENTRE) -> None:
        self.state = core.State.empty()
        self.now: Moment = seconds(1_600_000_000)
        self.effects: list[Effect] = []
        self.inputs: list[Input] = []
        self.journal: list[bytes] = []  # as it would be stored
        self.feed(CentreConfigured, centre=centre)

    def feed(self, kind: type[Any], **fields: Any) -> tuple[Effect, ...]:
        """One input, now."""
        event = kind(at=self.now, **fields)
        effects = core.step(self.state, event)
        self.inputs.append(event)
        self.effects.extend(effects)
        row = {"seq": len(self.inputs), "input": event, "effects": effects}
        self.journal.append(msgspec.json.encode(row))
        return effects

    def configure(self, centre: Centre) -> tuple[Effect, ...]:
        return self.feed(CentreConfigured, centre=centre)

    def pass_time(self, span_s: float) -> None:
        """The clock goes on; timers run out on the way, each at its moment."""
        until = self.now + seconds(span_s)
        while (due := core.next_timer(self.state)) is not None and due[0] <= until:
            self.now = max(self.now, due[0])
            self.feed(TimerDue, timer=due[1])
        self.now = until

    # --- callers ---

    def arrives(self, call: str, line: str = HOTLINE, *, heard: bool = True) -> None:
        """A caller dials; ``heard``: and has heard the notice."""
        self.feed(CallArrived, call=call, line=line, caller="+70000000001")
        if heard and self.state.calls[call].prompt == "recorded":
            self.feed(PromptEnded, call=call, prompt="recorded")

    def hangs_up(self, call: str) -> tuple[Effect, ...]:
        return self.feed(CallerGone, call=call)

    # --- operators ---

    def sits_down(self, *operators: OperatorId) -> None:
        """They log in at their first phone and are ready, one after the other."""
        for operator in operators:
            device = self.state.floor.operators[operator].devices[0]
            self.feed(PhoneRegistered, device=device.key)
            self.feed(OperatorLoggedIn, operator=operator, device=device.key)
            self.feed(OperatorReady, operator=operator)
            self.now += 1

    def sits_down_at_the_browser(self, *operators: OperatorId) -> None:
        """They log in at their browsers and are ready."""
        for operator in operators:
            device = browser(operator).key
            self.feed(PhoneRegistered, device=device)
            self.feed(OperatorLoggedIn, operator=operator, device=device)
            self.feed(OperatorReady, operator=operator)
            self.now += 1

    def leg(self, operator: OperatorId) -> str:
        """The leg to the operator's phone, ringing or talking."""
        call = self.state.calls[self.state.operators[operator].call]
        if call.offer is not None and call.offer.operator == operator:
            return call.offer.leg
        if call.operator == operator:
            return call.leg
        if call.comeback is not None:
            return call.comeback.leg
        assert call.transfer is not None
        return call.transfer.leg

    def rings(self, operator: OperatorId) -> None:
        self.feed(LegRinging, leg=self.leg(operator))

    def answers(self, operator: OperatorId) -> tuple[Effect, ...]:
        return self.feed(LegAnswered, leg=self.leg(operator))

    def ends_talk(self, operator: OperatorId) -> tuple[Effect, ...]:
        return self.feed(HangUpRequested, operator=operator)

    # --- what is seen ---

    def call_is(self, call: str) -> str:
        found = self.state.calls.get(call)
        return found.state if found else "ended"

    def operator_is(self, operator: OperatorId) -> OperatorState:
        return self.state.operators[operator].state

    def reason(self, operator: OperatorId) -> str:
        return self.state.operators[operator].reason

    def ringing_for(self, call: str) -> OperatorId | None:
        """Whose phone rings for the caller."""
        offer = self.state.calls[call].offer
        return offer.operator if offer else None

    def told(self, kind: type[Effect], **fields: Any) -> list[Any]:
        """All effects of one kind, in order, that agree with ``fields``."""
        return [
            effect
            for effect in self.effects
            if isinstance(effect, kind) and all(getattr(effect, f) == value for f, value in fields.items())
        ]


def breaches(world: World, until: Moment | None = None) -> list[Breach]:
    """What the judge finds who reads nothing but the journal."""
    judge = Judge(known())
    found = [breach for row in world.journal for breach in judge.read(row)]
    return [*found, *judge.until(world.now if until is None else until)]


def reconfigured(**changes: Any) -> Centre:
    """The centre with some of it changed."""
    return msgspec.structs.replace(CENTRE, version=CENTRE.version + 1, **changes)
