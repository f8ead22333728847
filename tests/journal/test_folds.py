"""Whatever happens in a centre, what is folded from its journal agrees with the router and with itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from thirdring.acd import inputs
from thirdring.acd.actions import Ring
from thirdring.acd.centre import Centre, Device, DeviceKind, Line, Menu, MenuOption, Operator, Queue
from thirdring.acd.core import dump, load, next_timer, step
from thirdring.acd.facts import WaitTold
from thirdring.acd.inputs import Illegal, Input, LegEnd, PromptEnded, TransferMode
from thirdring.acd.moment import SECOND, seconds
from thirdring.acd.state import State
from thirdring.journal.folds import enter
from thirdring.journal.live import Live, apply, decode_live, encode_live
from thirdring.journal.records import Books, Changes
from thirdring.journal.rows import Row, decode, encode

from .cast import ANNA, HOTLINE, MONDAY, POLICIES, Day

OPERATORS = (1, 2, 3)
CENTRE = Centre(
    version=1,
    lines=(
        Line(HOTLINE, 7, POLICIES),
        Line(
            "1002", 7, POLICIES, "notice", Menu("menu", (MenuOption("2", "complaints", "topic"),), POLICIES)
        ),
    ),
    queues=(Queue(POLICIES, "policies"), Queue("complaints", "complaints", ("level:2",), wrap_up_limit=0)),
    operators=tuple(
        Operator(
            o, 7, {f"level:{1 + o % 2}": 1}, (Device(f"op{o}-web", DeviceKind.BROWSER, f"PJSIP/op{o}-web"),)
        )
        for o in OPERATORS
    ),
)

seeds = st.integers(0, 2**32)


def history(seed: int, length: int = 150) -> Iterator[tuple[Row, State]]:
    """Rows of an invented centre, and the router's state after each; the state is one and the same object."""
    dice = Random(seed)
    state = State.empty()
    at, seq, legs = MONDAY, 0, [""]
    for turn in range(length):
        at += dice.choice((0, 1, SECOND // 2, 3 * SECOND, 20 * SECOND))
        happened = opening(turn, at) or draw(dice, state, at, turn, legs)
        try:
            effects = step(state, happened)
        except Illegal:
            continue
        legs.extend(effect.leg for effect in effects if isinstance(effect, Ring))
        seq += 1
        yield Row(seq, happened, effects), state


def opening(turn: int, at: int) -> Input | None:
    """The centre is configured and two operators sit down."""
    return {
        0: inputs.CentreConfigured(at, CENTRE),
        1: inputs.PhoneRegistered(at, "op1-web"),
        2: inputs.OperatorLoggedIn(at, 1, "op1-web"),
        3: inputs.OperatorReady(at, 1),
        4: inputs.PhoneRegistered(at, "op2-web"),
        5: inputs.OperatorLoggedIn(at, 2, "op2-web"),
        6: inputs.OperatorReady(at, 2),
    }.get(turn)


def draw(dice: Random, state: State, at: int, turn: int, legs: list[str]) -> Input:
    """Anything that could come next, likely or not."""
    timer = next_timer(state)
    if timer is not None and timer[0] <= at:
        return inputs.TimerDue(at, timer[1])
    operator = dice.choice(OPERATORS)
    call = dice.choice([*state.calls, "nobody"])
    leg = dice.choice(legs[-4:])
    device = f"op{operator}-web"
    return dice.choice(
        (
            inputs.CallArrived(at, f"n1-{turn}.1", dice.choice((HOTLINE, "1002", "unknown")), ANNA),
            inputs.CallArrived(at, f"n1-{turn}.1", HOTLINE, ANNA),
            inputs.LegRinging(at, leg),
            inputs.LegAnswered(at, leg),
            inputs.LegAnswered(at, legs[-1]),
            inputs.LegGone(at, leg, dice.choice(tuple(LegEnd))),
            inputs.CallerGone(at, call, dice.choice(tuple(inputs.GoneCause))),
            inputs.PromptEnded(at, call, dice.choice(("notice", "menu"))),
            inputs.DigitPressed(at, call, dice.choice("29")),
            inputs.PhoneLost(at, device),
            inputs.PhoneRegistered(at, device),
            inputs.OperatorLoggedIn(at, operator, device),
            inputs.OperatorReady(at, operator),
            inputs.OperatorReady(at, operator),
            inputs.OperatorPaused(at, operator, "lunch"),
            inputs.OperatorLoggedOut(at, operator),
            inputs.OfferRefused(at, operator),
            inputs.HangUpRequested(at, operator),
            inputs.HoldRequested(at, operator),
            inputs.ResumeRequested(at, operator),
            inputs.CardOpened(at, operator, call),
            inputs.WrapUpEnded(at, operator),
            inputs.TransferRequested(at, operator, TransferMode.CONSULT, to_operator=dice.choice(OPERATORS)),
            inputs.TransferRequested(at, operator, TransferMode.HAND_OVER, to_queue="complaints"),
            inputs.TransferCompleted(at, operator),
            inputs.TransferCancelled(at, operator),
            inputs.DeskConnected(at, operator),
            inputs.DeskLost(at, operator),
        )
    )


@given(seeds)
@settings(deadline=None)
def test_the_live_picture_shows_what_the_router_knows(seed: int) -> None:
    live = Live()
    for row, state in history(seed):
        apply(live, row)
        assert {c: call.state for c, call in live.calls.items()} == {
            c: call.state for c, call in state.calls.items()
        }
        assert {o: (seen.state, seen.reason) for o, seen in live.operators.items()} == {
            o: (seat.state, seat.reason) for o, seat in state.operators.items() if seat.state != "logged out"
        }
        for c, call in live.calls.items():
            assert (call.offer.leg if call.offer else None) == (
                offer.leg if (offer := state.calls[c].offer) else None
            )
            assert (call.transfer is None) == (state.calls[c].transfer is None)


@given(seeds, st.integers(0, 150))
@settings(deadline=None)
def test_an_old_snapshot_and_the_rows_since_make_the_fresh_snapshot(seed: int, cut: int) -> None:
    rows = [row for row, _ in history(seed)]
    fresh = Live()
    old = Live()
    for row in rows:
        apply(fresh, row)
        if row.seq <= cut:
            apply(old, row)
    old = decode_live(encode_live(old))
    for row in rows:
        apply(old, decode(encode(row)))
    assert encode_live(old) == encode_live(fresh)


@given(seeds, st.integers(1, 150))
@settings(deadline=None)
def test_the_router_rebuilt_from_a_checkpoint_and_rows_decides_the_same(seed: int, cut: int) -> None:
    saved = dump(State.empty())
    effects: list[bytes] = []
    for row, state in history(seed):
        effects.append(encode(row))
        if row.seq == cut:
            saved = dump(state)
    rebuilt = load(saved)
    for stored in effects[cut if saved != dump(State.empty()) else 0 :]:
        row = decode(stored)
        assert step(rebuilt, row.input) == row.effects
    assert dump(rebuilt) == dump(state)


@given(seeds, st.lists(st.integers(1, 40)))
@settings(max_examples=60, deadline=None)
def test_groups_of_any_size_give_the_same_tables(seed: int, sizes: list[int]) -> None:
    rows = [row for row, _ in history(seed)]
    one_by_one, grouped = Tables(), Tables()
    for row in rows:
        one_by_one.write([row])
    for size in (*sizes, len(rows)):
        grouped.write(rows[:size])
        del rows[:size]
    assert one_by_one == grouped


def test_a_wait_keeps_what_the_caller_was_told_first() -> None:
    day, tables = Day(), Tables()
    arrival = day.arrival("a")
    told = day.row(
        PromptEnded(0, "a", "notice"), WaitTold("a", POLICIES, 2, expected=seconds(97), said=seconds(120))
    )
    again = day.row(
        PromptEnded(0, "a", "offer"), WaitTold("a", POLICIES, 1, expected=seconds(20), said=seconds(30))
    )
    tables.write([arrival, told, again])
    (wait,) = tables.of_call("waits", "a")
    assert (wait["told_at"], wait["expected_ms"], wait["said_ms"]) == (told.at, 97_000, 120_000)


@given(seeds)
@settings(deadline=None)
def test_every_call_has_one_card_and_time_adds_up(seed: int) -> None:
    tables = Tables()
    rows = [row for row, _ in history(seed)]
    tables.write(rows)
    calls = {call["id"]: call for call in tables.records["calls"].values()}
    assert sorted(card["call"] for card in tables.cards) == sorted(calls)
    for call in calls.values():
        if call["ended_at"] is not None:
            assert call["state"] == "ended"
            there_ms = (call["ended_at"] - call["arrived_at"]) // 1000
            assert (call["wait_ms"] or 0) + (call["talk_ms"] or 0) <= there_ms
            assert all(wait["until"] for wait in tables.of_call("waits", call["id"]))
            assert all(leg["ended_at"] for leg in tables.of_call("legs", call["id"]))
    for operator in OPERATORS:
        spans = sorted(
            (i["since"], i["id"], i["until"])
            for i in tables.records["intervals"].values()
            if i["operator_id"] == operator
        )
        for (_, _, until), (since, _, _) in pairwise(spans):
            assert until is not None and until <= since


class Tables:
    """What the writer would have written: the newest form of each record."""

    def __init__(self) -> None:
        self.books = Books()
        self.records: dict[str, dict[object, dict[str, object]]] = {
            name: {} for name in ("calls", "legs", "waits", "intervals", "transfers", "promises", "attempts")
        }
        self.cards: list[dict[str, object]] = []

    def write(self, rows: list[Row]) -> None:
        self.books = msgspec.json.decode(msgspec.json.encode(self.books), type=Books)
        changes = Changes()
        for row in rows:
            enter(self.books, row, changes)
        for name, records in self.records.items():
            for key, record in getattr(changes, name).items():
                records[key] = msgspec.to_builtins(record)
        self.cards += msgspec.to_builtins(changes.cards)

    def of_call(self, name: str, call: object) -> list[dict[str, object]]:
        return [record for record in self.records[name].values() if record["call"] == call]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tables) and vars(self) == vars(other)
