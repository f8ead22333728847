"""The telephone account that a page gives to its own browser: where to register, as whom, the password."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from thirdring.apps.staff.names import bare_host, telephone_url

WEB_CALLER = "web-caller"  # the endpoint of the public page; it may only call lines


def account_of(request: HttpRequest, device_key: str, turn: int = 0) -> dict[str, str]:
    """Account of ``device_key``; the call server is on the page's host, unless ``TELEPHONE_URL`` is set.

    ``turn``: how often the password was changed.
    """
    return {
        "url": telephone_url(request),
        "user": device_key,
        "password": settings.INSTALLATION.secrets.sip_password(device_key, turn),
        "realm": bare_host(request),
    }
