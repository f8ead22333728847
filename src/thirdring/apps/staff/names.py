"""Whether a browser came by a name: a passkey belongs to one, and none can be made for a bare address."""

from __future__ import annotations

from ipaddress import ip_address

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
