"""Nobody reaches what is another organisation's, and everybody reaches what is the own.

Every address is asked in every role, by every pair of organisations; every operation of the API is asked
with every token; and nobody opens anything without a login. The addresses come from the URL table and the
API's document, the things from ``estates``, so a page that is added is asked too.
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

from apps.estates import Estate, cheaply, estates, signed_in
from apps.routes import (
    KEYS,
    NAMED,
    OF_A_TOKEN_OF_ALL,
    OF_ALL,
    OF_ALL_PEOPLE,
    PARAMETER,
    PUBLIC,
    Operation,
    Route,
    operations,
    own_pages,
    routes,
)
from thirdring.acd.inputs import Illegal, Input
from thirdring.apps.api.configuration_kinds import KINDS
from thirdring.apps.channels.models import Trunk
from thirdring.apps.demonstration import world
from thirdring.apps.history.authors import written_by
from thirdring.apps.history.models import Change
from thirdring.apps.organisations.models import Post
from thirdring.apps.staff.models import Operator, Role
from thirdring.apps.staff.roles import RIGHTS
from thirdring.journal import commands

pytestmark = pytest.mark.django_db

ORGANISATIONS = [row.code for row in world.ORGANISATIONS]
ROLES = list(Role)
JSON = "application/json"
REFUSED = {401, 403, 404}
ELSEWHERE = ("/admin/", "/login/", "/account/")  # where Django leads those who may not see a page
ROUTES = routes()
OPERATIONS = operations()
CHANGES = "/admin/history/change/?"
NAMING = [route for route in ROUTES if route.model and route.model not in OF_ALL]
API = "api/v1/"
STREAMS = "/stream"  # do not end; what stands in them is asked of the pictures that they send
LISTS = [
    route
    for route in ROUTES
    if not route.model and not route.pattern.startswith(API) and not route.pattern.endswith(STREAMS)
]
AT_THE_DESK = {"version": 1, "fields": {}, "field": "", "reason": "later"}

# Where people of a role find what is their organisation's.
OWN = {
    Role.ADMINISTRATOR: [
        f"admin/{label.lower().replace('.', '/')}/" for label, keeps in own_pages().items() if keeps
    ],
    Role.SUPERVISOR: ["calls/", "calls.csv", "cards/", "cards.csv", "promises/", "promises.csv"],
    Role.OPERATOR_1: ["desk/", "cards/"],
}


@pytest.fixture(scope="module")
def owned(
    django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Estate]]:
    home = dataclasses.replace(settings.INSTALLATION, home=tmp_path_factory.mktemp("estates"))
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        cheaply(patch)
        patch.setattr(settings, "INSTALLATION", home)
        patch.setattr(connections["default"], "close", lambda: None)  # streams give theirs back
        Trunk.objects.create(key="everybodys", name="Everybody's", addresses="192.0.2.1")
        found = {estate.organisation.code: estate for estate in estates()}
        for estate in found.values():
            with written_by(estate.mark):
                Post.objects.filter(organisation=estate.organisation, name=estate.mark).update(
                    name=f"{estate.mark} anew"
                )
        yield found
        transaction.set_rollback(True)


@pytest.fixture
def in_vain() -> Iterator[None]:
    """Whatever is done meanwhile, is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def asked(client: Client, route: Route, estate: Estate) -> list[Any]:
    """What answers at the address of what ``estate`` owns, by each method that it knows."""
    path = route.path(estate.owned)
    answers = [client.get(path)]
    if answers[0].status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        answers = [client.post(path, AT_THE_DESK, JSON)]
    return [answer for answer in answers if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED]


def refuses(answer: Any) -> bool:
    led_away = answer.status_code in {301, 302} and answer["Location"].startswith(ELSEWHERE)
    return led_away or answer.status_code in REFUSED


def opens(answer: Any) -> bool:
    """Whether it is the page or the deed that was asked for, or the list of what became of it."""
    changes = answer.status_code == HTTPStatus.FOUND and answer["Location"].startswith(CHANGES)
    return changes or not (refuses(answer) or answer.status_code == HTTPStatus.BAD_REQUEST)


def beyond_all_roles(route: Route) -> bool:
    """Whether it deletes what no role may delete; logins are closed instead, when their people leave."""
    deleted = {
        model for rights in RIGHTS.values() for model, actions in rights.items() if "delete" in actions
    }
    return route.pattern.endswith("/delete/") and route.model.lower() not in deleted - {"staff.user"}


def shown(answer: Any) -> str:
    if answer.streaming:
        return "" if answer.is_async else b"".join(answer.streaming_content).decode(errors="replace")
    return answer.content.decode(errors="replace")


def others(owned: dict[str, Estate], code: str) -> list[Estate]:
    return [estate for other, estate in owned.items() if other != code]


def open_to(client: Client, asking: list[Route]) -> list[Route]:
    """All of ``asking``, but for the administration of those who are not let in there at all."""
    let_in = client.get("/admin/").status_code == HTTPStatus.OK
    return [one for one in asking if let_in or not one.pattern.startswith("admin/")]


def program(estate: Estate) -> Client:
    return Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=f"Bearer {estate.token}")


def things(estate: Estate) -> dict[str, object]:
    """What the API's names stand for."""
    operator = Operator.objects.get(user=estate.people[Role.OPERATOR_1]).pk
    named = {name: estate.owned[label].pk for name, label in KEYS.items() if label in estate.owned}
    named |= {
        "login": estate.people[Role.SUPERVISOR].username,
        "queue_key": estate.owned["channels.Queue"].key,
        "organisation_code": estate.organisation.code,
        "change": Change.objects.get(who=estate.mark).pk,
        "conversation": estate.conversation,
        "device": estate.owned["staff.Device"].key,
    }
    named |= {kind.name: kind.model.objects.first().pk for kind in KINDS if kind.label in OF_ALL}
    return {**named, "operator": operator}


def meeting(owned: dict[str, Estate], operation: Operation) -> list[tuple[Estate, Estate]]:
    """Each organisation and one other: they take turns, so from operation to operation every pair meets."""
    estates, turn = list(owned.values()), OPERATIONS.index(operation) % (len(owned) - 1)
    return [(mine, estates[(n + 1 + turn) % len(estates)]) for n, mine in enumerate(estates)]


@pytest.mark.req("S32")
def test_whatever_the_administration_shows_belongs_to_somebody_or_to_all(owned):
    keeping = {label for label, keeps in own_pages().items() if keeps}
    assert set(own_pages()) - keeping == OF_ALL
    assert keeping <= set(next(iter(owned.values())).owned)


@pytest.mark.req("S32")
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("code", ORGANISATIONS)
def test_nobody_opens_what_is_another_organisations(owned, code, role):
    """The organisations take turns: in every role everything is asked for, and every pair meets."""
    further = 1 + ROLES.index(role) % (len(ORGANISATIONS) - 1)
    theirs = owned[ORGANISATIONS[(ORGANISATIONS.index(code) + further) % len(ORGANISATIONS)]]
    client = signed_in(owned[code].people[role])
    found = [
        f"{answer.status_code} {route.pattern} of {theirs.organisation.code}"
        for route in open_to(client, NAMING)
        for answer in asked(client, route, theirs)
        if not refuses(answer) or theirs.mark in shown(answer)
    ]
    assert not found, "\n".join(found)


@pytest.mark.req("S32")
def test_the_own_is_opened_by_those_whose_work_it_is(owned, in_vain):
    """Otherwise what is refused to others might be refused for some other reason."""
    mine = owned[ORGANISATIONS[0]]
    closed = {route for route in NAMING if not route.pattern.startswith(API) and not beyond_all_roles(route)}
    for role in Role:
        client = signed_in(mine.people[role])
        opened = {one for one in open_to(client, list(closed)) if any(map(opens, asked(client, one, mine)))}
        closed -= opened
    assert not closed, "\n".join(sorted(route.pattern for route in closed))


@pytest.mark.req("S32")
@pytest.mark.parametrize("role", Role)
def test_lists_show_the_own_and_nothing_of_others(owned, role):
    code = ORGANISATIONS[ROLES.index(role) % len(ORGANISATIONS)]
    client = signed_in(owned[code].people[role])
    pages = {one.pattern: shown(client.get(f"/{one.pattern}")) for one in open_to(client, LISTS)}
    found = [
        f"{said} in {pattern}"
        for pattern, page in pages.items()
        for estate in others(owned, code)
        for said in ((estate.mark, *estate.numbers) if pattern not in OF_ALL_PEOPLE else estate.numbers)
        if said in page
    ]
    assert not found, "\n".join(found)
    mine = owned[code]
    missing = [
        one for one in OWN.get(role, []) if not any(said in pages[one] for said in (mine.mark, *mine.numbers))
    ]
    assert not missing


def test_nothing_is_open_without_a_login_but_what_is_public(owned, in_vain):
    mine = owned[ORGANISATIONS[0]]
    paths = {one.pattern: one.path(mine.owned) for one in ROUTES if one.model not in OF_ALL}
    of_all = [one.pattern for one in ROUTES if one.model in OF_ALL]
    paths |= {pattern: "/" + PARAMETER.sub("1", pattern) for pattern in (*NAMED, *of_all)}
    anybody = Client(HTTP_HOST="localhost")
    opened = set()
    for pattern, path in paths.items():
        answer = anybody.get(path)
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            answer = anybody.post(path, AT_THE_DESK, JSON)
        if not refuses(answer) or mine.mark in shown(answer):
            opened.add(pattern)
    assert opened == set(PUBLIC)


@pytest.mark.req("S32")
@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_a_program_reaches_what_is_its_organisations_and_nothing_else(owned, operation, in_vain, monkeypatch):
    """Of all that an operation names, whichever is another organisation's: there is no such thing."""

    async def no_engine(_asked: Input, _key: object) -> int:
        raise Illegal(commands.AWAY, "nobody listens")

    monkeypatch.setattr(commands, "send", no_engine)
    kept = "/configuration/" in operation.address
    # One mechanism serves all kinds of configuration: of each, one pair is enough.
    for mine, theirs in itertools.islice(meeting(owned, operation), 1 if kept else None):
        client, of_mine, of_theirs = program(mine), things(mine), things(theirs)
        for name in operation.names:
            answer = operation.asked(client, {**of_mine, name: of_theirs[name]})
            in_body = kept and f"{{{name}}}" not in operation.address
            refused = HTTPStatus.UNPROCESSABLE_ENTITY if in_body else HTTPStatus.NOT_FOUND
            assert answer.status_code == refused, (name, answer.content)
        answer = operation.asked(client, of_mine)
        if str(operation) in OF_A_TOKEN_OF_ALL:
            assert answer.status_code == HTTPStatus.FORBIDDEN
            continue
        assert answer.status_code not in {*REFUSED, 400, 415, 429}, answer.content
        hidden = () if f"{API}{operation.address[1:]}" in OF_ALL_PEOPLE else (theirs.mark,)
        assert not any(said in shown(answer) for said in (*hidden, *theirs.numbers))
