"""Roles: the auditor sees and changes nothing; an administrator is no superuser; the log only grows."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, transaction

from thirdring.apps.audit.access import note_access
from thirdring.apps.audit.models import Access, AccessKind
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.staff.access import ROLES
from thirdring.apps.staff.models import Role, User
from thirdring.apps.staff.roles import RIGHTS, works_in_administration

pytestmark = pytest.mark.django_db


@pytest.fixture
def working_as(login):
    """Somebody new with that role, at the fund, logged in."""

    def somebody(role):
        user = User.objects.create_user("new", organisation=Organisation.objects.get(code="tfoms"))
        user.groups.add(Group.objects.get(name=role))
        user.is_staff = works_in_administration(user)
        user.save()
        return login("new")

    return somebody


def test_every_role_is_a_group_and_can_be_given_from_outside():
    assert set(Role) == set(ROLES) == set(RIGHTS)
    assert set(Role) <= set(Group.objects.values_list("name", flat=True))


def test_an_auditor_may_change_nothing():
    assert {action for actions in RIGHTS[Role.AUDITOR].values() for action in actions} == {"view"}


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("audit/readlog/", 200),
        ("audit/access/", 200),
        ("audit/seal/", 200),
        ("compliance/breach/", 200),
        ("channels/line/", 200),
        ("staff/user/", 200),
        ("staff/user/add/", 403),
        ("channels/line/add/", 403),
        ("staff/signedin/", 403),
        ("api/apitoken/", 403),
    ],
)
def test_an_auditor_sees_logs_breaches_and_configuration(working_as, path, seen):
    assert working_as(Role.AUDITOR).get(f"/admin/{path}").status_code == seen


@pytest.mark.parametrize("page", ["/supervisor/", "/desk/"])
def test_an_auditor_sees_no_callers(working_as, page):
    assert working_as(Role.AUDITOR).get(page).status_code == 403


def test_an_auditor_does_nothing_to_logins(working_as, user):
    chosen = {"action": "close", "_selected_action": [user("maria").pk]}
    working_as(Role.AUDITOR).post("/admin/staff/user/", chosen)
    assert user("maria").is_active


def test_an_expert_has_no_page_in_the_administration(working_as):
    assert working_as(Role.EXPERT).get("/admin/").status_code == 302


def test_an_administrator_cannot_become_a_superuser_by_a_superusers_password(working_as, user):
    browser = working_as(Role.ADMINISTRATOR)
    boss = user("admin")
    new = {"password1": "stolen-password-1", "password2": "stolen-password-1", "usable_password": "true"}
    assert browser.post(f"/admin/staff/user/{boss.pk}/password/", new).status_code == 403
    browser.post("/admin/staff/user/", {"action": "forget_factors", "_selected_action": [boss.pk]})
    assert user("admin").password == boss.password
    assert not Access.objects.filter(login="admin", kind=AccessKind.FACTOR_REMOVED).exists()


def test_a_role_that_is_given_is_written_down(user):
    user("maria").groups.add(Group.objects.get(name=Role.EXPERT))
    assert Access.objects.filter(login="maria", kind=AccessKind.ROLES, detail="+ expert").exists()


@pytest.mark.parametrize("change", [{"login": "somebody else"}, None])
def test_the_access_log_is_only_added_to(change):
    note_access(AccessKind.CLOSED, "maria", None, by="admin")
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        if change:
            Access.objects.update(**change)
        else:
            Access.objects.all().delete()
