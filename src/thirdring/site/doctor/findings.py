"""What a check says: how grave it is, what was found, what to do; in the reader's language when it is read.

A finding keeps its template and values, so that one and the same is told on a terminal, as
JSON, or in another language. How it came about is the checks' affair.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from thirdring.words import _


class Level(StrEnum):
    GOOD = "good"
    UNKNOWN = "unknown"  # cannot be looked at now
    WARNING = "warning"  # calls are taken; mend it before they are not
    BAD = "bad"  # mend it now


@dataclass(frozen=True)
class Finding:
    """``template`` says what was found and ``remedy`` what to do, both with ``values`` put in."""

    level: Level
    template: str
    remedy: str = ""
    values: dict[str, object] = field(default_factory=dict)

    @property
    def found(self) -> str:
        return _(self.template, **self.values)

    @property
    def mend(self) -> str:
        return _(self.remedy, **self.values) if self.remedy else ""


def good(found: str, /, **values: object) -> Finding:
    return Finding(Level.GOOD, found, "", values)


def unknown(found: str, remedy: str = "", /, **values: object) -> Finding:
    return Finding(Level.UNKNOWN, found, remedy, values)


def warning(found: str, remedy: str, /, **values: object) -> Finding:
    return Finding(Level.WARNING, found, remedy, values)


def bad(found: str, remedy: str, /, **values: object) -> Finding:
    return Finding(Level.BAD, found, remedy, values)
