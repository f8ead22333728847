"""Lets in whom a sign-in service or a directory vouches for: finds or makes the login, follows the groups.

What others say never opens a closed login, never reaches a superuser's, and gives no role that
``access.toml`` does not name. How the word came (OpenID Connect, LDAP) is not known here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from thirdring.apps.organisations.models import Organisation
from thirdring.apps.staff.access import Source
from thirdring.apps.staff.accounts import has_left
from thirdring.apps.staff.models import User
from thirdring.apps.staff.roles import works_in_administration

log = logging.getLogger(__name__)


class Refused(Exception):
    """Somebody who is vouched for does not come in. ``str()`` is for the person, in the reader's language."""


@dataclass(frozen=True)
class Vouched:
    """What a source says of a person. ``groups`` are its own."""

    login: str
    given_name: str = ""
    family_name: str = ""
    groups: frozenset[str] = frozenset()


def let_in(source: Source, person: Vouched, user: User | None = None) -> User:
    """The login of ``person``, with the roles that the groups now give.

    ``user`` is the one that the source has been connected with before. Raises ``Refused``, among others for
    who is in none of the groups any more: the roles are taken all the same.
    """
    user = user or User.objects.filter(username__iexact=person.login).first()
    if user is not None and user.is_superuser:
        raise Refused(_("This login is not opened from outside. Use its password here."))
    if user is not None and (not user.is_active or has_left(user)):
        raise Refused(_("This login is closed. If you work here again, ask an administrator to open it."))
    with transaction.atomic():
        user = user or _make(source, person)
        _follow(source, person, user)
    if source.roles and not user.groups.exists():
        raise Refused(_("None of your groups has work here. Ask an administrator for the right one."))
    return user


def roles_of(source: Source, groups: Iterable[str]) -> set[str]:
    return {source.roles[group] for group in groups if group in source.roles}


def _make(source: Source, person: Vouched) -> User:
    if not source.organisation or not roles_of(source, person.groups):
        raise Refused(_("You have no login here yet. Ask an administrator for one, or for the right group."))
    longest = User._meta.get_field("username").max_length or 0
    if not person.login or len(person.login) > longest:
        raise Refused(_("The sign-in service did not say which login is yours. Ask an administrator."))
    user = User(
        username=person.login,
        first_name=person.given_name[:150],
        last_name=person.family_name[:150],
        organisation=Organisation.objects.get(code=source.organisation),
    )
    user.set_unusable_password()
    user.save()
    log.info("A login was made as %s vouched for it.", source.key)
    return user


def _follow(source: Source, person: Vouched, user: User) -> None:
    """Roles that the source speaks of are given and taken as its groups say."""
    if not source.roles:
        return
    wanted = roles_of(source, person.groups)
    spoken_of = set(source.roles.values())
    held = set(user.groups.filter(name__in=spoken_of).values_list("name", flat=True))
    if wanted != held:
        user.groups.remove(*Group.objects.filter(name__in=held - wanted))
        user.groups.add(*Group.objects.filter(name__in=wanted - held))
    may_enter = works_in_administration(user)
    if user.is_staff != may_enter:
        user.is_staff = may_enter
        user.save(update_fields=["is_staff"])
