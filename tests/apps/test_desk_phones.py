"""What whoever sets up a desk phone is told at the terminal."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from thirdring.apps.staff.models import Device, DeviceKind, Operator
from thirdring.words import _


def test_an_administrator_is_told_the_account_that_a_desk_phone_registers_with(db: None, home: Path) -> None:
    olga = Operator.objects.get(user__username="olga")
    Device.objects.filter(operator=olga).delete()
    Device.objects.create(operator=olga, kind=DeviceKind.DESK_PHONE)
    told = StringIO()
    call_command("phone", "olga", stdout=told)
    words = dict(line.split() for line in told.getvalue().splitlines())
    assert words[_("server")] == f"{settings.INSTALLATION.host}:{settings.INSTALLATION.sip_port}"
    assert words[_("user")] == f"op{olga.pk}-desk"
    assert words[_("password")] == settings.INSTALLATION.secrets.sip_password(f"op{olga.pk}-desk")


def test_who_has_no_desk_phone_is_told_where_to_add_one(db: None) -> None:
    Device.objects.filter(operator__user__username="olga", kind=DeviceKind.DESK_PHONE).delete()
    with pytest.raises(CommandError, match="→ olga"):
        call_command("phone", "olga")
