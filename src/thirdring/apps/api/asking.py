"""What every operation of the API asks and answers in the same way."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from thirdring.apps.api import problems
from thirdring.apps.api.models import ApiToken
from thirdring.apps.api.schemas import Filters, Json


class Request(HttpRequest):
    """A request whose token was recognised."""

    auth: ApiToken


def require_known(request: Request, filters: type[Filters] | None = None) -> None:
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


def operator_out(operator: int | None, names: dict[int, str]) -> Json | None:
    return None if operator is None else {"id": operator, "name": names.get(operator, "")}
