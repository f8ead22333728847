"""One's own sign-in: second factors, where one is signed in, the password.

What adds and removes a factor are allauth's views with templates of ours (``staff.urls``).
"""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thirdring.apps.audit.access import note_access
from thirdring.apps.audit.models import AccessKind
from thirdring.apps.staff.adapters import refusal
from thirdring.apps.staff.models import User
from thirdring.apps.staff.names import named_host
from thirdring.apps.staff.sessions import end, end_all, places_of
from thirdring.apps.staff.twofold import factors_of, lacks_factor


def _user(request: HttpRequest) -> User:
    if isinstance(request.user, User):
        return request.user
    raise PermissionDenied


@require_GET
@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What proves that it is you, and where you are signed in."""
    user = _user(request)
    factors: dict[str, list[Authenticator]] = {kind: [] for kind in Authenticator.Type}
    for factor in factors_of(user).order_by("created_at"):
        factors[Authenticator.Type(factor.type)].append(factor)
    codes = factors[Authenticator.Type.RECOVERY_CODES]
    return render(
        request,
        "staff/account.html",
        {
            "totp": factors[Authenticator.Type.TOTP],
            "passkeys": factors[Authenticator.Type.WEBAUTHN],
            "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else None,
            "lacks_factor": lacks_factor(request, user),
            "passkeys_work": named_host(request),
            "places": places_of(user, request.session.session_key),
            "idle_min": settings.INSTALLATION.idle_min,
            "session_h": settings.INSTALLATION.session_h,
        },
    )


@require_POST
@login_required
def end_session(request: HttpRequest, key: int) -> HttpResponse:
    """Sign out elsewhere; of the own sessions only."""
    user = _user(request)
    end(UserSession.objects.filter(user=user, pk=key), by=user.username)
    return redirect("account")


@require_POST
@login_required
def end_others(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    end_all(user, by=user.username, but=request.session.session_key)
    return redirect("account")


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password; all other sessions end."""
    user = _user(request)
    if not user.has_usable_password():
        raise PermissionDenied
    form = PasswordChangeForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        before = request.session.session_key
        form.save()
        update_session_auth_hash(request, user)
        UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
        end_all(user, by=user.username, but=request.session.session_key, why="password")
        note_access(
            AccessKind.PASSWORD, user.username, user.organisation_id, address=request.META["REMOTE_ADDR"]
        )
        record_authentication(request, user, method="password")
        return redirect("account")
    return render(request, "staff/password.html", {"form": form})


def not_signed_in(request: HttpRequest) -> HttpResponse:
    """Where allauth sends somebody who has broken off at the sign-in service."""
    return refusal(request, _("You have not signed in at the sign-in service. Try again, or use a password."))
