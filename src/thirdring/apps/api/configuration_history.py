"""What was changed in the configuration that programs keep, and its undoing, by the rules of its page.

A change that holds anything else, such as a login or a role, is none of theirs: ``GET /changes`` tells of it.
"""

from __future__ import annotations

from http import HTTPStatus

from django.db.models import Exists, OuterRef, QuerySet
from ninja import Query, Router
from ninja.responses import Status

from thirdring.apps.api.asking import Request, require_known, row_number, within
from thirdring.apps.api.auditing import changes_told
from thirdring.apps.api.auditing_schemas import ChangeOut, Changes
from thirdring.apps.api.configuration_kinds import as_administrator, tables
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.paging import page
from thirdring.apps.api.problems import Refused, not_found
from thirdring.apps.api.schemas import Json, Paged
from thirdring.apps.history.models import Change, RowChange
from thirdring.apps.history.queries import changes_of
from thirdring.apps.history.undoing import CannotUndo, undo

history = Router(tags=["configuration"])
READ = Bearer(Scope.CONFIGURATION)
WRITE = Bearer(Scope.CONFIGURATION_WRITE)


@history.get("/configuration/history", response=Changes, auth=READ, summary="What was changed, newest first")
def list_history(request: Request, filters: Query[Paged]) -> Json:
    """Each change in words, in the language that was asked for, with who made it: a login, or a token."""
    require_known(request, Paged)
    found, next_cursor = page(
        within(_changes(request), filters, "at"), "at", filters.cursor, filters.limit, int
    )
    return {"items": changes_told(found), "next": next_cursor}


@history.post(
    "/configuration/history/{change}/undo", response={201: ChangeOut}, auth=WRITE, summary="Undo a change"
)
def undo_change(request: Request, change: str) -> Status[Json]:
    """All of it or nothing; the answer is the change that put it back, which can be undone in its turn.

    What was changed again since, is needed now, or was a secret is refused with the reason.
    """
    require_known(request)
    found: Change | None = _changes(request).filter(pk=row_number(change, "change")).first()
    if found is None:
        raise not_found("change")
    try:
        done = undo(found, as_administrator(request))
    except CannotUndo as why:
        raise Refused(HTTPStatus.CONFLICT, str(why), code="cannot-undo", translated=True) from None
    return Status(HTTPStatus.CREATED, changes_told([done])[0])


def _changes(request: Request) -> QuerySet[Change]:
    others = RowChange.objects.filter(change=OuterRef("pk")).exclude(table__in=tables())
    rows = Change.objects.select_related("organisation").filter(~Exists(others))
    own = request.auth.organisation_id
    return rows if own is None else changes_of(rows, own)
