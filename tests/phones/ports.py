"""Free ports on loopback, chosen at run time, so that several test runs live on one machine."""

from __future__ import annotations

import random
import socket

_given: set[int] = set()


def _is_free(port: int, host: str) -> bool:
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind((host, port))
            except OSError:
                return False
    return True


def free_port(host: str = "127.0.0.1", first: int = 5200, last: int = 5299) -> int:
    """A port that is free for UDP and TCP and was not given to anybody in this run."""
    candidates = [port for port in range(first, last + 1) if port not in _given]
    random.shuffle(candidates)
    for port in candidates:
        if _is_free(port, host):
            _given.add(port)
            return port
    raise RuntimeError(f"no free port from {first} to {last}")


def give_back(*ports: int) -> None:
    """These ports may be given to somebody else again."""
    _given.difference_update(ports)


def free_range(count: int, first: int = 22000, last: int = 22999, host: str = "127.0.0.1") -> tuple[int, int]:
    """The first and last of ``count`` successive ports that were not given yet, and whose first is free."""
    starts = list(range(first, last - count + 2, count))
    random.shuffle(starts)
    for start in starts:
        ports = range(start, start + count)
        if not _given.intersection(ports) and _is_free(start, host) and _is_free(start + count - 1, host):
            _given.update(ports)
            return start, start + count - 1
    raise RuntimeError(f"no {count} successive free ports from {first} to {last}")
