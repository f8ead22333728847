"""Where somebody is signed in: listed, ended by hand, by limits, and with a new password."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from apps.conftest import PASSWORD
from thirdring.apps.audit.models import Access, AccessKind
from thirdring.apps.staff.sessions import browser_of
from thirdring.apps.staff.tasks import forget_ended_sessions

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
)


def signed_in(login: str, user_agent: str = FIREFOX) -> Client:
    browser = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="ru", HTTP_USER_AGENT=user_agent)
    assert browser.post("/login/", {"username": login, "password": PASSWORD}).status_code == 302
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def grows_old(**fields: timedelta) -> None:
    UserSession.objects.update(**{name: timezone.now() - age for name, age in fields.items()})


@pytest.mark.parametrize(
    ("said", "named"),
    [(FIREFOX, "Firefox, Windows"), (EDGE, "Edge, Windows"), (PHONE, "Safari, iPhone"), ("curl/8", "")],
)
def test_browsers_are_called_by_the_names_that_people_know(said, named):
    assert browser_of(said) == named


def test_one_sees_where_one_is_signed_in_and_ends_it_elsewhere():
    office, home = signed_in("maria"), signed_in("maria", PHONE)
    page = office.get("/account/")
    assert [place.browser for place in page.context["places"]] == ["Firefox, Windows", "Safari, iPhone"]
    (elsewhere,) = (place for place in page.context["places"] if not place.here)

    office.post(f"/account/sessions/{elsewhere.key}/end/")

    assert is_in(office)
    assert not is_in(home)


def test_nobody_ends_a_session_of_somebody_else():
    maria, ivan = signed_in("maria"), signed_in("ivan")
    row = UserSession.objects.get(user__username="ivan")
    maria.post(f"/account/sessions/{row.pk}/end/")
    assert is_in(ivan)


def test_an_administrator_ends_anybodys_session(login):
    maria = signed_in("maria")
    row = UserSession.objects.get(user__username="maria")
    chosen = {"action": "end_sessions", "_selected_action": [row.pk]}
    login("admin").post("/admin/staff/signedin/", chosen)
    assert not is_in(maria)
    ended = Access.objects.get(kind=AccessKind.SESSION_ENDED)
    assert (ended.login, ended.by) == ("maria", "admin")


def test_a_supervisor_sees_no_sessions(login):
    assert login("halyna").get("/admin/staff/signedin/").status_code == 403


def test_a_new_password_ends_all_other_sessions():
    office, home = signed_in("maria"), signed_in("maria", PHONE)
    new = "a-better-password-1"
    words = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert office.post("/account/password/", words)["Location"] == "/account/"
    assert is_in(office)
    assert not is_in(home)
    assert [place.here for place in office.get("/account/").context["places"]] == [True]


def test_a_password_that_is_too_easy_is_refused_with_the_reason():
    words = {"old_password": PASSWORD, "new_password1": "1234567890", "new_password2": "1234567890"}
    page = signed_in("maria").post("/account/password/", words)
    assert "field-error" in page.content.decode()


def test_signing_out_leaves_no_session_behind():
    signed_in("maria").post("/logout/")
    assert not UserSession.objects.exists()


def test_of_a_session_that_nobody_came_back_to_nothing_is_kept():
    signed_in("ivan")
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    maria = signed_in("maria")
    forget_ended_sessions(timestamp=0)
    assert [row.user.username for row in UserSession.objects.all()] == ["maria"]
    assert Session.objects.count() == 1
    assert is_in(maria)


@pytest.mark.parametrize("sign", ["last_seen_at", "created_at"])
def test_a_session_ends_by_itself(sign):
    maria = signed_in("maria")
    limits = {
        "last_seen_at": timedelta(minutes=settings.INSTALLATION.idle_min),
        "created_at": timedelta(hours=settings.INSTALLATION.session_h),
    }
    grows_old(**{sign: limits[sign] - timedelta(minutes=1)})
    assert is_in(maria)
    grows_old(**{sign: limits[sign] + timedelta(minutes=1)})
    assert not is_in(maria)
    assert Access.objects.filter(login="maria", kind=AccessKind.SESSION_ENDED).count() == 1


def test_every_request_is_a_sign_of_life():
    maria = signed_in("maria")
    grows_old(last_seen_at=timedelta(minutes=30))
    maria.get("/account/")
    assert timezone.now() - UserSession.objects.get().last_seen_at < timedelta(minutes=1)
