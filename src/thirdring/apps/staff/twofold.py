"""Second factors: what counts as one, who has to have one, and how its secrets are kept.

The codes and keys themselves are checked by ``allauth.mfa``; here stands what this house decides about it.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from thirdring.apps.staff.models import Role, User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes only stand in for one
PROVIDED = "second factor provided"  # in a session: the sign-in service asked for one


def factors_of(user: User) -> QuerySet[Authenticator]:
    """All that proves ``user`` besides the password, recovery codes among them."""
    return Authenticator.objects.filter(user=user)


def has_factor(user: User) -> bool:
    return factors_of(user).filter(type__in=FACTORS).exists()


def needs_factor(user: User) -> bool:
    """Whether a role of ``user`` demands a second factor (``THIRDRING_SECOND_FACTOR``)."""
    demanding = settings.INSTALLATION.second_factor
    if not demanding:
        return False
    if user.is_superuser and Role.ADMINISTRATOR in demanding:
        return True
    return not user.roles.isdisjoint(demanding)


def lacks_factor(request: HttpRequest, user: User) -> bool:
    """Whether ``user`` has to make a second factor before anything else."""
    return needs_factor(user) and not request.session.get(PROVIDED) and not has_factor(user)


class SecondFactors(DefaultMFAAdapter):
    """Named in ``MFA_ADAPTER``: how allauth speaks, and keeps secrets, in this house."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code does not fit. Take the one that the app shows now."),
    }

    def get_totp_issuer(self) -> str:
        return "Third Ring"

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


@cache
def _cipher() -> Fernet:
    """Whoever reads a copy of the database alone cannot make codes: the key lies with the secrets."""
    secret = settings.INSTALLATION.secrets.get("second-factor").encode()
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret).digest()))
