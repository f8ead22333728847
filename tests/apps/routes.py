"""The table of addresses as it stands, and what the names in an address stand for.

An address that names something has to be told here whose it is; the test of isolation demands it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import uuid4

from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from thirdring.apps.administration import OwnOrganisationAdmin
from thirdring.apps.api.configuration_kinds import KINDS
from thirdring.apps.api.v1 import api

NAME = re.compile(r"{(\w+)}")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
SEAT = "5f0c4bb4-7d0b-4d27-9a87-0f7a4f6ad0c1"  # of a page at a card: any will do

# What stands in an address → the model whose key it is. Anything else that a route names is in ``NAMED``.
KEYS = {"call": "calls.Call", "card": "appeals.Card", "number": "appeals.Card", "promise": "promises.Promise"}
KEYS |= {"operator": "staff.Operator", "recording": "calls.Call", "conversation": "calls.Call"}
KEYS |= {"hold": "retention.Hold", "registry": "insured.RegistryImport"}
KEYS |= {"webhook": "webhooks.Subscription", "message": "webhooks.Message"}
KEYS |= {kind.name: kind.label for kind in KINDS} | {"change": "history.Change"}
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
    "worker.Job",
}


# What anybody may open, and why.
PUBLIC = {
    "login/": "where one signs in",
    "i18n/setlang/": "one's language",
    "call/": "callers from the site",
    "healthz": "for programs that watch over the installation; without a name in it",
    "metrics": "to programs on this machine; without a person in it",
    "api/v1/openapi.json": "the contract, which is in the documents too",
    "api/v1/docs": "the same to read",
}

# Pages of all organisations' people, and why; callers and their calls are no part of them.
OF_ALL_PEOPLE = {
    "desk/": "whom a caller can be passed on to",
    "call/": "which lines can be called from the site",
    "api/v1/destinations": "whom a caller can be passed on to",
}

# What programs send, by the end of the operation's address: {…} is whatever of that kind is asked about.
BODIES: dict[str, dict[str, Any]] = {
    "PATCH /cards/{card}": {"operator": "{operator}", "text": "ours"},
    "POST /cards/{card}/close": {"operator": "{operator}"},
    "POST /cards/{card}/put-aside": {"operator": "{operator}", "reason": "later"},
    "POST /promises": {"call": "{call}", "why": "a question"},
    "POST /operators/{operator}/dial": {"call": "{call}", "why": "a question"},
    "POST /operators/{operator}/state": {"state": "ready"},
    "POST /alarms/notes": {"alarm": "no engine", "by": "{login}"},
    "POST /operators/{operator}/orders/state": {"by": "{login}", "reason": "later", "order": "ready"},
    "POST /operators/{operator}/orders/queue": {
        "by": "{login}",
        "reason": "later",
        "queue": "{queue_key}",
        "serves": "true",
    },
    "POST /operators/{operator}/orders/dial-limit": {"by": "{login}", "reason": "later"},
    "POST /operators/{operator}/shift": {"device": "{device}"},
    "POST /operators/{operator}/refuse": {},
    "POST /operators/{operator}/hold": {},
    "POST /operators/{operator}/resume": {},
    "POST /operators/{operator}/hang-up": {},
    "POST /operators/{operator}/pass-on": {"mode": "consult", "to_queue": "oms"},
    "POST /operators/{operator}/pass-on/complete": {},
    "POST /operators/{operator}/pass-on/cancel": {},
    "POST /operators/{operator}/mark-wrong": {"reason": "elsewhere"},
    "POST /operators/{operator}/recording/pause": {},
    "POST /operators/{operator}/recording/resume": {},
    "POST /conversations/{conversation}/supervision": {"by": "{login}", "wish": "listen"},
    "POST /promises/{promise}/dial": {"operator": "{operator}"},
    "POST /promises/{promise}/settle": {"operator": "{operator}"},
    "POST /promises/{promise}/withdraw": {"operator": "{operator}", "reason": "no more"},
    "POST /promises/{promise}/put-back": {"operator": "{operator}", "reason": "later"},
    "POST /holds": {"about": "{call}", "why": "a case"},
    "POST /holds/{hold}/lift": {},
    "POST /registry/imports": {},
    "POST /registry/imports/{registry}/check": {},
    "POST /registry/imports/{registry}/apply": {},
    "POST /registry/imports/{registry}/discard": {},
    "POST /webhooks/messages/{message}/send-again": {},
    "POST /webhooks/{webhook}/test": {},
    "POST /webhooks/{webhook}/switch-on": {},
}

BODIES |= {f"PATCH /configuration/{kind.path}/{{{kind.name}}}": {} for kind in KINDS}
THREE_NAMES = {"name_ru": "Новое", "name_uk": "Нове", "name_en": "New"}
BODIES |= {
    f"POST /configuration/{path}": body
    for path, body in {
        "history/{change}/undo": {},
        "organisations": {"kind": "fund", "code": "new", "name": "New", "short_name": "New"},
        "departments": {"organisation": "{organisation_code}", "code": "new", "name": "New"},
        "posts": {"organisation": "{organisation_code}", "name": "New"},
        "regions": {"code": "99", "name": "New", "country": "RU"},
        "clinics": {"code": "new", "name": "New", "region": "23"},
        "calendars": {"organisation": "{organisation_code}", "name": "New"},
        "prompts": {"key": "new", "language": "ru", "text": "New"},
        "skills": {"tag": "topic:new", **THREE_NAMES},
        "queues": {"organisation": "{organisation_code}", "key": "new", "name": "New"},
        "menus": {"name": "New", "prompt": "notice-ru", "fallback": "{queue_key}"},
        "trunks": {"key": "new", "name": "New", "addresses": "192.0.2.1"},
        "lines": {
            "number": "5551",
            "name": "New",
            "kind": "city",
            "organisation": "{organisation_code}",
            "queue": "{queue_key}",
        },
        "pause-reasons": {"key": "new", **THREE_NAMES},
        "operators": {
            "user": "{login}",
            "organisation": "{organisation_code}",
            "qualification": "trainee",
            "languages": ["ru"],
        },
        "reasons": {"code": "99", "valid_from": "2026-01-01", **THREE_NAMES},
    }.items()
}

# What takes a token of all organisations.
OF_A_TOKEN_OF_ALL = {
    "POST /configuration/organisations",
    "DELETE /configuration/organisations/{organisation}",
} | {
    f"{method} /configuration/{path}"
    for kind in ("region", "trunk")
    for method, path in (
        ("POST", f"{kind}s"),
        ("PATCH", f"{kind}s/{{{kind}}}"),
        ("DELETE", f"{kind}s/{{{kind}}}"),
    )
}

# What is sent as a form with a file, not as JSON.
FILES = {"POST /registry/imports": {"file": ("registry.csv", b"surname;name\nPrimerova;Anna\n")}}

# What a list is asked with that gives nothing unasked.
SEARCHES = {"/persons": "?q=1980"}


class Operation(NamedTuple):
    """One of the API's, by its method and its address below the version."""

    method: str
    address: str

    def __str__(self) -> str:
        return f"{self.method} {self.address}"

    @property
    def body(self) -> dict[str, Any]:
        """Raises ``LookupError`` for one of which nobody says what it is sent."""
        return {} if self.method in ("GET", "DELETE") else BODIES[str(self)]

    @property
    def names(self) -> list[str]:
        """What it names of an organisation, in its address or its body."""
        named = {*NAME.findall(self.address), *NAME.findall(" ".join(map(str, self.body.values())))}
        return sorted(name for name in named if KEYS.get(name) not in OF_ALL)

    def asked(self, client: Client, things: dict[str, object]) -> Any:
        """The answer when its names stand for ``things``."""
        keys = {f"{{{name}}}": thing for name, thing in things.items()}
        body = {field: keys.get(str(said), said) for field, said in self.body.items()}
        path = "/api/v1" + NAME.sub(lambda found: str(things[found[1]]), self.address)
        path += SEARCHES.get(self.address, "")
        send = getattr(client, self.method.lower())
        if self.method == "GET":
            return send(path)
        headers = {"if-match": "*", "idempotency-key": str(uuid4())}
        files = FILES.get(str(self), {})
        if files:
            form = {name: SimpleUploadedFile(*file) for name, file in files.items()}
            return send(path, {**body, **form}, headers=headers)
        return send(path, body, content_type="application/json", headers=headers)


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


def operations() -> list[Operation]:
    """Every operation of the API, as its document has it."""
    paths = api.get_openapi_schema(path_prefix="/")["paths"]
    return [Operation(method.upper(), address) for address, known in paths.items() for method in known]


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
