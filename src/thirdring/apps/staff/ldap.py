"""Asks the directory whether a password is right; the login itself stays ours (``staff.joining``).

One connection finds the person with the service's own login, a second one proves the password by binding
as that person. A directory that cannot be reached lets nobody in and says so in the log.
"""

from __future__ import annotations

import logging
import ssl
from dataclasses import dataclass
from typing import Any

import ldap3
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from ldap3.core.exceptions import LDAPException
from ldap3.utils.conv import escape_filter_chars
from ldap3.utils.dn import parse_dn

from thirdring.apps.staff.access import Directory
from thirdring.apps.staff.accounts import spelled
from thirdring.apps.staff.joining import Refused, Vouched, let_in
from thirdring.apps.staff.models import User

log = logging.getLogger(__name__)

PATIENCE_S = 5


class DirectoryBackend(ModelBackend):
    """Stands after Django's own: a password that is known here asks nobody."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **more: Any,
    ) -> User | None:
        directory = settings.ACCESS.directory
        if (
            directory is None or not username or not password
        ):  # an empty password binds as nobody, and succeeds
            return None
        try:
            person = ask(directory, username, password)
        except LDAPException as trouble:
            log.warning("The directory %s does not answer: %s", directory.server, type(trouble).__name__)
            return None
        if person is None:
            return None
        try:
            return let_in(directory, person)
        except Refused:
            return None


def ask(directory: Directory, login: str, password: str) -> Vouched | None:
    """Who it is, if the password fits. Raises ``LDAPException`` when the directory cannot be asked."""
    with _connection(directory, directory.bind_dn, directory.bind_password) as connection:
        found = _person(connection, directory, login)
        if found is None:
            return None
        groups = _groups(connection, directory, found)
    if not _fits(directory, found.dn, password):
        return None
    return Vouched(spelled(login), found.given_name, found.family_name, groups)


@dataclass(frozen=True)
class _Found:
    dn: str
    given_name: str
    family_name: str
    member_of: tuple[str, ...]


def _person(connection: ldap3.Connection, directory: Directory, login: str) -> _Found | None:
    wanted = [directory.given_name, directory.family_name, "memberOf"]
    known = [name for name in wanted if name.lower() in _attributes(connection)]
    asked = directory.person_filter.replace("{login}", escape_filter_chars(login))
    connection.search(directory.people, asked, attributes=known, size_limit=2)
    entries = [one for one in connection.response or () if one["type"] == "searchResEntry"]
    if len(entries) != 1:
        return None  # nobody, or a filter that fits several
    values = {name.lower(): value for name, value in entries[0]["attributes"].items()}
    return _Found(
        entries[0]["dn"],
        _first(values.get(directory.given_name.lower())),
        _first(values.get(directory.family_name.lower())),
        tuple(values.get("memberof") or ()),
    )


def _attributes(connection: ldap3.Connection) -> set[str]:
    """Names that this server knows: to ask for another one is an error."""
    schema = connection.server.schema
    return {name.lower() for name in schema.attribute_types} if schema else {"givenname", "sn", "memberof"}


def _groups(connection: ldap3.Connection, directory: Directory, person: _Found) -> frozenset[str]:
    """Names (``cn``) of the person's groups."""
    if not directory.groups:
        return frozenset(name for dn in person.member_of if (name := _common_name(dn)))
    asked = directory.group_filter.replace("{dn}", escape_filter_chars(person.dn))
    connection.search(directory.groups, asked, attributes=["cn"])
    entries = [one for one in connection.response or () if one["type"] == "searchResEntry"]
    return frozenset(name for one in entries for name in one["attributes"]["cn"])


def _fits(directory: Directory, dn: str, password: str) -> bool:
    connection = _unbound(directory, dn, password)
    try:
        if directory.start_tls:
            connection.start_tls()
        return bool(connection.bind())
    finally:
        connection.unbind()


def _connection(directory: Directory, dn: str, password: str) -> ldap3.Connection:
    """Bound as the service; raises ``LDAPException`` when that fails."""
    connection = _unbound(directory, dn or None, password or None, raise_exceptions=True)
    if directory.start_tls:
        connection.start_tls()
    connection.bind()
    return connection


def _unbound(directory: Directory, dn: str | None, password: str | None, **options: Any) -> ldap3.Connection:
    tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=directory.certificates or None)
    server = ldap3.Server(directory.server, tls=tls, connect_timeout=PATIENCE_S, get_info=ldap3.SCHEMA)
    return ldap3.Connection(server, dn, password, receive_timeout=PATIENCE_S, read_only=True, **options)


def _common_name(dn: str) -> str:
    """``operators`` of ``cn=operators,ou=groups,dc=example``."""
    name, value, _rest = parse_dn(dn)[0]
    return value if name.lower() == "cn" else ""


def _first(value: Any) -> str:
    return str(value[0]) if isinstance(value, list) and value else str(value or "")
