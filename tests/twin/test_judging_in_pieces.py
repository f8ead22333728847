"""Judges who relieve each other at any rows find the same breaches as one who reads the whole journal."""

from __future__ import annotations

from random import Random

import msgspec
import pytest

from thirdring.acd.effects import Effect
from thirdring.acd.inputs import Input
from thirdring.regulation import known
from thirdring.regulation.judge import Breach, Judge
from thirdring.twin import Twin
from twin.test_random_days import random_day


def journal(seed: int) -> list[bytes]:
    """A random day as rows."""
    rows: list[bytes] = []

    def witness(event: Input, effects: tuple[Effect, ...]) -> None:
        rows.append(msgspec.json.encode({"input": event, "effects": effects}))

    Twin(random_day(seed), witness).run()
    return rows


def in_pieces(rows: list[bytes], chance: Random) -> list[Breach]:
    found: list[Breach] = []
    memory = Judge(known()).memory()
    while rows:
        judge = Judge(known(), memory=memory)
        piece, rows = rows[: (many := chance.randint(1, 40))], rows[many:]
        for row in piece:
            found.extend(judge.follow(row))
        memory = judge.memory()
    return found


@pytest.mark.parametrize("seed", range(0, 80, 4))  # every fourth centre neglects clauses 1 and 2
def test_reading_in_pieces_finds_what_reading_in_one_go_finds(seed: int) -> None:
    rows = journal(seed)
    judge = Judge(known())
    whole = [breach for row in rows for breach in judge.follow(row)]
    assert in_pieces(rows, Random(seed)) == whole


def test_following_finds_the_same_calls_as_reading_but_while_they_still_wait() -> None:
    found = 0
    for seed in range(0, 200, 4):
        rows = journal(seed)
        reading, following = Judge(known()), Judge(known())
        late = [breach for row in rows for breach in reading.read(row)]
        early = [breach for row in rows for breach in following.follow(row)]
        assert {(b.clause, b.call) for b in early} == {(b.clause, b.call) for b in late}
        first = {b.call: b.at for b in reversed(early) if b.clause == "2"}
        assert all(first[b.call] <= b.at for b in late if b.clause == "2")
        found += len(first)
    assert found, "no day with a wait that was too long"
