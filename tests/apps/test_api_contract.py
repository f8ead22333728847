"""The OpenAPI document and the application agree, whatever one asks: tried by schemathesis, not by us."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as effort
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import positive_data_acceptance

from apps.estates import furniture
from apps.routes import KEYS
from apps.test_promises import broken
from thirdring.apps.api import services as tokens
from thirdring.apps.api.configuration_kinds import KINDS
from thirdring.apps.api.listing import table
from thirdring.apps.api.models import ApiToken, Scope
from thirdring.apps.api.v1 import api
from thirdring.apps.appeals.models import Card
from thirdring.apps.calls.models import Call
from thirdring.apps.history.models import Change
from thirdring.apps.organisations.models import Organisation

PAGE = Path(__file__).parents[2] / "docs/reference/api.md"
EXAMPLES = 8
# A cursor is one of ours, “to” is later than “from”: a schema cannot say that, so not all that fits is taken.
CANNOT_BE_TOLD = positive_data_acceptance
DOCUMENT = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
OPERATIONS = [(path, method) for path, known in DOCUMENT["paths"].items() for method in known]
# One mechanism serves all kinds of configuration: one kind is tried as hard as anything, each other a little.
KEPT = [(path, method) for path, method in OPERATIONS if "/configuration/" in path]
TRIED_LITTLE = [one for one in KEPT if "/menus" not in one[0] and "/history" not in one[0]]
TRIED_HARD = [one for one in OPERATIONS if one not in TRIED_LITTLE]


def test_the_reference_lists_every_operation():
    assert table() in PAGE.read_text(), "the operations have changed: python -m thirdring.apps.api.listing"


@pytest.fixture(scope="module")
def schema(django_db_setup, django_db_blocker):
    """Made and read once: that takes longer than to ask by it."""
    with django_db_blocker.unblock():
        return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app=get_wsgi_application())


@pytest.fixture
def application(schema, day, home, router_as_engine):
    """The schema bound to the real application, and a token that may do everything in its organisation."""
    day.starts_shift("maria")
    call = broken(day)
    token = tokens.make("schemathesis", Organisation.objects.get(code="tfoms"), None, Scope.values)
    ApiToken.objects.update(limit_per_minute=1_000_000)
    rows = {row._meta.label: str(row.pk) for row in furniture(1, Call.objects.get(pk=call), "known")}
    known = {name: rows[label] for name, label in KEYS.items() if label in rows}
    known |= {kind.name: _first(kind) for kind in KINDS} | {"change": str(Change.objects.latest("pk").pk)}
    known |= {"call": call, "card": str(Card.objects.get(call=call).pk), "promise": "p1", "operator": "1"}
    known["conversation"] = day.arrives()
    for signal in (request_started, request_finished):  # the transaction of the test outlives a request
        signal.disconnect(close_old_connections)
    yield schema, known, token
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _first(kind):
    row = kind.model.objects.order_by("pk").first()
    return str(row.pk if row else 1)


@pytest.mark.parametrize(("path", "method"), TRIED_HARD)
def test_the_application_keeps_to_its_document(application, path, method):
    ask(application, path, method, EXAMPLES)


def test_every_kind_of_configuration_is_as_the_document_has_it(application):
    for path, method in TRIED_LITTLE:
        ask(application, path, method, 2)


def ask(application, path, method, examples):
    schema, known, token = application

    @seed(20261122)
    @effort(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(schema[path][method].as_strategy(), st.booleans())
    def asked(case, of_what_there_is):
        if of_what_there_is:
            case.path_parameters = {name: known[name] for name in case.path_parameters}
        headers = {"Authorization": f"Bearer {token}", "Host": "localhost"}
        if method == "post":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        if "/configuration/" in path:
            headers["If-Match"] = "*"
        case.call_and_validate(headers=headers, excluded_checks=[CANNOT_BE_TOLD])

    asked()
