"""The alarms of the moment as the live screens get them. Pure; which stand, ``apps.alarms`` says."""

from __future__ import annotations

from collections.abc import Mapping

from thirdring.apps.alarms.standing import Noted, Standing, within
from thirdring.apps.channels.names import Names, Scope
from thirdring.wallboard.picture import Part


def part(
    standing_now: Mapping[str, Standing],
    noted: Mapping[str, Noted],
    names: Names,
    scope: Scope,
    named: bool,
) -> Part:
    """The alarms within a scope; ``named``: with the names of operators and of who took note."""
    entries: Part = {}
    for key, alarm in within(standing_now, names, scope).items():
        note = noted.get(key)
        note = note if note and note.at >= alarm.since else None
        entries[key] = {
            "kind": alarm.kind,
            "since": alarm.since // 1000,
            "queue": alarm.queue,
            "count": alarm.count,
            "operator": alarm.operator if named else None,
            "noted": note and {"by": note.by if named else "", "at": note.at // 1000},
        }
    return entries
