"""What was promised and what became of it: the sums above the list of promises, which must add up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field, field_validator

from thirdring.apps.api.asking import Request, of_organisation, require_known, said, within
from thirdring.apps.api.days import zone_for
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.schemas import Json, Span, printable
from thirdring.apps.promises.models import Promise
from thirdring.apps.promises.queries import accounts, total

WITHOUT_BEGIN = timedelta(days=30)

sums = Router(tags=["promises"])


class SumFilters(Span):
    line: Annotated[str | None, Field(max_length=32, description="the number that was called")] = None
    queue: Annotated[str | None, Field(max_length=60, description="the key of a queue")] = None

    _printable_of_sums = field_validator("line", "queue")(printable)


class SumsOut(Schema):
    """Made = kept + withdrawn + unreachable + open; ``overdue`` are some of the open ones."""

    made: int
    kept: int
    withdrawn: int
    unreachable: int
    open: int
    overdue: int


class AccountOut(SumsOut):
    """Of promises made on one day, in the organisation's time zone, on one line for one queue."""

    day: date
    line: str
    queue: str


class PromiseSums(Schema):
    total: SumsOut
    items: list[AccountOut]


@sums.get(
    "/promises/sums",
    response=PromiseSums,
    auth=Bearer(Scope.PROMISES),
    summary="What was promised and what became of it, by day",
)
def promise_sums(request: Request, filters: Query[SumFilters]) -> Json:
    """A promise counts on the day it was made, whenever it was kept. Without `from` the last 30 days."""
    require_known(request, SumFilters)
    wanted = said({"line": filters.line, "queue": filters.queue})
    rows = of_organisation(request, Promise.objects.filter(**wanted))
    if filters.since is None:
        rows = rows.filter(made_at__gte=timezone.now() - WITHOUT_BEGIN)
    parts = accounts(within(rows, filters, "made_at"), zone_for(request))
    items = [{"day": one.day, "line": one.line, "queue": one.queue, **one.sums._asdict()} for one in parts]
    return {"total": total(parts)._asdict(), "items": items}
