"""Recordings on the disk: plain while somebody writes them, then encrypted, and read the same either way.

Every reader of a recording comes through ``stored`` or ``status``; they are called with the path that it was
written to and find the encrypted file beside it. When a recording is complete is not decided here.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, Protocol

from thirdring.encryption.chunks import CHUNK_BYTES, AsStream, EncryptedFile, EncryptedWriter, plain_bytes
from thirdring.encryption.keys import KeyRing

SUFFIX: Final = ".enc"
MAKING: Final = ".new"


class StillWritten(Exception):
    """The recording has grown while it was being encrypted: it is not complete."""


class Stored(Protocol):
    """A recording that is open, to be closed; ``size`` in bytes."""

    size: int

    def read(self, first: int, count: int) -> bytes: ...

    def close(self) -> None: ...


class Status(NamedTuple):
    """``size`` of what is heard, in bytes; ``written_at``: when it was recorded, in seconds since 1970."""

    size: int
    written_at: float
    encrypted: bool


class PlainFile:
    """A recording that is still being written, or not encrypted yet, as it is now."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self.size = os.fstat(handle).st_size

    def read(self, first: int, count: int) -> bytes:
        return os.pread(self._handle, count, first)

    def close(self) -> None:
        os.close(self._handle)


def encrypted(path: Path) -> Path:
    """Where the recording that was written to ``path`` lies when it is encrypted."""
    return path.with_name(path.name + SUFFIX)


def stored(path: Path, keys: KeyRing) -> Stored:
    """The recording that was written to ``path``. Raises ``FileNotFoundError`` and ``Unreadable``."""
    handle, is_encrypted = _opened(path)
    return EncryptedFile(handle, keys.secret, path.name) if is_encrypted else PlainFile(handle)


def whole(path: Path, keys: KeyRing) -> bytes:
    """All of it, for a recording of minutes. Raises as ``stored``."""
    recording = stored(path, keys)
    try:
        return recording.read(0, recording.size)
    finally:
        recording.close()


def status(path: Path) -> Status:
    """Without its key. Raises ``FileNotFoundError``, and ``Damaged`` for what is no whole encrypted file."""
    handle, is_encrypted = _opened(path)
    try:
        found = os.fstat(handle)
    finally:
        os.close(handle)
    size = plain_bytes(found.st_size) if is_encrypted else found.st_size
    return Status(size, found.st_mtime, is_encrypted)


def encrypt(path: Path, keys: KeyRing) -> None:
    """Puts an encrypted file in the place of the plain one, which is removed when the other is on the disk.

    A plain file beside an encrypted one is what a crash has left; or it was written on after all, and is
    then added. Raises ``StillWritten`` (nothing has changed), ``OSError`` and ``Unreadable``.
    """
    target, making = encrypted(path), encrypted(path).with_name(path.name + SUFFIX + MAKING)
    with keys.used(), path.open("rb") as plain:
        before = os.fstat(plain.fileno())
        if target.exists() and _ends_with(stored(path, keys), plain.read()):
            path.unlink()
            return
        plain.seek(0)
        with private(making) as file:
            writer = EncryptedWriter(file, keys.current(), path.name)
            if target.exists():
                with AsStream(EncryptedFile(os.open(target, os.O_RDONLY), keys.secret, path.name)) as former:
                    shutil.copyfileobj(former, writer, CHUNK_BYTES)
            shutil.copyfileobj(plain, writer, CHUNK_BYTES)
            writer.finish()
            file.flush()
            os.utime(file.fileno(), ns=(before.st_atime_ns, before.st_mtime_ns))
            os.fsync(file.fileno())
        after = os.fstat(plain.fileno())
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            making.unlink()
            raise StillWritten(path.name)
        making.replace(target)
        synchronise(path.parent)
        path.unlink()


def files(recordings: Path) -> Iterator[Path]:
    """Every encrypted file below the folder, day by day."""
    for day in sorted(recordings.glob("*")):
        yield from sorted(day.glob(f"*{SUFFIX}"))


def private(path: Path) -> BinaryIO:
    """A new file, or an emptied one, for its owner alone."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def synchronise(folder: Path) -> None:
    """What was renamed in the folder survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _opened(path: Path) -> tuple[int, bool]:
    """A descriptor, and whether what it reads is encrypted."""
    for attempt, is_encrypted in ((encrypted(path), True), (path, False)):
        try:
            return os.open(attempt, os.O_RDONLY), is_encrypted
        except FileNotFoundError:
            continue
    return os.open(encrypted(path), os.O_RDONLY), True  # between both looks it was encrypted


def _ends_with(recording: Stored, plain: bytes) -> bool:
    try:
        first = recording.size - len(plain)
        return first >= 0 and recording.read(first, len(plain)) == plain
    finally:
        recording.close()
