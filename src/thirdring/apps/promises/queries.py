"""What is owed and what became of it: which promises one may see, and the sums that must add up.

Made = kept + withdrawn by the person + unreachable + open, for every day, line and queue. A promise counts
on the day when it was made, whenever it was kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, tzinfo
from functools import reduce
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from thirdring.apps.promises.models import KEPT, NOT_ENDED, UNREACHABLE, WITHDRAWN, Promise
from thirdring.apps.staff.models import User

OVERDUE = Q(state__in=NOT_ENDED, overdue_at__isnull=False)

# By the name of the figure, for the sum and for the list behind it; the two cannot differ.
CONDITIONS: dict[str, Q] = {
    "made": Q(),
    KEPT: Q(state=KEPT),
    WITHDRAWN: Q(state=WITHDRAWN),
    UNREACHABLE: Q(state=UNREACHABLE),
    "open": Q(state__in=NOT_ENDED),
    "overdue": OVERDUE,
}


class Sums(NamedTuple):
    """How many promises were made, and what became of them; ``overdue`` are some of the open ones."""

    made: int = 0
    kept: int = 0
    withdrawn: int = 0
    unreachable: int = 0
    open: int = 0
    overdue: int = 0

    def with_those_of(self, account: Account) -> Sums:
        return Sums(*(mine + theirs for mine, theirs in zip(self, account.sums, strict=True)))

    @property
    def add_up(self) -> bool:
        """Whether nothing has disappeared."""
        return self.made == self.kept + self.withdrawn + self.unreachable + self.open


class Account(NamedTuple):
    """The sums of one day, line and queue."""

    day: date
    line: str
    queue: str
    sums: Sums


def visible_to(user: User) -> QuerySet[Promise]:
    """Promises made to callers of the own organisation's lines."""
    if user.organisation_id is None:
        return Promise.objects.all() if user.is_superuser else Promise.objects.none()
    return Promise.objects.filter(organisation=user.organisation_id)


def accounts(promises: QuerySet[Promise], zone: tzinfo) -> list[Account]:
    """The sums per day (of ``zone``), line and queue, the newest day first."""
    figures = {f"n_{name}": Count("pk", filter=condition) for name, condition in CONDITIONS.items()}
    found = (
        promises.order_by()
        .annotate(day=TruncDate("made_at", tzinfo=zone))
        .values_list("day", "line", "queue")
        .annotate(**figures)
        .order_by("-day", "line", "queue")
    )
    return [Account(day, line, queue, Sums(*sums)) for day, line, queue, *sums in found]


def total(parts: Iterable[Account]) -> Sums:
    """All of them together."""
    return reduce(Sums.with_those_of, parts, Sums())
