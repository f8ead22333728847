"""What the engine owes the journal, on the local disk: rows that PostgreSQL has not confirmed yet.

A row is appended with one plain ``write(2)`` before any phone rings for it. The kernel
keeps what was written when the process is killed with -9, so that costs some ten
microseconds and no ``fsync``: while PostgreSQL is there, it confirms each row on its own
disk within tens of milliseconds. Only while it is away does the spool hold the sole
copy, and then ``sync`` brings it to the disk once a second, against loss of power.

Files are named by the *epoch* of the leader that wrote them and their first row. Rows of an
epoch that somebody else has succeeded elsewhere are put aside, never mixed in.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
from collections import deque
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from types import TracebackType

from thirdring.journal.rows import Row, decode

SEGMENT_BYTES = 4_000_000
HELD_IN_MEMORY = 50_000  # rows; some 50 MB: what a full disk may cost before the engine gives up


class Occupied(Exception):
    """Another engine of this installation writes the spool."""


class Overflow(Exception):
    """The disk is full, PostgreSQL is away and the memory allowed for waiting rows is used up."""


class Spool:
    """The spool in ``folder``; only one process has it at a time (``Occupied`` for the second).

    ``trouble`` is empty, or says why rows are kept in memory instead of on the disk.
    """

    def __init__(self, folder: Path, segment_bytes: int = SEGMENT_BYTES) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._segment_bytes = segment_bytes
        self._lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise Occupied(f"another engine writes {folder}") from None
        self.epoch = 0
        self.trouble = ""
        self._file: int | None = None
        self._path = folder
        self._size = 0
        self._last = 0
        self._closed: deque[tuple[int, Path]] = deque()  # (last row, file), oldest first
        self._unwritten: deque[tuple[int, bytes]] = deque()

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files; what they hold stays."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        os.close(self._lock)

    @property
    def in_memory(self) -> int:
        """Rows that the disk has not taken."""
        return len(self._unwritten)

    def recover(self, epoch: int, after: int) -> Iterator[Row]:
        """The rows of ``epoch`` later than ``after``, in order, as a former process left them.

        A last line that was cut off is dropped: its row had not been acted upon.
        Files of other epochs go into ``superseded``: their engine was succeeded elsewhere.
        """
        self.epoch = epoch
        aside = self._folder / "superseded"
        expected = after + 1
        for path in sorted(self._folder.glob("*.rows")):
            if int(path.name.partition("-")[0]) != epoch:
                aside.mkdir(exist_ok=True)
                path.rename(aside / path.name)
                continue
            last = 0
            for line in _lines_of(path):
                row = decode(line)
                last = row.seq
                if row.seq == expected:
                    expected += 1
                    yield row
            self._closed.append((last, path))

    def append(self, seq: int, encoded: bytes) -> None:
        """Keep a row. A disk that refuses it sets ``trouble``.

        Raises ``Overflow`` when the memory for rows that wait for the disk is used up.
        """
        self._unwritten.append((seq, encoded + b"\n"))
        while self._unwritten:
            try:
                self._write(*self._unwritten[0])
            except OSError as error:
                if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS):
                    raise
                self.trouble = f"{self._folder}: {error.strerror}"
                if len(self._unwritten) > HELD_IN_MEMORY:
                    raise Overflow(self.trouble) from error
                return
            self._unwritten.popleft()
        self.trouble = ""

    def confirmed(self, seq: int) -> None:
        """PostgreSQL has all rows up to ``seq``: they are dropped here, file by file."""
        while self._unwritten and self._unwritten[0][0] <= seq:
            self._unwritten.popleft()
        while self._closed and self._closed[0][0] <= seq:
            self._closed.popleft()[1].unlink(missing_ok=True)
        if self._file is not None and self._last <= seq and self._size > self._segment_bytes // 4:
            self._close_segment()
            self.confirmed(seq)
        if not self._unwritten:
            self.trouble = ""

    def read(self, after: int, limit: int) -> list[tuple[Row, bytes]]:
        """At most ``limit`` rows later than ``after``, from the disk and then from memory, in order."""
        found: list[tuple[Row, bytes]] = []
        paths = [path for last, path in self._closed if last > after]
        if self._file is not None:
            paths.append(self._path)
        lines = chain(chain.from_iterable(map(_lines_of, paths)), (line for _, line in self._unwritten))
        for line in lines:
            if _seq_of(line) > after:
                found.append((decode(line), line[:-1]))
                if len(found) >= limit:
                    break
        return found

    async def sync(self) -> None:
        """Bring the present file to the disk, without holding up anybody."""
        if self._file is None:
            return
        handle = os.dup(self._file)  # the file may be closed meanwhile
        try:
            await asyncio.to_thread(os.fsync, handle)
        except OSError as error:
            self.trouble = f"{self._folder}: {error.strerror}"
        finally:
            os.close(handle)

    def _write(self, seq: int, line: bytes) -> None:
        if self._file is None:
            self._path = self._folder / f"{self.epoch:08d}-{seq:015d}.rows"
            self._file = os.open(
                self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_TRUNC, 0o600
            )
            self._size = 0
        written = os.write(self._file, line)
        if written != len(line):  # the disk filled up within the line: take the piece back
            os.ftruncate(self._file, self._size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._size += written
        self._last = seq
        if self._size >= self._segment_bytes:
            self._close_segment()

    def _close_segment(self) -> None:
        assert self._file is not None
        os.close(self._file)
        self._file = None
        self._closed.append((self._last, self._path))


def _lines_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as lines:
        for line in lines:
            if not line.endswith(b"\n"):
                return
            yield line


def _seq_of(line: bytes) -> int:
    """The number of a row without decoding it: it stands first, ``{"seq":17,…``."""
    return int(line[7 : line.index(b",", 7)])
