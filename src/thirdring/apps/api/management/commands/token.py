"""``thirdring token``: make a token for the API and print it, this once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from thirdring.apps.api import services
from thirdring.apps.api.models import Scope
from thirdring.apps.organisations.models import Organisation
from thirdring.words import _, whole_number

LONGEST_NAME = 100
LONGEST_DAYS = 3650


class Command(BaseCommand):
    help = _("Makes a token for the API and prints it; it is not kept anywhere else.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help=_("which program it is for"))
        parser.add_argument(
            "--organisation", help=_("code of the only organisation it may see; without: all")
        )
        parser.add_argument(
            "--scope",
            action="append",
            choices=Scope.values,
            help=_("what it may do, as often as needed; without: read calls, cards, promises, breaches"),
        )
        parser.add_argument(
            "--days",
            type=whole_number(1, example=365),
            help=_("how long it is valid; without: until it is revoked"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name, days = options["name"].strip(), options["days"]
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise CommandError(
                _(
                    "--name={name}: give one to {longest} printable characters.",
                    name=repr(name),
                    longest=LONGEST_NAME,
                )
            )
        if days is not None and not 1 <= days <= LONGEST_DAYS:
            raise CommandError(_("--days={days}: give 1 to {longest}.", days=days, longest=LONGEST_DAYS))
        organisation = self._organisation(options["organisation"])
        expires_at = timezone.now() + timedelta(days=days) if days else None
        self.stdout.write(services.make(name, organisation, expires_at, options["scope"]))

    def _organisation(self, code: str | None) -> Organisation | None:
        if code is None:
            return None
        found = Organisation.objects.filter(code=code).first()
        if found is None:
            known = ", ".join(Organisation.objects.values_list("code", flat=True)) or "–"
            raise CommandError(
                _("There is no organisation {code}. There are: {known}.", code=code, known=known)
            )
        return found
