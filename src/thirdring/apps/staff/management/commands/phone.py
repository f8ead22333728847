"""``thirdring manage phone``: where a desk phone registers, as whom, and with which password.

The password is derived, stands on no screen, and is told to whoever may read the secrets of the home anyway.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from thirdring.apps.staff.models import Device, DeviceKind
from thirdring.words import _


class Command(BaseCommand):
    help = _("Prints what has to be entered in an operator's desk phone.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help=_("of the operator"))

    def handle(self, *args: Any, **options: Any) -> None:
        login, installation = options["login"], settings.INSTALLATION
        phone = Device.objects.filter(operator__user__username=login, kind=DeviceKind.DESK_PHONE).first()
        if phone is None:
            raise CommandError(
                _("{login} has no desk phone: add one under Staff → Operators → {login}.", login=login)
            )
        self.stdout.write(f"{_('server'):<9} {installation.host}:{installation.sip_port}")
        self.stdout.write(f"{_('user'):<9} {phone.key}")
        self.stdout.write(
            f"{_('password'):<9} {installation.secrets.sip_password(phone.key, phone.password_turn)}"
        )
