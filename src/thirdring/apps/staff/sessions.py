"""Where somebody is signed in, and ending it.

A session is a row of Django's and one of ``allauth.usersessions`` that says who, from where and since when.
Ending it deletes both: the next request is a stranger's, and open streams close (``staff.streams``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from thirdring.apps.audit.access import note_access
from thirdring.apps.audit.models import AccessKind
from thirdring.apps.staff.models import User

# What a browser says of itself → what people call it; the first that fits, as most claim to be several.
BROWSERS = (
    ("Edg/", "Edge"),
    ("YaBrowser/", "Yandex Browser"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Place:
    """One session as people are told of it."""

    key: int
    browser: str
    address: str
    since: datetime
    seen: datetime
    here: bool


def places_of(user: User, session_key: str | None) -> list[Place]:
    """Where ``user`` is signed in, this browser first, then the latest seen."""
    places = [
        Place(
            key=row.pk,
            browser=browser_of(row.user_agent),
            address=row.ip,
            since=row.created_at,
            seen=row.last_seen_at,
            here=row.session_key == session_key,
        )
        for row in UserSession.objects.purge_and_list(user)
    ]
    return sorted(places, key=lambda place: (place.here, place.seen), reverse=True)


def browser_of(user_agent: str) -> str:
    """``Firefox, Windows``; ``""`` when neither is known."""
    found = (next((name for mark, name in table if mark in user_agent), "") for table in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, found))


def end(rows: Iterable[UserSession], by: str, *, why: str = "") -> int:
    """End these sessions, each noted; how many they were."""
    count = 0
    for row in rows:
        user = row.user
        row.end()
        note_access(
            AccessKind.SESSION_ENDED,
            user.get_username(),
            getattr(user, "organisation_id", None),
            by=by,
            detail=" ".join(filter(None, (row.ip, why))),
        )
        count += 1
    return count


def forget_ended() -> None:
    """Remove sessions that are over because nobody came back."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


def end_all(user: User, by: str, *, but: str | None = None, why: str = "") -> int:
    """End all sessions of ``user`` save the one of key ``but``."""
    return end(UserSession.objects.filter(user=user).exclude(session_key=but or ""), by, why=why)
