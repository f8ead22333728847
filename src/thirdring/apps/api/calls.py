"""Calls with their moments, for other programs. Each token reads those of its organisation."""

from __future__ import annotations

from django.urls import reverse
from ninja import Query, Router

from thirdring.apps.api import problems
from thirdring.apps.api.asking import (
    Request,
    narrowed,
    of_organisation,
    operator_out,
    require_known,
    require_span,
)
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.paging import page
from thirdring.apps.api.schemas import CallFilters, CallOut, Calls, Json
from thirdring.apps.appeals.models import Card
from thirdring.apps.calls.behind import Asked, behind
from thirdring.apps.calls.models import Call
from thirdring.apps.calls.queries import calls_of, moments_of
from thirdring.apps.staff.queries import operator_names

calls = Router(tags=["calls"])
CALLS = Bearer(Scope.CALLS)


@calls.get("/calls", response=Calls, auth=CALLS, summary="Calls, newest first")
def list_calls(request: Request, filters: Query[CallFilters]) -> Json:
    """With `figure` those that it counts, as `/figures` tells it; with `queue` those that stayed in it."""
    require_known(request, CallFilters)
    require_span(filters)
    counted = Asked(filters.figure or "", filters.queue or "", filters.since, filters.until)
    rows = behind(narrowed(of_organisation(request, Call.objects.all()), filters), counted)
    if filters.operator is not None:
        rows = rows.filter(pk__in=calls_of(filters.operator))
    found, next_cursor = page(rows, "arrived_at", filters.cursor, filters.limit, str)
    return {"items": _calls_out(found), "next": next_cursor}


@calls.get("/calls/{call}", response=CallOut, auth=CALLS, summary="One call")
def one_call(request: Request, call: str) -> Json:
    require_known(request)
    return _calls_out([call_of(request, call)])[0]


def call_of(request: Request, call: str) -> Call:
    """A call of the token's organisation; raises ``Refused`` (404)."""
    found: Call | None = None
    if call.isprintable():
        found = of_organisation(request, Call.objects.filter(pk=call)).first()
    if found is None:
        raise problems.not_found("call")
    return found


def _calls_out(shown: list[Call]) -> list[Json]:
    told = moments_of(shown)
    names = operator_names(
        {moment.operator for call in told.values() for moment in call} | {call.operator_id for call in shown}
    )
    cards = {
        card.call_id: card
        for card in Card.objects.filter(call__in=[c.pk for c in shown]).select_related("organisation")
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
        for call in shown
    ]


def _card_reference(card: Card | None) -> Json | None:
    return None if card is None else {"id": card.pk, "number": card.number, "state": card.state}
