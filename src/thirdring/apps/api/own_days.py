"""What stands on one operator's desk while nobody calls: the day so far, and what the operator owes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Router, Schema

from thirdring.apps.api.acting import named_operator
from thirdring.apps.api.asking import Request, is_own, of_organisation, operator_out, require_known
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.owed import promises_out
from thirdring.apps.api.owed_schemas import PromiseOut
from thirdring.apps.api.schemas import CardReference, Json, OperatorOut
from thirdring.apps.appeals.models import Card
from thirdring.apps.calls.models import Call
from thirdring.apps.calls.own_day import own_day
from thirdring.apps.promises.owing import LISTED, owed_by, owed_with, unreached_by

own_days = Router(tags=["operators"])


class PassedOnOut(Schema):
    callers: int
    wrongly: int


class OfferMissed(Schema):
    """An offer that rang in vain. ``answered``: by a colleague; null while the caller still waits."""

    at: datetime
    line: str
    answered: bool | None


class WrongTransfer(Schema):
    """What a colleague says of a caller who was passed on wrongly, and the card that it was about."""

    card: int | None
    reason: str


class TransfersOut(Schema):
    days: int
    callers: int
    wrongly: int
    reasons: list[WrongTransfer]


class OwnDayOut(Schema):
    """Figures since midnight of the operator's organisation; lists hold the latest, as on the desk."""

    operator: OperatorOut
    since: datetime
    answered: int
    mean_talk_ms: int | None
    mean_wrap_up_ms: int | None
    missed: int
    passed_on: PassedOnOut
    missed_offers: list[OfferMissed]
    unfinished_cards: list[CardReference]
    closed_cards: list[CardReference]
    transfers: TransfersOut


class OwedOut(Schema):
    """``own`` in person, ``queues`` with others (the most urgent), ``unreached``: tried in vain at last."""

    own: list[PromiseOut]
    queues: list[PromiseOut]
    unreached: list[PromiseOut]


@own_days.get(
    "/operators/{operator}/today",
    response=OwnDayOut,
    auth=Bearer(Scope.FLOOR),
    summary="An operator's day so far",
)
def today(request: Request, operator: str) -> Json:
    require_known(request)
    who = named_operator(request, operator)
    day = own_day(who)
    figures = day.today
    return {
        "operator": operator_out(who.pk, {who.pk: str(who)}),
        "since": day.since.astimezone(UTC),
        "answered": figures.answered,
        "mean_talk_ms": figures.talk_ms,
        "mean_wrap_up_ms": figures.wrap_up_ms,
        "missed": figures.missed,
        "passed_on": figures.passed_on._asdict(),
        "missed_offers": [
            {"at": leg.offered_at, "line": leg.call.line, "answered": _answered(leg.call)}
            for leg in day.missed
            if is_own(request, leg.call.organisation_id)
        ],
        "unfinished_cards": [_reference(card) for card in _ours(request, day.unfinished)],
        "closed_cards": [_reference(card) for card in _ours(request, day.closed)],
        "transfers": {
            "days": day.transfers.days,
            "callers": day.transfers.number,
            "wrongly": day.transfers.wrong,
            "reasons": [
                {"card": wrong.card, "reason": wrong.reason}
                for wrong in day.transfers.latest
                if is_own(request, wrong.organisation)
            ],
        },
    }


@own_days.get(
    "/operators/{operator}/owed",
    response=OwedOut,
    auth=Bearer(Scope.PROMISES),
    summary="What an operator owes, in person and with others",
)
def owed_by_operator(request: Request, operator: str) -> Json:
    require_known(request)
    who = named_operator(request, operator)
    return {
        "own": promises_out(request, _ours(request, owed_by(who))),
        "queues": promises_out(request, list(of_organisation(request, owed_with(who))[:LISTED])),
        "unreached": promises_out(request, _ours(request, unreached_by(who))),
    }


def _ours(request: Request, shown: QuerySet[Any]) -> list[Any]:
    """Of what stands on the desk: an operator is given callers of other organisations as well."""
    return [one for one in shown if is_own(request, one.organisation_id)]


def _answered(call: Call) -> bool | None:
    if call.answered_at is not None:
        return True
    return False if call.ended_at is not None else None


def _reference(card: Card) -> Json:
    return {"id": card.pk, "number": card.number, "state": card.state}
