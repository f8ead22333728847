"""What an operator sees while nobody calls: the day so far, offers missed, people not reached, own cards."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Avg, Count, F, Q, QuerySet
from django.utils import timezone

from thirdring.acd.facts import OfferOutcome
from thirdring.acd.operators import OperatorState
from thirdring.apps.appeals.models import Card, CardState
from thirdring.apps.appeals.queries import visible_to
from thirdring.apps.calls.models import Leg, OperatorInterval, Transfer
from thirdring.apps.calls.queries import PassedOn, passed_on
from thirdring.apps.staff.models import Operator
from thirdring.desk.promises import unreached_by

CARDS_SHOWN = 8
CLOSED_SHOWN = 5
MISSED_SHOWN = 5
TRANSFERS_WITHIN = timedelta(days=30)
REASONS_SHOWN = 3


class Day(NamedTuple):
    """Own figures since midnight, lengths in milliseconds; ``None``: nothing to take the mean of."""

    answered: int
    talk_ms: int | None
    wrap_up_ms: int | None
    missed: int
    passed_on: PassedOn


def day_of(operator: Operator, midnight: datetime) -> Day:
    legs = Leg.objects.filter(operator=operator, offered_at__gte=midnight).aggregate(
        answered=Count("pk", filter=Q(joined_at__isnull=False)),
        missed=Count("pk", filter=Q(outcome=OfferOutcome.MISSED)),
        talk=Avg(F("ended_at") - F("joined_at")),
    )
    wrap_up = OperatorInterval.objects.filter(
        operator=operator, state=OperatorState.WRAP_UP, since__gte=midnight
    ).aggregate(mean=Avg(F("until") - F("since")))
    return Day(
        legs["answered"],
        _ms(legs["talk"]),
        _ms(wrap_up["mean"]),
        legs["missed"],
        _passed_on(operator, midnight),
    )


def transfers_of(operator: Operator) -> dict[str, Any]:
    """How many callers he has passed on of late, how many wrongly, and what colleagues say of those (S62)."""
    since = timezone.now() - TRANSFERS_WITHIN
    counted = _passed_on(operator, since)
    wrong = Transfer.objects.filter(operator=operator, started_at__gte=since, wrong_at__isnull=False)
    return {
        "days": TRANSFERS_WITHIN.days,
        "number": counted.callers,
        "wrong": counted.wrongly,
        "reasons": wrong.order_by("-wrong_at").values_list("call__card", "wrong_reason")[:REASONS_SHOWN],
    }


def idle_of(operator: Operator) -> dict[str, Any]:
    """The context of ``desk/idle.html``. The day is that of the operator's organisation."""
    zone = ZoneInfo(operator.organisation.time_zone)
    midnight = datetime.combine(timezone.now().astimezone(zone).date(), time.min, zone)
    return {
        "operator": operator,
        "today": day_of(operator, midnight),
        "missed": _missed(operator, midnight),
        "unfinished": _own_cards(operator)
        .exclude(state=CardState.CLOSED)
        .exclude(call__isnull=False, call__ended_at__isnull=True)  # a colleague speaks with the caller
        .order_by("-opened_at")[:CARDS_SHOWN],
        "closed": _own_cards(operator)
        .filter(state=CardState.CLOSED, closed_by=operator.user, closed_at__gte=midnight)
        .order_by("-closed_at")[:CLOSED_SHOWN],
        "transfers": transfers_of(operator),
        "unreached": unreached_by(operator),
    }


def _own_cards(operator: Operator) -> QuerySet[Card]:
    return visible_to(operator.user).filter(updated_by=operator.user).select_related("reason")


def _missed(operator: Operator, midnight: datetime) -> QuerySet[Leg]:
    """Offers that rang in vain, the latest first: when, and on which line; whose they were is not told."""
    return (
        Leg.objects.filter(operator=operator, offered_at__gte=midnight, outcome=OfferOutcome.MISSED)
        .select_related("call")
        .order_by("-offered_at")[:MISSED_SHOWN]
    )


def _passed_on(operator: Operator, since: datetime) -> PassedOn:
    counted = passed_on(Transfer.objects.filter(operator=operator, started_at__gte=since))
    return counted.get(operator.pk, PassedOn(0, 0))


def _ms(length: timedelta | None) -> int | None:
    return None if length is None else length // timedelta(milliseconds=1)
