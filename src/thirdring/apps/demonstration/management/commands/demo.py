"""``thirdring demo``: make the demonstration world, and say with which logins to enter it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from thirdring.apps.demonstration import building, world


class Command(BaseCommand):
    help = "Makes the demonstration world unless it is there, and prints its logins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--persons", type=int, default=building.PERSONS, help="how many insured persons to invent"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.INSTALLATION.demonstration:
            raise CommandError(
                "This installation is not a demonstration (THIRDRING_DEMONSTRATION=0): nothing was made."
            )
        if options["persons"] < 0:
            raise CommandError(f"--persons={options['persons']} is less than none. Give 0 or more.")
        password = settings.INSTALLATION.secrets.demonstration_password()
        made = building.build(password, options["persons"])
        self.stdout.write(
            "The demonstration world is ready." if made else "The demonstration world is there."
        )
        self.stdout.write("Logins: " + ", ".join(row.login for row in world.PEOPLE))
        self.stdout.write(f"Password of each: {password}")
