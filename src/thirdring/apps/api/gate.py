"""What every request of the API passes: its token, the token's rate, its idempotency key; and its answer.

Whatever goes wrong on the way, the answer is a problem document (``problems``), with the same header fields
as any other.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.security import HttpBearer

from thirdring.apps.api import services
from thirdring.apps.api.bounds import bounded
from thirdring.apps.api.models import ApiToken, Scope
from thirdring.apps.api.once import once
from thirdring.apps.api.problems import PROBLEM, Refused, problem
from thirdring.apps.api.rate import buckets

View = Callable[..., HttpResponseBase]
RECOGNISED = "thirdring.token"  # where a request keeps its token on the way


class Bearer(HttpBearer):
    """A token with ``scope``: the only way in."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found: ApiToken | None = request.META.get(RECOGNISED)
        if found is not None and not found.may(self.scope):
            raise Refused(HTTPStatus.FORBIDDEN, f"This token lacks the scope “{self.scope.value}”.")
        return found


def gated(api: NinjaAPI, view: View) -> View:
    """``view`` behind the gate of ``api``."""

    @csrf_exempt  # a token is sent on purpose, never by a browser of its own accord
    def passed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return _passed(request, lambda: _whole(view(request, *args, **kwargs)))
        except (Refused, OperationalError, SuspiciousOperation, MultiPartParserError) as wrong:
            return api.on_exception(request, wrong)

    return passed


def _passed(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponseBase:
    token = _token(request)
    if token is None:
        return act()
    request.META[RECOGNISED] = token
    allowance = buckets.take(token.pk, token.limit_per_minute)
    try:
        if not allowance.allowed:
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, f"Only {allowance.quota} requests a minute.")
        with bounded():
            answer = once(request, token, act) if request.method == "POST" else act()
    except Refused as refused:
        answer = refused.told
    for name, value in allowance.headers.items():
        answer[name] = value
    return answer


def _token(request: HttpRequest) -> ApiToken | None:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return services.recognise(token.strip()) if scheme.lower() == "bearer" and token.strip() else None


def _whole(answer: HttpResponseBase) -> HttpResponse:
    """What the framework refuses by itself (405) is a problem document, too."""
    assert isinstance(answer, HttpResponse)  # nothing of the API is streamed
    if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED or answer["Content-Type"] == PROBLEM:
        return answer
    told = problem(HTTPStatus.METHOD_NOT_ALLOWED, f"This address knows {answer['Allow']} only.")
    told["Allow"] = answer["Allow"]
    return told
