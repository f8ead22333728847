"""Reads the names and limits that screens and alarms need; screens do when the centre has changed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from thirdring.acd.moment import seconds
from thirdring.apps.channels import models as channels
from thirdring.apps.channels.centre import edition_in_force, read_centre
from thirdring.apps.channels.checks import able, queues_of
from thirdring.apps.channels.names import Named, Names
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.staff.models import Operator


def read_names() -> Names:
    """As the configuration stands now."""
    centre = read_centre()
    edition = edition_in_force()
    return Names(
        lines={
            number: Named(name, organisation)
            for number, name, organisation in channels.Line.objects.filter(active=True).values_list(
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
