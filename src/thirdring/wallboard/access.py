"""Who may open which live screen, and what of the centre it then shows."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from thirdring.apps.channels.names import Scope
from thirdring.apps.staff.models import User
from thirdring.apps.staff.roles import sees_callers, supervises


def watcher_of(request: HttpRequest) -> tuple[User, Scope]:
    """Any member of staff, for the wallboard; raises ``PermissionDenied`` for others."""
    user = request.user
    if not isinstance(user, User) or (user.organisation_id is None and not user.is_superuser):
        raise PermissionDenied
    return user, Scope(user.organisation_id)


def supervisor_of(request: HttpRequest) -> tuple[User, Scope]:
    """A supervisor, controller or administrator; raises ``PermissionDenied`` for others."""
    user, scope = watcher_of(request)
    if not supervises(user):
        raise PermissionDenied
    return user, Scope(scope.organisation, numbers=sees_callers(user))
