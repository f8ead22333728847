"""Version 1 of the API: calls, cards, promises and breaches for other programs, read only.

Each token reads within its organisation.

Each operation refuses what it does not understand, a misspelt parameter too: a filter that is
silently ignored would show more than was asked for.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from ninja import NinjaAPI, Query, Router
from ninja.security import HttpBearer

from thirdring.apps.api import problems, services
from thirdring.apps.api.asking import Request, of_organisation, operator_out, require_known
from thirdring.apps.api.models import ApiToken
from thirdring.apps.api.owed import owed
from thirdring.apps.api.paging import page
from thirdring.apps.api.schemas import (
    CallFilters,
    CallOut,
    Calls,
    CardFilters,
    CardOut,
    Cards,
    Json,
)
from thirdring.apps.appeals.models import Card
from thirdring.apps.appeals.queries import missing
from thirdring.apps.audit.models import Subject
from thirdring.apps.audit.services import note_readings
from thirdring.apps.calls.models import Call
from thirdring.apps.calls.queries import moments_of
from thirdring.apps.staff.queries import operator_names
from thirdring.identifiers import phones

PURPOSE = "API"


class Bearer(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        return services.recognise(token)


api = NinjaAPI(
    title="Third Ring",
    version="1",
    description="Calls with their moments, cards of appeals, promises with their attempts, and breaches of"
    " the regulation. Times are UTC; lists come newest first.",
    auth=Bearer(),
    urls_namespace="api-v1",
)
problems.install(api)


@api.get("/calls", response=Calls, summary="Calls, newest first")
def list_calls(request: Request, filters: Query[CallFilters]) -> Json:
    require_known(request, CallFilters)
    calls = of_organisation(request, Call.objects.all())
    calls = _filtered(calls, filters, moment="arrived_at")
    if filters.operator is not None:
        calls = calls.filter(Q(operator=filters.operator) | Q(legs__operator=filters.operator)).distinct()
    found, next_cursor = page(calls, "arrived_at", filters.cursor, filters.limit, str)
    return {"items": _calls_out(found), "next": next_cursor}


@api.get("/calls/{call}", response=CallOut, summary="One call")
def one_call(request: Request, call: str) -> Json:
    require_known(request)
    found = of_organisation(request, Call.objects.filter(pk=call)).first() if call.isprintable() else None
    if found is None:
        raise problems.not_found("call")
    return _calls_out([found])[0]


@api.get("/cards", response=Cards, summary="Cards of appeals, newest first")
def list_cards(request: Request, filters: Query[CardFilters]) -> Json:
    require_known(request, CardFilters)
    cards = of_organisation(request, Card.objects.all())
    cards = _filtered(cards, filters, moment="opened_at")
    if filters.operator is not None:
        offered = Q(call__legs__operator=filters.operator)
        cards = cards.filter(Q(call__operator=filters.operator) | offered).distinct()
    found, next_cursor = page(cards, "opened_at", filters.cursor, filters.limit, int)
    return {"items": _cards_out(request, found), "next": next_cursor}


@api.get("/cards/{card}", response=CardOut, summary="One card")
def one_card(request: Request, card: str) -> Json:
    require_known(request)
    usable = card.isascii() and card.isdigit() and len(card) < 19
    found = of_organisation(request, Card.objects.filter(pk=card)).first() if usable else None
    if found is None:
        raise problems.not_found("card")
    return _cards_out(request, [found])[0]


rest = Router()


@rest.get("/{path:rest}", include_in_schema=False)
def nothing_here(request: Request, rest: str) -> Json:
    raise problems.not_found("address")


api.add_router("", owed)
api.add_router("", rest)  # after all that there is


def _filtered(rows: QuerySet[Any], filters: CallFilters | CardFilters, moment: str) -> QuerySet[Any]:
    if filters.since and filters.until and filters.since >= filters.until:
        raise problems.Refused(
            HTTPStatus.BAD_REQUEST, "to: not later than “from”", {"to": "not later than “from”"}
        )
    wanted = {
        "caller__in": phones.spellings(filters.caller) if filters.caller is not None else None,
        "line": filters.line,
        f"{moment}__gte": filters.since,
        f"{moment}__lt": filters.until,
        "state": filters.state.value if filters.state else None,
    }
    return rows.filter(**{field: value for field, value in wanted.items() if value is not None})


def _calls_out(calls: list[Call]) -> list[Json]:
    told = moments_of(calls)
    names = operator_names(
        {moment.operator for call in told.values() for moment in call} | {call.operator_id for call in calls}
    )
    cards = {
        card.call_id: card
        for card in Card.objects.filter(call__in=[c.pk for c in calls]).select_related("organisation")
    }
    return [
        {
            "id": call.pk,
            "line": call.line,
            "organisation": call.organisation.code,
            "caller": call.caller,
            "caller_as_received": call.caller_as_received,
            "state": call.state,
            "outcome": call.outcome,
            "ended_by": call.ended_by,
            "queue": call.queue,
            "topic": call.topic,
            "operator": operator_out(call.operator_id, names),
            "arrived_at": call.arrived_at,
            "answered_at": call.answered_at,
            "ended_at": call.ended_at,
            "wait_ms": call.wait_ms,
            "talk_ms": call.talk_ms,
            "recording": reverse("recording", args=[call.pk]) if call.recorded else None,
            "card": _card_reference(cards.get(call.pk)),
            "moments": [
                {
                    "at": moment.at,
                    "what": moment.what,
                    "operator": operator_out(moment.operator, names),
                    **moment.further,
                }
                for moment in told[call.pk]
            ],
        }
        for call in calls
    ]


def _card_reference(card: Card | None) -> Json | None:
    return None if card is None else {"id": card.pk, "number": card.number, "state": card.state}


def _cards_out(request: Request, cards: list[Card]) -> list[Json]:
    """The cards with everything in them; each is noted in the read log."""
    token = request.auth
    note_readings(
        f"token {token.name}", token.organisation_id, Subject.CARD, [str(c.pk) for c in cards], PURPOSE
    )
    full = {
        card.pk: card
        for card in Card.objects.filter(pk__in=[card.pk for card in cards]).select_related(
            "organisation", "person", "reason", "call", "closed_by"
        )
    }
    names = operator_names({card.call.operator_id for card in full.values() if card.call})
    return [_card_out(full[card.pk], names) for card in cards]


def _card_out(card: Card, names: dict[int, str]) -> Json:
    return {
        "id": card.pk,
        "number": card.number,
        "call": card.call_id,
        "organisation": card.organisation.code,
        "channel": card.channel,
        "line": card.line,
        "caller": card.caller,
        "state": card.state,
        "version": card.version,
        "opened_at": card.opened_at,
        "closed_at": card.closed_at,
        "closed_by": card.closed_by.username if card.closed_by else None,
        "operator": operator_out(card.call.operator_id if card.call else None, names),
        "person": {
            "id": card.person_id,
            "name": card.person.full_name if card.person else card.person_name,
            "anonymous": card.anonymous,
        },
        "phone": card.phone,
        "kind": card.kind,
        "reason": {"code": card.reason.code, "name": card.reason.name} if card.reason else None,
        "text": card.text,
        "answer": card.answer,
        "result": card.result,
        "put_aside_reason": card.put_aside_reason,
        "missing": [one.field for one in missing(card)],
    }
