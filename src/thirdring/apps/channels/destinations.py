"""To whom a caller can be passed on: the people and queues of every organisation, and how they are named.

All organisations of the house see each other here, and in nothing else: callers go where their questions do.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from thirdring.apps.channels.models import Queue
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.staff.called import WRITTEN_IN, Colleague, called, place, where_of
from thirdring.apps.staff.models import Operator

Json = dict[str, Any]

DIRECTORIES = 4  # kept: one, and what it was before a change
_OF_PERSON = ("pk", "organisation", "department__code", "level")
_OF_COLLEAGUE = (
    *("user__last_name", "user__first_name", "user__patronymic", "user__username"),
    *("post__name", "department__name", "organisation__short_name", "organisation__country"),
)


def destinations(queues: Iterable[Queue]) -> list[Json]:
    """Of each organisation that has any: departments, people who take calls, queues; plain JSON."""
    found = Operator.objects.filter(active=True, user__is_active=True)
    people = _people(tuple(found.values_list(*_OF_PERSON, *_OF_COLLEAGUE)))
    lines: dict[int, list[Json]] = {}
    for queue in queues:
        lines.setdefault(queue.organisation_id, []).append(
            {
                "key": queue.key,
                "name": queue.name,
                "department": queue.needs_department.code if queue.needs_department else "",
                "called": called_queue(queue),
            }
        )
    return [
        {
            "id": one.pk,
            "name": one.short_name,
            "departments": [
                {"key": part.code, "name": part.name, "skill": f"dept:{part.code}"}
                for part in one.departments.all()
            ],
            "people": people.get(one.pk, []),
            "queues": lines.get(one.pk, []),
        }
        for one in Organisation.objects.prefetch_related("departments")
        if one.pk in people or one.pk in lines
    ]


@lru_cache(DIRECTORIES)
def _people(rows: tuple[tuple[Any, ...], ...]) -> dict[int, list[Json]]:
    """By organisation. Hundreds of people for each of hundreds of desks, mostly the same as the last time."""
    people: dict[int, list[Json]] = {}
    for pk, organisation, department, level, *stands in rows:
        colleague = Colleague(*(word or "" for word in stands))
        people.setdefault(organisation, []).append(
            {
                "id": pk,
                "name": colleague.name,
                "post": colleague.post,
                "department": department or "",
                "level": level,
                "called": called(colleague),
            }
        )
    return people


def called_queue(queue: Queue) -> Json:
    """How clause 4 has a queue named: the department that stands behind it, or the organisation."""
    department = queue.needs_department.name if queue.needs_department else ""
    organisation = queue.organisation.short_name
    where = place(organisation, department, WRITTEN_IN[queue.organisation.country])
    return {"declined": where.genitive, "plain": where_of(organisation, department), "her": where.feminine}
