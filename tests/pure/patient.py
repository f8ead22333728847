"""A caller who waits alone under clause 2 of 141-П: what the tests of waiting and of choosing begin with."""

from __future__ import annotations

from typing import Any

from centre import HOTLINE, LINES, World, breaches, reconfigured

from thirdring.acd.actions import Say
from thirdring.acd.centre import Line
from thirdring.acd.effects import Effect
from thirdring.acd.inputs import CallArrived, DigitPressed, PromptEnded
from thirdring.acd.rules import rules_in_full
from thirdring.regulation import known

RULES = rules_in_full(known()[0])
KYIV = "3001"  # whose callers are in Ukraine
CENTRE = reconfigured(rules=RULES, lines=(*LINES, Line(KYIV, 1, "hotline", notice="recorded", country="UA")))
MODE = RULES.waiting
assert MODE is not None


def world() -> World:
    return World(CENTRE)


def waiting(caller: str = "+70000000001", line: str = HOTLINE) -> World:
    """A caller waits, nobody is there; the greeting has been heard."""
    w = world()
    w.feed(CallArrived, call="a", line=line, caller=caller)
    w.feed(PromptEnded, call="a", prompt="recorded")
    heard(w)
    return w


def heard(w: World, call: str = "a") -> tuple[Effect, ...]:
    """The prompt that plays has been heard to its end."""
    return w.feed(PromptEnded, call=call, prompt=w.state.calls[call].prompt)


def press(w: World, digits: str, call: str = "a") -> tuple[Effect, ...]:
    effects: tuple[Effect, ...] = ()
    for digit in digits:
        effects = w.feed(DigitPressed, call=call, digit=digit)
    return effects


def offered(caller: str = "+70000000001", line: str = HOTLINE) -> World:
    """The same thirty seconds later."""
    w = waiting(caller, line)
    w.pass_time(30)
    assert said(w) == "waiting-offer"
    return w


def said(w: World) -> str:
    return str(w.told(Say)[-1].prompt)


def twos(w: World) -> list[Any]:
    return [breach for breach in breaches(w) if breach.clause == "2"]
