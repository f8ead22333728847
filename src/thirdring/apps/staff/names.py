"""By which name a browser came, and where its telephone is to register because of it.

A passkey belongs to a name, and none can be made for a bare address.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port


def named_host(request: HttpRequest) -> bool:
    """``localhost`` is a name, ``127.0.0.1`` is none."""
    host, _port = split_domain_port(request.get_host())
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False


def bare_host(request: HttpRequest) -> str:
    """The host without its port, as it stands in addresses."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    return f"[{host}]" if ":" in host else host


def telephone_url(request: HttpRequest) -> str:
    """Where the page's telephone connects: on the page's host, unless ``TELEPHONE_URL`` is set."""
    if url := getattr(settings, "TELEPHONE_URL", ""):
        return url
    if request.is_secure():
        return f"wss://{request.get_host()}/ws"
    return f"ws://{bare_host(request)}:{settings.INSTALLATION.ari_port}/ws"
