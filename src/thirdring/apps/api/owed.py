"""Promises with their attempts, and breaches of the regulation, for other programs."""

from __future__ import annotations

from django.urls import reverse
from ninja import Query, Router

from thirdring.apps.api import problems
from thirdring.apps.api.asking import Request, of_organisation, operator_out, require_known, said, within
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.owed_schemas import (
    Breaches,
    BreachFilters,
    PromiseFilters,
    PromiseOut,
    Promises,
)
from thirdring.apps.api.paging import page
from thirdring.apps.api.schemas import Json
from thirdring.apps.audit.models import Subject
from thirdring.apps.audit.services import note_readings
from thirdring.apps.compliance.models import Breach
from thirdring.apps.promises.models import Attempt, Promise
from thirdring.apps.promises.queries import CONDITIONS
from thirdring.apps.staff.queries import operator_names
from thirdring.identifiers import phones

PURPOSE = "API, promises"

owed = Router(tags=["promises"])
PROMISES = Bearer(Scope.PROMISES)


@owed.get("/promises", response=Promises, auth=PROMISES, summary="Promises, newest first")
def list_promises(request: Request, filters: Query[PromiseFilters]) -> Json:
    require_known(request, PromiseFilters)
    promises = within(of_organisation(request, Promise.objects.all()), filters, "made_at")
    if filters.caller is not None:
        promises = promises.filter(number__in=phones.spellings(filters.caller))
    if filters.line is not None:
        promises = promises.filter(line=filters.line)
    if filters.operator is not None:
        promises = promises.filter(tried__operator=filters.operator).distinct()
    if filters.call is not None:
        promises = promises.filter(call=filters.call)
    if filters.state is not None:
        promises = promises.filter(CONDITIONS[filters.state.value])
    found, next_cursor = page(promises, "made_at", filters.cursor, filters.limit, str)
    return {"items": promises_out(request, found), "next": next_cursor}


@owed.get("/promises/{promise}", response=PromiseOut, auth=PROMISES, summary="One promise")
def one_promise(request: Request, promise: str) -> Json:
    require_known(request)
    return promise_out(request, promise_of(request, promise))


@owed.get(
    "/breaches",
    response=Breaches,
    auth=Bearer(Scope.BREACHES),
    summary="Breaches of the regulation, newest first",
)
def list_breaches(request: Request, filters: Query[BreachFilters]) -> Json:
    require_known(request, BreachFilters)
    breaches = within(of_organisation(request, Breach.objects.all()), filters, "at")
    wanted = {
        "clause": filters.clause,
        "call": filters.call,
        "call__line": filters.line,
        "call__caller__in": phones.spellings(filters.caller) if filters.caller is not None else None,
        "operator": filters.operator,
    }
    breaches = breaches.filter(**said(wanted))
    found, next_cursor = page(breaches, "at", filters.cursor, filters.limit, int)
    names = operator_names(one.operator_id for one in found)
    items = [
        {
            "id": one.pk,
            "at": one.at,
            "edition": one.edition,
            "clause": one.clause,
            "call": one.call_id,
            "operator": operator_out(one.operator_id, names),
            "rings": one.rings,
            "seconds": one.seconds,
        }
        for one in found
    ]
    return {"items": items, "next": next_cursor}


def promise_of(request: Request, promise: str) -> Promise:
    """A promise of the token's organisation; raises ``Refused`` (404)."""
    usable = promise.isprintable()
    found = of_organisation(request, Promise.objects.filter(pk=promise)).first() if usable else None
    if found is None:
        raise problems.not_found("promise")
    return found


def promise_out(request: Request, promise: Promise) -> Json:
    """One promise with everything in it."""
    return promises_out(request, [promise])[0]


def promises_out(request: Request, promises: list[Promise]) -> list[Json]:
    """The promises with everything in them; the cards that they are about are noted in the read log."""
    token = request.auth
    cards = [str(one.card_id) for one in promises if one.card_id is not None]
    note_readings(f"token {token.name}", token.organisation_id, Subject.CARD, cards, PURPOSE)
    tried: dict[str, list[Attempt]] = {one.pk: [] for one in promises}
    for attempt in Attempt.objects.filter(promise__in=list(tried)).order_by("started_at", "pk"):
        tried[attempt.promise_id].append(attempt)
    attempts = [attempt for those in tried.values() for attempt in those]
    names = operator_names(
        {one.owner_operator_id for one in promises}
        | {one.operator_id for one in promises}
        | {one.ended_by_id for one in promises}
        | {attempt.operator_id for attempt in attempts}
    )
    return [
        {
            "id": one.pk,
            "call": one.call_id,
            "card": one.card_id,
            "kind": one.kind,
            "origin": one.origin,
            "why": one.why,
            "line": one.line,
            "queue": one.queue,
            "owner": {
                "queue": one.owner_queue or None,
                "skill": one.owner_skill or None,
                "operator": operator_out(one.owner_operator_id, names),
            },
            "number": one.number,
            "made_at": one.made_at,
            "not_before": one.not_before,
            "due": one.due,
            "overdue_at": one.overdue_at,
            "message": reverse("message", args=[one.recording]) if one.recording else None,
            "state": one.state,
            "operator": operator_out(one.operator_id, names),
            "attempts_in_vain": one.attempts,
            "ended_at": one.ended_at,
            "ended_by": operator_out(one.ended_by_id, names),
            "reason": one.reason,
            "attempts": [
                {
                    "call": attempt.call_id,
                    "operator": operator_out(attempt.operator_id, names),
                    "number": attempt.number,
                    "way": attempt.way,
                    "started_at": attempt.started_at,
                    "ended_at": attempt.ended_at,
                    "outcome": attempt.outcome,
                    "reason": attempt.reason,
                    "next_at": attempt.next_at,
                }
                for attempt in tried[one.pk]
            ],
        }
        for one in promises
    ]
