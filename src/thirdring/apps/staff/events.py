"""What happens to logins becomes rows of the access log, whichever way it happened.

Listens to the signals of Django, axes and allauth, so that no view can forget to write. What nobody
signals (closing, ending, unlocking) is written where it is done.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.signals import user_locked_out
from django.contrib.auth import signals
from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed
from django.dispatch import receiver
from django.http import HttpRequest

from thirdring.apps.audit.access import note_access
from thirdring.apps.audit.models import AccessKind
from thirdring.apps.staff.models import User

FACTOR = {
    Authenticator.Type.TOTP: "totp",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


@receiver(signals.user_logged_in)
def signed_in(request: HttpRequest, user: User, **signal: Any) -> None:
    _note(AccessKind.SIGNED_IN, user, request, detail=_way(request, user))


@receiver(signals.user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **signal: Any) -> None:
    if user is not None:
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        _note(AccessKind.SIGNED_OUT, user, request)


@receiver(signals.user_login_failed)
def refused(credentials: dict[str, Any], request: HttpRequest | None = None, **signal: Any) -> None:
    login = str(credentials.get("username") or "").replace("\0", "")
    user = User.objects.filter(username=login).first() if login else None
    note_access(
        AccessKind.REFUSED,
        login,
        user.organisation_id if user else None,
        address=_address(request),
        detail=str(credentials.get("factor") or "password"),
    )


@receiver(user_locked_out)
def locked_out(username: str, ip_address: str, **signal: Any) -> None:
    user = User.objects.filter(username__iexact=username).first()
    note_access(AccessKind.LOCKED, username, user.organisation_id if user else None, address=ip_address)


@receiver(factors.authenticator_added)
def factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **signal: Any) -> None:
    _note(AccessKind.FACTOR_ADDED, user, request, detail=FACTOR[Authenticator.Type(authenticator.type)])


@receiver(factors.authenticator_removed)
def factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **signal: Any) -> None:
    _note(AccessKind.FACTOR_REMOVED, user, request, detail=FACTOR[Authenticator.Type(authenticator.type)])


@receiver(factors.authenticator_reset)
def codes_made_anew(request: HttpRequest, user: User, **signal: Any) -> None:
    _note(AccessKind.FACTOR_ADDED, user, request, detail=FACTOR[Authenticator.Type.RECOVERY_CODES])


@receiver(factors.authenticator_used)
def factor_used(request: HttpRequest, user: User, authenticator: Authenticator, **signal: Any) -> None:
    """Only the use of a recovery code is worth a row of its own: the sign-in names the others."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        _note(AccessKind.RECOVERY_CODE, user, request)


@receiver(factors.authentication_failed)
def factor_refused(request: HttpRequest, user: User, authenticator: Authenticator, **signal: Any) -> None:
    """A wrong code counts as a wrong password does: axes locks after as many."""
    signals.user_login_failed.send(
        sender=__name__,
        credentials={"username": user.username, "factor": FACTOR[Authenticator.Type(authenticator.type)]},
        request=request,
    )


@receiver(m2m_changed, sender=User.groups.through)
def roles_changed(instance: User | Group, action: str, pk_set: set[int] | None, **signal: Any) -> None:
    if action not in {"post_add", "post_remove"} or not pk_set or not isinstance(instance, User):
        return
    names = ", ".join(Group.objects.filter(pk__in=pk_set).order_by("name").values_list("name", flat=True))
    sign = "+" if action == "post_add" else "−"
    note_access(AccessKind.ROLES, instance.username, instance.organisation_id, detail=f"{sign} {names}")


def _note(kind: AccessKind, user: User, request: HttpRequest, *, detail: str = "") -> None:
    address = _address(request)
    note_access(kind, user.username, user.organisation_id, address=address, detail=detail)


def _way(request: HttpRequest, user: User) -> str:
    """By what somebody came in: ``password, mfa totp``."""
    return ", ".join(
        " ".join(filter(None, (record["method"], record.get("provider"), record.get("type"))))
        for record in get_authentication_records(request, user)
    )


def _address(request: HttpRequest | None) -> str | None:
    return request.META.get("REMOTE_ADDR") or None if request is not None else None
