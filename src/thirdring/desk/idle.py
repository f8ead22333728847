"""What an operator sees while nobody calls: the day so far, whom nobody could reach, cards to be finished."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Avg, Count, F, Q
from django.utils import timezone

from thirdring.acd.facts import OfferOutcome, TransferOutcome
from thirdring.apps.appeals.models import CardState
from thirdring.apps.appeals.queries import visible_to
from thirdring.apps.calls.models import Leg, Transfer
from thirdring.apps.staff.models import Operator
from thirdring.desk.promises import unreached_by

CARDS_SHOWN = 8
TRANSFERS_WITHIN = timedelta(days=30)
REASONS_SHOWN = 3
ARRIVED = (TransferOutcome.COMPLETED, TransferOutcome.QUEUED)


def transfers_of(operator: Operator) -> dict[str, Any]:
    """How many callers he has passed on of late, how many wrongly, and what colleagues say of those (S62)."""
    since = timezone.now() - TRANSFERS_WITHIN
    arrived = Transfer.objects.filter(operator=operator, started_at__gte=since, outcome__in=ARRIVED)
    wrong = arrived.filter(wrong_at__isnull=False)
    return {
        "days": TRANSFERS_WITHIN.days,
        "number": arrived.count(),
        "wrong": wrong.count(),
        "reasons": wrong.order_by("-wrong_at").values_list("call__card", "wrong_reason")[:REASONS_SHOWN],
    }


def idle_of(operator: Operator) -> dict[str, Any]:
    """The context of ``desk/idle.html``. The day is that of the operator's organisation."""
    zone = ZoneInfo(operator.organisation.time_zone)
    midnight = datetime.combine(timezone.now().astimezone(zone).date(), time.min, zone)
    legs = Leg.objects.filter(operator=operator, offered_at__gte=midnight).aggregate(
        answered=Count("pk", filter=Q(joined_at__isnull=False)),
        missed=Count("pk", filter=Q(outcome=OfferOutcome.MISSED)),
        talk=Avg(F("ended_at") - F("joined_at")),
    )
    mean = legs.pop("talk")
    unfinished = (
        visible_to(operator.user)
        .filter(updated_by=operator.user)
        .exclude(state=CardState.CLOSED)
        .exclude(call__isnull=False, call__ended_at__isnull=True)  # a colleague speaks with the caller
        .order_by("-opened_at")[:CARDS_SHOWN]
    )
    return {
        "operator": operator,
        "today": {**legs, "talk_ms": mean and mean // timedelta(milliseconds=1)},
        "unfinished": unfinished,
        "transfers": transfers_of(operator),
        "unreached": unreached_by(operator),
    }
