"""Cards of appeals, for other programs. Every card that is shown goes to the read log."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from ninja import Query, Router

from thirdring.apps.api import problems
from thirdring.apps.api.asking import (
    Request,
    narrowed,
    of_organisation,
    operator_out,
    require_known,
    row_number,
    within,
)
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.paging import page
from thirdring.apps.api.schemas import CardFilters, CardOut, Cards, Json
from thirdring.apps.appeals.models import Card
from thirdring.apps.appeals.queries import Missing, missing_on
from thirdring.apps.audit.models import Subject
from thirdring.apps.audit.services import note_readings
from thirdring.apps.calls.queries import calls_of
from thirdring.apps.staff.queries import operator_names

PURPOSE = "API"

cards = Router(tags=["cards"])
CARDS = Bearer(Scope.CARDS)


@cards.get("/cards", response=Cards, auth=CARDS, summary="Cards of appeals, newest first")
def list_cards(request: Request, filters: Query[CardFilters]) -> Json:
    require_known(request, CardFilters)
    rows = of_organisation(request, Card.objects.all())
    rows = within(narrowed(rows, filters), filters, "opened_at")
    if filters.operator is not None:
        rows = rows.filter(call__in=calls_of(filters.operator))
    found, next_cursor = page(rows, "opened_at", filters.cursor, filters.limit, int)
    return {"items": _cards_out(request, found), "next": next_cursor}


@cards.get("/cards/{card}", response=CardOut, auth=CARDS, summary="One card; its ETag is its version")
def one_card(request: Request, response: HttpResponse, card: str) -> Json | HttpResponse:
    require_known(request)
    found = of_organisation(request, Card.objects.filter(pk=row_number(card, "card"))).first()
    if found is None:
        raise problems.not_found("card")
    response["ETag"] = etag(found)
    if request.headers.get("If-None-Match") == etag(found):
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag(found)})
    return _cards_out(request, [found])[0]


def etag(card: Card) -> str:
    """Names the card's version."""
    return f'"{card.pk}-{card.version}"'


def card_out(request: Request, card: Card) -> Json:
    """One card as it stands after a change."""
    return _cards_out(request, [card])[0]


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
    missing = missing_on(full.values())
    return [_card_out(full[card.pk], names, missing[card.pk]) for card in cards]


def _card_out(card: Card, names: dict[int, str], missing: list[Missing]) -> Json:
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
        "missing": [one.field for one in missing],
    }
