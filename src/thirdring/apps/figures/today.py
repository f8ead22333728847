"""The figures of a day from the projections: by line, queue, quarter of an hour, operator; and the usual.

A day begins at midnight of the organisation's own time zone. For screens it is asked once per process every
few seconds, never for a browser; for a program, each time it asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.db.models import Count, DateTimeField, DurationField, F, Func, Q, QuerySet, Sum, Value
from django.db.models.fields import FloatField
from django.db.models.functions import Abs, Extract

from thirdring.acd.facts import OfferOutcome
from thirdring.apps.calls.models import Call, Leg, Transfer, Wait
from thirdring.apps.calls.outcomes import FIGURES_OF_WAITS, condition, wait_condition
from thirdring.apps.calls.queries import passed_on
from thirdring.apps.channels.models import Queue
from thirdring.apps.figures.days import QUARTER, WRONG_DAYS, Person, Today, Usual, begins_at, midnight_of
from thirdring.measures import Tally

WEEKS = 4  # of the same weekday, for what is usual

_COUNT = "count_"  # goes before the names of sums, some of which are columns as well
_OF_CALLS = (
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
)


def read_today(organisation: int, now: datetime, zone: tzinfo, limit: timedelta) -> Today:
    """``limit``: the threshold of the service level."""
    return read_day(organisation, midnight_of(now, zone), now, limit)


def read_day(organisation: int, midnight: datetime, until: datetime, limit: timedelta) -> Today:
    """The day that begins at ``midnight``, as far as ``until``."""
    lines: dict[str, Tally] = defaultdict(Tally)
    quarters: dict[datetime, Tally] = defaultdict(Tally)
    for row in _sums(_calls(organisation, midnight, until), limit, quarter=_quarter(midnight)):
        tally = _tally(row)
        lines[row["line"]] += tally
        quarters[row["quarter"]] += tally
    return Today(
        midnight,
        dict(lines),
        _queues(organisation, midnight, until, limit),
        dict(quarters),
        _people(organisation, midnight, until),
    )


def read_usual(organisation: int, now: datetime, zone: tzinfo, limit: timedelta) -> Usual:
    """What the last four days of the same weekday were like."""
    day, passed = now.astimezone(zone).date(), now - midnight_of(now, zone)
    return read_usual_day(organisation, day, passed, zone, limit)


def read_usual_day(organisation: int, of: date, passed: timedelta, zone: tzinfo, limit: timedelta) -> Usual:
    """What the four such weekdays before ``of`` were like; sums up to ``passed`` since midnight."""
    lines: dict[str, Tally] = defaultdict(Tally)
    queues: dict[str, Tally] = defaultdict(Tally)
    arrivals = [0.0] * (timedelta(days=1) // QUARTER)
    days = 0
    for week in range(1, WEEKS + 1):
        day = of - timedelta(weeks=week)
        begins, ends = begins_at(day, zone), begins_at(day + timedelta(days=1), zone)
        whole = list(_sums(_calls(organisation, begins, ends), limit, quarter=_quarter(begins)))
        if not any(row[_COUNT + "arrived"] for row in whole):
            continue
        days += 1
        for row in whole:
            place = (row["quarter"] - begins) // QUARTER  # the day on which clocks are put back is longer
            arrivals[min(len(arrivals) - 1, place)] += row[_COUNT + "arrived"]
        for row in _sums(_calls(organisation, begins, begins + passed), limit):
            lines[row["line"]] += _tally(row)
        for queue, tally in _queues(organisation, begins, begins + passed, limit).items():
            queues[queue] += tally
    return Usual(days, dict(lines), tuple(count / days for count in arrivals) if days else (), dict(queues))


def _calls(organisation: int, since: datetime, until: datetime) -> QuerySet[Call]:
    return Call.objects.filter(
        organisation=organisation, arrived_at__gte=since, arrived_at__lt=until
    ).order_by()


def _quarter(midnight: datetime) -> Func:
    return Func(
        Value(QUARTER, DurationField()),
        F("arrived_at"),
        Value(midnight, DateTimeField()),
        function="date_bin",
        output_field=DateTimeField(),
    )


def _sums(calls: QuerySet[Call], limit: timedelta, **further: Func) -> Iterable[Mapping[str, Any]]:
    """Counts by line (and quarter)."""
    answered = condition("answered", limit)
    return (
        calls.annotate(**further)
        .values("line", *further)
        .annotate(
            waited_ms=Sum("wait_ms", filter=answered),
            **{_COUNT + name: Count("pk", filter=condition(name, limit)) for name in _OF_CALLS},
        )
    )


def _tally(row: Mapping[str, Any]) -> Tally:
    return Tally(wait_ms=row["waited_ms"] or 0, **{name: row[_COUNT + name] for name in _OF_CALLS})


def _queues(organisation: int, since: datetime, until: datetime, limit: timedelta) -> dict[str, Tally]:
    """By stays in a queue: one who is passed on to another queue was offered to both."""
    answered = wait_condition("answered", limit)
    told = answered & Q(said_ms__isnull=False)
    rows: Iterable[Mapping[str, Any]] = (
        Wait.objects.filter(
            queue__in=Queue.objects.filter(organisation=organisation).values("key"),
            since__gte=since,
            since__lt=until,
        )
        .annotate(ms=_ms("until", "since"), error=Abs(_ms("until", "told_at") - F("said_ms")))
        .order_by()
        .values("queue")
        .annotate(
            waited_ms=Sum("ms", filter=answered),
            told_count=Count("pk", filter=told),
            error_ms=Sum("error", filter=told),
            **{_COUNT + name: Count("pk", filter=wait_condition(name, limit)) for name in FIGURES_OF_WAITS},
        )
    )
    return {
        row["queue"]: Tally(
            wait_ms=round(row["waited_ms"] or 0),
            told=row["told_count"],
            told_error_ms=round(row["error_ms"] or 0),
            **{name: row[_COUNT + name] for name in FIGURES_OF_WAITS},
        )
        for row in rows
    }


def _ms(until: str, since: str):
    return Extract(F(until) - F(since), "epoch", output_field=FloatField()) * 1000.0


def _people(organisation: int, midnight: datetime, until: datetime) -> dict[int, Person]:
    missed = dict(
        Leg.objects.filter(
            operator__organisation=organisation,
            offered_at__gte=midnight,
            offered_at__lt=until,
            outcome=OfferOutcome.MISSED,
        )
        .order_by()
        .values_list("operator")
        .annotate(count=Count("pk"))
    )
    passed = passed_on(
        Transfer.objects.filter(
            operator__organisation=organisation,
            started_at__gte=until - timedelta(days=WRONG_DAYS),
            started_at__lt=until,
        )
    )
    return {
        operator: Person(missed.get(operator, 0), *passed.get(operator, (0, 0)))
        for operator in missed.keys() | passed.keys()
    }
