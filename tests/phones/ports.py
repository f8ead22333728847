"""Free ports on loopback, chosen at run time, so that several test runs live on one machine.

A port that was given out stays its run's own, also while nobody listens on it yet: a locked file
says so to every other run, and the lock goes with the process.
"""

from __future__ import annotations

import fcntl
import os
import random
import socket
import tempfile
from pathlib import Path

_LOCKS = Path(tempfile.gettempdir()) / f"ports-of-test-runs-{os.getuid()}"
_BLOCK = 20  # long ranges are whole multiples of so many
_given: dict[int, int] = {}  # port → the open file that is locked for it


def _reserve(port: int) -> bool:
    """Whether the port is this run's from now on, and was nobody's before."""
    if port in _given:
        return False
    _LOCKS.mkdir(exist_ok=True)
    lock = os.open(_LOCKS / str(port), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return False
    _given[port] = lock
    return True


def _locks_of(first: int, count: int) -> range:
    """The ports whose locks stand for a range: all, or of a long one those at which others would begin."""
    return range(first, first + count, _BLOCK if count >= _BLOCK else 1)


def _reserve_all(first: int, count: int, host: str) -> bool:
    """All of these ports or none."""
    reserved = []
    for port in _locks_of(first, count):
        if not _reserve(port):
            break
        reserved.append(port)
    else:
        if all(_is_free(port, host) for port in range(first, first + count)):
            return True
    give_back(*reserved)
    return False


def _is_free(port: int, host: str) -> bool:
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind((host, port))
            except OSError:
                return False
    return True


def free_port(host: str = "127.0.0.1", first: int = 5200, last: int = 5299) -> int:
    """A port that is free for UDP and TCP and is not anybody else's."""
    return free_range(1, first, last, host)[0]


def give_back(*ports: int) -> None:
    """These ports may be given to somebody else again."""
    for port in ports:
        if (lock := _given.pop(port, None)) is not None:
            os.close(lock)


def free_range(count: int, first: int = 25000, last: int = 29999, host: str = "127.0.0.1") -> tuple[int, int]:
    """The first and last of ``count`` successive ports that are free and nobody else's."""
    starts = list(range(first, last - count + 2, count))
    random.shuffle(starts)
    for start in starts:
        if _reserve_all(start, count, host):
            return start, start + count - 1
    raise RuntimeError(f"no {count} successive free ports from {first} to {last}")
