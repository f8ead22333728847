"""Moments and spans as whole microseconds, so that replaying a journal never rounds.

A ``Moment`` counts microseconds since the Unix epoch (UTC), a ``Span`` is a length of
time in microseconds. Integers keep the boundaries of the regulation exact: 30.0 s after
any moment is one number, not a neighbourhood.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

Moment = int
Span = int

SECOND: Span = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def seconds(value: float) -> Span:
    """The span of ``value`` seconds, in microseconds."""
    return round(value * SECOND)


def as_seconds(span: Span) -> float:
    """A span in seconds."""
    return span / SECOND


def moment_of(when: datetime) -> Moment:
    """The moment of an aware ``datetime``; a naive one raises ``ValueError``."""
    if when.tzinfo is None:
        raise ValueError("a moment needs an aware datetime")
    return (when - _EPOCH) // timedelta(microseconds=1)


def datetime_of(moment: Moment) -> datetime:
    """The moment as an aware ``datetime`` in UTC."""
    return _EPOCH + timedelta(microseconds=moment)
