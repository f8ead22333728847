"""What happens to a simulated centre: who calls when, how patient, for how long, and how operators answer.

Everything about a caller is drawn when he arrives, from a stream of his own, so that two runs
that differ in the centre alone are about the same callers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from thirdring.acd.centre import Centre, Digit, LineNumber, QueueKey
from thirdring.acd.moment import Moment, Span, seconds


@dataclass(frozen=True)
class Scenario:
    """Rates per second, means in seconds, shares between 0 and 1. Arrivals are Poisson, spans exponential.

    ``lines`` weighs the numbers that are dialled; ``keys`` are pressed at a menu, one drawn for each
    caller ("" presses nothing). ``passed_on`` is the share of conversations that end with the caller
    handed over to ``passed_on_to``. ``choices`` weighs the keys pressed at the offer of clause 2 ("" waits on
    in silence). ``vanished`` is the share of ringing phones and of conversations whose operator disappears,
    ``hangs_up`` that of callers who end the call at any moment of their first two minutes, ``reached`` that
    of people called by us who answer. ``supervised`` is the share of conversations to which somebody who is
    ready comes to listen, and of those whose recording is paused.
    """

    centre: Centre
    calls: int
    arrivals_per_s: float
    lines: dict[LineNumber, float]
    handling_s: float = 180.0
    wrap_up_s: float = 30.0
    patience_s: float = 300.0
    keys: tuple[Digit, ...] = ("",)
    answer_s: float = 2.0  # from the first ring to the receiver lifted
    ring_delay_s: float = 0.02  # from the order to the first ring
    missed: float = 0.0
    refused: float = 0.0
    back_after_s: float = 20.0  # one who was set aside asks for calls again
    passed_on: float = 0.0
    passed_on_to: QueueKey = ""
    choices: dict[Digit, float] = field(default_factory=lambda: {"": 1.0})
    vanished: float = 0.0
    supervised: float = 0.0
    hangs_up: float = 0.0
    reached: float = 0.7
    dial_after_s: float = 10.0  # from being given a promise
    prompts_s: dict[str, float] = field(default_factory=dict)  # how long each prompt lasts; 3 s if not named
    seed: int = 1


@dataclass(slots=True)
class Caller:
    """One call to come."""

    call: str
    at: Moment
    line: LineNumber
    patience: Span
    handling: Span
    key: Digit
    passed_on: bool
    waited: bool = False


def callers(scenario: Scenario, start: Moment) -> Iterator[Caller]:
    """The callers of a scenario in the order of their arrival."""
    chance = Random(scenario.seed)
    numbers, weights = zip(*scenario.lines.items(), strict=True)
    cumulative = [sum(weights[: index + 1]) for index in range(len(weights))]
    at = float(start)
    for number in range(scenario.calls):
        at += seconds(chance.expovariate(scenario.arrivals_per_s))
        yield Caller(
            call=f"twin-{number}",
            at=int(at),
            line=chance.choices(numbers, cum_weights=cumulative)[0],
            patience=seconds(chance.expovariate(1 / scenario.patience_s)),
            handling=seconds(chance.expovariate(1 / scenario.handling_s)),
            key=chance.choice(scenario.keys),
            passed_on=chance.random() < scenario.passed_on,
        )
