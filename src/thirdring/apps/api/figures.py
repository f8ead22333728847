"""The figures of a day as the screens have them, from the same functions, organisation by organisation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone
from ninja import Query, Router

from thirdring.apps.api.asking import Request, operator_out, require_known
from thirdring.apps.api.days import today_in
from thirdring.apps.api.figures_schemas import DayFilters, Days, UsualDays
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.schemas import Json
from thirdring.apps.channels.centre import edition_in_force
from thirdring.apps.figures.days import QUARTER, begins_at
from thirdring.apps.figures.shown import figures_of, means_of, usual_total
from thirdring.apps.figures.today import read_day, read_usual_day
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.staff.queries import operator_names

figures = Router(tags=["figures"])
READ = Bearer(Scope.FIGURES)


class Span(NamedTuple):
    """The day of one organisation that is asked about, as far as it has gone."""

    organisation: Organisation
    day: date
    zone: ZoneInfo
    begins: datetime
    until: datetime

    @property
    def told(self) -> Json:
        return {
            "organisation": self.organisation.code,
            "day": self.day,
            "zone": self.zone.key,
            "begins": self.begins.astimezone(UTC),
            "until": self.until.astimezone(UTC),
        }


@figures.get(
    "/figures", response=Days, auth=READ, summary="The figures of a day, also by line, queue, quarter"
)
def list_figures(request: Request, filters: Query[DayFilters]) -> Json:
    """Today so far, or an earlier day for as long as its calls are kept. Screens ask every three seconds."""
    require_known(request, DayFilters)
    return _answer([_day(one) for one in _spans(request, filters.day)])


@figures.get("/figures/usual", response=UsualDays, auth=READ, summary="What is usual on such a weekday")
def list_usual(request: Request, filters: Query[DayFilters]) -> Json:
    """The mean of those of the four same weekdays before that had calls. Screens ask once a minute."""
    require_known(request, DayFilters)
    return _answer([_usual(one) for one in _spans(request, filters.day)])


def _answer(items: list[Json]) -> Json:
    return {"at": timezone.now(), "threshold_s": edition_in_force().wait.single_wait_s, "items": items}


def _spans(request: Request, day: date | None) -> Iterator[Span]:
    """The day of each organisation that the token may see; one that has not begun has no length."""
    own = request.auth.organisation_id
    organisations = Organisation.objects.order_by("code")
    for one in organisations if own is None else organisations.filter(pk=own):
        zone = ZoneInfo(one.time_zone)
        asked = day or today_in(zone)
        begins, ends = begins_at(asked, zone), begins_at(asked + timedelta(days=1), zone)
        yield Span(one, asked, zone, begins, max(begins, min(ends, timezone.now())))


def _day(span: Span) -> Json:
    found = read_day(span.organisation.pk, span.begins, span.until, _threshold())
    names = operator_names(set(found.people))
    return {
        **span.told,
        "total": figures_of(found.total),
        "lines": [{"line": key, **figures_of(one)} for key, one in sorted(found.lines.items())],
        "queues": [{"queue": key, **figures_of(one)} for key, one in sorted(found.queues.items())],
        "quarters": [{"begins": key, **figures_of(one)} for key, one in sorted(found.quarters.items())],
        "operators": [
            {"operator": operator_out(operator, names), **vars(person)}
            for operator, person in sorted(found.people.items())
        ],
    }


def _usual(span: Span) -> Json:
    passed = span.until - span.begins
    found = read_usual_day(span.organisation.pk, span.day, passed, span.zone, _threshold())
    return {
        **span.told,
        "days": found.days,
        "total": usual_total([found]) or None,
        "lines": [{"line": key, **means_of(one, found.days)} for key, one in sorted(found.lines.items())],
        "queues": [{"queue": key, **means_of(one, found.days)} for key, one in sorted(found.queues.items())],
        "quarters": [
            {"begins": (span.begins + place * QUARTER).astimezone(UTC), "arrived": round(count, 2)}
            for place, count in enumerate(found.arrivals)
        ],
    }


def _threshold() -> timedelta:
    return timedelta(seconds=edition_in_force().wait.single_wait_s)
