"""Errors of the API as ``application/problem+json`` (RFC 9457): which field, what is wrong with it."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from psycopg.errors import QueryCanceled

log = logging.getLogger(__name__)

PROBLEM = "application/problem+json"
RETRY_AFTER_S = "5"
ENGLISH = "en"
TOO_LONG = "This takes the database too long. Ask for less: a shorter span of time, or fewer rows at once."


class Refused(Exception):
    """A request that cannot be answered; ``fields`` maps names of parameters to reasons.

    ``code`` is stable, for programs: why the engine or a card refuses. ``translated``: the sentence is one of
    the screens, in the language that was asked for; otherwise it is English.
    """

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        fields: dict[str, str] | None = None,
        code: str = "",
        *,
        translated: bool = False,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.fields = fields or {}
        self.code = code
        self.language = get_language() or ENGLISH if translated else ENGLISH

    @property
    def told(self) -> JsonResponse:
        """The answer that says so."""
        return problem(self.status, self.detail, self.fields, self.code, self.language)


def bad_field(field: str, reason: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, f"{field}: {reason}", {field: reason})


def not_found(what: str) -> Refused:
    return Refused(HTTPStatus.NOT_FOUND, f"There is no such {what} for this token.")


def install(api: NinjaAPI) -> None:
    """Make every error of ``api`` a problem document."""

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> JsonResponse:
        return error.told

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> JsonResponse:
        fields = {_name(one["loc"]): one["msg"].removeprefix("Value error, ") for one in error.errors}
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
        if isinstance(error.__cause__, QueryCanceled):
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, TOO_LONG, code="too-long")
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, "The database cannot be reached. Ask again soon.")

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> JsonResponse:
        return problem(HTTPStatus(error.status_code), str(error))

    @api.exception_handler(SuspiciousOperation)
    def suspicious(request: HttpRequest, error: SuspiciousOperation) -> JsonResponse:
        if isinstance(error, RequestDataTooBig):
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too large.")
        return problem(HTTPStatus.BAD_REQUEST, "The request cannot be read.")

    @api.exception_handler(MultiPartParserError)
    def torn_form(request: HttpRequest, error: MultiPartParserError) -> JsonResponse:
        return problem(HTTPStatus.BAD_REQUEST, "The form cannot be read.")

    @api.exception_handler(Exception)
    def broken(request: HttpRequest, error: Exception) -> JsonResponse:
        log.error("%s %s has failed", request.method, request.path, exc_info=error)
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "This is our mistake; it has been noted.")


def problem(
    status: HTTPStatus,
    detail: str,
    fields: dict[str, str] | None = None,
    code: str = "",
    language: str = ENGLISH,
) -> JsonResponse:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
    }
    if code:
        body["code"] = code
    if fields:
        body["errors"] = [{"field": field, "reason": reason} for field, reason in fields.items()]
    answer = JsonResponse(body, status=status, content_type=PROBLEM)
    answer["Content-Language"] = language
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        answer["Retry-After"] = RETRY_AFTER_S
    return answer


def _name(place: tuple[Any, ...]) -> str:
    """The field's own name, without where it stands in the request: ``owner.queue``."""
    names = [str(part) for part in place[1:]]
    return ".".join(names[1:] if place[0] == "body" and len(names) > 1 else names) or str(place[-1])
