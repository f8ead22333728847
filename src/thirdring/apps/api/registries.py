"""Registries of insured persons brought by a program: sent, checked, imported or discarded, as on the pages.

The worker checks and imports; a program asks how far it is. A step that does not fit where the import stands
is refused.
"""

from __future__ import annotations

import contextlib
from http import HTTPStatus

from django.db import transaction
from django.db.models import QuerySet
from ninja import File, Form, Query, Router, UploadedFile
from ninja.responses import Status

from thirdring.apps.api.acting import organisation_for, unprocessable
from thirdring.apps.api.asking import Request, require_known, row_number, within
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.paging import page
from thirdring.apps.api.problems import Refused, not_found
from thirdring.apps.api.registries_schemas import (
    STEPS,
    ImportOut,
    Imports,
    ReadAs,
    RefusedFilters,
    RefusedLines,
    RegistryWanted,
)
from thirdring.apps.api.schemas import Json, Paged
from thirdring.apps.insured.forms import ColumnsForm, ReadingForm
from thirdring.apps.insured.models import ImportState, RefusedLine, RegistryImport
from thirdring.apps.insured.registry import files, services
from thirdring.apps.insured.registry.columns import reason_of
from thirdring.apps.insured.tasks import start

registries = Router(tags=["registry"])
WRITE = Bearer(Scope.REGISTRY_WRITE)


@registries.get("/registry/imports", response=Imports, auth=WRITE, summary="Imports, newest first")
def list_imports(request: Request, filters: Query[Paged]) -> Json:
    require_known(request, Paged)
    found, next_cursor = page(
        within(_own(request), filters, "made_at"), "made_at", filters.cursor, filters.limit, int
    )
    return {"items": [_import_out(one) for one in found], "next": next_cursor}


@registries.post("/registry/imports", response={201: ImportOut}, auth=WRITE, summary="Send a registry")
def send_registry(request: Request, wanted: Form[RegistryWanted], file: File[UploadedFile]) -> Status[Json]:
    """A file in CSV, XLSX or XML. Nothing of it is stored among the persons yet: have it checked next.

    The answer says how it would be read: the headings, and the field that each column fills.
    """
    require_known(request)
    holder = organisation_for(request, wanted.organisation)
    try:
        registry = services.receive(holder, file.name or "registry", file.chunks(), None, request.auth.name)
    except files.Unreadable:
        raise unprocessable({"file": "no table in CSV, XLSX or XML, or it is empty"}) from None
    return Status(HTTPStatus.CREATED, _with_headings(registry))


@registries.get(
    "/registry/imports/{registry}", response=ImportOut, auth=WRITE, summary="How far one import is"
)
def one_import(request: Request, registry: str) -> Json:
    """After the check the counts say what would become of the persons; after the import, what became."""
    require_known(request)
    return _with_headings(_registry(request, registry))


@registries.get(
    "/registry/imports/{registry}/refused",
    response=RefusedLines,
    auth=WRITE,
    summary="Lines that were refused, and why",
)
def refused_lines(request: Request, registry: str, filters: Query[RefusedFilters]) -> Json:
    """Of very many the first ten thousand; ``refused`` of the import counts them all."""
    require_known(request, RefusedFilters)
    lines = RefusedLine.objects.filter(registry=_registry(request, registry), pk__gt=filters.cursor)
    found = list(lines.order_by("pk")[: filters.limit + 1])
    shown = found[: filters.limit]
    items = [
        {
            "line": one.line,
            "field": one.field,
            "code": one.code,
            "value": one.value,
            "reason": reason_of(one.code, one.value),
        }
        for one in shown
    ]
    return {"items": items, "next": shown[-1].pk if len(found) > len(shown) else None}


@registries.post(
    "/registry/imports/{registry}/check", response={202: ImportOut}, auth=WRITE, summary="Check a registry"
)
def check_registry(request: Request, registry: str, wanted: ReadAs) -> Status[Json]:
    """Read it all and count what an import would do, without storing any of it.

    What is not said stays as it was found out: how a CSV file is cut, and which field each column fills.
    """
    require_known(request)
    with transaction.atomic():
        # What was found out is written back whole: nobody may begin meanwhile.
        found = _registry(request, registry, to_write=True)
        _fits(found, "check")
        _read_as(found, wanted)
        if wanted.columns is not None:
            _columns(found, wanted.columns)
        return _begun(found, "check")


@registries.post(
    "/registry/imports/{registry}/apply",
    response={202: ImportOut},
    auth=WRITE,
    summary="Import a registry that was checked",
)
def apply_registry(request: Request, registry: str) -> Status[Json]:
    """All of it or nothing."""
    require_known(request)
    found = _registry(request, registry)
    _fits(found, "apply")
    return _begun(found, "apply")


@registries.post(
    "/registry/imports/{registry}/discard",
    response={202: ImportOut},
    auth=WRITE,
    summary="Give an import up, or stop it",
)
def discard_registry(request: Request, registry: str) -> Status[Json]:
    """The file is removed; what is being imported is stopped and leaves the persons as they were."""
    require_known(request)
    found = _registry(request, registry)
    try:
        services.cancel(found.pk)
    except services.NotNow:
        raise _not_now(found, "discard") from None
    found.refresh_from_db()
    return Status(HTTPStatus.ACCEPTED, _import_out(found))


def _own(request: Request) -> QuerySet[RegistryImport]:
    rows = RegistryImport.objects.select_related("holder", "made_by")
    owner = request.auth.organisation_id
    return rows if owner is None else rows.filter(holder=owner)


def _registry(request: Request, registry: str, *, to_write: bool = False) -> RegistryImport:
    rows = _own(request).filter(pk=row_number(registry, "import"))
    found = (rows.select_for_update(of=("self",)) if to_write else rows).first()
    if found is None:
        raise not_found("import")
    return found


def _read_as(registry: RegistryImport, wanted: ReadAs) -> None:
    asked = wanted.dict(include={"encoding", "separator", "has_headings"}, exclude_none=True)
    if not asked:
        return
    form = ReadingForm.of(registry)
    if form is None:
        raise unprocessable(dict.fromkeys(asked, "only a CSV file is read in one way or another"))
    form = ReadingForm({**form.initial, **asked})
    if not form.is_valid():
        wrong = {field: " ".join(map(str, reasons)) for field, reasons in form.errors.items()}
        raise unprocessable(wrong, translated=True)
    try:
        services.reread(registry, **form.cleaned_data)
    except (files.Unreadable, FileNotFoundError):
        raise unprocessable(dict.fromkeys(asked, "the file cannot be read in this way")) from None


def _columns(registry: RegistryImport, fields: list[str]) -> None:
    if len(fields) != len(registry.columns):
        raise unprocessable({"columns": f"the file has {len(registry.columns)}"})
    form = ColumnsForm(registry, [], {f"column{place}": field for place, field in enumerate(fields)})
    if not form.is_valid():
        reasons = " ".join(str(reason) for found in form.errors.values() for reason in found)
        raise unprocessable({"columns": reasons}, translated=True)
    registry.columns = form.columns
    registry.save(update_fields=["columns"])


def _begun(registry: RegistryImport, step: str) -> Status[Json]:
    try:
        begun = start(registry.pk, STEPS[step])
    except services.NotNow:
        raise _not_now(registry, step) from None
    return Status(HTTPStatus.ACCEPTED, _import_out(begun))


def _steps(registry: RegistryImport) -> list[str]:
    """What may be done now. An import without a check is for the command alone."""
    may = services.next_states(registry)
    unchecked = registry.state == ImportState.UPLOADED
    return [step for step, state in STEPS.items() if state in may and not (unchecked and step == "apply")]


def _fits(registry: RegistryImport, step: str) -> None:
    if step not in _steps(registry):
        raise _not_now(registry, step)


def _not_now(registry: RegistryImport, step: str) -> Refused:
    may = ", ".join(_steps(registry)) or "nothing"
    said = f"The import is “{registry.state}”, so {step} is not possible now. Possible: {may}."
    return Refused(HTTPStatus.CONFLICT, said, code="not-now")


def _with_headings(registry: RegistryImport) -> Json:
    told = _import_out(registry)
    with contextlib.suppress(FileNotFoundError, files.Unreadable):  # it is over, or ``trouble`` says so
        told["headings"] = services.sample(registry)[0]
    return told


def _import_out(registry: RegistryImport) -> Json:
    trouble, _separator, line = registry.trouble.partition(" ")
    return {
        "id": registry.pk,
        "organisation": registry.holder.code,
        "file": registry.file_name,
        "bytes": registry.size,
        "sha256": registry.digest,
        "format": registry.format,
        "encoding": registry.encoding,
        "separator": registry.separator,
        "has_headings": registry.has_headings,
        "headings": None,
        "columns": registry.columns,
        "state": registry.state,
        "stage": registry.stage,
        "share": registry.share,
        "lines": registry.lines,
        "new": registry.new,
        "changed": registry.changed,
        "unchanged": registry.unchanged,
        "refused": registry.refused,
        "trouble": trouble,
        "trouble_at_line": int(line) if line else None,
        "next": _steps(registry),
        "made_at": registry.made_at,
        "made_by": registry.brought_by,
        "begun_at": registry.begun_at,
        "ended_at": registry.ended_at,
    }
