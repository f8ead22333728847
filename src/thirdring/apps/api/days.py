"""Which day a program asks about: one of the organisation's own time zone, where a day begins at midnight."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from pydantic import AfterValidator, BeforeValidator, Field

from thirdring.apps.api.asking import Request

FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d")


def _iso(text: Any) -> Any:
    """A bare number is no day of ours."""
    if isinstance(text, str) and not _WRITTEN.fullmatch(text):
        raise ValueError("not a day as ISO 8601 writes it, such as 2026-11-23")
    return text


def _meant(day: date) -> date:
    if not FIRST <= day <= LAST:
        raise ValueError(f"not between {FIRST} and {LAST}")
    return day


Day = Annotated[date, BeforeValidator(_iso), AfterValidator(_meant)]
AskedDay = Annotated[
    Day | None, Field(description="a day in the organisation's time zone; without it, today")
]


def zone_for(request: Request) -> ZoneInfo:
    """Whose days a token follows: its organisation's, or for one of all organisations the installation's."""
    own = request.auth.organisation
    return ZoneInfo(own.time_zone if own else timezone.get_default_timezone_name())


def today_in(zone: ZoneInfo) -> date:
    """The day that it is there."""
    return timezone.now().astimezone(zone).date()
