"""What screens say of the wait to come: what the router itself would tell the next caller."""

from __future__ import annotations

import msgspec

from pure.centre import ANNA, ASSISTANCE, BORIS, CENTRE, HOTLINE, World
from thirdring.acd import core
from thirdring.acd.facts import WaitTold
from thirdring.acd.moment import as_seconds
from thirdring.acd.outlook import expected_waits
from thirdring.acd.rules import rules_in_full
from thirdring.regulation import known


def world() -> World:
    rules = msgspec.structs.replace(rules_in_full(known()[-1]), promises=None)
    return World(msgspec.structs.replace(CENTRE, rules=rules))


def test_nobody_waits_while_somebody_stands_ready() -> None:
    w = world()
    w.sits_down(ANNA)
    assert expected_waits(w.state, w.now)["hotline"] == 0.0


def test_the_next_caller_is_told_what_the_screens_have_said() -> None:
    w = world()
    w.sits_down(ANNA, BORIS)
    for call in ("a", "b", "c"):
        w.arrives(call)
        w.pass_time(20)
    said = expected_waits(w.state, w.now)["hotline"]
    w.arrives("d", HOTLINE)
    assert round(as_seconds(w.told(WaitTold, call="d")[-1].expected), 1) == said


def test_asking_changes_nothing_in_the_router() -> None:
    w = world()
    w.sits_down(ANNA)
    w.arrives("a")
    w.arrives("b")
    before = core.dump(w.state)
    expected_waits(w.state, w.now + 90_000_000)
    assert core.dump(w.state) == before


def test_a_queue_whose_operators_are_all_away_promises_nothing() -> None:
    w = world()
    w.sits_down(ANNA)
    w.arrives("a", ASSISTANCE)
    assert "assistance" not in expected_waits(w.state, w.now)
