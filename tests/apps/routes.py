"""The table of addresses as it stands, and what the names in an address stand for.

An address that names something has to be told here whose it is; the test of isolation demands it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver

from thirdring.apps.administration import OwnOrganisationAdmin

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
SEAT = "5f0c4bb4-7d0b-4d27-9a87-0f7a4f6ad0c1"  # of a page at a card: any will do

# What stands in an address → the model whose key it is. Anything else that a route names is in ``NAMED``.
KEYS = {"call": "calls.Call", "card": "appeals.Card", "number": "appeals.Card", "promise": "promises.Promise"}
KEYS |= {"operator": "staff.Operator", "recording": "calls.Call"}
CONSTANT = {"seat": SEAT}

# Routes that name an object of an organisation by the query: → parameter
QUERIES = {
    "desk/card": "call",
    "desk/promise": "promise",
    "desk/crm": "call",
    "supervisor/operators/ordered": "operator",
}

# Routes whose names are of nobody's organisation, and why.
NAMED = {
    "login/service/<str:provider_id>/": "a sign-in service of the installation",
    "login/service/<str:provider_id>/callback/": "a sign-in service of the installation",
    "account/sessions/<int:key>/end/": "one's own sessions; test_sessions",
    "account/passkeys/<int:pk>/remove/": "one's own passkeys",
    "admin/r/<path:content_type_id>/<path:object_id>/": "leads to pages that models name; none does",
    "admin/prompts/recording/<int:recording>.wav": "sentences are all organisations'",
    "admin/prompts/recording/<slug:name>.wav": "sentences are all organisations'",
    "admin/prompts/recording/<slug:name>/": "sentences are all organisations'",
    "admin/prompts/textversion/<slug:key>/": "texts are all organisations'",
    "api/v1/<path:rest>": "there is nothing",
}

# Pages of the administration whose rows belong to all organisations alike.
OF_ALL = {
    "organisations.Region",
    "organisations.Clinic",
    "channels.Prompt",
    "channels.Skill",
    "channels.PauseReason",
    "channels.Trunk",
    "auth.Group",
    "appeals.Reason",
    "audit.Seal",
    "prompts.Recording",
    "prompts.TextVersion",
    "procrastinate.ProcrastinateJob",
}


class Route(NamedTuple):
    pattern: str
    model: str  # the label of what the address names, "" for nothing

    def path(self, owned: dict[str, object]) -> str:
        """The address that names what an organisation owns."""

        def value(found: re.Match[str]) -> str:
            name = found[1]
            if name in CONSTANT:
                return CONSTANT[name]
            key = str(owned[self.model].pk)
            return f"message-{key}" if "messages/" in self.pattern else key

        path = "/" + PARAMETER.sub(value, self.pattern)
        query = QUERIES.get(self.pattern)
        return f"{path}?{query}={owned[self.model].pk}" if query else path


def patterns() -> Iterator[str]:
    """Every route of the site, as written; of alternatives in an expression the first."""
    for found in _walk(get_resolver(), ""):
        plain = re.sub(r"\(\?P<\w+>([^|)]+)\|[^)]*\)", r"\1", found)
        yield plain.replace("^", "").replace("$", "").replace("\\", "")


def routes() -> list[Route]:
    """All routes but those that lead anywhere; raises ``LookupError`` for one whose names nobody explains."""
    # Django leads from a row's bare address to the page of its changes, whether there is one or not.
    leading = (one for one in patterns() if not (one in NAMED or "(" in one or one.endswith("object_id>/")))
    return [Route(pattern, _model(pattern)) for pattern in dict.fromkeys(leading)]


def own_pages() -> dict[str, bool]:
    """Model with pages in the administration → whether they keep to the own organisation's rows."""
    return {
        model._meta.label: isinstance(pages, OwnOrganisationAdmin)
        and (bool(pages.organisation_path) or "get_queryset" in vars(type(pages)))
        for model, pages in admin.site._registry.items()
    }


def _walk(resolver: URLResolver, before: str) -> Iterator[str]:
    for part in resolver.url_patterns:
        pattern = before + str(part.pattern)
        if isinstance(part, URLPattern):
            yield pattern
        else:
            yield from _walk(part, pattern)


def _model(pattern: str) -> str:
    names = [name for name in PARAMETER.findall(pattern) if name not in CONSTANT]
    if pattern in QUERIES:
        return KEYS[QUERIES[pattern]]
    if not names:
        return ""
    if pattern.startswith("admin/"):
        _admin, app, model, *_rest = pattern.split("/")
        return next(label for label in own_pages() if label.lower() == f"{app}.{model}")
    if len(names) > 1 or names[0] not in KEYS:
        raise LookupError(f"{pattern}: say in tests/apps/routes.py whose it is")
    return KEYS[names[0]]
