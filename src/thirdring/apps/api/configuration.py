"""The configuration, for programs that set up and keep a centre: each kind is listed, read, added, changed,
removed.

The rules are those of the administration's pages. What is saved is in the history under the token's name and
reaches the engine as from there. A change or a removal names by ``If-Match`` what was read: nobody overwrites
in silence what somebody else has written meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from inspect import Parameter, signature
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.responses import Status

from thirdring.apps.api.asking import Request, require_known, require_version, row_number
from thirdring.apps.api.configuration_kinds import KINDS, Kind, as_administrator
from thirdring.apps.api.configuration_rows import etag, in_few_questions, one_change, remove, save, told
from thirdring.apps.api.configuration_schemas import ConfigurationFilters, Shapes
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.problems import not_found
from thirdring.apps.api.schemas import Json

configuration = Router(tags=["configuration"])
READ = Bearer(Scope.CONFIGURATION)
WRITE = Bearer(Scope.CONFIGURATION_WRITE)


def _offer(kind: Kind) -> None:
    """The five operations of ``kind``."""
    shapes = Shapes(kind)
    everything, single = f"/configuration/{kind.path}", f"/configuration/{kind.path}/{{{kind.name}}}"

    def several(request: Request, filters: ConfigurationFilters) -> Json:
        require_known(request, ConfigurationFilters)
        asked = as_administrator(request)
        rows = kind.pages.get_queryset(asked).filter(pk__gt=filters.cursor)
        found = list(in_few_questions(kind, rows).order_by("pk")[: filters.limit + 1])
        shown = found[: filters.limit]
        return {
            "items": told(kind, shown, asked),
            "next": shown[-1].pk if len(found) > len(shown) else None,
        }

    def one(request: Request, response: HttpResponse, **address: str) -> Json:
        require_known(request)
        asked = as_administrator(request)
        return _shown(kind, asked, response, _found(kind, asked, address[kind.name]))

    def add(request: Request, response: HttpResponse, wanted: Schema) -> Status[Json]:
        require_known(request)
        asked = as_administrator(request)
        with one_change(asked):
            kept = save(kind, asked, None, wanted.dict(exclude_unset=True))
        response["Location"] = f"/api/v1/configuration/{kind.path}/{kept.pk}"
        return Status(HTTPStatus.CREATED, _shown(kind, asked, response, _kept(kind, asked, kept)))

    def change(request: Request, response: HttpResponse, wanted: Schema, **address: str) -> Json:
        require_known(request)
        asked = as_administrator(request)
        with one_change(asked):
            row = _as_it_was_read(kind, request, asked, address[kind.name])
            kept = save(kind, asked, row, wanted.dict(exclude_unset=True))
        return _shown(kind, asked, response, _kept(kind, asked, kept))

    def gone(request: Request, **address: str) -> Status[None]:
        require_known(request)
        asked = as_administrator(request)
        with one_change(asked):
            remove(kind, asked, _as_it_was_read(kind, request, asked, address[kind.name]))
        return Status(HTTPStatus.NO_CONTENT, None)

    some, which = "an" if kind.one[0] in "aeio" else "a", {kind.name: str}
    page, new, changed = Query[ConfigurationFilters], shapes.new, shapes.change
    for method, path, answer, view, takes, summary in (
        ("GET", everything, shapes.page, several, {"filters": page}, f"List {kind.many}"),
        ("POST", everything, {201: shapes.out}, add, {"wanted": new}, f"Add {some} {kind.one}"),
        ("GET", single, shapes.out, one, which, f"Read {some} {kind.one}"),
        ("PATCH", single, shapes.out, change, {"wanted": changed, **which}, f"Change {some} {kind.one}"),
        ("DELETE", single, {204: None}, gone, which, f"Remove {some} {kind.one}"),
    ):
        subject = kind.name if path == single else kind.many.replace(" ", "_")
        configuration.add_api_operation(
            path,
            [method],
            _taking(view, takes),
            auth=READ if method == "GET" else WRITE,
            response=answer,
            summary=summary,
            operation_id=f"configuration_{method.lower()}_{subject}",
        )


def _taking(view: Callable[..., Any], takes: dict[str, Any]) -> Callable[..., Any]:
    """``view`` as the framework reads it: what it takes depends on the kind."""
    written = signature(view, eval_str=True)
    given = [one for one in written.parameters.values() if one.kind is not Parameter.VAR_KEYWORD]
    fixed = [one for one in given if one.name not in takes]
    further = [Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind) for name, kind in takes.items()]
    vars(view)["__signature__"] = written.replace(parameters=[*fixed, *further])
    return view


def _shown(kind: Kind, asked: HttpRequest, response: HttpResponse, row: Model) -> Json:
    response["ETag"] = etag(kind, row, asked)
    return told(kind, [row], asked)[0]


def _kept(kind: Kind, asked: HttpRequest, row: Model) -> Model:
    """As it stands in the database now."""
    return kind.model._base_manager.get(pk=row.pk)


def _found(kind: Kind, asked: HttpRequest, address: str, *, to_write: bool = False) -> Model:
    """The row, if its page is one of the token's; raises ``Refused`` (404)."""
    rows = kind.pages.get_queryset(asked).filter(pk=row_number(address, kind.one))
    row: Model | None = (rows.select_for_update(of=("self",)) if to_write else rows).first()
    if row is None:
        raise not_found(kind.one)
    return row


def _as_it_was_read(kind: Kind, request: Request, asked: HttpRequest, address: str) -> Model:
    """The row, for nobody else to change meanwhile; raises ``Refused`` (404, 412, 428)."""
    row = _found(kind, asked, address, to_write=True)
    require_version(request, etag(kind, row, asked), kind.one)
    return row


for _kind in KINDS:
    _offer(_kind)
