"""``thirdring demo``: make the demonstration world, and say with which logins to enter it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from thirdring.apps.demonstration import building, world
from thirdring.words import _, whole_number


class Command(BaseCommand):
    help = _("Makes the demonstration world unless it is there, and prints its logins.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--persons",
            type=whole_number(0, example=building.PERSONS),
            default=building.PERSONS,
            help=_("how many insured persons to invent"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.INSTALLATION.demonstration:
            raise CommandError(
                _("This installation is not a demonstration (THIRDRING_DEMONSTRATION=0): nothing was made.")
            )
        password = settings.INSTALLATION.secrets.demonstration_password()
        made = building.build(password, options["persons"])
        self.stdout.write(
            _("The demonstration world is ready.") if made else _("The demonstration world is there.")
        )
        self.stdout.write(_("Logins: {logins}", logins=", ".join(row.login for row in world.PEOPLE)))
        self.stdout.write(_("Password of each: {password}", password=password))
