"""Makes API tokens and recognises them. A token is 256 random bits, so a plain digest guards it well."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from thirdring.apps.api.models import ApiToken, reading_scopes
from thirdring.apps.organisations.models import Organisation

PREFIX = "tr_"  # by it a leaked token is recognised in a log or a repository
USED_EVERY = timedelta(minutes=1)  # how exactly ``last_used_at`` is kept


def make(
    name: str,
    organisation: Organisation | None,
    expires_at: datetime | None,
    scopes: Sequence[str] | None = None,
) -> str:
    """A new token for the program ``name``; this is the only time that its text is known.

    ``scopes``: what it may do; without, it reads what happened.
    """
    token = PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        name=name,
        digest=_digest(token),
        organisation=organisation,
        expires_at=expires_at,
        scopes=list(scopes or reading_scopes()),
    )
    return token


def recognise(token: str) -> ApiToken | None:
    """The token's record if it may be used now."""
    now = timezone.now()
    found = (
        ApiToken.objects.select_related("organisation")
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), digest=_digest(token), revoked=False)
        .first()
    )
    if found and (found.last_used_at is None or now - found.last_used_at > USED_EVERY):
        found.last_used_at = now
        found.save(update_fields=["last_used_at"])
    return found


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
