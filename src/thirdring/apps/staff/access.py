"""Who else may say who somebody is: sign-in services (OpenID Connect) and a directory (LDAP).

Reads ``access.toml`` of the installation and refuses what cannot be meant, by name. Knows neither Django
nor the network; ``site.access`` turns it into settings, ``staff.joining`` lets people in by it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from thirdring.installation import Misconfigured

FILE = "access.toml"
# Groups that a login can belong to, as ``staff.models.Role`` has them; a test compares the two.
ROLES = (
    "operator1",
    "operator2",
    "expert",
    "supervisor",
    "controller",
    "administrator",
    "auditor",
)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

S = TypeVar("S", bound="Source")


@dataclass(frozen=True)
class Source:
    """Somebody else's word on who people are.

    ``roles`` leads from a group there to a role here: these roles follow the groups at every sign-in, all
    others are given by hand. ``organisation`` is the code of the one in which unknown people get a
    login; ``""``: only who has a login already comes in.
    """

    key: str
    roles: Mapping[str, str] = field(default_factory=dict)
    organisation: str = ""


@dataclass(frozen=True)
class SignInService(Source):
    """An OpenID Connect provider. ``second_factor``: it asks for one, so that we need not."""

    name: str = ""
    server: str = ""
    client_id: str = ""
    client_secret: str = ""
    login_claim: str = "preferred_username"
    groups_claim: str = "groups"
    scopes: tuple[str, ...] = ("openid", "profile")
    second_factor: bool = False


@dataclass(frozen=True)
class Directory(Source):
    """An LDAP server. ``{login}`` and ``{dn}`` in the filters stand for what was typed and who was found."""

    server: str = ""
    start_tls: bool = False
    certificates: str = ""  # file of the authority that signed the server's; "": those of the system
    bind_dn: str = ""
    bind_password: str = ""
    people: str = ""
    person_filter: str = "(uid={login})"
    groups: str = ""  # where groups lie; "": the person's own memberOf says
    group_filter: str = "(member={dn})"
    given_name: str = "givenName"
    family_name: str = "sn"


@dataclass(frozen=True)
class Access:
    """All of ``access.toml``; without the file nobody but ourselves says who somebody is."""

    services: tuple[SignInService, ...] = ()
    directory: Directory | None = None

    def service(self, key: str) -> SignInService:
        """The service of that key; raises ``KeyError``."""
        return {one.key: one for one in self.services}[key]


def read(home: Path) -> Access:
    """What ``access.toml`` in ``home`` says; raises ``Misconfigured``."""
    path = home / FILE
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Access()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Misconfigured("{file} cannot be read: {reason}", file=path, reason=error) from None
    services = said.pop("oidc", [])
    directory = said.pop("ldap", None)
    if said:
        raise _wrong(path, next(iter(said)), "there are [[oidc]] and [ldap]")
    if not isinstance(services, list) or not isinstance(directory, dict | None):
        raise _wrong(path, "oidc, ldap", "write [[oidc]] and [ldap]")
    access = Access(
        tuple(_source(SignInService, path, "oidc", one) for one in services),
        None if directory is None else _source(Directory, path, "ldap", {"key": "ldap"} | directory),
    )
    keys = [one.key for one in access.services]
    if len(set(keys)) < len(keys):
        raise _wrong(path, "oidc.key", "two services have the same one")
    return access


NEEDED = {
    SignInService: ("key", "server", "client_id"),
    Directory: ("server", "people"),
}
SECRETS = ("client_secret", "bind_password")
SCHEMES: dict[type[Source], tuple[str, str]] = {
    SignInService: ("https", "http"),
    Directory: ("ldaps", "ldap"),
}


def _source(kind: type[S], path: Path, section: str, said: dict[str, Any]) -> S:
    known = {one.name: type(one.default) for one in fields(kind)}
    values = dict(said)
    for name in SECRETS:
        if f"{name}_file" in values:
            values[name] = _secret(path, f"{section}.{name}_file", values.pop(f"{name}_file"))
    for name, value in values.items():
        where = f"{section}.{name}"
        if name not in known:
            raise _wrong(path, where, f"there are {', '.join(known)}")
        if name == "roles":
            _check_roles(path, where, value)
        elif name == "scopes":
            values[name] = tuple(value)
        elif not isinstance(value, bool if known[name] is bool else str):
            raise _wrong(path, where, "true or false" if known[name] is bool else "write it in quotes")
    for name in NEEDED[kind]:
        if not values.get(name):
            raise _wrong(path, f"{section}.{name}", "it is missing")
    _check_server(kind, path, section, values)
    return kind(**values)


def _check_roles(path: Path, where: str, value: object) -> None:
    if not isinstance(value, dict) or not set(value.values()) <= set(ROLES):
        raise _wrong(path, where, f"group = role, of {', '.join(ROLES)}")


def _check_server(kind: type[Source], path: Path, section: str, values: dict[str, Any]) -> None:
    """Passwords and tokens pass no network in the clear."""
    safe, open_ = SCHEMES[kind]
    address = urlsplit(values["server"])
    if address.scheme == safe or values.get("start_tls"):
        return
    if address.scheme != open_ or address.hostname not in LOOPBACK:
        raise _wrong(
            path, f"{section}.server", f"write {safe}://…: {values['server']} would be heard by others"
        )


def _secret(path: Path, where: str, name: object) -> str:
    """A secret in a file of its own, beside ``access.toml`` unless its path is absolute."""
    try:
        return (path.parent / str(name)).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise _wrong(path, where, str(error)) from None


def _wrong(path: Path, setting: str, reason: str) -> Misconfigured:
    return Misconfigured("{file}, {setting}: {reason}.", file=path, setting=setting, reason=reason)
