"""What is to be deleted by the rules: shown, or deleted now instead of in the next night."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from thirdring.apps.retention import services
from thirdring.words import _


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--delete", action="store_true", help=_("delete it; without this it is only shown")
        )

    def handle(self, *_arguments: Any, delete: bool, **_options: Any) -> None:
        now = timezone.now()
        for due in services.all_due(now):
            self.stdout.write(
                f"{due.rule.organisation.code}  {due.rule.kind}  {due.subject}  {due.ended_at:%Y-%m-%d}"
            )
        broken = services.first_broken_proof()
        if broken is not None:
            self.stderr.write(f"The proofs were changed: the chain breaks at {broken.pk}, {broken}.")
        if delete:
            try:
                self.stdout.write(f"{services.delete_due(now)} deleted")
            except services.BackupRunning:
                raise CommandError(
                    _("A backup is being made. Nothing is deleted until it is whole.")
                ) from None
