"""A list asks the database as often for many rows as for one: a few statements, and none for each row."""

from __future__ import annotations

import re
from collections import Counter
from uuid import uuid4

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.day import Day
from apps.test_promises import broken
from thirdring.apps import pages
from thirdring.apps.audit.models import Access, AccessKind, Subject
from thirdring.apps.audit.services import note_reading
from thirdring.apps.channels.models import Skill
from thirdring.apps.history.authors import written_by
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.staff.models import Operator, OperatorSkill, User

ROWS = 8  # of each kind at least; no page asks the same so often for another reason
OF_SUPERVISORS = ("/cards/", "/calls/?since=2026-11-23T00:00", "/promises/", "/supervisor/alarms/past/")
OF_PROGRAMS = ("calls", "cards", "promises", "breaches")
OF_ROLES = 'FROM "auth_group" INNER JOIN "staff_user_groups"'
EACH_ANEW = re.compile(r"'[^']*'|\d+")


@pytest.fixture
def full(day: Day) -> None:
    for _ in range(ROWS):
        broken(day)
        day.hangs_up(day.arrives("1002"))


def asked_for_each_row(client: Client, path: str) -> list[str]:
    """The statements that were made again and again, with other values, to answer at ``path``."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
        assert answer.status_code == 200
    times = Counter(EACH_ANEW.sub("?", query["sql"]) for query in asked.captured_queries)
    return [f"{path}: {count} × {statement}" for statement, count in times.items() if count >= ROWS]


def test_what_supervisors_and_programs_read_is_not_asked_row_by_row(full, login, program):
    found = [one for path in OF_SUPERVISORS for one in asked_for_each_row(login("svetlana"), path)]
    reader = program("tfoms")
    found += [one for name in OF_PROGRAMS for one in asked_for_each_row(reader, f"/api/v1/{name}")]
    assert not found


def test_a_page_asks_once_for_the_roles_of_whoever_reads_it(login):
    browser = login("svetlana")
    for path in OF_SUPERVISORS:
        with CaptureQueriesContext(connection) as asked:
            browser.get(path)
        roles = [query["sql"] for query in asked.captured_queries if OF_ROLES in query["sql"]]
        assert len(roles) == 1, (path, roles)


def changed_by_a_supervisor(organisation: Organisation) -> None:
    """Somebody new, who leaves again: rows that are called after others, there and gone."""
    with written_by("svetlana"):
        person = User.objects.create(username=f"new-{uuid4().hex}", organisation=organisation)
        operator = Operator.objects.create(user=person, organisation=organisation)
        OperatorSkill.objects.create(operator=operator, skill=Skill.objects.earliest("pk"))
    with written_by("svetlana"):
        operator.delete()
        person.delete()


def test_no_list_of_the_administration_is_asked_row_by_row(full, login, program, user):
    organisation = user("maria").organisation
    for _ in range(ROWS):
        program("tfoms")
        Access.objects.create(
            at=timezone.now(), kind=AccessKind.SIGNED_IN, login="maria", organisation=organisation
        )
        note_reading("maria", organisation.pk, Subject.CARD, "1", "desk")
        changed_by_a_supervisor(organisation)
    chief = login("admin")
    lists = (
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    )
    assert not [one for path in lists for one in asked_for_each_row(chief, path)]


def test_pages_end_somewhere_and_say_that_there_is_more(full, login, monkeypatch):
    monkeypatch.setattr(pages, "MOST", ROWS)
    answer = login("svetlana").get("/cards/?page=500000")
    shown = answer.context["page"]
    assert (shown.paginator.count, shown.number, len(shown)) == (ROWS, 1, ROWS)
    assert "narrow the list" in answer.content.decode()
    monkeypatch.setattr(pages, "MOST", 1_000)
    whole = login("svetlana").get("/cards/")
    assert whole.context["page"].paginator.count == 2 * ROWS
    assert "narrow the list" not in whole.content.decode()


def test_only_who_has_looked_for_something_is_offered_all_the_rest(login):
    """Of a log that is not counted to its end."""
    chief = login("admin")
    assert "Show all" not in chief.get("/admin/audit/access/").content.decode()
    assert "Show all" in chief.get("/admin/audit/access/?q=nobody").content.decode()
