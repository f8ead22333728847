"""What configuration lends to whoever tells of the moment: names, whose they are, who serves what. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import tzinfo

from thirdring.acd.moment import SECOND, Span


@dataclass(frozen=True)
class Scope:
    """What a login sees: one organisation, or all (``None``); ``numbers``: callers' numbers in full."""

    organisation: int | None
    numbers: bool = False

    def has(self, organisation: int) -> bool:
        return self.organisation is None or self.organisation == organisation


@dataclass(frozen=True)
class Named:
    """A line, a queue or an operator: what it is called, and the organisation that it belongs to."""

    name: str
    organisation: int


@dataclass(frozen=True)
class Names:
    """``able``: operators with the skills of each queue; ``entries``: queues that a line leads to.

    ``wait_limit``: after so long a caller must have been offered a choice (clause 2 of the edition); it is
    also the threshold of the service level. ``near_due``: so long before its time a promise is urgent.
    """

    lines: dict[str, Named] = field(default_factory=dict)
    queues: dict[str, Named] = field(default_factory=dict)
    operators: dict[int, Named] = field(default_factory=dict)
    able: dict[str, frozenset[int]] = field(default_factory=dict)
    entries: frozenset[str] = frozenset()
    zones: dict[int, tzinfo] = field(default_factory=dict)
    wait_limit: Span = 30 * SECOND
    near_due: Span = 1800 * SECOND


def is_ours(names: Names, scope: Scope, operator: int | None) -> bool:
    """Whether an operator belongs to what one may see."""
    found = names.operators.get(operator) if operator is not None else None
    return found is not None and scope.has(found.organisation)
