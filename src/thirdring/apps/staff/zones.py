"""In whose time a page speaks: the organisation's of whoever has signed in, wherever the computer stands.

Two people who look at the same call read the same clock. The scripts of the pages are told the zone in the
page (``data-time-zone``) and say it beside their times when the computer's own clock is another
(``desk/ts/zones.ts``).
"""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.decorators import sync_only_middleware

from thirdring.apps.staff.models import User

Answering = Callable[[HttpRequest], HttpResponseBase]


@sync_only_middleware
def in_own_time(answer: Answering) -> Answering:
    """Comes after ``Limits``, which may sign somebody out, and like it keeps to one thread."""

    def answered(request: HttpRequest) -> HttpResponseBase:
        with timezone.override(zone_of(request.user)):
            return answer(request)

    return answered


def zone_of(user: User | AnonymousUser) -> ZoneInfo:
    """The organisation's; the installation's for whoever belongs to none."""
    organisation = user.organisation if isinstance(user, User) else None
    return ZoneInfo(organisation.time_zone if organisation else timezone.get_default_timezone_name())
