"""Signing in and out, and one's own sign-in. Of allauth only the pages that are listed here exist."""

from __future__ import annotations

from allauth.account.views import reauthenticate
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount.providers.openid_connect import views as services
from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.generic import RedirectView

from thirdring.apps.staff import account, views

TO_ACCOUNT = RedirectView.as_view(pattern_name="account")

urlpatterns = [
    path("", views.home, name="home"),
    path("admin/login/", views.administration_login),
    path("login/", views.Login.as_view(), name="login"),
    path("login/code/", factors.authenticate, name="mfa_authenticate"),
    path("login/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("login/broken-off/", account.not_signed_in, name="socialaccount_login_cancelled"),
    path("login/service/<str:provider_id>/", services.login, name="openid_connect_login"),
    path("login/service/<str:provider_id>/callback/", services.callback, name="openid_connect_callback"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="account-password"),
    path("account/sessions/<int:key>/end/", account.end_session, name="account-end-session"),
    path("account/sessions/end-others/", account.end_others, name="account-end-others"),
    path("account/again/", reauthenticate, name="account_reauthenticate"),
    path("account/again/code/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("account/again/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/app/add/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    # Names by which allauth goes back to pages that are ours.
    path(
        "account/login/", RedirectView.as_view(pattern_name="login", query_string=True), name="account_login"
    ),
    path("account/factors/", TO_ACCOUNT, name="mfa_index"),
    path("account/passkeys/", TO_ACCOUNT, name="mfa_list_webauthn"),
]
