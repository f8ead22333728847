"""A second factor: made, asked for, replaced by a recovery code, and demanded of those who oversee."""

from __future__ import annotations

import dataclasses

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from apps.conftest import PASSWORD
from authenticator import code_of
from thirdring.apps.audit.models import Access, AccessKind
from thirdring.apps.staff.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_is_waited_for():
    """Attempts are counted in the cache, across tests."""
    cache.clear()


@pytest.fixture
def browser():
    return Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="ru", HTTP_ACCEPT="text/html")


@pytest.fixture
def overseers_need_one(monkeypatch):
    strict = dataclasses.replace(settings.INSTALLATION, second_factor=("supervisor", "administrator"))
    monkeypatch.setattr(settings, "INSTALLATION", strict)


def enter(browser, login):
    return browser.post("/login/", {"username": login, "password": PASSWORD})


def set_up_the_app(browser) -> str:
    """The secret that the telephone has read from the picture."""
    secret = browser.get("/account/app/add/").context["form"].secret
    kept = browser.post("/account/app/add/", {"code": code_of(secret)})
    assert kept["Location"] == "/account/codes/"
    return secret


def happened(login: str) -> list[tuple[str, str]]:
    rows = Access.objects.filter(login=login).exclude(kind=AccessKind.ROLES)  # given with the world
    return list(rows.order_by("id").values_list("kind", "detail"))


def test_who_has_set_up_the_app_is_asked_for_its_code(browser, django_capture_on_commit_callbacks):
    enter(browser, "maria")
    with django_capture_on_commit_callbacks(execute=True):
        secret = set_up_the_app(browser)
    browser.post("/logout/")

    assert enter(browser, "maria")["Location"] == "/login/code/"
    assert browser.get("/desk/").status_code == 302  # not signed in yet
    refused = browser.post("/login/code/", {"code": "000000"})
    assert "Код не подошёл" in refused.content.decode()
    assert browser.post("/login/code/", {"code": code_of(secret, 1)})["Location"] == "/"
    assert browser.get("/desk/").status_code == 200

    assert happened("maria") == [
        (AccessKind.SIGNED_IN, "password"),
        (AccessKind.FACTOR_ADDED, "totp"),
        (AccessKind.FACTOR_ADDED, "recovery codes"),
        (AccessKind.SIGNED_OUT, ""),
        (AccessKind.REFUSED, "totp"),
        (AccessKind.SIGNED_IN, "password, mfa totp"),
    ]


def test_the_secret_does_not_lie_in_the_database_as_it_is(browser):
    enter(browser, "maria")
    secret = set_up_the_app(browser)
    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_recovery_codes_are_shown_once_and_each_opens_once(browser):
    enter(browser, "ivan")
    set_up_the_app(browser)
    page = browser.get("/account/codes/")
    code = page.context["unused_codes"][0]
    assert code in page.content.decode()
    assert code not in browser.get("/account/codes/").content.decode()
    browser.post("/logout/")

    enter(browser, "ivan")
    assert browser.post("/login/code/", {"code": code})["Location"] == "/"
    assert (AccessKind.RECOVERY_CODE, "") in happened("ivan")
    browser.post("/logout/")
    enter(browser, "ivan")
    assert browser.post("/login/code/", {"code": code}).status_code == 200


def test_guessing_codes_is_stopped_as_guessing_passwords_is(browser):
    enter(browser, "elena")
    set_up_the_app(browser)
    browser.post("/logout/")
    enter(browser, "elena")
    for wrong in range(5):
        answer = browser.post("/login/code/", {"code": f"00000{wrong}"})
    assert answer.status_code == 429
    assert enter(browser, "elena").status_code == 429
    assert AccessKind.LOCKED in dict(happened("elena"))


def test_whose_role_demands_a_second_factor_makes_one_before_anything_else(browser, overseers_need_one):
    enter(browser, "halyna")
    assert browser.get("/supervisor/")["Location"] == "/account/"
    assert browser.get("/supervisor/stream/", HTTP_ACCEPT="text/event-stream").status_code == 403
    assert "Вашій ролі потрібен другий чинник" in browser.get("/account/").content.decode()

    set_up_the_app(browser)

    assert browser.get("/supervisor/").status_code == 200


def test_an_operator_may_do_without(browser, overseers_need_one):
    enter(browser, "maria")
    assert browser.get("/desk/").status_code == 200


def test_an_administrator_takes_a_lost_factor_away_and_the_sessions_with_it(browser, login):
    enter(browser, "taras")
    set_up_the_app(browser)
    taras = User.objects.get(username="taras")
    chosen = {"action": "forget_factors", "_selected_action": [taras.pk]}
    login("admin").post("/admin/staff/user/", chosen)

    assert browser.get("/desk/").status_code == 302
    assert enter(browser, "taras")["Location"] == "/"
    assert Access.objects.get(login="taras", kind=AccessKind.FACTOR_REMOVED).by == "admin"


def test_secrets_of_second_factors_are_on_no_page_of_the_administration(login):
    assert login("admin").get("/admin/mfa/authenticator/").status_code == 404


@pytest.mark.parametrize(("host", "offered"), [("localhost", True), ("127.0.0.1", False)])
def test_a_passkey_is_offered_only_where_there_can_be_one(host, offered):
    page = Client(HTTP_HOST=host).get("/login/").content.decode()
    assert ("data-passkey" in page) == offered
