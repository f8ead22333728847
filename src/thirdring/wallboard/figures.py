"""The figures of the day as the screens get them: plain JSON entries by line, queue, quarter and operator.

Pure. Shares are fractions, lengths are seconds; ``None`` where a figure has no meaning yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from thirdring.apps.channels.names import Names, Scope, is_ours
from thirdring.apps.figures.days import QUARTER, Today, Usual
from thirdring.apps.figures.shown import Figures, figures_of, means_of, rounded, usual_total
from thirdring.measures import Tally
from thirdring.wallboard.picture import Json, Part

ALL = "all"
_SNAKE = re.compile(r"_([a-z])")


def day(days: Iterable[Today]) -> Part:
    """Today's figures under ``all``, ``line:1001`` and ``queue:oms``."""
    total = Tally()
    part: Part = {}
    for one in days:
        total += one.total
        part |= {f"line:{number}": _entry(figures_of(tally)) for number, tally in one.lines.items()}
        part |= {f"queue:{key}": _entry(figures_of(tally)) for key, tally in one.queues.items()}
    return {ALL: _entry(figures_of(total)), **part}


def usual(days: Iterable[Usual]) -> Part:
    """The same for the usual day of this weekday up to now, as means; ``days`` says of how many."""
    known = [one for one in days if one.days]
    part: Part = {}
    for one in known:
        for of, tallies in (("line", one.lines), ("queue", one.queues)):
            part |= {f"{of}:{key}": _entry(means_of(tally, one.days)) for key, tally in tallies.items()}
    return {ALL: _entry(usual_total(known)), **part} if known else {}


def quarters(days: Iterable[Today], usual_days: Iterable[Usual]) -> Part:
    """The day by quarters of an hour, keyed by their beginning in milliseconds."""
    tallies: dict[datetime, Tally] = {}
    for one in days:
        for begins, tally in one.quarters.items():
            tallies[begins] = tallies.get(begins, Tally()) + tally
    part: Part = {
        _key(begins): {
            "arrived": tally.arrived,
            "answered": tally.answered,
            "abandoned": tally.abandoned,
            "level": rounded(tally.level.negative, 3),
        }
        for begins, tally in tallies.items()
    }
    for one, before in zip(days, usual_days, strict=False):
        for place, count in enumerate(before.arrivals):
            if count:
                entry = part.setdefault(_key(one.midnight + place * QUARTER), {})
                entry["usual"] = round(entry.get("usual", 0.0) + count, 2)
    return part


def people(days: Iterable[Today], names: Names, scope: Scope) -> Part:
    """Misses of today, and the share of wrong transfers of late, by operator."""
    return {
        str(operator): {
            "missed": person.missed,
            "passedOn": person.passed_on,
            "wrong": person.wrong,
        }
        for one in days
        for operator, person in one.people.items()
        if is_ours(names, scope, operator)
    }


def _entry(figures: Figures) -> Json:
    """By the names that the scripts of the screens use: ``answeredWithin``."""
    return {_SNAKE.sub(lambda found: found[1].upper(), name): value for name, value in figures.items()}


def _key(moment: datetime) -> str:
    return str(int(moment.timestamp()) * 1000)
