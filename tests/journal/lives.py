"""Rows of a small centre under the rules in full, to which anything may happen, sensible or not."""

from __future__ import annotations

import random
from collections.abc import Iterator

import msgspec
from life import Life
from noise import IN_FULL, LINE_NUMBERS, NOISE, PEOPLE

from thirdring.acd.effects import Effect
from thirdring.acd.inputs import Input
from thirdring.acd.state import State
from thirdring.journal.rows import Row

SPANS_S = [0, 0.001, 1, 5, 15, 15, 40, 2000]


class _Told(Life):
    """A life whose accepted inputs become rows, each waiting to be read before the next."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.accepted = 0

    def feed(self, event: Input) -> None:
        before = len(self.history)
        super().feed(event)
        if len(self.history) > before:
            self.accepted += 1
            self.rows.append(Row(self.accepted, event, _decoder.decode(self.history[-1][1])))


_decoder = msgspec.json.Decoder(tuple[Effect, ...])


def long_life(seed: int, turns: int) -> Iterator[tuple[list[Row], State]]:
    """The rows of each turn, and the router's state after them; the state is one and the same object."""
    chance = random.Random(seed)
    life = _Told()
    for turn in range(turns):
        if turn % 50 == 0:
            life.opens(IN_FULL)  # whatever has been configured meanwhile
        _turn(life, chance)
        rows, life.rows = life.rows, []
        yield rows, life.state


def _turn(life: Life, chance: random.Random) -> None:
    match chance.choices(["call", "arrival", "back", "promise", "time", "noise"], [40, 10, 15, 15, 15, 20])[
        0
    ]:
        case "call":
            life.call_goes_on(chance.randrange(8), chance.randrange(60))
        case "arrival":
            life.call_arrives(chance.choice(LINE_NUMBERS))
        case "back":
            life.operator_comes_back(chance.choice(PEOPLE))
        case "promise":
            for operator in PEOPLE:
                life.promise_goes_on(operator, chance.randrange(60))
        case "time":
            life.time_passes(chance.choice(SPANS_S), chance.random() < 0.7)
        case _:
            noise = chance.choice(sorted(NOISE))
            life.something_else_happens(
                noise, chance.choice(PEOPLE), chance.randrange(8), chance.randrange(10)
            )
