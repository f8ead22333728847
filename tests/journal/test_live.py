"""Under the rules in full too, the screens show what the router knows: promises, choices, awaited keys."""

from __future__ import annotations

import msgspec
import pytest

from thirdring.acd.facts import Held, Interrupted, MissesRepeated, OperatorChanged, Queued
from thirdring.acd.inputs import OperatorLoggedIn, OperatorReady, TimerDue
from thirdring.acd.moment import seconds
from thirdring.acd.state import PromiseState, State
from thirdring.journal.live import Live, apply, decode_live, encode_live
from thirdring.journal.rows import Row, decode, encode

from .cast import MARIA, POLICIES, Day
from .lives import long_life

SEEDS = range(6)
TURNS = 500

SHOWN_AS = {
    PromiseState.OPEN: "open",
    PromiseState.ASSIGNED: "given",
    PromiseState.ATTEMPTING: "in attempt",
}


def owed(state: State) -> dict[str, tuple[object, ...]]:
    """What the router knows of each open promise."""
    return {
        p.id: (SHOWN_AS[p.state], p.operator, p.attempt, p.attempts, p.owner, p.number, p.due, p.since)
        for p in state.promises.values()
    }


def shown(live: Live) -> dict[str, tuple[object, ...]]:
    """What the screens know of it."""
    return {
        key: (p.state, p.operator, p.attempt, p.attempts, p.owner, p.number, p.due, p.since)
        for key, p in live.promises.items()
    }


def test_the_screens_show_every_promise_as_the_router_keeps_it() -> None:
    seen = 0
    for seed in SEEDS:
        live = Live()
        for rows, state in long_life(seed, TURNS):
            for row in rows:
                apply(live, row)
            assert shown(live) == owed(state)
            assert {o: one.promise for o, one in live.operators.items()} == {
                o: seat.promise for o, seat in state.operators.items() if seat.state != "logged out"
            }
            seen += len(live.promises)
    assert seen, "nothing was promised in any of these lives"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_screens_show_what_a_caller_was_told_and_what_is_awaited_of_an_operator(seed: int) -> None:
    live = Live()
    for rows, state in long_life(seed, TURNS):
        for row in rows:
            apply(live, row)
        for key, call in live.calls.items():
            known = state.calls[key]
            assert (call.state, call.promise) == (known.state, known.promise)
            if known.waits_since is not None and known.choices:
                assert call.choices == known.choices
            awaits = known.offer.awaits if known.offer is not None else ""
            assert (call.offer.awaits if call.offer is not None else "") == awaits
            assert call.passed_on_by == known.passed_on_by


@pytest.mark.parametrize("seed", SEEDS)
def test_a_snapshot_of_any_moment_and_the_rows_since_make_the_fresh_one(seed: int) -> None:
    rows = [row for turn, _ in long_life(seed, TURNS) for row in turn]
    fresh = Live()
    snapshots = []
    for row in rows:
        apply(fresh, row)
        if row.seq % 97 == 0:
            snapshots.append(encode_live(fresh))
    for snapshot in snapshots:
        old = decode_live(snapshot)
        for row in rows:
            apply(old, decode(encode(row)))
        assert encode_live(old) == encode_live(fresh)


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_listens_for_the_keys_touched_misses_nothing(seed: int) -> None:
    live = Live()
    before: dict[str, bytes] = {}
    for rows, _ in long_life(seed, TURNS):
        for row in rows:
            touched = apply(live, row)
            after = parts(live)
            changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
            assert changed <= touched, row
            before = after


def parts(live: Live) -> dict[str, bytes]:
    """Every record of the snapshot by the key that announces its changes."""
    rooms = {"operator": live.operators, "call": live.calls, "promise": live.promises, "queue": live.queues}
    return {
        f"{room}:{key}": msgspec.json.encode(one) for room, of in rooms.items() for key, one in of.items()
    }


def test_repeated_misses_are_shown_until_the_operator_is_ready_again() -> None:
    day, live = Day(), Live()
    missed = OperatorChanged(MARIA, "set aside", "missed")
    rows = [
        day.row(OperatorLoggedIn(0, MARIA, "op1-web"), OperatorChanged(MARIA, "ready")),
        day.row(TimerDue(0, "ring c~1"), MissesRepeated(MARIA, 3, seconds(3600)), missed),
    ]
    for row in rows:
        apply(live, row)
    told = live.operators[MARIA].misses
    assert told is not None
    assert (told.at, told.count, told.within) == (rows[-1].at, 3, seconds(3600))
    apply(live, day.row(OperatorReady(0, MARIA), OperatorChanged(MARIA, "ready")))
    assert live.operators[MARIA].misses is None


def test_whose_operator_stayed_away_is_on_hold_no_longer_but_waits_again() -> None:
    day, live = Day(), Live()
    for row in (day.arrival("c"), day.offer("c"), day.answer("c")):
        apply(live, row)
    held = day.row(TimerDue(0, ""), Held("c", MARIA))
    for row in (held, day.row(TimerDue(0, ""), Interrupted("c", MARIA, seconds(20)))):
        apply(live, row)
        assert live.calls["c"].held_since == held.at
    apply(live, day.row(TimerDue(0, ""), Queued("c", POLICIES, 0, held.at, 1)))
    assert live.calls["c"].state == "waiting"
    assert live.calls["c"].held_since is None


def test_a_row_of_before_the_promises_is_still_read() -> None:
    assert decode_live(b'{"seq":5,"at":1,"centre_version":1,"operators":{},"calls":{}}').promises == {}
    old = b'{"seq":1,"input":{"type":"CallerGone","at":1,"call":"c"},"effects":['
    old += b'{"type":"Promised","call":"c","kind":"call back","why":"the connection was lost"}]}'
    live, row = Live(), decode(old)
    assert isinstance(row, Row)
    apply(live, row)
    assert live.promises == {}


def test_the_screens_show_who_listens_and_whose_recording_is_paused() -> None:
    listened = paused = 0
    for seed in SEEDS:
        live = Live()
        for rows, state in long_life(seed, TURNS):
            for row in rows:
                apply(live, row)
            assert heard_of(live) == {
                call.id: (call.supervision.supervisor, call.operator, call.supervision.mode)
                for call in state.calls.values()
                if call.supervision is not None and call.supervision.began
            }
            silent = {key for key, call in live.calls.items() if call.recording_paused is not None}
            assert silent == {call.id for call in state.calls.values() if call.recording_paused is not None}
            listened += len(heard_of(live))
            paused += len(silent)
    assert listened and paused, "nobody listened or nothing was paused in any of these lives"


def heard_of(live: Live) -> dict[str, tuple[object, ...]]:
    """Who listens to which call, and in which manner."""
    return {
        key: (call.supervision.supervisor, call.supervision.operator, call.supervision.mode)
        for key, call in live.calls.items()
        if call.supervision is not None
    }
