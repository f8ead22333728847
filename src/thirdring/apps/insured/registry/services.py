"""The way of a registry file: received, checked, imported or cancelled; each step as ``NEXT`` allows.

The check is the whole import without its last step. Both run in one transaction, so what fails or is
cancelled leaves persons as they were; progress is told through a connection of its own.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from thirdring.apps.insured.models import (
    NEXT,
    ImportStage,
    ImportState,
    RefusedLine,
    RegistryImport,
    searchable,
)
from thirdring.apps.insured.registry import files, merge
from thirdring.apps.insured.registry.columns import LineReader, Problem, Tables, recognised
from thirdring.apps.organisations.models import Clinic, Organisation, OrganisationKind, Region
from thirdring.apps.staff.models import User

log = logging.getLogger(__name__)

SAMPLE = 8  # lines shown before the check
REFUSED_KEPT = 10_000  # refused lines that are listed; all are counted
TOLD_EVERY_S = 0.5
TELL = """
UPDATE insured_registryimport
SET share = coalesce(%(share)s, share), lines = coalesce(%(lines)s, lines), stage = coalesce(%(stage)s, stage)
WHERE id = %(registry)s
RETURNING stop_asked
"""


class NotNow(Exception):
    """The step does not fit the state of the import."""


class Stopped(Exception):
    """Somebody has asked to cancel."""


def place_of(registry: RegistryImport) -> Path:
    return settings.INSTALLATION.home / "imports" / str(registry.pk)


@transaction.atomic
def receive(
    holder: Organisation, name: str, chunks: Iterable[bytes], by: User | None, program: str = ""
) -> RegistryImport:
    """Keep an uploaded file and find out how it is to be read. Raises ``files.Unreadable``.

    ``program``: the name of its token, when no person has brought the file.
    """
    registry = RegistryImport.objects.create(
        holder=holder,
        file_name=Path(name).name[-200:],
        size=0,
        made_at=timezone.now(),
        made_by=by,
        made_by_program=program,
    )
    place = place_of(registry)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    try:
        with place.open("wb") as file:
            place.chmod(0o600)
            for chunk in chunks:
                digest.update(chunk)
                registry.size += file.write(chunk)
        registry.digest = digest.hexdigest()
        _take_form(registry, files.form_of(place))
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    registry.save()
    return registry


def reread(registry: RegistryImport, encoding: str, separator: str, *, has_headings: bool) -> None:
    """Read a CSV file in another way than was guessed. Raises ``files.Unreadable``."""
    _may(registry, ImportState.CHECKING)
    _take_form(registry, files.Form(files.Format.CSV, encoding, separator, has_headings))
    registry.save()


def _take_form(registry: RegistryImport, form: files.Form) -> None:
    registry.format, registry.encoding, registry.separator = form.format, form.encoding, form.separator
    registry.has_headings = form.has_headings
    headings, _lines = sample(registry)
    registry.columns = recognised(headings)


def sample(registry: RegistryImport) -> tuple[list[str], list[files.Line]]:
    """Headings and the first lines."""
    with files.opened(place_of(registry), _form(registry)) as lines:
        first = [line for line, _count in zip(lines, range(SAMPLE), strict=False)]
        return list(lines.headings), first


def _form(registry: RegistryImport) -> files.Form:
    return files.Form(
        files.Format(registry.format), registry.encoding, registry.separator, registry.has_headings
    )


def next_states(registry: RegistryImport) -> frozenset[ImportState]:
    return NEXT[ImportState(registry.state)]


def _may(registry: RegistryImport, state: ImportState) -> None:
    if state not in next_states(registry):
        raise NotNow(f"{registry.state} → {state}")


@transaction.atomic
def begin(pk: int, state: ImportState) -> RegistryImport:
    """Go over to ``CHECKING`` or ``IMPORTING``. Raises ``NotNow``."""
    registry = RegistryImport.objects.select_for_update().get(pk=pk)
    _may(registry, state)
    registry.state, registry.stage, registry.share = state, ImportStage.READING, 0
    registry.stop_asked, registry.trouble = False, ""
    registry.begun_at, registry.ended_at = timezone.now(), None
    registry.save()
    return registry


@transaction.atomic
def cancel(pk: int) -> None:
    """Stop what runs, or give up what waits. Raises ``NotNow`` when the import is over."""
    registry = RegistryImport.objects.select_for_update().get(pk=pk)
    if registry.state in {ImportState.CHECKING, ImportState.IMPORTING}:
        registry.stop_asked = True
        registry.save(update_fields=["stop_asked"])
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = %s AND usename = current_user",
                [_name_of(registry)],
            )
        return
    _may(registry, ImportState.CANCELLED)
    _end(registry, ImportState.CANCELLED)


def run(registry: RegistryImport) -> None:
    """Check or import, as its state says. Whatever comes of it is written into ``registry``."""
    importing = registry.state == ImportState.IMPORTING
    with _Progress(registry) as progress:
        try:
            with transaction.atomic():
                _read_and_merge(registry, progress, importing=importing)
        except Stopped:
            _end(registry, ImportState.CANCELLED)
        except (OperationalError, psycopg.OperationalError) as problem:  # Django wraps all but COPY's
            if not isinstance(problem.__cause__ or problem, psycopg.errors.QueryCanceled):
                _end(registry, ImportState.FAILED, "database")
                raise
            _end(registry, ImportState.CANCELLED)
        except files.Unreadable as problem:
            _end(registry, ImportState.FAILED, f"unreadable {problem.line}")
        except FileNotFoundError:
            _end(registry, ImportState.FAILED, "gone")
    log.info("registry import %s: %s", registry.pk, registry.state)
    if registry.state == ImportState.DONE:
        merge.tidy()


def _read_and_merge(registry: RegistryImport, progress: _Progress, *, importing: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', %s, true)", [_name_of(registry)])
    if importing:
        merge.lock_persons()
    RefusedLine.objects.filter(registry=registry).delete()
    refused = _Refused(registry)
    reader = LineReader(registry.columns, tables_for(registry.holder))
    staging = merge.Staging(registry.columns, progress.step)
    with files.opened(place_of(registry), _form(registry)) as lines:
        staging.fill(_taken(lines, reader, refused, progress))
    progress.enter(ImportStage.COMPARING)
    counts, repeated = staging.compare(registry.holder_id)
    for problem in repeated:
        refused.add([problem])
    if importing:
        progress.enter(ImportStage.WRITING)
        staging.merge(registry.holder_id, counts)
    refused.store()
    progress.step()
    registry.new, registry.changed, registry.unchanged = counts
    registry.refused, registry.lines = refused.lines, progress.lines
    _end(registry, ImportState.DONE if importing else ImportState.CHECKED)


def _taken(
    lines: files.Lines, reader: LineReader, refused: _Refused, progress: _Progress
) -> Iterator[tuple[object, ...]]:
    for count, line in enumerate(lines, start=1):
        if count % 1_000 == 0:
            progress.read(count, lines.share)
        taken = reader.read(line.number, line.cells)
        if isinstance(taken, tuple):
            yield taken
        else:
            refused.add(taken)
        progress.lines = count


def tables_for(holder: Organisation) -> Tables:
    """Organisations, regions and clinics by their codes and names."""
    insurers = Organisation.objects.filter(kind__in=[OrganisationKind.INSURER, OrganisationKind.ASSISTANCE])
    return Tables(
        country=holder.country,
        insurer=_named(insurers, "name", "short_name", "code"),
        region=_named(Region.objects.all(), "name", "code"),
        clinic=_named(Clinic.objects.all(), "name", "code"),
    )


def _named(rows: Iterable[Organisation | Region | Clinic], *fields: str) -> dict[str, int]:
    """A code wins over a name that another has."""
    rows = list(rows)
    return {searchable(getattr(row, name)): row.pk for name in fields for row in rows}


def _end(registry: RegistryImport, state: ImportState, trouble: str = "") -> None:
    _may(registry, state)
    registry.state, registry.trouble, registry.stage = state, trouble, ""
    registry.ended_at = timezone.now()
    registry.save()
    if not NEXT[state]:
        transaction.on_commit(lambda: place_of(registry).unlink(missing_ok=True))


def _name_of(registry: RegistryImport) -> str:
    return f"thirdring import {registry.pk}"


class _Refused:
    """Counts refused lines and keeps the first of them for the list."""

    def __init__(self, registry: RegistryImport) -> None:
        self._registry = registry
        self._kept: list[RefusedLine] = []
        self.lines = 0

    def add(self, problems: list[Problem]) -> None:
        self.lines += 1
        if len(self._kept) < REFUSED_KEPT:
            for line, field, code, value in problems:
                self._kept.append(
                    RefusedLine(
                        registry=self._registry,
                        line=line,
                        field=field,
                        code=code,
                        value=value.replace("\x00", "")[:100],
                    )
                )

    def store(self) -> None:
        RefusedLine.objects.bulk_create(self._kept, batch_size=merge.AT_ONCE)


class _Progress:
    """Tells how far an import is, and hears whether it shall stop, while its transaction is open."""

    def __init__(self, registry: RegistryImport) -> None:
        self._registry = registry
        self._told_at = 0.0
        self.lines = 0

    def __enter__(self) -> _Progress:
        parameters = connection.get_connection_params()
        parameters.pop("cursor_factory", None)
        parameters.pop("context", None)
        self._connection = psycopg.connect(**parameters, autocommit=True)
        return self

    def __exit__(self, *_failure: object) -> None:
        self._connection.close()

    def read(self, lines: int, share: float) -> None:
        if time.monotonic() - self._told_at >= TOLD_EVERY_S:
            self._tell(share=share, lines=lines)

    def enter(self, stage: ImportStage) -> None:
        self._tell(stage=stage, share=1)

    def step(self) -> None:
        self._tell()

    def _tell(self, share: float | None = None, lines: int | None = None, stage: str | None = None) -> None:
        """Raises ``Stopped``."""
        self._told_at = time.monotonic()
        values = {"share": share, "lines": lines, "stage": stage, "registry": self._registry.pk}
        row = self._connection.execute(TELL, values).fetchone()
        if row and row[0]:
            raise Stopped
