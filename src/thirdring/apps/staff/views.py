"""Logging in and out, and the way from there: to desk, supervisor's page or administration."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login as Entry
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.views import LoginView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.forms import CharField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from thirdring.apps.staff.accounts import spelled
from thirdring.apps.staff.models import Role
from thirdring.apps.staff.names import named_host

LONGEST_LOGIN = 150  # of User.username
LONGEST_PASSWORD = 128


class LoginForm(AuthenticationForm):
    """Refuses what is too long before anything else sees it: Django's own form only tells the browser."""

    username = UsernameField(max_length=LONGEST_LOGIN)
    password = CharField(max_length=LONGEST_PASSWORD, strip=False)


class Login(LoginView):
    template_name = "staff/login.html"
    form_class = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Asks for the second factor, if there is one. Screens speak the login's language unless this
        browser has chosen another one."""
        user = form.get_user()
        entry = Entry(user=user, redirect_url=self.get_redirect_url() or None)
        response = perform_password_login(self.request, {"username": user.username}, entry)
        language = user.language
        if language and settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
        return response

    def get_context_data(self, **further: Any) -> dict[str, Any]:
        ways = {"services": settings.ACCESS.services, "passkeys_work": named_host(self.request)}
        return super().get_context_data(**further, **ways)


def home(request: HttpRequest) -> HttpResponse:
    """The first page: where a logged-in person works, or the login."""
    if not request.user.is_authenticated:
        return redirect("login")
    if not request.user.roles.isdisjoint((Role.SUPERVISOR, Role.CONTROLLER)):
        return redirect("/supervisor/")
    if hasattr(request.user, "operator"):
        return redirect("/desk/")
    return redirect("admin:index" if request.user.is_staff else "account")


def administration_login(request: HttpRequest) -> HttpResponse:
    """The administration has no login of its own; whoever is logged in and may not enter is told so."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


def login_counted(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Whose wrong passwords are counted together: another spelling is no further chance."""
    return spelled(str((credentials or request.POST).get("username") or ""))


def locked_out(
    request: HttpRequest, credentials: dict[str, Any] | None, *args: object, **kwargs: object
) -> HttpResponse:
    """Answer for too many wrong passwords: says how long to wait, with status 429."""
    message = _("Too many wrong passwords. Try again in a quarter of an hour, or ask an administrator.")
    return render(request, "staff/login.html", {"locked": message}, status=429)
