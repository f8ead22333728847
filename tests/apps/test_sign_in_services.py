"""Signing in at an OpenID Connect provider: a real one, the whole way there and back."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from django.conf import settings
from django.test import Client

from phones.ports import free_port, give_back
from thirdring.apps.audit.models import Access as AccessLog
from thirdring.apps.audit.models import AccessKind
from thirdring.apps.staff import accounts
from thirdring.apps.staff.access import Access, SignInService
from thirdring.apps.staff.models import User
from thirdring.site.access import settings_of

pytestmark = pytest.mark.django_db

PROVIDER = Path(__file__).with_name("services") / "provider.mjs"
BACK = "http://localhost/login/service/sso/callback/"
PEOPLE = {
    "nina": {"given_name": "Нина", "family_name": "Новая", "groups": ["call-centre", "choir"]},
    "maria": {"groups": ["call-centre"]},
    "admin": {"groups": ["call-centre"]},
    "boris": {"groups": ["choir"]},
}
ACTION = re.compile(r'action="([^"]+)"')


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    port = free_port()
    places = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # the set-up may have brought a Node.js
    node = shutil.which("node", path=places)
    assert node, "there is no Node.js: run script/setup --test"
    command = [node, str(PROVIDER), str(port), BACK, json.dumps(PEOPLE)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert running.stdout
    assert running.stdout.readline() == "listening\n"
    yield f"http://127.0.0.1:{port}"
    running.kill()
    running.wait()
    give_back(port)


@pytest.fixture
def service(provider, monkeypatch):
    """What access.toml says of the provider; ``service(second_factor=True)`` says more."""

    def configured(**more):
        said = SignInService(
            key="sso",
            name="Единый вход",
            server=provider,
            client_id="third-ring",
            client_secret="a-secret-between-the-two",
            roles={"call-centre": "operator1", "overseers": "supervisor"},
            organisation="tfoms",
        )
        access = Access((dataclasses.replace(said, **more),))
        monkeypatch.setattr(settings, "ACCESS", access)
        providers = settings_of(settings.INSTALLATION, access)["SOCIALACCOUNT_PROVIDERS"]
        monkeypatch.setattr(settings, "SOCIALACCOUNT_PROVIDERS", providers)
        return access.services[0]

    return configured


@pytest.fixture
def browser():
    return Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="ru", HTTP_ACCEPT="text/html")


def signs_in_as(login: str, browser: Client):
    """From our login page over the provider's two pages and back; the answer to coming back."""
    there = browser.post("/login/service/sso/")["Location"]
    with httpx.Client(timeout=60) as visit:
        page = _at_the_provider(visit, there)
        for form in ({"prompt": "login", "login": login, "password": "any"}, {"prompt": "consent"}):
            (action,) = ACTION.findall(page.text)
            page = _at_the_provider(visit, str(page.url.join(action)), form)
    assert page.is_redirect
    back = urlsplit(page.headers["Location"])
    return browser.get(f"{back.path}?{back.query}")


def _at_the_provider(visit: httpx.Client, address: str, form: dict[str, str] | None = None):
    """Follow the provider's redirects until it shows a page or sends us back."""
    answer = visit.post(address, data=form) if form else visit.get(address)
    while answer.is_redirect and not answer.headers["Location"].startswith(BACK):
        answer = visit.get(answer.url.join(answer.headers["Location"]))
    return answer


def test_somebody_new_gets_a_login_with_the_role_of_the_group(service, browser):
    service()
    assert "Единый вход" in browser.get("/login/").content.decode()
    assert signs_in_as("nina", browser)["Location"] == "/"

    nina = User.objects.get(username="nina")
    assert (nina.first_name, nina.last_name, nina.organisation.code) == ("Нина", "Новая", "tfoms")
    assert [group.name for group in nina.groups.all()] == ["operator1"]
    assert not nina.has_usable_password()
    assert not nina.is_staff
    assert AccessLog.objects.get(login="nina", kind=AccessKind.SIGNED_IN).detail == "socialaccount sso"


def test_who_has_a_login_comes_in_with_it_and_the_groups_are_followed(service, browser, user):
    service(roles={"call-centre": "operator2", "others": "operator1"})
    assert signs_in_as("maria", browser)["Location"] == "/"
    assert [group.name for group in user("maria").groups.all()] == ["operator2"]
    assert browser.get("/desk/").status_code == 200


@pytest.mark.parametrize(
    ("login", "reason"), [("boris", "ещё нет логина"), ("admin", "не открывается извне")]
)
def test_who_has_no_business_here_is_told_why(service, browser, login, reason):
    service()
    refused = signs_in_as(login, browser)
    assert refused.status_code == 403
    assert reason in refused.content.decode()
    assert browser.get("/desk/").status_code == 302
    assert AccessLog.objects.filter(login=login, kind=AccessKind.REFUSED, detail="sso").exists()


def test_without_an_organisation_nobody_new_comes_in(service, browser):
    service(organisation="")
    assert signs_in_as("nina", browser).status_code == 403
    assert not User.objects.filter(username="nina").exists()


def test_a_closed_login_is_not_opened_by_the_provider(service, browser):
    service()
    signs_in_as("nina", browser)
    accounts.close(User.objects.get(username="nina"), by="admin")

    refused = signs_in_as("nina", browser)

    assert refused.status_code == 403
    assert "закрыт" in refused.content.decode()
    assert not User.objects.get(username="nina").is_active


@pytest.mark.parametrize(("asks", "place"), [(False, "/account/"), (True, None)])
def test_a_second_factor_of_the_provider_counts_if_it_is_configured_so(
    service, browser, monkeypatch, asks, place
):
    strict = dataclasses.replace(settings.INSTALLATION, second_factor=("operator1",))
    monkeypatch.setattr(settings, "INSTALLATION", strict)
    service(second_factor=asks)
    signs_in_as("maria", browser)
    assert browser.get("/desk/").get("Location") == place


def test_whoever_breaks_off_there_is_told_what_to_do(service, browser):
    service()
    page = browser.get("/login/broken-off/")
    assert "прерван" in page.content.decode()
