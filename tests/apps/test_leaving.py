"""When somebody leaves: the login closes, the engine offers nothing more, and past cards keep the name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.conftest import PASSWORD
from thirdring.apps.audit.models import Access, AccessKind
from thirdring.apps.channels.centre import read_centre
from thirdring.apps.staff import accounts
from thirdring.apps.staff.models import User
from thirdring.apps.staff.queries import operator_names
from thirdring.apps.staff.tasks import close_leavers
from thirdring.asterisk import configuration

pytestmark = pytest.mark.django_db


@pytest.fixture
def maria(user):
    return user("maria")


def signed_in(login: str) -> Client:
    browser = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="ru")
    browser.post("/login/", {"username": login, "password": PASSWORD})
    return browser


def known_to_the_engine(user: User) -> bool:
    return user.operator.pk in {operator.id for operator in read_centre().operators}


def phones_of(user: User) -> set[str]:
    """Her phones, as far as Asterisk is told of them."""
    told = {device.key for operator in read_centre().operators for device in operator.devices}
    return told & {device.key for device in user.operator.devices.all()}


def test_a_closed_login_ends_sessions_desk_and_phones_at_once(maria):
    desk = signed_in("maria")
    assert desk.get("/desk/").status_code == 200
    assert phones_of(maria) == {f"op{maria.operator.pk}-web", f"op{maria.operator.pk}-desk"}
    version = read_centre().version

    accounts.close(maria, by="admin")

    assert desk.get("/desk/").status_code == 302
    assert not known_to_the_engine(maria)
    assert phones_of(maria) == set()
    assert read_centre().version > version  # the engine is told without being asked
    assert signed_in("maria").get("/desk/").status_code == 302
    closed = Access.objects.get(login="maria", kind=AccessKind.CLOSED)
    assert closed.by == "admin"


def test_past_cards_keep_the_name(maria):
    accounts.close(maria, by="admin")
    assert operator_names([maria.operator.pk]) == {maria.operator.pk: "Мария Примерова"}


def test_the_day_after_the_last_one_the_login_is_closed_by_itself(maria, monkeypatch):
    today = timezone.localdate()
    monkeypatch.setattr(timezone, "localdate", lambda: today)  # midnight may come meanwhile
    User.objects.filter(pk=maria.pk).update(leaves_on=today)
    close_leavers(timestamp=0)
    assert known_to_the_engine(maria)

    User.objects.filter(pk=maria.pk).update(leaves_on=today - timedelta(days=1))
    close_leavers(timestamp=0)
    assert not known_to_the_engine(maria)
    assert Access.objects.filter(login="maria", kind=AccessKind.CLOSED).count() == 1


def test_nobody_comes_in_after_the_last_day_even_before_the_login_is_closed(maria):
    User.objects.filter(pk=maria.pk).update(leaves_on=timezone.localdate() - timedelta(days=1))
    browser = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="ru")
    refused = browser.post("/login/", {"username": "maria", "password": PASSWORD})
    assert refused.status_code == 403
    assert "логин закрыт" in refused.content.decode()


def test_who_comes_back_is_let_in_again(maria):
    accounts.close(maria, by="admin")
    accounts.reopen(maria, by="admin")
    assert signed_in("maria").get("/desk/").status_code == 200


def test_a_phone_that_was_kept_stays_outside_when_its_owner_comes_back(maria, settings):
    kept = account_on_the_page(maria)["password"]
    accounts.close(maria, by="admin")
    accounts.reopen(maria, by="admin")
    again = account_on_the_page(maria)
    devices = tuple(device for operator in read_centre().operators for device in operator.devices)
    told = {phone.key: phone.turn for phone in configuration.phones_of(devices, accounts.password_turns())}
    assert again["password"] != kept
    assert again["password"] == settings.INSTALLATION.secrets.sip_password(again["user"], told[again["user"]])


def account_on_the_page(user: User) -> dict[str, str]:
    return signed_in(user.username).get("/desk/").context["desk"]["phone"]


@pytest.mark.parametrize("way", ["action", "form"])
def test_an_administrator_closes_logins_in_the_administration(maria, login, way):
    desk, admin = signed_in("maria"), login("admin")
    if way == "action":
        admin.post("/admin/staff/user/", {"action": "close", "_selected_action": [maria.pk]})
    else:
        page = f"/admin/staff/user/{maria.pk}/change/"
        form = admin.get(page).context["adminform"].form
        fields = {name: form.initial.get(name) or "" for name in form.fields if name != "is_active"}
        fields |= {
            "groups": [group.pk for group in maria.groups.all()],
            "organisation": maria.organisation_id,
        }
        assert admin.post(page, fields).status_code == 302
    assert desk.get("/desk/").status_code == 302
    assert Access.objects.get(login="maria", kind=AccessKind.CLOSED).by == "admin"


def test_an_administrator_does_not_close_himself(login, user):
    admin = login("admin")
    admin.post("/admin/staff/user/", {"action": "close", "_selected_action": [user("admin").pk]})
    assert user("admin").is_active


def test_who_has_worked_here_is_not_deleted(maria, login):
    assert login("admin").post(f"/admin/staff/user/{maria.pk}/delete/", {"post": "yes"}).status_code == 403


def test_an_administrator_unlocks_who_has_mistyped_too_often(maria, login):
    for guess in range(5):
        Client(HTTP_HOST="localhost").post("/login/", {"username": "maria", "password": f"wrong {guess}"})
    assert signed_in("maria").get("/desk/").status_code == 302
    login("admin").post("/admin/staff/user/", {"action": "unlock", "_selected_action": [maria.pk]})
    assert signed_in("maria").get("/desk/").status_code == 200
    noted = Access.objects.filter(login="maria").values_list("kind", flat=True)
    assert {AccessKind.REFUSED, AccessKind.LOCKED, AccessKind.UNLOCKED} <= set(noted)
