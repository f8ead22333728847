"""A recording as a WAV file that a browser can play and seek in, without a copy on the disk.

Of a conversation Asterisk writes raw sound: 16-bit little-endian samples at 8 kHz, caller left,
operator right. The 44 bytes of a WAV header are put before it on the fly; ranges are counted over
both. A caller's message is a WAV file already. Of an encrypted recording the chunks asked for are
decrypted, and no others.
"""

from __future__ import annotations

import re
import struct
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from asgiref.sync import sync_to_async

from thirdring.encryption.chunks import CHUNK_BYTES
from thirdring.encryption.keys import KeyRing
from thirdring.encryption.stored import stored

RATE_HZ = 8000
CHANNELS = 2
SAMPLE_BYTES = 2
FRAME_BYTES = CHANNELS * SAMPLE_BYTES
HEADER_BYTES = 44

_RANGE = re.compile(r"bytes=(?P<first>\d{0,18})-(?P<last>\d{0,18})")


class Unsatisfiable(Exception):
    """The range asked for lies outside the file."""


@dataclass(frozen=True)
class Recording:
    """The recording as it is now; one that still grows is served up to here."""

    path: Path
    keys: KeyRing
    file_bytes: int  # that are served of it
    header: bytes  # to be put before them

    @classmethod
    def conversation(cls, path: Path, keys: KeyRing) -> Recording:
        """Raises ``FileNotFoundError`` when nothing was recorded, ``Unreadable`` if it cannot be read."""
        size = _size(path, keys)
        whole = size - size % FRAME_BYTES
        return cls(path, keys, whole, _header(whole))

    @classmethod
    def message(cls, path: Path, keys: KeyRing) -> Recording:
        """Raises as ``conversation``."""
        return cls(path, keys, _size(path, keys), b"")

    @property
    def size(self) -> int:
        """Of the WAV file, in bytes."""
        return len(self.header) + self.file_bytes

    def span(self, asked: str | None) -> tuple[int, int] | None:
        """First and last byte of the HTTP ``Range`` ``asked`` for; ``None``: the whole (no or an odd range).

        Raises ``Unsatisfiable``.
        """
        found = _RANGE.fullmatch(asked.strip()) if asked else None
        if found is None or not (found["first"] or found["last"]):
            return None
        if not found["first"]:
            length = min(int(found["last"]), self.size)
            if length == 0:
                raise Unsatisfiable
            return self.size - length, self.size - 1
        first = int(found["first"])
        last = min(int(found["last"]), self.size - 1) if found["last"] else self.size - 1
        if first >= self.size:
            raise Unsatisfiable
        return (first, last) if first <= last else None

    async def stream(self, first: int, last: int) -> AsyncIterator[bytes]:
        """The bytes ``first`` to ``last``, both included."""
        header_bytes = len(self.header)
        if first < header_bytes:
            yield self.header[first : last + 1]
        place, end = max(first - header_bytes, 0), last + 1 - header_bytes
        if place >= end:
            return
        found = await sync_to_async(stored)(self.path, self.keys)
        try:
            while place < end:
                count = min(CHUNK_BYTES - place % CHUNK_BYTES, end - place)
                chunk = await sync_to_async(found.read)(place, count)
                if not chunk:
                    return
                place += len(chunk)
                yield chunk
        finally:
            found.close()


def _size(path: Path, keys: KeyRing) -> int:
    with closing(stored(path, keys)) as found:
        return found.size


def _header(audio_bytes: int) -> bytes:
    audio = min(audio_bytes, 2**32 - 1 - HEADER_BYTES)
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        HEADER_BYTES - 8 + audio,
        b"WAVE",
        b"fmt ",
        16,
        1,  # PCM
        CHANNELS,
        RATE_HZ,
        RATE_HZ * FRAME_BYTES,
        FRAME_BYTES,
        8 * SAMPLE_BYTES,
        b"data",
        audio,
    )
