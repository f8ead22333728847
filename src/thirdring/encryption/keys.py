"""The keys of the house, each a file of mode 0600 among the installation's secrets.

The newest one encrypts; older ones are kept while something is encrypted with them. What is encrypted
is not known here.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from thirdring.encryption.chunks import KEY_BYTES, Key, KeyMissing
from thirdring.installation import Installation

PREFIX: Final = "recordings-"
_NAME: Final = re.compile(r"[0-9]{4,}-[0-9a-f]{8}")  # names come from files, which anybody may have written


class KeyRing:
    """The keys in ``folder``: ``recordings-0001-9f86d081`` is the first, called ``0001-9f86d081``."""

    def __init__(self, folder: Path, lock: Path) -> None:
        self._folder = folder
        self._lock = lock

    @classmethod
    def of(cls, installation: Installation) -> KeyRing:
        return cls(installation.home / "secrets", installation.run / "recording-keys.lock")

    def names(self) -> list[str]:
        """From the oldest to the newest."""
        found = (path.name.removeprefix(PREFIX) for path in self._folder.glob(f"{PREFIX}*"))
        return sorted(name for name in found if _NAME.fullmatch(name))

    def current(self) -> Key:
        """The newest key; made if there is none yet."""
        names = self.names()
        return self.key(names[-1]) if names else self.add()

    def key(self, name: str) -> Key:
        """Raises ``KeyMissing``, also for a file that holds no key."""
        if not _NAME.fullmatch(name):
            raise KeyMissing(name)
        try:
            secret = base64.urlsafe_b64decode(self.path(name).read_text())
        except (FileNotFoundError, binascii.Error, UnicodeDecodeError):
            raise KeyMissing(name) from None
        if len(secret) != KEY_BYTES:
            raise KeyMissing(name)
        return Key(name, secret)

    def secret(self, name: str) -> bytes:
        """Of the key of that name; raises ``KeyMissing``."""
        return self.key(name).secret

    def path(self, name: str) -> Path:
        return self._folder / f"{PREFIX}{name}"

    def made_at(self, name: str) -> datetime:
        return datetime.fromtimestamp(self.path(name).stat().st_mtime, UTC)

    def add(self) -> Key:
        """A new key, current from now on."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        names = self.names()
        number = int(names[-1].partition("-")[0]) + 1 if names else 1
        key = Key(f"{number:04d}-{secrets.token_hex(4)}", secrets.token_bytes(KEY_BYTES))
        # Written aside and linked when whole and on the disk: what it encrypts would be lost with it.
        handle, making = tempfile.mkstemp(dir=self._folder, prefix=".key.")
        with os.fdopen(handle, "w") as file:
            file.write(base64.urlsafe_b64encode(key.secret).decode())
            file.flush()
            os.fsync(file.fileno())
        Path(making).rename(self.path(key.name))
        self._synchronise()
        return key

    def remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            self.path(name).unlink()
        self._synchronise()

    @contextmanager
    def used(self) -> Iterator[None]:
        """While something is being encrypted no key is taken away."""
        with self._locked(fcntl.LOCK_SH):
            yield

    @contextmanager
    def unused(self) -> Iterator[None]:
        """Nothing is being encrypted meanwhile: what no file needs now may be taken away."""
        with self._locked(fcntl.LOCK_EX):
            yield

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, how)
            yield
        finally:
            os.close(handle)

    def _synchronise(self) -> None:
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
