"""The first page of the administration begins with what needs attention (``channels.checks``)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from thirdring.apps.channels.checks import problems_now


def with_problems(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Adds ``problems`` to the page's context."""
    found = problems_now(request.user) if request.user.is_authenticated else []
    return {**context, "problems": found}
