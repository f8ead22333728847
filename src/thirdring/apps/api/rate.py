"""How many requests a program may make: a bucket per token that fills evenly, in the memory of this process.

An installation has one web process; with several, each counts for itself. What is said of it are the
header fields ``RateLimit-Policy`` and ``RateLimit`` (IETF, "RateLimit header fields for HTTP").
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

MINUTE_S = 60.0
FORGOTTEN_BEYOND = 10_000  # tokens whose buckets are full again need not be remembered


class Allowance(NamedTuple):
    """What is left of ``quota`` requests a minute; ``full_in_s``: until all are there again."""

    allowed: bool
    quota: int
    left: int
    full_in_s: int
    retry_in_s: int

    @property
    def headers(self) -> dict[str, str]:
        said = {
            "RateLimit-Policy": f'"token";q={self.quota};w={MINUTE_S:.0f}',
            "RateLimit": f'"token";r={self.left};t={self.full_in_s}',
        }
        return said if self.allowed else {**said, "Retry-After": str(self.retry_in_s)}


class Buckets:
    """One bucket per token: it holds a minute's requests and loses one with each."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._full_at: dict[int, float] = {}

    def take(self, token: int, quota: int) -> Allowance:
        """Take one request of ``quota`` a minute; refused ones cost nothing."""
        now, each_s = self._clock(), MINUTE_S / quota
        with self._lock:
            full_at = max(self._full_at.get(token, now), now) + each_s
            allowed = full_at - now <= MINUTE_S + each_s / 1000
            if allowed:
                self._full_at[token] = full_at
                if len(self._full_at) > FORGOTTEN_BEYOND:
                    self._full_at = {key: at for key, at in self._full_at.items() if at > now}
            else:
                full_at -= each_s
        missing_s = full_at - now
        left = max(0, math.floor((MINUTE_S - missing_s) / each_s + 1e-6))
        retry_in_s = max(1, math.ceil(missing_s + each_s - MINUTE_S))
        return Allowance(allowed, quota, left, math.ceil(missing_s), retry_in_s)


buckets = Buckets()
