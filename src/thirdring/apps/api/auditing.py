"""What an auditor's program reads: who has read, changed or entered what, what is held, what was deleted.

These logs name cards, calls and logins, never what stands in them. A hold is placed and lifted as in the
administration, and says which program did it.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone
from ninja import Query, Router
from ninja.responses import Status

from thirdring.apps.api.acting import organisation_for, unprocessable, words
from thirdring.apps.api.asking import Request, of_organisation, require_known, row_number, said, within
from thirdring.apps.api.auditing_schemas import (
    Accesses,
    AccessFilters,
    ChangeFilters,
    Changes,
    DeletionFilters,
    Deletions,
    HoldFilters,
    HoldOut,
    Holds,
    HoldWanted,
    ReadingFilters,
    Readings,
    Rules,
    Seals,
)
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.paging import page
from thirdring.apps.api.problems import Refused, not_found
from thirdring.apps.api.schemas import Json, Paged
from thirdring.apps.audit.models import Access, ReadLog, Seal
from thirdring.apps.history.models import Change
from thirdring.apps.history.names import Names
from thirdring.apps.history.queries import changes_of
from thirdring.apps.history.words import told
from thirdring.apps.retention.holds import (
    SOON,
    TONIGHT,
    foreseen,
    lift,
    standing,
    still_to_come,
    what_is_meant,
)
from thirdring.apps.retention.models import Deletion, Hold, Rule

auditing = Router(tags=["audit"])
AUDIT = Bearer(Scope.AUDIT)
HOLDS_WRITE = Bearer(Scope.HOLDS_WRITE)
ROWS_TOLD = 10  # of a change; the first one of an installation has hundreds


@auditing.get("/readings", response=Readings, auth=AUDIT, summary="Who has read what, newest first")
def list_readings(request: Request, filters: Query[ReadingFilters]) -> Json:
    """The read log: every card, recording, person and conversation that somebody was shown."""
    require_known(request, ReadingFilters)
    wanted = {"reader": filters.reader, "subject": filters.subject, "subject_id": filters.subject_id}
    return _log(request, ReadLog.objects.all(), filters, wanted)


@auditing.get("/accesses", response=Accesses, auth=AUDIT, summary="Who came in or was refused, newest first")
def list_accesses(request: Request, filters: Query[AccessFilters]) -> Json:
    """The access log: signing in and out, wrong attempts, factors, roles, logins closed and opened again."""
    require_known(request, AccessFilters)
    return _log(request, Access.objects.all(), filters, {"login": filters.login, "kind": filters.kind})


@auditing.get("/seals", response=Seals, auth=AUDIT, summary="Seals of the read log, newest first")
def list_seals(request: Request, filters: Query[Paged]) -> Json:
    """Made every night over the readings of all organisations; kept elsewhere, they show a later change."""
    require_known(request, Paged)
    rows = within(Seal.objects.all(), filters, "made_at")
    found, next_cursor = page(rows, "made_at", filters.cursor, filters.limit, int)
    return {"items": found, "next": next_cursor}


@auditing.get("/changes", response=Changes, auth=AUDIT, summary="Changes of the configuration, newest first")
def list_changes(request: Request, filters: Query[ChangeFilters]) -> Json:
    """Each in words, in the language that was asked for: what was changed, from what to what."""
    require_known(request, ChangeFilters)
    rows = Change.objects.select_related("organisation").filter(**said({"who": filters.who}))
    if request.auth.organisation_id is not None:
        rows = changes_of(rows, request.auth.organisation_id)
    found, next_cursor = page(within(rows, filters, "at"), "at", filters.cursor, filters.limit, int)
    return {"items": changes_told(found), "next": next_cursor}


@auditing.get(
    "/deletions", response=Deletions, auth=AUDIT, summary="Proofs of what was deleted, newest first"
)
def list_deletions(request: Request, filters: Query[DeletionFilters]) -> Json:
    """Each proof names what was deleted, by which rule, and the digest of what it was."""
    require_known(request, DeletionFilters)
    return _log(request, Deletion.objects.all(), filters, {"kind": filters.kind, "call": filters.call})


@auditing.get(
    "/retention-rules", response=Rules, auth=AUDIT, summary="How long what is kept, and what goes next"
)
def list_rules(request: Request) -> Json:
    """What has no rule is kept for ever. The counts are those of the administration's dry run."""
    require_known(request)
    rules = of_organisation(request, Rule.objects.order_by("organisation__name", "kind"))
    return {"items": [_rule_out(one) for one in rules]}


@auditing.get("/holds", response=Holds, auth=AUDIT, summary="Legal holds, newest first")
def list_holds(request: Request, filters: Query[HoldFilters]) -> Json:
    require_known(request, HoldFilters)
    rows = within(of_organisation(request, Hold.objects.all()), filters, "placed_at")
    if filters.standing is not None:
        stands = standing(timezone.now()).values("pk")
        rows = rows.filter(pk__in=stands) if filters.standing else rows.exclude(pk__in=stands)
    rows = rows.select_related("card__organisation", "placed_by", "lifted_by")
    found, next_cursor = page(rows, "placed_at", filters.cursor, filters.limit, int)
    return {"items": [_hold_out(one) for one in found], "next": next_cursor}


@auditing.post("/holds", response={201: HoldOut}, auth=HOLDS_WRITE, summary="Place a legal hold")
def place_hold(request: Request, wanted: HoldWanted) -> Status[Json]:
    """Nothing of the call and its card is deleted until the hold is lifted or has run out."""
    require_known(request)
    owner = organisation_for(request, wanted.organisation)
    found = what_is_meant(owner, wanted.about.strip()) if wanted.about.isprintable() else None
    if found is None:
        raise not_found("card or call")
    card, call = found
    try:
        until = still_to_come(wanted.until)
    except ValidationError as over:
        raise unprocessable({"until": " ".join(over.messages)}, translated=True) from None
    placed = Hold.objects.create(
        organisation=owner,
        card=card,
        call=call,
        why=words("why", wanted.why),
        until=until,
        placed_by_program=request.auth.name,
    )
    return Status(HTTPStatus.CREATED, _hold_out(placed))


@auditing.post("/holds/{hold}/lift", response=HoldOut, auth=HOLDS_WRITE, summary="Lift a legal hold")
def lift_hold(request: Request, hold: str) -> Json:
    require_known(request)
    held = of_organisation(request, Hold.objects.filter(pk=row_number(hold, "hold")))
    if not held.exists():
        raise not_found("hold")
    if not lift(held, None, request.auth.name):
        raise Refused(HTTPStatus.CONFLICT, "This hold was lifted or has run out.", code="not-standing")
    return _hold_out(held.select_related("card__organisation", "placed_by", "lifted_by").get())


def _log(request: Request, rows: QuerySet[Any], filters: Paged, wanted: dict[str, Any]) -> Json:
    """A page of the rows of the token's organisation, as they stand."""
    rows = within(of_organisation(request, rows), filters, "at").filter(**said(wanted))
    found, next_cursor = page(rows, "at", filters.cursor, filters.limit, int)
    return {"items": found, "next": next_cursor}


def changes_told(found: list[Change]) -> list[Json]:
    """Each in words, as ``ChangeOut`` has it; what they name is asked for together."""
    prefetch_related_objects(found, "rows")
    shown = {one.pk: list(one.rows.all())[:ROWS_TOLD] for one in found}
    names = Names(row for some in shown.values() for row in some)
    return [
        {
            "id": one.pk,
            "at": one.at,
            "who": one.who,
            "organisation": _code(one),
            "undoes": one.undoes_id,
            "rows": len(one.rows.all()),
            "sentences": [told(row, names).briefly() for row in shown[one.pk]],
        }
        for one in found
    ]


def _code(row: Any) -> str | None:
    return row.organisation.code if row.organisation else None


def _rule_out(rule: Rule) -> Json:
    soon = foreseen(rule, SOON)
    return {
        "id": rule.pk,
        "organisation": _code(rule),
        "kind": rule.kind,
        "amount": rule.amount,
        "unit": rule.unit,
        "ground": rule.ground,
        "tonight": foreseen(rule, TONIGHT).goes,
        "soon": soon.goes,
        "kept_back": soon.kept_back,
    }


def _hold_out(hold: Hold) -> Json:
    return {
        "id": hold.pk,
        "organisation": _code(hold),
        "card": {"id": hold.card.pk, "number": hold.card.number} if hold.card else None,
        "call": hold.call or None,
        "why": hold.why,
        "until": hold.until,
        "placed_at": hold.placed_at,
        "placed_by": hold.placed_by_whom,
        "lifted_at": hold.lifted_at,
        "lifted_by": hold.lifted_by_whom or None,
    }
