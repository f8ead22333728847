"""Signing in with the password of an LDAP directory: OpenLDAP itself, a process of this test."""

from __future__ import annotations

import dataclasses
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import ldap3
import pytest
from django.conf import settings
from django.test import Client

from phones.ports import free_port, give_back
from thirdring.apps.staff import accounts
from thirdring.apps.staff.access import Access, Directory
from thirdring.apps.staff.models import User
from thirdring.debian import Unpacked

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
STARTING_S = 20.0
BASE, SERVICE, SERVICE_PASSWORD = "dc=centre,dc=test", "cn=service,dc=centre,dc=test", "service-password"
PASSWORD = "the-password-of-the-directory"
CONFIGURATION = """
modulepath {root}/usr/lib/ldap
moduleload back_mdb
include {root}/etc/ldap/schema/core.schema
include {root}/etc/ldap/schema/cosine.schema
include {root}/etc/ldap/schema/inetorgperson.schema
database mdb
directory {home}
suffix "{base}"
rootdn "{service}"
rootpw {password}
"""
GROUPS = {"call-centre": ("nina", "maria", "admin"), "choir": ("nina", "boris")}
PEOPLE = {"nina": ("Нина", "Новая"), "maria": ("М", "П"), "boris": ("Б", "Х"), "admin": ("А", "А")}


@pytest.fixture(scope="module")
def slapd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home, port = tmp_path_factory.mktemp("slapd"), free_port()
    unpacked = Unpacked(ROOT / ".local/slapd")
    assert unpacked.root.is_dir(), "there is no OpenLDAP: run script/setup --test"
    (home / "slapd.conf").write_text(
        CONFIGURATION.format(
            root=unpacked.root, home=home, base=BASE, service=SERVICE, password=SERVICE_PASSWORD
        )
    )
    address = f"ldap://127.0.0.1:{port}"
    options = ["-f", str(home / "slapd.conf"), "-h", address, "-d", "0"]
    running = subprocess.Popen([*unpacked.command("usr/sbin/slapd"), *options])
    try:
        _wait_for(port, running)
        _fill(address)
        yield address
    finally:
        running.terminate()
        running.wait()
        give_back(port)


def _wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTING_S
    while time.monotonic() < deadline and running.poll() is None:
        with socket.socket() as knocking:
            if knocking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("slapd did not come up")


def _fill(address: str) -> None:
    with ldap3.Connection(address, SERVICE, SERVICE_PASSWORD, raise_exceptions=True) as root:
        root.add(BASE, ["dcObject", "organization"], {"o": "Centre"})
        for unit in ("people", "groups"):
            root.add(f"ou={unit},{BASE}", "organizationalUnit")
        for login, (given, family) in PEOPLE.items():
            fields = {"cn": login, "givenName": given, "sn": family, "userPassword": PASSWORD}
            root.add(f"uid={login},ou=people,{BASE}", "inetOrgPerson", fields)
        for name, members in GROUPS.items():
            inside = {"member": [f"uid={login},ou=people,{BASE}" for login in members]}
            root.add(f"cn={name},ou=groups,{BASE}", "groupOfNames", inside)


@pytest.fixture
def directory(slapd, monkeypatch):
    """What access.toml says of the directory; ``directory(server=…)`` says otherwise."""

    def configured(**more):
        said = Directory(
            key="ldap",
            server=slapd,
            bind_dn=SERVICE,
            bind_password=SERVICE_PASSWORD,
            people=f"ou=people,{BASE}",
            groups=f"ou=groups,{BASE}",
            roles={"call-centre": "operator1"},
            organisation="tfoms",
        )
        monkeypatch.setattr(settings, "ACCESS", Access((), dataclasses.replace(said, **more)))

    configured()
    return configured


def enters(login: str, password: str = PASSWORD) -> bool:
    browser = Client(HTTP_HOST="localhost")
    browser.post("/login/", {"username": login, "password": password})
    return browser.get("/account/").status_code == 200


def test_the_password_of_the_directory_opens_and_its_group_gives_the_role(directory):
    assert enters("nina")
    nina = User.objects.get(username="nina")
    assert (nina.first_name, nina.last_name, nina.organisation.code) == ("Нина", "Новая", "tfoms")
    assert [group.name for group in nina.groups.all()] == ["operator1"]


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("nina", "wrong"),
        ("n*", PASSWORD),  # a filter is not to be typed
        ("nina)(uid=*", PASSWORD),
        ("boris", PASSWORD),  # in no group that works here
        ("admin", PASSWORD),  # superusers come in by their own password only
        ("nobody", PASSWORD),
    ],
)
def test_others_do_not_come_in(directory, login, password):
    assert not enters(login, password)


def test_a_password_of_this_house_still_opens(directory):
    from apps.conftest import PASSWORD as OWN

    assert enters("maria", OWN)
    assert enters("maria")


def test_a_closed_login_is_not_opened_by_the_directory(directory):
    assert enters("nina")
    accounts.close(User.objects.get(username="nina"), by="admin")
    assert not enters("nina")


@pytest.mark.parametrize("spelling", ["NINA", "Nina ", "\uff4eina"])
def test_a_closed_login_is_not_opened_under_another_spelling_either(directory, spelling):
    assert enters("nina")
    accounts.close(User.objects.get(username="nina"), by="admin")
    assert not enters(spelling)
    assert User.objects.filter(last_name="Новая").count() == 1


def test_another_spelling_is_the_same_person(directory):
    assert enters("NINA")
    assert enters("nina")
    assert User.objects.filter(last_name="Новая").count() == 1


def test_who_leaves_the_group_stays_out_and_loses_the_role(directory):
    assert enters("nina")
    directory(roles={"another-group": "operator1"})
    assert not enters("nina")
    assert not User.objects.get(username="nina").groups.exists()


def test_a_directory_that_is_away_stops_nobody_with_a_password_of_this_house(directory, caplog):
    from apps.conftest import PASSWORD as OWN

    directory(server="ldap://127.0.0.1:9")
    assert enters("maria", OWN)
    assert not enters("nina")
    assert "does not answer" in caplog.text
