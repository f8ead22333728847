"""Open streams of events end with the session that opened them, and are a sign of its life meanwhile.

A stream outlives its request by hours, so whoever is signed out, closed or past a limit would go on seeing
calls. All streams of a process are looked after by one statement every two seconds: a notice could be
lost with its connection, and somebody's right to look would go on with it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

LOOK_EVERY_S = 2.0
ENDED = b"event: ended\ndata: \n\n"  # the page then goes to the login
SEEN_EVERY = timedelta(minutes=1)


class Streams:
    """The open streams of one process, in its one event loop."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()  # by session key
        self._ended: set[str] = set()
        self._looking: asyncio.Task[None] | None = None

    async def watch(self, chunks: AsyncIterator[Any], session_key: str) -> AsyncIterator[Any]:
        """``chunks`` for as long as the session lasts; looked at whenever there is one."""
        self._open[session_key] += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            async for chunk in chunks:
                if session_key in self._ended:
                    yield ENDED
                    return
                yield chunk
        finally:
            self._open[session_key] -= 1
            if not self._open[session_key]:
                del self._open[session_key]
                self._ended.discard(session_key)

    async def _look(self) -> None:
        while self._open:
            await asyncio.sleep(LOOK_EVERY_S)
            asked = frozenset(self._open)  # who comes meanwhile is not asked about, and has not ended
            try:
                alive = await _alive(asked)
            except (OperationalError, InterfaceError):
                continue  # nobody is sent away because the database is
            self._ended |= (asked - alive) & self._open.keys()


streams = Streams()
watched = streams.watch


@sync_to_async
def _alive(keys: Collection[str]) -> set[str]:
    """Those of ``keys`` whose session goes on; an open stream is a sign of life."""
    now = timezone.now()
    began = now - timedelta(hours=settings.INSTALLATION.session_h)
    try:
        lasting = UserSession.objects.filter(session_key__in=keys, user__is_active=True, created_at__gt=began)
        lasting.filter(last_seen_at__lt=now - SEEN_EVERY).update(last_seen_at=now)
        return set(lasting.values_list("session_key", flat=True))
    finally:
        connection.close()  # there is no request whose end would do it
