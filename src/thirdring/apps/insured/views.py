"""The pages of a registry's import. Which imports and holders are one's own, ``insured.admin`` decides."""

from __future__ import annotations

import contextlib
import csv
from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from thirdring.apps.insured.forms import ColumnsForm, ReadingForm, UploadForm
from thirdring.apps.insured.models import ImportStage, ImportState, RefusedLine, RegistryImport
from thirdring.apps.insured.registry import files, services
from thirdring.apps.insured.registry.columns import LABELS, reason_of
from thirdring.apps.insured.tasks import RUNNING, start
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.staff.models import User

REFUSED_SHOWN = 50
SURE_FROM = 0.02  # of the file read: before, nobody knows how long the rest takes
STARTED_BY = {"check": ImportState.CHECKING, "import": ImportState.IMPORTING}
FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # what a table program would compute


def upload(request: HttpRequest, *, may: bool) -> HttpResponse:
    """A file and whose registry it is."""
    user = request.user
    if not (may and isinstance(user, User)):
        raise PermissionDenied
    holders = Organisation.objects.all()
    if not user.is_superuser:
        holders = holders.filter(users=user)
    form = UploadForm(holders, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            registry = services.receive(form.cleaned_data["holder"], file.name, file.chunks(), user)
        except files.Unreadable:
            form.add_error("file", _("This is no table in CSV, XLSX or XML, or it is empty."))
        else:
            return redirect("admin:insured_registryimport_change", registry.pk)
    return _page(request, "insured/upload.html", _("Import a registry"), {"form": form})


def registry_page(
    request: HttpRequest, own: QuerySet[RegistryImport], pk: str, *, may_see: bool, may: bool
) -> HttpResponse:
    """One import: how it is read, what would become of it, how far it is, what it did."""
    if not may_see:
        raise PermissionDenied
    if not pk.isdecimal():
        raise Http404
    registry = get_object_or_404(own.select_related("holder", "made_by"), pk=pk)
    columns = reading = None
    lines: list[files.Line] = []
    headings: list[str] = []
    if ImportState.CHECKING in services.next_states(registry):
        reading = ReadingForm.of(registry)
        with contextlib.suppress(FileNotFoundError, files.Unreadable):  # told by ``trouble``
            headings, lines = services.sample(registry)
            posted = request.POST if "check" in request.POST else None
            columns = ColumnsForm(registry, headings, posted)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if (answer := _act(request, registry, columns)) is not None:
            return answer
    refused = RefusedLine.objects.filter(registry=registry)
    return _page(
        request,
        "insured/registry.html",
        registry.file_name,
        {
            "registry": registry,
            "may": may,
            "columns": columns,
            "reading": reading,
            "cells": [line.cells for line in lines],
            "running": registry.state in RUNNING,
            "next": services.next_states(registry),
            "percent": round(registry.share * 100),
            "steps": _steps(registry),
            "lines": grouped(registry.lines),
            "minutes_left": _minutes_left(registry),
            "counts": [
                (_("new"), grouped(registry.new)),
                (_("changed persons"), grouped(registry.changed)),
                (_("unchanged"), grouped(registry.unchanged)),
                (_("lines refused"), grouped(registry.refused)),
            ],
            "refused": [(line, _label(line), _why(line)) for line in refused[:REFUSED_SHOWN]],
            "trouble": _trouble(registry),
        },
        HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK,
    )


def _act(request: HttpRequest, registry: RegistryImport, columns: ColumnsForm | None) -> HttpResponse | None:
    """Does what was asked for; ``None`` when the form has to be shown again."""
    asked = next((name for name in ("cancel", "reread", "check", "import") if name in request.POST), "")
    try:
        if asked == "cancel":
            services.cancel(registry.pk)
        elif asked == "reread":
            form = ReadingForm(request.POST)
            if form.is_valid():
                services.reread(registry, **form.cleaned_data)
        elif asked in STARTED_BY:
            if asked == "check" and columns is not None:
                if not columns.is_valid():
                    return None
                registry.columns = columns.columns
                registry.save(update_fields=["columns"])
            start(registry.pk, STARTED_BY[asked])
    except services.NotNow:
        messages.error(request, _("The import has gone on meanwhile. Look where it is now."))
    except files.Unreadable:
        messages.error(request, _("The file cannot be read in this way."))
    return redirect("admin:insured_registryimport_change", registry.pk)


def refused_lines(
    request: HttpRequest, own: QuerySet[RegistryImport], pk: int, *, may_see: bool
) -> HttpResponse:
    """The refused lines as a table for Excel, to mend them in the source."""
    if not may_see:
        raise PermissionDenied
    registry = get_object_or_404(own, pk=pk)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="refused-{registry.pk}.csv"'
    table = csv.writer(answer, delimiter=";")
    table.writerow([_("line"), _("column"), _("value"), _("what is wrong")])
    for line in RefusedLine.objects.filter(registry=registry):
        value = f"'{line.value}" if line.value.startswith(FORMULAS) else line.value
        table.writerow([line.line, _label(line), value, _why(line)])
    return answer


def _label(line: RefusedLine) -> str:
    return str(LABELS.get(line.field, ""))


def _why(line: RefusedLine) -> str:
    return reason_of(line.code, line.value)


def grouped(number: int) -> str:
    """A number of lines as people read millions: in groups of three."""
    return formats.number_format(number, force_grouping=True)


def _steps(registry: RegistryImport) -> list[tuple[str, str]]:
    """The stages of a check or an import, each with ``done``, ``now`` or ``later``."""
    stages = [
        stage
        for stage in ImportStage
        if stage != ImportStage.WRITING or registry.state == ImportState.IMPORTING
    ]
    now = stages.index(ImportStage(registry.stage)) if registry.stage in stages else 0
    when = ["done"] * now + ["now"] + ["later"] * len(stages)
    return [(str(stage.label), one) for stage, one in zip(stages, when, strict=False)]


def _minutes_left(registry: RegistryImport) -> int | None:
    """Until the file is read, as fast as until now; ``None`` while it is too early to tell."""
    if registry.stage != ImportStage.READING or registry.begun_at is None or registry.share < SURE_FROM:
        return None
    spent_s = (timezone.now() - registry.begun_at).total_seconds()
    return max(1, round(spent_s * (1 - registry.share) / registry.share / 60))


def _trouble(registry: RegistryImport) -> str:
    """Why it failed, in the reader's language."""
    kind, _separator, line = registry.trouble.partition(" ")
    return {
        "": "",
        "unreadable": _("The file cannot be read on at line %(line)s.") % {"line": line},
        "gone": _("The file is no longer there. Upload it again."),
        "database": _("The database has broken off. Check again."),
    }[kind]


def _page(
    request: HttpRequest,
    template: str,
    title: str,
    context: dict[str, Any],
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    frame = {**admin.site.each_context(request), "title": title, "opts": RegistryImport._meta}
    return render(request, template, frame | context, status=status)
