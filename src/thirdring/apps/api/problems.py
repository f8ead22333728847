"""Errors of the API as ``application/problem+json`` (RFC 9457): which field, what is wrong with it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

RETRY_AFTER_S = "5"


class Refused(Exception):
    """A request that cannot be answered; ``fields`` maps names of parameters to reasons."""

    def __init__(self, status: HTTPStatus, detail: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.fields = fields or {}


def bad_field(field: str, reason: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, f"{field}: {reason}", {field: reason})


def not_found(what: str) -> Refused:
    return Refused(HTTPStatus.NOT_FOUND, f"There is no such {what} for this token.")


def install(api: NinjaAPI) -> None:
    """Make every error of ``api`` a problem document."""

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> JsonResponse:
        return problem(error.status, error.detail, error.fields)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> JsonResponse:
        fields = {str(one["loc"][-1]): one["msg"].removeprefix("Value error, ") for one in error.errors}
        detail = "; ".join(f"{field}: {reason}" for field, reason in fields.items())
        return problem(HTTPStatus.BAD_REQUEST, detail, fields)

    @api.exception_handler(AuthenticationError)
    def unauthenticated(request: HttpRequest, error: AuthenticationError) -> JsonResponse:
        answer = problem(
            HTTPStatus.UNAUTHORIZED,
            "Send a valid token as “Authorization: Bearer …”. Make one with: script/thirdring token",
        )
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(OperationalError)
    def database_away(request: HttpRequest, error: OperationalError) -> JsonResponse:
        answer = problem(HTTPStatus.SERVICE_UNAVAILABLE, "The database cannot be reached. Ask again soon.")
        answer["Retry-After"] = RETRY_AFTER_S
        return answer

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> JsonResponse:
        return problem(HTTPStatus(error.status_code), str(error))


def problem(status: HTTPStatus, detail: str, fields: dict[str, str] | None = None) -> JsonResponse:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
    }
    if fields:
        body["errors"] = [{"field": field, "reason": reason} for field, reason in fields.items()]
    return JsonResponse(body, status=status, content_type="application/problem+json")
