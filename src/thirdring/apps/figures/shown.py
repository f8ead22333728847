"""The figures that follow from counts, by their names: what a screen shows and a program is told. Pure.

Shares are fractions, lengths are seconds; ``None`` where a figure has no meaning yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from thirdring.apps.figures.days import Usual
from thirdring.measures import Tally

COUNTS = (
    "arrived",
    "offered",
    "answered",
    "answered_within",
    "abandoned",
    "abandoned_within",
    "announcement",
    "choices",
    "message",
    "call_back",
    "waited_on",
    "told",
)
MEANS = ("arrived", "answered", "abandoned")  # of the usual day

Figures = dict[str, Any]


def figures_of(tally: Tally) -> Figures:
    """All that follows from the counts of a day, or of a part of it."""
    counts = {name: getattr(tally, name) for name in COUNTS}
    return {**counts, "told_error": rounded(tally.told_error_s), **shares_of(tally)}


def shares_of(tally: Tally) -> Figures:
    """The service level by its three definitions, the share of the abandoned, the speed of answer (ASA)."""
    level = tally.level
    return {
        "ignored": rounded(level.ignored, 4),
        "negative": rounded(level.negative, 4),
        "positive": rounded(level.positive, 4),
        "abandonment": rounded(tally.abandonment, 4),
        "speed": rounded(tally.average_speed_of_answer_s),
    }


def means_of(tally: Tally, days: int) -> Figures:
    """The means of so many days, and their shares together."""
    return {**_means(tally, days), **shares_of(tally)}


def usual_total(days: Iterable[Usual]) -> Figures:
    """The usual day of all lines of some organisations; ``days`` says of how many; nothing without any."""
    total: dict[str, float] = {}
    sums, of_days = Tally(), 0
    for one in days:
        of_days = max(of_days, one.days)
        for tally in one.lines.values():
            sums += tally
            for name, value in _means(tally, one.days).items():
                total[name] = total.get(name, 0.0) + value
    return {**total, **shares_of(sums), "days": of_days} if of_days else {}


def rounded(value: float | None, digits: int = 1) -> float | None:
    return None if value is None else round(value, digits)


def _means(tally: Tally, days: int) -> dict[str, float]:
    return {name: round(getattr(tally, name) / days, 1) for name in MEANS}
