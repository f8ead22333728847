"""The calls behind a figure, by the condition by which it was counted; of a queue, by stays in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet

from thirdring.apps.calls.models import Call, Wait
from thirdring.apps.calls.outcomes import FIGURES_OF_WAITS, condition, wait_condition
from thirdring.apps.channels.centre import edition_in_force


class Asked(NamedTuple):
    """Of a queue its stays that began in the span, else the calls that arrived in it; "": any."""

    figure: str = ""
    queue: str = ""
    since: datetime | None = None
    until: datetime | None = None


def behind(found: QuerySet[Call], asked: Asked) -> QuerySet[Call]:
    """Those of ``found`` that the figure counts."""
    limit = timedelta(seconds=edition_in_force().wait.single_wait_s)
    if not asked.queue:
        found = _within(found, "arrived_at", asked)
        return found.filter(condition(asked.figure, limit)) if asked.figure else found
    stays = _within(Wait.objects.filter(queue=asked.queue), "since", asked)
    if asked.figure in FIGURES_OF_WAITS:
        stays = stays.filter(wait_condition(asked.figure, limit))
    elif asked.figure:
        stays = stays.none()
    return found.filter(pk__in=stays.values("call"))


def _within(found: QuerySet[Any], moment: str, asked: Asked) -> QuerySet[Any]:
    if asked.since:
        found = found.filter(**{f"{moment}__gte": asked.since})
    if asked.until:
        found = found.filter(**{f"{moment}__lt": asked.until})
    return found
