"""The history of the configuration: who changed what, and how it is put back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from thirdring.apps.api.configuration_kinds import KINDS
from thirdring.apps.appeals.models import Reason
from thirdring.apps.channels.models import Line, Menu, MenuOption, Queue, Skill, Trunk
from thirdring.apps.history.authors import written_by
from thirdring.apps.history.models import Change
from thirdring.apps.history.words import told
from thirdring.apps.organisations.models import Department, Organisation, Post
from thirdring.apps.staff.models import Operator, Role, User
from thirdring.apps.staff.roles import works_in_administration

pytestmark = pytest.mark.django_db
SECRET = "not-for-anybodys-eyes"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def fund() -> Organisation:
    return Organisation.objects.get(code="tfoms")


@pytest.fixture
def administrator(login) -> Client:
    return login("admin")


@pytest.fixture
def working_as(login, fund):
    """Somebody new at the fund with that role, logged in."""

    def somebody(role: Role) -> Client:
        user = User.objects.create_user("new", organisation=fund)
        user.groups.add(Group.objects.get(name=role))
        user.is_staff = works_in_administration(user)
        user.save()
        return login("new")

    return somebody


@pytest.fixture
def post(administrator: Client, fund: Organisation) -> Post:
    """Added on its page a moment ago."""
    saved(administrator, reverse("admin:organisations_post_add"), organisation=fund.pk, name="Dispatcher")
    return Post.objects.get(name="Dispatcher")


def saved(client: Client, page: str, **fields: object) -> None:
    answer = client.post(page, fields)
    assert answer.status_code == 302, answer.context["adminform"].form.errors


def latest() -> Change:
    return Change.objects.latest("pk")


def page_of(change: Change) -> str:
    return reverse("admin:history_change_change", args=[change.pk])


def undone(client: Client, change: Change) -> str:
    """What the page says after the button was pressed."""
    answer = client.post(page_of(change), follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


def test_a_saved_page_is_one_change_with_who_and_from_what_to_what(administrator, post):
    saved(
        administrator,
        reverse("admin:organisations_post_change", args=[post.pk]),
        organisation=post.organisation_id,
        name="Senior dispatcher",
    )
    change = latest()
    assert change.who == "admin"
    (row,) = change.rows.all()
    (field,) = told(row).fields
    assert (field.before, field.after) == ("Dispatcher", "Senior dispatcher")
    shown = administrator.get(page_of(change)).content.decode()
    assert "Dispatcher" in shown and "Senior dispatcher" in shown
    listed = administrator.get(reverse("admin:history_change_changelist")).content.decode()
    assert "Dispatcher → Senior dispatcher" in listed


def test_a_change_is_undone_and_the_undoing_is_in_the_history(administrator, post):
    page = reverse("admin:organisations_post_change", args=[post.pk])
    saved(administrator, page, organisation=post.organisation_id, name="Senior dispatcher")
    change = latest()
    undone(administrator, change)
    post.refresh_from_db()
    assert post.name == "Dispatcher"
    assert latest().undoes == change and latest().who == "admin"
    assert "undone later" in administrator.get(page_of(change)).content.decode()


def test_the_engine_is_told_of_an_undoing(administrator, fund):
    queue = Queue.objects.filter(organisation=fund).first()
    with written_by("admin"):
        Queue.objects.filter(pk=queue.pk).update(priority=queue.priority + 1)
    before = version()
    undone(administrator, latest())
    assert version() > before
    assert Queue.objects.get(pk=queue.pk).priority == queue.priority


def version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM channels_centre_version")
        return cursor.fetchone()[0]


def test_a_renamed_reason_has_its_old_name_again(administrator):
    reason = Reason.objects.order_by("pk").first()
    former = reason.name_ru
    with written_by("admin"):
        Reason.objects.filter(pk=reason.pk).update(name_ru="Другое")
    undone(administrator, latest())
    reason.refresh_from_db()
    assert reason.name_ru == former


def test_what_an_administrator_keeps_has_a_history():
    """Whatever a page of the administration lets one change, but for what is no configuration."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event_object_table FROM information_schema.triggers WHERE trigger_name = 'history'"
        )
        followed = {table for (table,) in cursor.fetchall()}
    kept = {kind.model._meta.db_table for kind in KINDS} | {"crm_crmpage", "retention_rule"}
    assert kept <= followed


def test_what_was_changed_again_since_is_not_undone(administrator, post):
    page = reverse("admin:organisations_post_change", args=[post.pk])
    saved(administrator, page, organisation=post.organisation_id, name="Senior dispatcher")
    first = latest()
    saved(administrator, page, organisation=post.organisation_id, name="Head of shift")
    assert "changed again since" in undone(administrator, first)
    post.refresh_from_db()
    assert post.name == "Head of shift"


def test_what_somebody_needs_now_is_not_taken_away_again(administrator, fund, post):
    added = latest()
    operator = Operator.objects.filter(organisation=fund).first()
    Operator.objects.filter(pk=operator.pk).update(post=post)
    assert str(operator) in undone(administrator, added)
    assert Post.objects.filter(pk=post.pk).exists()


def test_what_somebody_was_given_since_is_not_left_pointing_nowhere(administrator, fund):
    with written_by("admin"):
        queue = Queue.objects.create(key="added", name="Added", organisation=fund)
    added = latest()
    operator = Operator.objects.filter(organisation=fund).first()
    Operator.objects.filter(pk=operator.pk).update(home_queue=queue)
    assert str(operator) in undone(administrator, added)
    assert Operator.objects.get(pk=operator.pk).home_queue == queue


def test_a_menu_removed_with_its_keys_comes_back_with_them(administrator):
    menu = Menu.objects.filter(options__isnull=False).first()
    Line.objects.filter(menu=menu).update(menu=None)
    keys = list(MenuOption.objects.filter(menu=menu).values("pk", "digit", "queue", "topic"))
    saved(administrator, reverse("admin:channels_menu_delete", args=[menu.pk]), post="yes")
    assert not Menu.objects.filter(pk=menu.pk).exists()
    undone(administrator, latest())
    assert list(MenuOption.objects.filter(menu=menu.pk).values("pk", "digit", "queue", "topic")) == keys


def test_what_a_queue_asks_of_operators_is_put_back(administrator, fund):
    queue = Queue.objects.filter(organisation=fund).first()
    queue.needs_skills.clear()
    skill = Skill.objects.first()
    with written_by("admin"):
        queue.needs_skills.add(skill)
    said = told(latest().rows.get())
    assert (said.owner, said.name) == (str(queue), str(skill))
    undone(administrator, latest())
    assert not queue.needs_skills.exists()


def test_a_removed_row_whose_place_is_taken_does_not_come_back(administrator, fund):
    old = Department.objects.create(organisation=fund, code="claims", name="Claims")
    with written_by("admin"):
        old.delete()
    removed = latest()
    Department.objects.create(organisation=fund, code="claims", name="New claims")
    assert "cannot be as it was" in undone(administrator, removed)


def test_secrets_are_in_no_row_of_the_history_and_are_not_put_back(administrator):
    trunk = Trunk.objects.create(key="secret", name="Carrier", username="us", password="before")
    with written_by("admin"):
        Trunk.objects.filter(pk=trunk.pk).update(password=SECRET)
    change = latest()
    (row,) = change.rows.all()
    assert row.secrets == ["password"]
    assert SECRET not in repr((row.before, row.after)) and "password" not in row.after
    assert SECRET not in administrator.get(page_of(change)).content.decode()
    assert "secrets are kept nowhere" in undone(administrator, change)


def test_passwords_and_sign_ins_of_people_are_no_changes(user):
    before = latest()
    maria = user("maria")
    maria.set_password(SECRET)
    maria.save()
    assert latest() == before


def test_a_role_that_was_given_is_in_words_and_only_a_superuser_takes_it_back(
    working_as, administrator, user
):
    colleague = working_as(Role.ADMINISTRATOR)
    maria = (
        User.objects.filter(organisation__code="tfoms", is_superuser=False).exclude(username="new").first()
    )
    maria.groups.remove(Group.objects.get(name=Role.AUDITOR))
    with written_by("admin"):
        maria.groups.add(Group.objects.get(name=Role.AUDITOR))
    given = latest()
    assert (told(given.rows.get()).owner, told(given.rows.get()).name) == (str(maria), "auditor")
    assert "You may not do this" in undone(colleague, given)
    undone(administrator, given)
    assert not maria.groups.filter(name=Role.AUDITOR).exists()


def test_an_auditor_reads_the_history_and_undoes_nothing(working_as, administrator, post):
    change = latest()
    auditor = working_as(Role.AUDITOR)
    assert "Dispatcher" in auditor.get(reverse("admin:history_change_changelist")).content.decode()
    assert "Undo this change" not in auditor.get(page_of(change)).content.decode()
    assert "You may not do this" in undone(auditor, change)
    assert Post.objects.filter(pk=post.pk).exists()


def test_another_organisations_changes_are_not_to_be_seen(login, post):
    other = User.objects.create_user(
        "stranger", organisation=Organisation.objects.exclude(code="tfoms").first(), is_staff=True
    )
    other.groups.add(Group.objects.get(name=Role.ADMINISTRATOR))
    stranger = login("stranger")
    change = Change.objects.get(rows__table="organisations_post", rows__row=post.pk)
    assert "Dispatcher" not in stranger.get(reverse("admin:history_change_changelist")).content.decode()
    assert stranger.post(page_of(change)).status_code == 404


def test_each_page_leads_to_its_own_changes(administrator, post):
    history = reverse("admin:organisations_post_history", args=[post.pk])
    answer = administrator.get(history, follow=True)
    assert answer.status_code == 200
    assert [change.pk for change in answer.context["cl"].result_list] == [latest().pk]


def test_the_database_keeps_the_history_as_it_was_written(post):
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
        Change.objects.filter(pk=latest().pk).update(who="somebody else")
