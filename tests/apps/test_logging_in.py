"""Logging in: to the place where one works; guessing is stopped; the administration knows its limits."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.conftest import PASSWORD
from thirdring.apps.channels.models import Line
from thirdring.apps.staff.models import Operator, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    return Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="ru")


def enter(browser, username, password=PASSWORD):
    return browser.post("/login/", {"username": username, "password": password})


@pytest.mark.parametrize(
    ("username", "place"), [("maria", "/desk/"), ("admin", "/admin/"), ("halyna", "/supervisor/")]
)
def test_everybody_comes_to_the_place_of_work(browser, username, place):
    assert enter(browser, username)["Location"] == "/"
    assert browser.get("/")["Location"] == place


def test_who_is_not_logged_in_comes_to_the_login(browser):
    assert browser.get("/")["Location"] == "/login/"


def test_a_wrong_password_is_said_and_what_was_typed_stays(browser):
    page = enter(browser, "maria", "wrong").content.decode()
    assert "не подходят" in page
    assert 'value="maria"' in page


def test_guessing_is_stopped_after_five_attempts_even_with_the_right_password(browser):
    answers = [enter(browser, "ivan", f"guess {n}").status_code for n in range(5)]
    assert answers[-1] == 429
    refused = enter(browser, "ivan")
    assert refused.status_code == 429
    assert "Слишком много" in refused.content.decode()
    assert enter(browser, "maria").status_code == 302  # others are not locked out


def test_another_spelling_of_the_login_is_no_further_chance(browser):
    for spelling in ("ivan", "Ivan", "IVAN", "iVan", " ivan "):
        refused = enter(browser, spelling, "guess")
    assert refused.status_code == 429


@pytest.mark.parametrize(("language", "word"), [("ru", "Войти"), ("uk", "Увійти"), ("en", "Log in")])
def test_the_login_speaks_three_languages(language, word):
    page = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE=language).get("/login/")
    assert word in page.content.decode()


def test_the_screens_speak_the_language_of_the_login_unless_another_was_chosen(browser):
    assert enter(browser, "oksana").cookies["thirdring-language"].value == "uk"
    browser.post("/logout/")
    browser.post("/i18n/setlang/", {"language": "en"})
    assert "thirdring-language" not in enter(browser, "oksana").cookies


def test_a_login_with_odd_characters_is_refused_not_broken(browser):
    for odd in ("\x00", "ы" * 5000, "'; --", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")):
        assert enter(browser, odd).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "channels/line/",
        "channels/queue/",
        "channels/menu/",
        "channels/prompt/",
        "channels/trunk/",
        "channels/trunk/add/",
        "channels/skill/",
        "channels/pausereason/",
        "staff/operator/",
        "staff/operator/add/",
        "staff/user/",
        "staff/user/add/",
        "appeals/reason/",
        "organisations/organisation/",
        "organisations/department/",
        "organisations/post/",
        "organisations/clinic/",
        "organisations/region/",
        "audit/readlog/",
        "audit/seal/",
        "api/apitoken/",
    ],
)
def test_every_page_of_the_administration_opens(login, path):
    assert login("admin").get(f"/admin/{path}").status_code == 200


def test_an_operator_does_not_get_into_the_administration_and_is_told_so(login):
    browser = login("maria")
    assert browser.get("/admin/", follow=True).status_code == 403


def test_the_administration_asks_for_the_one_login_and_goes_on_from_there(browser):
    asked = browser.get("/admin/channels/line/", follow=True)
    assert asked.redirect_chain[-1][0] == "/login/?next=/admin/channels/line/"
    assert "Войти" in asked.content.decode()


@pytest.mark.req("S32")
def test_a_supervisor_sees_only_the_own_organisations_lines_and_people(login):
    kyiv = login("halyna")
    lines = kyiv.get("/admin/channels/line/").content.decode()
    assert "2001" in lines
    assert "Горячая линия ОМС" not in lines
    maria = Operator.objects.get(user__username="maria").pk
    assert kyiv.get(f"/admin/staff/operator/{maria}/change/").status_code == 302
    hotline = Line.objects.get(number="1001").pk
    assert kyiv.get(f"/admin/channels/line/{hotline}/change/").status_code == 302


def test_a_supervisor_cannot_give_out_rights(login):
    oksana = User.objects.get(username="oksana")
    login("halyna").post(
        f"/admin/staff/user/{oksana.pk}/change/", {"is_superuser": "on", "username": "oksana"}
    )
    oksana.refresh_from_db()
    assert not oksana.is_superuser


def test_a_trunk_that_would_let_anybody_in_is_refused_by_name(login):
    page = login("admin").post("/admin/channels/trunk/add/", {"key": "open", "name": "Open"})
    assert page.status_code == 200
    assert "addresses" in page.context["adminform"].form.errors
