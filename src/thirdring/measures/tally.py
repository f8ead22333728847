"""Counts of a set of calls that add up over lines, quarters of an hour and days, and what follows from them.

So that a total can never differ from the sum of its parts, figures are derived from summed counts and
never averaged themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from thirdring.measures.waits import ServiceLevel, service_level


@dataclass(frozen=True, slots=True)
class Tally:
    """Callers by what became of them; sums are milliseconds.

    ``offered``: came into a queue and wait no longer; they were ``answered``, ``abandoned``, chose a
    ``message`` or a ``call_back``. ``…_within``: within the threshold of the service level. ``choices``: were
    offered the choice. ``told``: were answered and had been told how long they would wait.
    """

    arrived: int = 0
    offered: int = 0
    answered: int = 0
    answered_within: int = 0
    abandoned: int = 0
    abandoned_within: int = 0
    announcement: int = 0  # hung up before they came into a queue
    choices: int = 0
    message: int = 0
    call_back: int = 0
    waited_on: int = 0  # by a key or by silence
    wait_ms: int = 0  # of those answered
    told: int = 0
    told_error_ms: int = 0  # Σ |told − came|

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Tally)))

    @property
    def level(self) -> ServiceLevel:
        return service_level(self.answered_within, self.abandoned_within, self.offered)

    @property
    def abandonment(self) -> float | None:
        """Abandoned ÷ offered."""
        return self.abandoned / self.offered if self.offered else None

    @property
    def average_speed_of_answer_s(self) -> float | None:
        """ASA = Σ wait of answered ÷ answered."""
        return self.wait_ms / 1000 / self.answered if self.answered else None

    @property
    def told_error_s(self) -> float | None:
        """Σ |told − came| ÷ n: by how much callers were told wrong how long they would wait."""
        return self.told_error_ms / 1000 / self.told if self.told else None
