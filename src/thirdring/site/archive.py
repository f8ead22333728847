"""One encrypted archive of an installation: a tar in the format of ``encryption.chunks`` behind a passphrase.

Before the encrypted file stand 32 bytes that say how the passphrase becomes its key (scrypt, RFC 7914). They
are bound into it, as is the end of the archive: a wrong passphrase and a cut are told apart from each other
before anything is read. What lies in the archive is the affair of ``backup`` and ``restore``.
"""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import struct
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from thirdring.encryption.chunks import (
    KEY_BYTES,
    AsStream,
    EncryptedFile,
    EncryptedWriter,
    Key,
    Unreadable,
    WrongKey,
)
from thirdring.encryption.stored import private, synchronise
from thirdring.installation import Misconfigured

MAGIC: Final = b"3RBACKUP"
_HOW: Final = struct.Struct("8sBBB16s5x")  # magic, log2 of N, r, p, salt
N_LOG2, R, P = 17, 8, 1  # 128 MB and a third of a second a try
KEY_NAME: Final = "passphrase"  # what the key of an archive is called in its header


class Writing:
    """An archive that is being made."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add(self, name: str, content: bytes) -> None:
        self._add(name, io.BytesIO(content), len(content), time.time())

    def add_json(self, name: str, content: Any) -> None:
        self.add(name, json.dumps(content, ensure_ascii=False, indent=1).encode())

    def add_file(self, name: str, file: BinaryIO) -> int:
        """As long as the file is now, though it may grow; returns its length in bytes."""
        status = os.fstat(file.fileno())
        self._add(name, file, status.st_size, status.st_mtime)
        return status.st_size

    def _add(self, name: str, file: Any, size: int, written_at: float) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime, entry.mode = size, int(written_at), 0o600
        self._tar.addfile(entry, file)


@contextmanager
def write(target: Path, passphrase: bytes) -> Iterator[Writing]:
    """An archive that stands at ``target`` when it is whole, and not before. Raises ``Misconfigured``."""
    making = target.with_name(f"{target.name}.part")
    try:
        if target.exists():
            raise Misconfigured("{file} exists already. Name another file.", file=target)
        with private(making) as file:
            how = _HOW.pack(MAGIC, N_LOG2, R, P, os.urandom(16))
            file.write(how)
            writer = EncryptedWriter(file, _key(how, passphrase), how.hex())
            with tarfile.open(fileobj=writer, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                yield Writing(tar)
            writer.finish()
            file.flush()
            os.fsync(file.fileno())
        making.rename(target)
        synchronise(target.parent)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            free_mb = shutil.disk_usage(target.parent).free // 1_000_000
            raise Misconfigured(
                "There is no room for {file}: {free_mb} MB are free on its disk. "
                "Name a file on another disk.",
                file=target,
                free_mb=free_mb,
            ) from None
        if Path(error.filename or "") == making:
            raise Misconfigured(
                "{file} cannot be written: {reason}.", file=target, reason=os.strerror(error.errno or 0)
            ) from None
        raise
    finally:
        making.unlink(missing_ok=True)


@contextmanager
def read(source: Path, passphrase: bytes) -> Iterator[tarfile.TarFile]:
    """The archive at ``source``. Raises ``Misconfigured``, also while it is being read."""
    try:
        handle = os.open(source, os.O_RDONLY)
    except OSError as error:
        raise Misconfigured(
            "{file} cannot be read: {reason}.", file=source, reason=os.strerror(error.errno or 0)
        ) from None
    try:
        how = os.pread(handle, _HOW.size, 0)
        if not how.startswith(MAGIC) or len(how) < _HOW.size:
            os.close(handle)
            raise Misconfigured("{file} is not a backup of Third Ring.", file=source)
        key = _key(how, passphrase)
        encrypted = EncryptedFile(handle, {key.name: key.secret}.__getitem__, how.hex(), start=_HOW.size)
        with (
            io.BufferedReader(AsStream(encrypted), 1 << 20) as stream,
            tarfile.open(fileobj=stream, mode="r:") as tar,
        ):
            yield tar
    except WrongKey:
        raise Misconfigured("The passphrase does not open {file}.", file=source) from None
    except (Unreadable, tarfile.TarError):
        raise Misconfigured(
            "{file} is cut off, or was changed after it was made. Use another backup.", file=source
        ) from None


def _key(how: bytes, passphrase: bytes) -> Key:
    _magic, log2_n, r, p, salt = _HOW.unpack(how)
    if log2_n > 22 or r > 32 or p > 16:  # gigabytes of memory: nothing of ours
        raise Unreadable("its beginning was changed")
    kdf = Scrypt(salt=salt, length=KEY_BYTES, n=1 << log2_n, r=r, p=p)
    return Key(KEY_NAME, kdf.derive(passphrase))
