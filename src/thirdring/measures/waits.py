"""How long callers waited, and three service levels that are often mistaken for each other.

A wait lasts from joining the queue (after notice and menu) to being joined with an operator
or hanging up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """The share served within T, by what is made of those who hang up.

    ``ignored``  = answered within T ÷ (offered − abandoned within T)
    ``negative`` = answered within T ÷ offered
    ``positive`` = (answered within T + abandoned within T) ÷ offered
    """

    ignored: float | None
    negative: float | None
    positive: float | None


def service_level(answered_within: int, abandoned_within: int, offered: int) -> ServiceLevel:
    """The three service levels from counts; whoever chose a message or a call-back was offered, no more."""
    return ServiceLevel(
        ignored=_share(answered_within, offered - abandoned_within),
        negative=_share(answered_within, offered),
        positive=_share(answered_within + abandoned_within, offered),
    )


class Waits:
    """The waits of a set of calls, answered and abandoned, in seconds."""

    def __init__(self, answered_s: Iterable[float] = (), abandoned_s: Iterable[float] = ()) -> None:
        self.answered_s = list(answered_s)
        self.abandoned_s = list(abandoned_s)

    @property
    def offered(self) -> int:
        return len(self.answered_s) + len(self.abandoned_s)

    @property
    def abandonment(self) -> float | None:
        """Abandoned ÷ offered."""
        return _share(len(self.abandoned_s), self.offered)

    @property
    def average_speed_of_answer_s(self) -> float | None:
        """ASA = Σ wait of answered ÷ answered."""
        return _share(sum(self.answered_s), len(self.answered_s))

    def service_level(self, within_s: float) -> ServiceLevel:
        """The three service levels for a threshold; a wait of exactly ``within_s`` is within."""
        answered = sum(wait <= within_s for wait in self.answered_s)
        abandoned = sum(wait <= within_s for wait in self.abandoned_s)
        return service_level(answered, abandoned, self.offered)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least ``share`` of all do not exceed (nearest rank)."""
    if not values:
        return None
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
