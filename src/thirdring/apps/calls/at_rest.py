"""Recordings are encrypted as soon as they are complete, and what a crash has left plain at the next start.

A recording is complete when its call has ended and its file no longer grows; the tables say of which calls
that is true. How a file is encrypted is ``thirdring.encryption``'s affair.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import OperationalError, connection

from thirdring.apps.calls.models import Call
from thirdring.encryption import stored
from thirdring.encryption.chunks import Unreadable
from thirdring.encryption.keys import KeyRing
from thirdring.installation import Installation

LOOK_EVERY_S: Final = 2.0
LOOK_AT_ALL_EVERY: Final = 1800  # looks: once an hour the days before yesterday, too
QUIET_S: Final = 3.0  # without growing; Asterisk writes ten times a second
OF_NO_CALL_S: Final = 24 * 3600.0  # what no call in the tables explains is kept as it is for so long
MESSAGE: Final = "message-"
ENDINGS: Final = (".raw", ".wav")

log = logging.getLogger(__name__)


async def encrypt_for_ever() -> None:
    """The worker's part: all folders at the start, then every two seconds those of today and yesterday.

    In a thread and with a connection of its own: an hour of conversation takes a second.
    """
    look = 0
    while True:
        try:
            everything = look % LOOK_AT_ALL_EVERY == 0
            await sync_to_async(encrypt_complete, thread_sensitive=False)(everything=everything)
            look += 1
        except OperationalError as error:
            log.warning("recordings are encrypted later: %s", str(error).strip())
        await asyncio.sleep(LOOK_EVERY_S)


def encrypt_complete(*, everything: bool) -> int:
    """Encrypt the recordings that are complete; how many that were."""
    installation: Installation = settings.INSTALLATION
    keys, done = KeyRing.of(installation), 0
    for path in _complete(list(_plain(installation.recordings, everything=everything))):
        try:
            stored.encrypt(path, keys)
            done += 1
        except stored.StillWritten:
            continue
        except (OSError, Unreadable) as error:
            log.error("The recording %s stays unencrypted for now: %s", path.name, error)
    return done


def _plain(recordings: Path, *, everything: bool) -> Iterator[Path]:
    today = datetime.now(UTC).date()
    near = {(today - timedelta(days=days)).isoformat() for days in (0, 1)}
    for day in sorted(recordings.glob("*")):
        if everything or day.name in near:
            yield from (path for path in day.glob("*") if path.suffix in ENDINGS)


def _complete(paths: list[Path]) -> Iterator[Path]:
    ended = _ended({call_of(path) for path in paths})
    for path in paths:
        try:
            quiet_s = time.time() - path.stat().st_mtime
        except FileNotFoundError:  # deleted, or encrypted by another worker
            continue
        call = call_of(path)
        if quiet_s > QUIET_S and ended.get(call, quiet_s > OF_NO_CALL_S):
            yield path


def _ended(calls: set[str]) -> dict[str, bool]:
    """Whether these calls have ended; those that are in no table are left out."""
    try:
        found = Call.objects.filter(pk__in=calls).values_list("pk", "ended_at")
        return {call: ended_at is not None for call, ended_at in found}
    finally:
        if not connection.in_atomic_block:
            connection.close()


def call_of(path: Path) -> str:
    """The id of the call that was recorded, whole or as its caller's message, plain or encrypted."""
    return path.name.removesuffix(stored.SUFFIX).rpartition(".")[0].removeprefix(MESSAGE)
