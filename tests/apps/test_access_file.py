"""access.toml: what cannot be meant is refused by name, and no password passes a network in the clear."""

from __future__ import annotations

import pytest

from thirdring.apps.staff.access import Access, read
from thirdring.installation import Misconfigured

WHOLE = """
[[oidc]]
key = "sso"
name = "Единый вход"
server = "https://sso.centre.test/realms/centre"
client_id = "third-ring"
client_secret_file = "secrets/sso"
organisation = "tfoms"
second_factor = true
[oidc.roles]
"call-centre" = "operator1"

[ldap]
server = "ldap://directory.centre.test"
start_tls = true
people = "ou=people,dc=centre,dc=test"
[ldap.roles]
overseers = "supervisor"
"""


@pytest.fixture
def said(tmp_path):
    def written(text: str) -> Access:
        (tmp_path / "access.toml").write_text(text, encoding="utf-8")
        return read(tmp_path)

    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "sso").write_text("a-secret\n")
    return written


def test_without_the_file_nobody_else_says_who_somebody_is(tmp_path):
    assert read(tmp_path) == Access()


def test_a_service_and_a_directory(said):
    access = said(WHOLE)
    sso = access.service("sso")
    assert (sso.client_secret, sso.organisation, sso.second_factor) == ("a-secret", "tfoms", True)
    assert sso.roles == {"call-centre": "operator1"}
    assert access.directory.roles == {"overseers": "supervisor"}


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ('"operator1"', '"king"', "oidc.roles: group = role"),
        ("client_id =", "client =", "oidc.client: there are"),
        ('client_id = "third-ring"\n', "", "oidc.client_id: it is missing"),
        ("second_factor = true", 'second_factor = "yes"', "oidc.second_factor: true or false"),
        ('"secrets/sso"', '"secrets/none"', "oidc.client_secret_file"),
        ("https://sso", "http://sso", "oidc.server: write https://"),
        ("start_tls = true\n", "", "ldap.server: write ldaps://"),
        ("[ldap]", "[ldap", "cannot be read"),
        ("[[oidc]]", "[[sso]]", "access.toml"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(said, before, after, named):
    assert before in WHOLE
    with pytest.raises(Misconfigured, match=named.replace("[", r"\[")):
        said(WHOLE.replace(before, after, 1))
