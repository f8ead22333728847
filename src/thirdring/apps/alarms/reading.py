"""Reads the alarms of one day from what the journal, the projections and the acknowledgements have kept.

What follows from it, ``history`` says. Whoever asks has said before whose queues and operators he may see;
nothing here knows of pages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from thirdring.acd.facts import CENTRE_AS_A_WHOLE
from thirdring.acd.moment import datetime_of
from thirdring.apps.alarms.health import read_health
from thirdring.apps.alarms.history import OF_PARTS, Past, Stretch, Taken, alarms_of
from thirdring.apps.alarms.models import Acknowledgement
from thirdring.apps.alarms.standing import AlarmKind
from thirdring.apps.calls.models import Wait
from thirdring.apps.channels.centre import edition_in_force
from thirdring.apps.channels.models import Queue
from thirdring.apps.channels.names import Scope
from thirdring.apps.figures.days import begins_at
from thirdring.apps.promises.models import Promise
from thirdring.apps.staff.models import Operator
from thirdring.journal.rows import Row, decode

# Of one partition the rows of the day; outages are told when they are over, maybe days later.
_ROWS = """
SELECT body::text, seq FROM journal_row
WHERE at >= %(since)s AND at < %(until)s AND (
    body->'effects' @> '[{"type": "QueueUnservable"}]'
    OR body->'effects' @> '[{"type": "MissesRepeated"}]'
    OR body->'effects' @> '[{"type": "DialsExhausted"}]'
    OR body->'effects' @> '[{"type": "DialLimitLifted"}]'
    OR body->'effects' @> '[{"type": "OperatorChanged", "state": "ready"}]'
    OR body->'effects' @> '[{"type": "OperatorChanged", "state": "logged out"}]')
UNION ALL
SELECT body::text, seq FROM journal_row
WHERE kind = 'PartReturned' AND at >= %(since)s
    AND journal_moment((body->'input'->>'since')::bigint) < %(until)s
    AND journal_moment((body->'input'->>'until')::bigint) >= %(since)s
ORDER BY seq
"""


class Seen(NamedTuple):
    """Whose alarms are seen: queues and operators with their names."""

    queues: dict[str, str]
    operators: dict[int, str]

    def has(self, alarm: Past) -> bool:
        """What concerns everybody, everybody sees."""
        return (
            alarm.kind in OF_PARTS.values()
            or alarm.operator == CENTRE_AS_A_WHOLE
            or alarm.queue in self.queues
            or alarm.operator in self.operators
        )


def seen_by(scope: Scope) -> Seen:
    """The queues and operators of a scope."""
    own = {} if scope.organisation is None else {"organisation": scope.organisation}
    operators = Operator.objects.filter(**own).select_related("user")
    return Seen(
        dict(Queue.objects.filter(**own).values_list("key", "name")),
        {one.pk: str(one) for one in operators},
    )


def read_alarms(day: date, zone: ZoneInfo, seen: Seen) -> list[Past]:
    """Those that stood on ``day``, a day of ``zone``, newest first."""
    since, until = begins_at(day, zone), begins_at(day + timedelta(days=1), zone)
    found = alarms_of(
        long_waits(since, until, seen.queues),
        _overdue(since, until),
        _rows(since, until),
        taken(since, until + timedelta(days=1)),
        [one for one in _outages_now() if one.since < until and timezone.now() >= since],
    )
    return [one for one in found if seen.has(one)]


def long_waits(since: datetime, until: datetime, queues: Collection[str]) -> list[Stretch]:
    """Who began in that span to wait longer than the edition allows, there."""
    limit = timedelta(seconds=edition_in_force().wait.single_wait_s)
    waits = (
        Wait.objects.filter(queue__in=queues, since__gte=since - limit, since__lt=until - limit)
        .annotate(ended=Coalesce("until", Now()))
        .filter(ended__gt=F("since") + limit)
        .values_list("queue", "since", "until")
    )
    return [Stretch(queue, began + limit, ended) for queue, began, ended in waits]


def _overdue(since: datetime, until: datetime) -> list[Stretch]:
    late = Promise.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=F("due")),
        due__gte=since,
        due__lt=min(until, timezone.now()),
    ).values_list("owner_queue", "queue", "due", "ended_at")
    return [Stretch(owner or queue, due, ended) for owner, queue, due, ended in late if due]


def _rows(since: datetime, until: datetime) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"since": since, "until": until})
        return [decode(body) for body, _seq in cursor.fetchall()]


def taken(since: datetime, until: datetime) -> list[Taken]:
    """Who took note of what in that span, in order."""
    noted = Acknowledgement.objects.filter(at__gte=since, at__lt=until)
    return [Taken(one.key, one.at, one.whose) for one in noted.select_related("by").order_by("at")]


def _outages_now() -> Iterator[Past]:
    """Of what is away nobody has written yet: the last heartbeat tells."""
    health = read_health()
    if health.away_since is not None:
        kind = AlarmKind.NO_ASTERISK if health.engine else AlarmKind.NO_ENGINE
        yield Past(kind, datetime_of(health.away_since), None)
