"""The telephone account that a page gives to its own browser: where to register, as whom, the password."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

WEB_CALLER = "web-caller"  # the endpoint of the public page; it may only call lines


def account_of(request: HttpRequest, device_key: str) -> dict[str, str]:
    """Account of ``device_key``; the call server is on the page's host, unless ``TELEPHONE_URL`` is set."""
    installation = settings.INSTALLATION
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    bracketed = f"[{host}]" if ":" in host else host
    url = getattr(settings, "TELEPHONE_URL", "") or (
        f"wss://{request.get_host()}/ws"
        if request.is_secure()
        else f"ws://{bracketed}:{installation.ari_port}/ws"
    )
    return {
        "url": url,
        "user": device_key,
        "password": installation.secrets.sip_password(device_key),
        "realm": bracketed,
    }
