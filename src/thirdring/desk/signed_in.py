"""Who asks: the login of a request, and the operator behind it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from thirdring.apps.staff.models import Operator, User


def user_of(request: HttpRequest) -> User:
    """The login; raises ``PermissionDenied`` when nobody has logged in."""
    if isinstance(request.user, User):
        return request.user
    raise PermissionDenied


def operator_of(request: HttpRequest) -> Operator:
    """The operator who is logged in; raises ``PermissionDenied`` for everybody else."""
    operator = (
        Operator.objects.select_related("user", "organisation", "department", "post")
        .filter(user=user_of(request), active=True)
        .first()
    )
    if operator is None:
        raise PermissionDenied
    return operator
