"""A file in encrypted chunks: written as a stream, read from any place, and every change to it is noticed.

Each file has a data key of its own that encrypts chunks of 64 KiB (AES-256-GCM). A chunk's nonce holds its
number and whether it is the last, so that chunks cannot be left out, exchanged or appended (the construction
STREAM of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). The data key lies in the header, encrypted with a key
of the house and bound to the file's own name: one file put in place of another is refused. The header has
two slots for it, so that another key of the house is written beside the former before that one is wiped.
This module knows no places and no key files.
"""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

MAGIC: Final = b"3RCRYPT1"
CHUNK_BYTES: Final = 64 * 1024
TAG_BYTES: Final = 16
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
SLOTS: Final = 2
_SLOT: Final = struct.Struct(f"24s{NONCE_BYTES}s{KEY_BYTES + TAG_BYTES}s")  # key's name, nonce, wrapped key
HEADER_BYTES: Final = len(MAGIC) + SLOTS * _SLOT.size
_SEALED_BYTES: Final = CHUNK_BYTES + TAG_BYTES
_EMPTY: Final = bytes(_SLOT.size)


class Unreadable(Exception):
    """What is encrypted cannot be read. ``str()`` says why."""


class KeyMissing(Unreadable):
    """The file needs a key that is not here. ``name`` is the key's."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"it is encrypted with the key {name}, which is not here")


class WrongKey(Unreadable):
    """There is a key of that name, but the file was not encrypted with it, or not under this file's name."""


class Damaged(Unreadable):
    """The file is cut off, or was changed."""


class Key(NamedTuple):
    """A key of the house: up to 24 ASCII characters, and 32 bytes."""

    name: str
    secret: bytes


Secrets = Callable[[str], bytes]  # the key of that name; raises ``KeyMissing``


class EncryptedWriter(io.RawIOBase):
    """Takes what is to be encrypted and writes it to ``file``; whole only after ``finish``."""

    def __init__(self, file: BinaryIO, key: Key, bound_to: str) -> None:
        self._file = file
        data_key = AESGCM.generate_key(8 * KEY_BYTES)
        self._cipher = AESGCM(data_key)
        self._number = 0
        self._waiting = bytearray()
        file.write(MAGIC + _wrapped(data_key, key, bound_to) + _EMPTY * (SLOTS - 1))

    def writable(self) -> bool:
        return True

    def write(self, plain: ReadableBuffer, /) -> int:
        piece = memoryview(plain)
        self._waiting += piece
        while len(self._waiting) > CHUNK_BYTES:  # the last chunk is not known before the end
            self._put(last=False)
        return piece.nbytes

    def finish(self) -> None:
        """Writes the last chunk; ``file`` stays open."""
        self._put(last=True)

    def _put(self, *, last: bool) -> None:
        chunk = bytes(self._waiting[:CHUNK_BYTES])
        del self._waiting[:CHUNK_BYTES]
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, None))
        self._number += 1


class EncryptedFile:
    """An encrypted file by its descriptor, which it closes. ``size`` is that of the plain content, in bytes.

    It begins at the byte ``start``. Opening proves header and length: the last chunk is decrypted. Raises
    ``Unreadable``.
    """

    def __init__(self, handle: int, secrets: Secrets, bound_to: str, start: int = 0) -> None:
        self._handle = handle
        self._first_chunk = start + HEADER_BYTES
        try:
            data_key, _place = _unwrapped(os.pread(handle, HEADER_BYTES, start), secrets, bound_to)
            self._cipher = AESGCM(data_key)
            self.size = plain_bytes(os.fstat(handle).st_size - start)
            self._last = max(0, self.size - 1) // CHUNK_BYTES
            self._chunk(self._last)
        except BaseException:
            self.close()
            raise

    def read(self, first: int, count: int) -> bytes:
        """Up to ``count`` bytes from ``first`` on; only the chunks that hold them are decrypted."""
        end = min(first + count, self.size)
        if first >= end:
            return b""
        numbers = range(first // CHUNK_BYTES, (end - 1) // CHUNK_BYTES + 1)
        plain = b"".join(map(self._chunk, numbers))
        skipped = first - numbers.start * CHUNK_BYTES
        return plain[skipped : skipped + end - first]

    def close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _chunk(self, number: int) -> bytes:
        sealed = os.pread(self._handle, _SEALED_BYTES, self._first_chunk + number * _SEALED_BYTES)
        try:
            return self._cipher.decrypt(_nonce(number, last=number == self._last), sealed, None)
        except InvalidTag:
            raise Damaged("it is cut off, or was changed after it was written") from None


class AsStream(io.RawIOBase):
    """An encrypted file for those who read from the beginning to the end, or seek."""

    def __init__(self, file: EncryptedFile) -> None:
        self._encrypted = file
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._encrypted.size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, into: WriteableBuffer, /) -> int:
        room = memoryview(into).cast("B")
        plain = self._encrypted.read(self._place, len(room))
        room[: len(plain)] = plain
        self._place += len(plain)
        return len(plain)

    def close(self) -> None:
        self._encrypted.close()
        super().close()


def plain_bytes(file_bytes: int) -> int:
    """How long the content of an encrypted file of that length is; raises ``Damaged``."""
    sealed = file_bytes - HEADER_BYTES
    chunks = -(-sealed // _SEALED_BYTES)
    plain = sealed - chunks * TAG_BYTES
    if chunks < 1 or plain < 0:
        raise Damaged("it is cut off within its beginning")
    return plain


def keys_of(header: bytes) -> list[str]:
    """Names of the keys with which the file of this header can be read; raises ``Damaged``."""
    return [slot.name for slot in _slots(header)]


def rewrap(handle: int, secrets: Secrets, key: Key, bound_to: str) -> None:
    """Puts ``key`` in the place of the one that the file is encrypted with; its chunks stay as they are.

    Written to the free slot and synchronised before the former one is wiped: an interruption leaves a file
    that one of both keys opens. Raises ``Unreadable``.
    """
    data_key, used = _unwrapped(os.pread(handle, HEADER_BYTES, 0), secrets, bound_to)
    times = os.fstat(handle)
    fresh = (used + 1) % SLOTS
    for place, content in ((fresh, _wrapped(data_key, key, bound_to)), (used, _EMPTY)):
        os.pwrite(handle, content, len(MAGIC) + place * _SLOT.size)
        os.utime(handle, ns=(times.st_atime_ns, times.st_mtime_ns))  # it tells when it was recorded
        os.fsync(handle)


class _Slot(NamedTuple):
    place: int
    name: str
    nonce: bytes
    wrapped: bytes


def _slots(header: bytes) -> list[_Slot]:
    if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
        raise Damaged("it does not begin as an encrypted file does")
    slots = []
    for place in range(SLOTS):
        name, nonce, wrapped = _SLOT.unpack_from(header, len(MAGIC) + place * _SLOT.size)
        if name.strip(b"\0"):
            slots.append(_Slot(place, name.rstrip(b"\0").decode("ascii", "replace"), nonce, wrapped))
    if not slots:
        raise Damaged("its header names no key")
    return slots


def _unwrapped(header: bytes, secrets: Secrets, bound_to: str) -> tuple[bytes, int]:
    """The data key, and the slot where it was found."""
    trouble: Unreadable | None = None
    for slot in _slots(header):
        try:
            secret = secrets(slot.name)
            about = _about(slot.name, bound_to)
            return AESGCM(secret).decrypt(slot.nonce, slot.wrapped, about), slot.place
        except KeyMissing as missing:
            trouble = trouble or missing
        except InvalidTag:
            trouble = WrongKey(f"the key {slot.name} does not open it, or it stands under another name")
    assert trouble
    raise trouble


def _wrapped(data_key: bytes, key: Key, bound_to: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    wrapped = AESGCM(key.secret).encrypt(nonce, data_key, _about(key.name, bound_to))
    return _SLOT.pack(key.name.encode("ascii"), nonce, wrapped)


def _about(key_name: str, bound_to: str) -> bytes:
    return b"\0".join((MAGIC, key_name.encode("ascii", "replace"), bound_to.encode()))


def _nonce(number: int, *, last: bool) -> bytes:
    """Never twice under one data key: each is of one file alone."""
    return number.to_bytes(NONCE_BYTES - 1, "big") + bytes((last,))
