"""The API as a whole: every address behind the gate, and an OpenAPI document that tells all of it.

What the framework cannot know is added to its document: the scope that an operation needs, the headers that
every POST and every change of what was read take, and the one form of all errors.
"""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from thirdring.apps.api.gate import Bearer, gated
from thirdring.apps.api.once import HEADER, LONGEST_KEY
from thirdring.apps.api.problems import PROBLEM

PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457. ``code`` is stable; ``errors`` name what is wrong with which field.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "reason"],
                "properties": {"field": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}
COMMON = {
    "400": "A parameter or the body cannot be read.",
    "401": "No token, or an unknown one.",
    "403": "The token lacks the scope.",
    "404": "There is none, or it belongs to another organisation.",
    "429": "Too many requests a minute; Retry-After says when there may be another.",
    "500": "Our mistake.",
    "503": "Database or engine are away; ask again.",
}
OF_CHANGES = {
    "409": "Not now: code says why. Or the Idempotency-Key belongs to another request.",
    "413": "The request is too large.",
    "422": "It can be read, but holds what cannot be kept.",
}
OF_VERSIONS = {
    "412": "It has been changed since the version in If-Match.",
    "428": "If-Match is missing.",
}
VERSIONED = ("PATCH", "DELETE")
KEY = {
    "name": HEADER,
    "in": "header",
    "required": True,
    "description": "A new one for each thing to be done; the same when the same request is sent again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[ -~]+$"},
}
MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of what is changed, as it was read.",
    "schema": {"type": "string"},
}


class Contract(NinjaAPI):
    """``NinjaAPI`` behind the gate, with a complete document."""

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        found = super()._get_urls()
        for one in found:
            if isinstance(one, URLPattern):
                one.callback = gated(self, one.callback)
        return found

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**where)
        document["components"]["schemas"]["Problem"] = PROBLEM_SCHEMA
        for router in self._get_bound_routers():
            for path, view in router.path_operations.items():
                for operation in view.operations:
                    for method in operation.methods:
                        told = _told(document["paths"], path, method.lower())
                        if told is not None:
                            _complete(told, method, path, operation.auth_callbacks)
        return document


def problem_told(words: str) -> dict[str, Any]:
    """An answer of the document that is a problem."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": words, "content": {PROBLEM: {"schema": schema}}}


def _told(paths: dict[str, Any], path: str, method: str) -> dict[str, Any] | None:
    for address, operations in paths.items():
        if address.removeprefix("/api/v1") == path and method in operations:
            found: dict[str, Any] = operations[method]
            return found
    return None


def _complete(told: dict[str, Any], method: str, path: str, auth: Any) -> None:
    scopes = [one.scope.value for one in auth if isinstance(one, Bearer)]
    told["x-scope"] = scopes[0] if scopes else ""
    told["description"] = "\n\n".join(
        part for part in (told.get("description", ""), f"Scope: `{scopes[0]}`." if scopes else "") if part
    )
    changes_version = method in VERSIONED or (method == "POST" and path.startswith("/cards/"))
    errors = COMMON | (OF_CHANGES if method != "GET" else {}) | (OF_VERSIONS if changes_version else {})
    for status, words in errors.items():
        told["responses"][int(status)] = problem_told(words)
    told["parameters"] = [
        *told.get("parameters", []),
        *([KEY] if method == "POST" else []),
        *([MATCH] if changes_version else []),
    ]
