"""Imports a registry of insured persons from a file, as the administration does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from thirdring.apps.insured.models import ImportState, RefusedLine, RegistryImport
from thirdring.apps.insured.registry import services
from thirdring.apps.insured.registry.columns import reason_of
from thirdring.apps.insured.registry.files import BLOCK, Unreadable
from thirdring.apps.organisations.models import Organisation

SHOWN = 20  # refused lines


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--holder", required=True, help="code of the organisation whose registry it is")
        parser.add_argument("--check", action="store_true", help="only say what would become of it")

    def handle(self, *_arguments: Any, file: Path, holder: str, check: bool, **_options: Any) -> None:
        try:
            owner = Organisation.objects.get(code=holder)
        except Organisation.DoesNotExist:
            known = ", ".join(Organisation.objects.values_list("code", flat=True))
            raise CommandError(f"There is no organisation {holder}. There are: {known}.") from None
        try:
            registry = services.receive(owner, file.name, _blocks(file), None)
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}.") from None
        except Unreadable as problem:
            raise CommandError(f"{file} is no registry in CSV, XLSX or XML ({problem}).") from None
        self.stdout.write("Columns: " + ", ".join(name or "–" for name in registry.columns))
        done = services.begin(registry.pk, ImportState.CHECKING if check else ImportState.IMPORTING)
        services.run(done)
        self._tell(done)
        if check and done.state == ImportState.CHECKED:
            services.cancel(done.pk)
        if done.state not in {ImportState.DONE, ImportState.CHECKED}:
            raise CommandError(f"{done.state}: {done.trouble or 'nothing was changed'}")

    def _tell(self, registry: RegistryImport) -> None:
        self.stdout.write(
            f"{registry.lines} lines: {registry.new} new, {registry.changed} changed,"
            f" {registry.unchanged} unchanged, {registry.refused} refused"
        )
        for refused in RefusedLine.objects.filter(registry=registry)[:SHOWN]:
            reason = reason_of(refused.code, refused.value)
            self.stdout.write(f"  line {refused.line}, {refused.field or '–'}: {reason}")


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while block := opened.read(BLOCK):
            yield block
