"""Settings of signing in beyond passwords: django-allauth for second factors, sessions and sign-in services.

What people may do is decided in ``apps.staff``; here stands only how the library is set.
"""

from __future__ import annotations

from typing import Any

from thirdring.apps.staff.access import ROLES, Access, SignInService
from thirdring.installation import Installation, Misconfigured

APPS = (
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
)
MIDDLEWARE = (
    "allauth.account.middleware.AccountMiddleware",
    "thirdring.apps.staff.limits.Limits",
    "thirdring.apps.staff.zones.in_own_time",
)


def settings_of(installation: Installation, access: Access) -> dict[str, Any]:
    """Django settings by name; raises ``Misconfigured`` for a role that there is not."""
    for role in installation.second_factor:
        if role not in ROLES:
            raise Misconfigured(
                "THIRDRING_SECOND_FACTOR: there is no role {role}. "
                "There are {roles}; 0 demands it of nobody.",
                role=role,
                roles=", ".join(ROLES),
            )
    return {
        "ACCOUNT_ADAPTER": "thirdring.apps.staff.adapters.Accounts",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],  # nobody signs up; axes asks for consistency
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        # A whole office may come from one address at the start of a shift: limits go by person.
        "ACCOUNT_RATE_LIMITS": {"login_failed": "5/15m/key"},
        "MFA_RATE_LIMITS": {"webauthn_login": "300/m/ip"},
        "MFA_ADAPTER": "thirdring.apps.staff.twofold.SecondFactors",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_TOTP_TOLERANCE": 1,  # clocks of telephones are off by some seconds
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,  # addresses prove nothing here
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not installation.public_hosts,  # http://localhost, no other
        "SOCIALACCOUNT_ADAPTER": "thirdring.apps.staff.adapters.SignInServices",
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": [_app(one) for one in access.services]}},
        "SOCIALACCOUNT_STORE_TOKENS": False,
    }


def _app(service: SignInService) -> dict[str, Any]:
    return {
        "provider_id": service.key,
        "name": service.name or service.key,
        "client_id": service.client_id,
        "secret": service.client_secret,
        "settings": {
            "server_url": service.server,
            "scope": list(service.scopes),
            "oauth_pkce_enabled": True,
        },
    }
