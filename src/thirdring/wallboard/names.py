"""What configuration lends to the live screens: names, whose they are, who can serve what, the limits.

Read from the database when the engine says that the centre has changed, never for a browser.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import tzinfo
from zoneinfo import ZoneInfo

from thirdring.acd.moment import SECOND, Span, seconds
from thirdring.apps.channels import models as channels
from thirdring.apps.channels.centre import edition_in_force, read_centre
from thirdring.apps.channels.checks import able, queues_of
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.staff.models import Operator


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


def read_names() -> Names:
    """As the configuration stands now."""
    centre = read_centre()
    edition = edition_in_force()
    return Names(
        lines={
            number: Named(name, organisation)
            for number, name, organisation in channels.Line.objects.values_list(
                "number", "name", "organisation_id"
            )
        },
        queues={
            key: Named(name, organisation)
            for key, name, organisation in channels.Queue.objects.values_list(
                "key", "name", "organisation_id"
            )
        },
        operators={
            one.pk: Named(str(one), one.organisation_id) for one in Operator.objects.select_related("user")
        },
        able={queue.key: frozenset(able(queue, centre)) for queue in centre.queues},
        entries=frozenset().union(*(queues_of(line) for line in centre.lines)),
        zones={pk: ZoneInfo(zone) for pk, zone in Organisation.objects.values_list("pk", "time_zone")},
        wait_limit=seconds(edition.wait.single_wait_s),
        near_due=seconds(edition.promises.near_due_s),
    )
