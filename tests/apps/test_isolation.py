"""Nobody reaches what is another organisation's: every address, every role, every pair of organisations.

The addresses come from the URL table and the things from ``estates``, so a page that is added is asked too.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.test import Client

from apps.estates import Estate, estates, signed_in
from apps.routes import OF_ALL, Route, own_pages, routes
from thirdring.apps.demonstration import world
from thirdring.apps.staff.models import Operator, Role

pytestmark = pytest.mark.django_db

ORGANISATIONS = [row.code for row in world.ORGANISATIONS]
JSON = "application/json"
REFUSED = {401, 403, 404}
ELSEWHERE = ("/admin/", "/login/", "/account/")  # where Django leads those who may not see a page
ROUTES = routes()
NAMING = [route for route in ROUTES if route.model and route.model not in OF_ALL]
API = "api/v1/"
AT_THE_DESK = {"version": 1, "fields": {}, "field": "", "reason": "later"}


@pytest.fixture(scope="module")
def owned(
    django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Estate]]:
    home = dataclasses.replace(settings.INSTALLATION, home=tmp_path_factory.mktemp("estates"))
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(settings, "INSTALLATION", home)
        patch.setattr(connections["default"], "close", lambda: None)  # streams give theirs back
        yield {estate.organisation.code: estate for estate in estates()}
        transaction.set_rollback(True)


def asked(client: Client, route: Route, estate: Estate, operator: int = 0) -> list[Any]:
    """What answers at the address of what ``estate`` owns, by each method that it knows."""
    path = route.path(estate.owned)
    answers = [client.get(path)]
    if route.pattern.startswith(API):
        answers.append(client.patch(path, {"operator": operator, "text": "ours"}, JSON))
    elif answers[0].status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        answers.append(client.post(path, AT_THE_DESK, JSON))
    return [answer for answer in answers if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED]


def refuses(answer: Any) -> bool:
    led_away = answer.status_code in {301, 302} and answer["Location"].startswith(ELSEWHERE)
    return led_away or answer.status_code in REFUSED


def shown(answer: Any) -> str:
    return "" if answer.streaming else answer.content.decode(errors="replace")


def others(owned: dict[str, Estate], code: str) -> list[Estate]:
    return [estate for other, estate in owned.items() if other != code]


def leaks(client: Client, mine: Estate, theirs: list[Estate], asking: list[Route]) -> list[str]:
    operator = Operator.objects.get(user=mine.people[Role.OPERATOR_1]).pk
    return [
        f"{answer.status_code} {route.pattern} of {estate.organisation.code}"
        for estate, route in itertools.product(theirs, asking)
        for answer in asked(client, route, estate, operator)
        if not refuses(answer) or estate.mark in shown(answer)
    ]


@pytest.mark.req("S32")
def test_whatever_the_administration_shows_belongs_to_somebody_or_to_all(owned):
    keeping = {label for label, keeps in own_pages().items() if keeps}
    assert set(own_pages()) - keeping == OF_ALL
    assert keeping <= set(next(iter(owned.values())).owned)


@pytest.mark.req("S32")
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("code", ORGANISATIONS)
def test_nobody_opens_what_is_another_organisations(owned, code, role):
    client = signed_in(owned[code].people[role])
    in_administration = client.get("/admin/").status_code == 200
    asking = [one for one in NAMING if in_administration or not one.pattern.startswith("admin/")]
    found = leaks(client, owned[code], others(owned, code), asking)
    assert not found, "\n".join(found)
