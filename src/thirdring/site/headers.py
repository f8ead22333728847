"""What a browser may do with our pages: load, run and send, and which devices it may use, as header fields.

The tables say it for every page; only those under an address that they name may do more. No page of ours
runs a script that stands in the page itself, so a text that somebody smuggles in stays a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from thirdring.apps.staff.access import SignInService
from thirdring.apps.staff.names import telephone_url

Policy = dict[str, Sequence[str]]
POLICY: Policy = {
    "default-src": [SELF],
    "script-src": [SELF],
    "style-src": [SELF],
    "style-src-attr": [UNSAFE_INLINE],  # ECharts draws its texts so; an attribute reaches its element alone
    "img-src": [SELF, "data:"],
    "media-src": [SELF, "blob:"],
    "connect-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
# Alpine, of which unfold is made, evaluates the attributes of its elements.
OF_ADMINISTRATION: Policy = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}

ADMINISTRATION = "/admin/"
SIGNING_IN = "/login/"
TELEPHONES = ("/desk/", "/call/")  # the pages that people speak through

NO_DEVICES = "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()"
MICROPHONE = NO_DEVICES.replace("microphone=()", "microphone=(self)")


class Headers(CSPMiddleware):
    """Sets ``Content-Security-Policy`` and ``Permissions-Policy``."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        spoken = request.path.startswith(TELEPHONES)
        response.headers["Permissions-Policy"] = MICROPHONE if spoken else NO_DEVICES
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only:
            parts.config = {**POLICY, **_more(request)}
        return parts


def _more(request: HttpRequest) -> Policy:
    if request.path.startswith(ADMINISTRATION):
        return OF_ADMINISTRATION
    if request.path.startswith(SIGNING_IN):
        return {"form-action": [SELF, *_on_the_way(settings.ACCESS.services)]}
    if request.path.startswith(TELEPHONES):
        return {"connect-src": [SELF, _origin(telephone_url(request))]}
    return {}


def _on_the_way(services: Sequence[SignInService]) -> list[str]:
    """Where a browser may be led from our form: providers send it on, mostly to hosts of their own."""
    return ["https:", *(_origin(one.server) for one in services)] if services else []


def _origin(url: str) -> str:
    """As a policy names it; it has no way to write an IPv6 address down."""
    parts = urlsplit(url)
    return f"{parts.scheme}:" if "[" in parts.netloc else f"{parts.scheme}://{parts.netloc}"
