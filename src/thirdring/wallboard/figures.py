"""The figures of the day as the screens get them: plain JSON entries by line, queue, quarter and operator.

Pure. Shares are fractions, lengths are seconds; ``None`` where a figure has no meaning yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from thirdring.apps.channels.names import Names, Scope, is_ours
from thirdring.apps.figures.days import QUARTER, Today, Usual
from thirdring.measures import Tally
from thirdring.wallboard.picture import Json, Part

ALL = "all"


def day(days: Iterable[Today]) -> Part:
    """Today's figures under ``all``, ``line:1001`` and ``queue:oms``."""
    total, told = Tally(), Tally()
    part: Part = {}
    for one in days:
        total += one.total
        told = sum(one.queues.values(), told)
        part |= {f"line:{number}": _entry(tally) for number, tally in one.lines.items()}
        part |= {f"queue:{key}": _entry(tally) for key, tally in one.queues.items()}
    entry = _entry(total)
    return {ALL: {**entry, "told": told.told, "toldError": _rounded(told.told_error_s)}, **part}


def usual(days: Iterable[Usual]) -> Part:
    """The same for the usual day of this weekday up to now, as means; ``days`` says of how many."""
    total: dict[str, float] = {}
    part: Part = {}
    of_days = 0
    for one in days:
        of_days = max(of_days, one.days)
        for number, tally in one.lines.items():
            part[f"line:{number}"] = _mean(tally, one.days)
            for name, value in _sums(tally, one.days).items():
                total[name] = total.get(name, 0.0) + value
        part |= {f"queue:{key}": _mean(tally, one.days) for key, tally in one.queues.items()}
    sums = sum((tally for one in days for tally in one.lines.values()), Tally())
    return {ALL: {**total, **_shares(sums), "days": of_days}, **part} if of_days else {}


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
            "level": _rounded(tally.level.negative, 3),
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


def _entry(tally: Tally) -> Json:
    return {
        "arrived": tally.arrived,
        "offered": tally.offered,
        "answered": tally.answered,
        "answeredWithin": tally.answered_within,
        "abandoned": tally.abandoned,
        "abandonedWithin": tally.abandoned_within,
        "announcement": tally.announcement,
        "choices": tally.choices,
        "message": tally.message,
        "callBack": tally.call_back,
        "waitedOn": tally.waited_on,
        "told": tally.told,
        "toldError": _rounded(tally.told_error_s),
        **_shares(tally),
    }


def _shares(tally: Tally) -> Json:
    level = tally.level
    return {
        "ignored": _rounded(level.ignored, 4),
        "negative": _rounded(level.negative, 4),
        "positive": _rounded(level.positive, 4),
        "abandonment": _rounded(tally.abandonment, 4),
        "speed": _rounded(tally.average_speed_of_answer_s),
    }


def _sums(tally: Tally, days: int) -> dict[str, float]:
    return {name: round(getattr(tally, name) / days, 1) for name in ("arrived", "answered", "abandoned")}


def _mean(tally: Tally, days: int) -> Json:
    return {**_sums(tally, days), **_shares(tally)}


def _key(moment: datetime) -> str:
    return str(int(moment.timestamp()) * 1000)


def _rounded(value: float | None, digits: int = 1) -> float | None:
    return None if value is None else round(value, digits)
