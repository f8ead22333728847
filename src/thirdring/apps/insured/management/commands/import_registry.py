"""Imports a registry of insured persons from a file, as the administration does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from thirdring.apps.insured.models import ImportState, RefusedLine, RegistryImport
from thirdring.apps.insured.registry import services
from thirdring.apps.insured.registry.columns import reason_of
from thirdring.apps.insured.registry.files import BLOCK, Unreadable
from thirdring.apps.organisations.models import Organisation
from thirdring.words import _, language

SHOWN = 20  # refused lines


class Command(BaseCommand):
    help = _("Imports a registry of insured persons from a file, as the administration does.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--holder", required=True, help=_("code of the organisation whose registry it is")
        )
        parser.add_argument("--check", action="store_true", help=_("only say what would become of it"))

    def handle(self, *_arguments: Any, file: Path, holder: str, check: bool, **_options: Any) -> None:
        with translation.override(language()):
            self._import(file, holder, check=check)

    def _import(self, file: Path, holder: str, *, check: bool) -> None:
        try:
            owner = Organisation.objects.get(code=holder)
        except Organisation.DoesNotExist:
            known = ", ".join(Organisation.objects.values_list("code", flat=True))
            raise CommandError(
                _("There is no organisation {code}. There are: {known}.", code=holder, known=known or "–")
            ) from None
        try:
            registry = services.receive(owner, file.name, _blocks(file), None)
        except OSError as problem:
            raise CommandError(
                _("{file} cannot be read: {reason}.", file=file, reason=problem.strerror)
            ) from None
        except Unreadable as problem:
            raise CommandError(
                _("{file} is no registry in CSV, XLSX or XML (line {line}).", file=file, line=problem.line)
            ) from None
        columns = ", ".join(name or "–" for name in registry.columns)
        self.stdout.write(_("Columns: {columns}", columns=columns))
        done = services.begin(registry.pk, ImportState.CHECKING if check else ImportState.IMPORTING)
        services.run(done)
        self._tell(done)
        if check and done.state == ImportState.CHECKED:
            services.cancel(done.pk)
        if done.state not in {ImportState.DONE, ImportState.CHECKED}:
            raise CommandError(f"{done.get_state_display()}: {done.trouble or _('nothing was changed')}")

    def _tell(self, registry: RegistryImport) -> None:
        self.stdout.write(
            _(
                "{lines} lines: {new} new, {changed} changed, {unchanged} unchanged, {refused} refused",
                lines=registry.lines,
                new=registry.new,
                changed=registry.changed,
                unchanged=registry.unchanged,
                refused=registry.refused,
            )
        )
        for refused in RefusedLine.objects.filter(registry=registry)[:SHOWN]:
            reason = reason_of(refused.code, refused.value)
            field = refused.field or "–"
            self.stdout.write(
                _("  line {line}, {field}: {reason}", line=refused.line, field=field, reason=reason)
            )


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while block := opened.read(BLOCK):
            yield block
