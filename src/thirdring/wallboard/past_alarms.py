"""The page that tells the alarms of a day, from what the journal and its tables have kept. Thin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from thirdring.acd.facts import CENTRE_AS_A_WHOLE
from thirdring.acd.inputs import Harm
from thirdring.acd.moment import datetime_of
from thirdring.apps.calls.models import Wait
from thirdring.apps.channels.centre import edition_in_force
from thirdring.apps.channels.models import Queue
from thirdring.apps.promises.models import Promise
from thirdring.apps.staff.models import Operator
from thirdring.journal.reader import engines
from thirdring.journal.rows import Row, decode
from thirdring.wallboard.access import supervisor_of
from thirdring.wallboard.alarms import AlarmKind
from thirdring.wallboard.calls import zone_of
from thirdring.wallboard.days import begins_at
from thirdring.wallboard.history import OF_PARTS, Past, Stretch, Taken, alarms_of
from thirdring.wallboard.models import Acknowledgement
from thirdring.wallboard.reading import ENGINE_SILENT_S

# One partition is read, and of it the rows of one day; outages are told when they are over, maybe days later.
_ROWS = """
SELECT body::text, seq FROM journal_row
WHERE at >= %(since)s AND at < %(until)s AND (
    body->'effects' @> '[{"type": "QueueUnservable"}]'
    OR body->'effects' @> '[{"type": "MissesRepeated"}]'
    OR body->'effects' @> '[{"type": "DialsExhausted"}]'
    OR body->'effects' @> '[{"type": "OperatorChanged", "state": "ready"}]'
    OR body->'effects' @> '[{"type": "OperatorChanged", "state": "logged out"}]')
UNION ALL
SELECT body::text, seq FROM journal_row
WHERE kind = 'PartReturned' AND at >= %(since)s
    AND journal_moment((body->'input'->>'since')::bigint) < %(until)s
    AND journal_moment((body->'input'->>'until')::bigint) >= %(since)s
ORDER BY seq
"""


class Day(forms.Form):
    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control", "data-submit": ""}),
    )


@require_GET
@login_required
def alarms(request: HttpRequest) -> HttpResponse:
    """The alarms of one day of the own organisation, newest first; today's unless ``?day=`` says another."""
    user, scope = supervisor_of(request)
    zone = zone_of(user)
    today = timezone.now().astimezone(zone).date()
    asked = Day(request.GET if request.GET.get("day") else {"day": today.isoformat()})
    day = asked.cleaned_data["day"] if asked.is_valid() else today
    own = {} if scope.organisation is None else {"organisation": scope.organisation}
    queues = dict(Queue.objects.filter(**own).values_list("key", "name"))
    operators = {one.pk: str(one) for one in Operator.objects.filter(**own).select_related("user")}
    found = [
        one
        for one in alarms_of(*_kept(day, zone, set(queues)))
        if one.kind in OF_PARTS.values()
        or one.operator == CENTRE_AS_A_WHOLE
        or one.queue in queues
        or one.operator in operators
    ]
    with timezone.override(zone):
        return render(
            request,
            "wallboard/alarms.html",
            {
                "section": "supervisor",
                "asked": asked,
                "day": day,
                "rows": [
                    (one, _said(one, queues, operators), _harm(one.harm), _length_ms(one)) for one in found
                ],
                "earlier": day - timedelta(days=1),
                "later": day + timedelta(days=1) if day < today else None,
            },
        )


def _kept(
    day: date, zone: ZoneInfo, queues: set[str]
) -> tuple[list[Stretch], list[Stretch], list[Row], list[Taken], list[Past]]:
    since, until = begins_at(day, zone), begins_at(day + timedelta(days=1), zone)
    limit = timedelta(seconds=edition_in_force().wait.single_wait_s)
    waits = (
        Wait.objects.filter(queue__in=queues, since__gte=since - limit, since__lt=until - limit)
        .annotate(ended=Coalesce("until", Now()))
        .filter(ended__gt=F("since") + limit)
        .values_list("queue", "since", "until")
    )
    late = Promise.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=F("due")),
        due__gte=since,
        due__lt=min(until, timezone.now()),
    ).values_list("owner_queue", "queue", "due", "ended_at")
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"since": since, "until": until})
        rows = [decode(body) for body, _seq in cursor.fetchall()]
    noted = Acknowledgement.objects.filter(at__gte=since, at__lt=until + timedelta(days=1))
    return (
        [Stretch(queue, began + limit, ended) for queue, began, ended in waits],
        [Stretch(owner or queue, due, ended) for owner, queue, due, ended in late if due],
        rows,
        [Taken(one.key, one.at, str(one.by)) for one in noted.select_related("by").order_by("at")],
        [one for one in _outages_now() if one.since < until and timezone.now() >= since],
    )


def _outages_now() -> Iterator[Past]:
    """Of what is away nobody has written yet: the last heartbeat tells."""
    leader = next((one for one in engines() if one.leader), None)
    if leader is None:
        return
    away_since = leader.detail.get("asterisk_away_since")
    if leader.age_s >= ENGINE_SILENT_S:
        yield Past(AlarmKind.NO_ENGINE, timezone.now() - timedelta(seconds=leader.age_s), None)
    elif away_since is not None:
        yield Past(AlarmKind.NO_ASTERISK, datetime_of(away_since), None)


SENTENCES: dict[AlarmKind, Callable[[Past, str, str], str]] = {
    AlarmKind.NO_DATABASE: lambda one, queue, operator: _("The database was away; calls went on"),
    AlarmKind.NO_ENGINE: lambda one, queue, operator: _("The engine was away: nobody routed calls"),
    AlarmKind.NO_ASTERISK: lambda one, queue, operator: _("The telephony was away: no calls"),
    AlarmKind.UNSERVABLE: lambda one, queue, operator: (
        _("Nobody could serve the queue “%(queue)s”") % {"queue": queue}
    ),
    AlarmKind.LONG_WAIT: lambda one, queue, operator: (
        _("Waited too long in “%(queue)s”: %(n)d") % {"queue": queue, "n": one.concerned}
    ),
    AlarmKind.OVERDUE: lambda one, queue, operator: (
        _("Overdue promises of “%(queue)s”: %(n)d") % {"queue": queue, "n": one.concerned}
    ),
    AlarmKind.MISSES: lambda one, queue, operator: (
        _("%(operator)s: %(n)d calls missed one after another") % {"operator": operator, "n": one.concerned}
    ),
    AlarmKind.DIALS: lambda one, queue, operator: (
        _("%(operator)s: %(n)d outgoing calls within an hour, no more were allowed")
        % {"operator": operator or _("All operators"), "n": one.concerned}
    ),
}


def _said(one: Past, queues: dict[str, str], operators: dict[int, str]) -> str:
    return SENTENCES[one.kind](one, queues.get(one.queue, ""), operators.get(one.operator or 0, ""))


def _harm(harm: Harm) -> list[str]:
    """What an outage meant, in short."""
    return [
        sentence % {"n": count}
        for sentence, count in (
            (_("calls under way: %(n)d"), harm.calls),
            (_("broken off: %(n)d"), harm.broken),
            (_("came and left unanswered: %(n)d"), harm.missed),
            (_("connected by the emergency queue: %(n)d"), harm.served),
            (_("rows of the journal written late: %(n)d"), harm.rows),
        )
        if count
    ]


def _length_ms(one: Past) -> int:
    ends: datetime = one.until or timezone.now()
    return round((ends - one.since).total_seconds() * 1000)
