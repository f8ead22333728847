"""In whose name a program directs or takes note: a login that it names, with the rights of that login."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from thirdring.apps.api.asking import Request
from thirdring.apps.api.problems import not_found
from thirdring.apps.staff.models import User

By = Annotated[
    str, Field(min_length=1, max_length=150, description="the login in whose name and with whose rights")
]


def named_login(request: Request, username: str) -> User:
    """A login of the token's organisation that may sign in; raises ``Refused`` (404)."""
    found: User | None = None
    if username.isprintable():
        logins = User.objects.filter(username=username, is_active=True).select_related("organisation")
        if request.auth.organisation_id is not None:
            logins = logins.filter(organisation=request.auth.organisation_id)
        found = logins.first()
    if found is None:
        raise not_found("login")
    return found
