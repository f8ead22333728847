"""The telephone account that a page gives to its own browser: where to register, as whom, with which password."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

WEB_CALLER = "web-caller"  # the endpoint of the public page; it may only call lines


def account_of(request: HttpRequest, device_key: str) -> dict[str, str]:
    """Account of ``device_key``. The call server is asked on the host that the page came from, unless a setting names it."""
    installation = settings.INSTALLATION
    host = (
        request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    )
    url = getattr(settings, "TELEPHONE_URL", "") or (
        f"wss://{request.get_host()}/ws" if request.is_secure() else f"ws://{host}:{installation.ari_port}/ws"
    )
    return {
        "url": url,
        "user": device_key,
        "password": installation.secrets.sip_password(device_key),
        "realm": host.strip("[]"),
    }
