"""What every operation of the API asks and answers in the same way."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Schema

from thirdring.apps.api import problems
from thirdring.apps.api.models import ApiToken
from thirdring.apps.api.schemas import CallFilters, CardFilters, Json, Span
from thirdring.identifiers import phones


class Request(HttpRequest):
    """A request whose token was recognised."""

    auth: ApiToken


def require_known(request: Request, filters: type[Schema] | None = None) -> None:
    """Raises ``Refused`` for a parameter that the operation does not have, or that is given twice."""
    known = {field.alias or name for name, field in filters.model_fields.items()} if filters else set()
    for name, values in request.GET.lists():
        if name not in known:
            allowed = ", ".join(sorted(known)) or "none"
            raise problems.bad_field(name[:64], f"no such parameter; there are: {allowed}")
        if len(values) > 1:
            raise problems.bad_field(name, "given more than once")


def of_organisation(request: Request, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those that the token may read."""
    token = request.auth
    rows = rows.select_related("organisation")
    return rows if token.organisation_id is None else rows.filter(organisation=token.organisation_id)


def is_own(request: Request, organisation: int | None) -> bool:
    """Whether the token may read what is this organisation's."""
    return request.auth.organisation_id in (None, organisation)


def row_number(address: str, what: str) -> int:
    """The number that names a row in an address; raises ``Refused`` (404) for what is none."""
    if not (address.isascii() and address.isdigit() and len(address) < 19):
        raise problems.not_found(what)
    return int(address)


def require_version(request: Request, etag: str, what: str) -> None:
    """Raises ``Refused`` (412, 428) unless ``If-Match`` names what was read."""
    given = request.headers.get("If-Match", "")
    if not given:
        raise problems.Refused(
            HTTPStatus.PRECONDITION_REQUIRED, f"Send the {what}'s ETag as If-Match.", code="if-match"
        )
    if given.strip() not in (etag, "*"):
        detail = f"The {what} has been changed since it was read. Read it again."
        raise problems.Refused(HTTPStatus.PRECONDITION_FAILED, detail, code="stale")


def operator_out(operator: int | None, names: dict[int, str]) -> Json | None:
    return None if operator is None else {"id": operator, "name": names.get(operator, "")}


def narrowed(rows: QuerySet[Any], filters: CallFilters | CardFilters) -> QuerySet[Any]:
    """By caller, line and state."""
    wanted = {
        "caller__in": phones.spellings(filters.caller) if filters.caller is not None else None,
        "line": filters.line,
        "state": filters.state.value if filters.state else None,
    }
    return rows.filter(**said(wanted))


def within(rows: QuerySet[Any], filters: Span, moment: str) -> QuerySet[Any]:
    """Those whose ``moment`` (a field's name) lies in the span. Raises ``Refused`` for one that is none."""
    require_span(filters)
    return rows.filter(**said({f"{moment}__gte": filters.since, f"{moment}__lt": filters.until}))


def require_span(filters: Span) -> None:
    """Raises ``Refused`` for a span of time that is none."""
    if filters.since and filters.until and filters.since >= filters.until:
        raise problems.bad_field("to", "not later than “from”")


def said(wanted: dict[str, Any]) -> dict[str, Any]:
    """Only what was asked for."""
    return {field: value for field, value in wanted.items() if value is not None}
