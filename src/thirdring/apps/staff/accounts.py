"""Closing a login when somebody leaves, opening it again, and lifting what stops somebody from signing in.

A closed login ends its sessions and its desk at once, and the engine offers it no more calls: it hears of
``is_active`` as of any change of configuration, and its phones are no longer known to Asterisk. Should she
come back, they have new passwords: a phone that somebody has kept stays outside.
Nothing is deleted: past cards and calls keep the name.
"""

from __future__ import annotations

import unicodedata
from datetime import date

from axes.utils import reset
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from thirdring.apps.audit.access import note_access
from thirdring.apps.audit.models import AccessKind
from thirdring.apps.staff.models import Device, User
from thirdring.apps.staff.sessions import end_all
from thirdring.apps.staff.twofold import factors_of


def spelled(login: str) -> str:
    """The one spelling of what a directory takes for the same login.

    Neither case nor width of letters nor further blanks count there (``caseIgnoreMatch`` of RFC 4518).
    """
    return " ".join(unicodedata.normalize("NFKC", login).casefold().split())


def has_left(user: User, today: date | None = None) -> bool:
    """Whether the day of leaving, the last day of work, is over."""
    return user.leaves_on is not None and user.leaves_on < (today or timezone.localdate())


@transaction.atomic
def close(user: User, by: str, *, why: str = "") -> None:
    """Close ``user``'s login now; does nothing to one that is closed. ``by``: a login, or a task's name."""
    closed = User.objects.filter(pk=user.pk, is_active=True).update(is_active=False)
    user.is_active = False
    end_all(user, by)
    if closed:
        Device.objects.filter(operator__user=user).update(password_turn=F("password_turn") + 1)
        note_access(AccessKind.CLOSED, user.username, user.organisation_id, by=by, detail=why)


@transaction.atomic
def reopen(user: User, by: str) -> None:
    """Let ``user`` in again, without a day of leaving."""
    user.is_active, user.leaves_on = True, None
    user.save(update_fields=["is_active", "leaves_on"])
    note_access(AccessKind.REOPENED, user.username, user.organisation_id, by=by)


def close_who_have_left(by: str) -> int:
    """Close the logins whose day of leaving is over; how many they were."""
    leavers = User.objects.filter(is_active=True, leaves_on__lt=timezone.localdate())
    for user in leavers:
        close(user, by, why=f"{user.leaves_on:%Y-%m-%d}")
    return len(leavers)


def password_turns() -> dict[str, int]:
    """How often the passwords of phones were changed, by device; never, for those left out."""
    return dict(Device.objects.exclude(password_turn=0).values_list("key", "password_turn"))


def unlock(user: User, by: str) -> int:
    """Forget ``user``'s wrong passwords; how many were remembered."""
    forgotten = reset(username=spelled(user.username))
    note_access(AccessKind.UNLOCKED, user.username, user.organisation_id, by=by)
    return forgotten


@transaction.atomic
def forget_factors(user: User, by: str) -> None:
    """Take all second factors away, as after the loss of a telephone; who needs one is asked to make it."""
    found = factors_of(user)
    kinds = ", ".join(sorted({factor.type for factor in found}))
    found.delete()
    end_all(user, by)
    note_access(AccessKind.FACTOR_REMOVED, user.username, user.organisation_id, by=by, detail=kinds)
