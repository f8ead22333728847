"""A centre that owes somebody a call, and how an operator comes to make it."""

from __future__ import annotations

from typing import Any

import pytest
from centre import ANNA, HOTLINE, World, reconfigured

from thirdring.acd.inputs import (
    AttemptRequested,
    CallArrived,
    CalleeAnswered,
    DialWay,
    DigitPressed,
    Illegal,
    MessageRecorded,
    PromptEnded,
)
from thirdring.acd.moment import seconds
from thirdring.acd.promise_facts import (
    Dialled,
    PromiseEnded,
)
from thirdring.acd.rules import rules_in_full
from thirdring.regulation import known

RULES = rules_in_full(known()[0])
CENTRE = reconfigured(rules=RULES)


def waits(w: World, call: str, caller: str = "+70000000001") -> None:
    w.feed(CallArrived, call=call, line=HOTLINE, caller=caller)
    w.feed(PromptEnded, call=call, prompt="recorded")


def goes_home(w: World, call: str) -> None:
    """The prompts are heard to the end of the call."""
    while call in w.state.calls:
        w.feed(PromptEnded, call=call, prompt=w.state.calls[call].prompt)


def asks_for_call_back(w: World, call: str) -> None:
    """The caller is offered the choice and takes the second one."""
    for digit in "21":
        w.feed(DigitPressed, call=call, digit=digit)
    goes_home(w, call)


def leaves_message(w: World, call: str) -> None:
    w.feed(DigitPressed, call=call, digit="1")
    w.feed(PromptEnded, call=call, prompt="leave-message")
    w.feed(MessageRecorded, call=call, recording=f"message-{call}", span=seconds(9))
    goes_home(w, call)


def owed() -> World:
    """One caller is owed a call-back, nobody is there."""
    w = World(CENTRE)
    waits(w, "a")
    w.pass_time(30)
    asks_for_call_back(w, "a")
    return w


def given() -> World:
    """Anna has come and been given it."""
    w = owed()
    w.sits_down(ANNA)
    assert held(w, ANNA) == "p1"
    return w


def held(w: World, operator: int) -> str:
    return w.state.operators[operator].promise


def attempt(w: World) -> str:
    """The call that was dialled last."""
    return w.told(Dialled)[-1].call


def promise_is(w: World) -> str:
    ended = w.told(PromiseEnded)
    return str(ended[-1].how if ended else w.state.promises["p1"].state)


def dials(w: World, way: DialWay = DialWay.OPERATOR_FIRST, operator: int = ANNA) -> None:
    w.feed(AttemptRequested, operator=operator, promise="p1", way=way)


def speaking() -> World:
    w = given()
    dials(w)
    w.answers(ANNA)
    reached(w)
    return w


def reached(w: World) -> None:
    """The person answers, and hears that the conversation is recorded."""
    w.feed(CalleeAnswered, call=attempt(w))
    w.feed(PromptEnded, call=attempt(w), prompt="recorded")


def refused(w: World, kind: type[Any], **fields: Any) -> str:
    with pytest.raises(Illegal) as illegal:
        w.feed(kind, **fields)
    return illegal.value.code
