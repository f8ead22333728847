"""The day of one operator: figures, missed offers, own cards, and whether callers were passed on rightly.

The day is that of the operator's organisation; what is told of colleagues' calls is only that they were.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import NamedTuple
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

CARDS_SHOWN = 8
CLOSED_SHOWN = 5
MISSED_SHOWN = 5
TRANSFERS_WITHIN = timedelta(days=30)
REASONS_SHOWN = 3


class Figures(NamedTuple):
    """Own figures since midnight, lengths in milliseconds; ``None``: nothing to take the mean of."""

    answered: int
    talk_ms: int | None
    wrap_up_ms: int | None
    missed: int
    passed_on: PassedOn


class WrongTransfer(NamedTuple):
    """What a colleague says of it, and whose caller it was; a card that was deleted is ``None``."""

    card: int | None
    organisation: int | None
    reason: str


class Transfers(NamedTuple):
    """Of late: callers passed on, wrong ones, and the latest of those (S62)."""

    days: int
    number: int
    wrong: int
    latest: list[WrongTransfer]


class OwnDay(NamedTuple):
    """Lists hold the latest first. ``missed``: offers that rang in vain; whose they were is not told."""

    since: datetime
    today: Figures
    missed: QuerySet[Leg]
    unfinished: QuerySet[Card]
    closed: QuerySet[Card]
    transfers: Transfers


def own_day(operator: Operator) -> OwnDay:
    """The day so far."""
    zone = ZoneInfo(operator.organisation.time_zone)
    midnight = datetime.combine(timezone.now().astimezone(zone).date(), time.min, zone)
    own_cards = visible_to(operator.user).filter(updated_by=operator.user).select_related("reason")
    return OwnDay(
        since=midnight,
        today=_figures(operator, midnight),
        missed=Leg.objects.filter(operator=operator, offered_at__gte=midnight, outcome=OfferOutcome.MISSED)
        .select_related("call")
        .order_by("-offered_at")[:MISSED_SHOWN],
        unfinished=own_cards.exclude(state=CardState.CLOSED)
        .exclude(call__isnull=False, call__ended_at__isnull=True)  # a colleague speaks with the caller
        .order_by("-opened_at")[:CARDS_SHOWN],
        closed=own_cards.filter(
            state=CardState.CLOSED, closed_by=operator.user, closed_at__gte=midnight
        ).order_by("-closed_at")[:CLOSED_SHOWN],
        transfers=_transfers(operator),
    )


def _figures(operator: Operator, midnight: datetime) -> Figures:
    legs = Leg.objects.filter(operator=operator, offered_at__gte=midnight).aggregate(
        answered=Count("pk", filter=Q(joined_at__isnull=False)),
        missed=Count("pk", filter=Q(outcome=OfferOutcome.MISSED)),
        talk=Avg(F("ended_at") - F("joined_at")),
    )
    wrap_up = OperatorInterval.objects.filter(
        operator=operator, state=OperatorState.WRAP_UP, since__gte=midnight
    ).aggregate(mean=Avg(F("until") - F("since")))
    return Figures(
        legs["answered"],
        _ms(legs["talk"]),
        _ms(wrap_up["mean"]),
        legs["missed"],
        _passed_on(operator, midnight),
    )


def _transfers(operator: Operator) -> Transfers:
    since = timezone.now() - TRANSFERS_WITHIN
    counted = _passed_on(operator, since)
    wrong = Transfer.objects.filter(operator=operator, started_at__gte=since, wrong_at__isnull=False)
    columns = wrong.values_list("call__card", "call__organisation", "wrong_reason")
    latest = [WrongTransfer(*row) for row in columns.order_by("-wrong_at")[:REASONS_SHOWN]]
    return Transfers(TRANSFERS_WITHIN.days, counted.callers, counted.wrongly, latest)


def _passed_on(operator: Operator, since: datetime) -> PassedOn:
    counted = passed_on(Transfer.objects.filter(operator=operator, started_at__gte=since))
    return counted.get(operator.pk, PassedOn(0, 0))


def _ms(length: timedelta | None) -> int | None:
    return None if length is None else length // timedelta(milliseconds=1)
