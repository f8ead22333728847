"""How allauth signs people in: nobody signs up, closed logins stay out, services are asked as configured.

Named in ``ACCOUNT_ADAPTER`` and ``SOCIALACCOUNT_ADAPTER``. Who comes in is decided by ``staff.joining``.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thirdring.apps.staff.access import SignInService
from thirdring.apps.staff.accounts import has_left
from thirdring.apps.staff.joining import Refused, Vouched, let_in
from thirdring.apps.staff.models import User
from thirdring.apps.staff.twofold import PROVIDED

# Whoever has just come in need not prove it again to add a second factor.
FRESH = timedelta(minutes=10)


class Accounts(DefaultAccountAdapter):
    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": gettext_lazy(
            "Too many wrong codes. Wait a quarter of an hour, or ask an administrator."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **login: Any) -> HttpResponse | None:
        if not user.is_active or has_left(user):
            return refusal(request, _("This login is closed. Ask an administrator if you work here again."))
        return None

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages here say what is so; nobody needs a message that it has just become so."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        latest = max(
            (one["at"] for one in get_authentication_records(self.request, self.request.user)), default=0
        )
        return timezone.now().timestamp() - latest > FRESH.total_seconds()


class SignInServices(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The service has said who it is: find or make the login, or refuse."""
        service = settings.ACCESS.service(sociallogin.account.provider)
        person = vouched(service, sociallogin.account.extra_data)
        try:
            user = let_in(service, person, sociallogin.user if sociallogin.is_existing else None)
        except Refused as reason:
            failed = {"username": person.login, "factor": service.key}
            user_login_failed.send(sender=__name__, credentials=failed, request=request)
            raise ImmediateHttpResponse(refusal(request, str(reason))) from None
        if not sociallogin.is_existing:
            sociallogin.connect(request, user)
        sociallogin.user = user
        if service.second_factor:
            request.session[PROVIDED] = True

    def on_authentication_error(self, request: HttpRequest, provider: Any, **error: Any) -> None:
        text = _("The sign-in service did not let you in. Try again, or sign in with a password.")
        raise ImmediateHttpResponse(refusal(request, text))


def vouched(service: SignInService, said: dict[str, Any]) -> Vouched:
    """What the service says of a person; what it tells at ``userinfo`` goes before the token."""
    claims = {**said.get("id_token", {}), **said.get("userinfo", {})}
    groups = claims.get(service.groups_claim) or ()
    return Vouched(
        login=str(claims.get(service.login_claim) or ""),
        given_name=str(claims.get("given_name") or ""),
        family_name=str(claims.get("family_name") or ""),
        groups=frozenset((groups,) if isinstance(groups, str) else map(str, groups)),
    )


def refusal(request: HttpRequest, text: str) -> HttpResponse:
    return render(request, "staff/refused.html", {"text": text}, status=403)
