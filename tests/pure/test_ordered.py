"""Calls that another program orders: promises like any other, about a call that is long over."""

from __future__ import annotations

import pytest
from centre import ANNA, BORIS, GALINA, HOTLINE, World
from owing import CENTRE, held, promise_is, reached, refused

from thirdring.acd.actions import Dial, Ring
from thirdring.acd.inputs import CallBackOrdered, DialOrdered, Owner
from thirdring.acd.moment import seconds
from thirdring.acd.promise_facts import AttemptStarted, Promised

NUMBER = "+70000000001"
ABOUT = {
    "call": "long-over",
    "line": HOTLINE,
    "queue": "policies",
    "number": NUMBER,
    "why": "in the CRM",
}


def ordered(w: World, owner: Owner, **fields: object) -> None:
    w.feed(CallBackOrdered, owner=owner, **{**ABOUT, **fields})


def test_a_call_back_that_is_ordered_is_owed_about_the_earlier_call() -> None:
    w = World(CENTRE)
    ordered(w, Owner(queue="policies"))
    (told,) = w.told(Promised)
    assert (told.promise, told.call, told.line, told.queue) == ("p1", "long-over", HOTLINE, "policies")
    assert (told.number, told.why, told.origin) == (NUMBER, "in the CRM", "chosen time")
    w.pass_time(2)
    w.sits_down(GALINA)  # who serves that queue
    assert held(w, GALINA) == "p1"


def test_it_is_not_made_before_its_time() -> None:
    w = World(CENTRE)
    ordered(w, Owner(operator=ANNA), not_before=w.now + seconds(3600))
    w.sits_down(ANNA)
    w.pass_time(3500)
    assert held(w, ANNA) == ""
    w.pass_time(101)
    assert held(w, ANNA) == "p1"


def test_no_program_orders_a_call_for_another_age() -> None:
    w = World(CENTRE)
    order = {"owner": Owner(operator=ANNA), **ABOUT}
    assert refused(w, CallBackOrdered, **order, not_before=2**63) == "moment_too_far"


def test_a_click_rings_the_operator_first_and_then_the_person() -> None:
    w = World(CENTRE)
    w.sits_down(ANNA)
    effects = w.feed(DialOrdered, operator=ANNA, **ABOUT)
    assert [type(one) for one in effects if isinstance(one, Ring | Dial)] == [Ring]
    assert [one.number for one in w.told(AttemptStarted)] == [NUMBER]
    effects = w.answers(ANNA)
    assert [one.number for one in effects if isinstance(one, Dial)] == [NUMBER]
    reached(w)
    assert w.operator_is(ANNA) == "talking"
    assert promise_is(w) == "attempting"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"line": "0000"}, "unknown_line"),
        ({"number": ""}, "number_missing"),
        ({"operator": BORIS}, "not_while_logged_out"),
    ],
)
def test_what_cannot_be_dialled_leaves_nothing_behind(fields: dict[str, object], code: str) -> None:
    w = World(CENTRE)
    w.sits_down(ANNA)
    assert refused(w, DialOrdered, **{"operator": ANNA, **ABOUT, **fields}) == code
    assert not w.state.promises
    assert w.operator_is(ANNA) == "ready"


@pytest.mark.parametrize(
    ("owner", "code"),
    [
        (Owner(), "one_owner"),
        (Owner(queue="nowhere"), "unknown_queue"),
        (Owner(operator=99), "unknown_operator"),
    ],
)
def test_somebody_has_to_owe_it(owner: Owner, code: str) -> None:
    w = World(CENTRE)
    assert refused(w, CallBackOrdered, owner=owner, **ABOUT) == code
    assert not w.state.promises


def test_without_the_rule_nothing_is_promised() -> None:
    assert refused(World(), CallBackOrdered, owner=Owner(queue="policies"), **ABOUT) == "no_promises"
