"""Who and what the centre consists of, as one desk needs it: colleagues, queues, lines, what is said there.

Read from the configuration when the page is made (``ts/directory.ts`` has the same shape). What is said is
``desk.phrases``'s; a line brings its language, because it is the caller who hears it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from thirdring.apps.channels.centre import needs_of, skills_of
from thirdring.apps.channels.models import Line, PauseReason, Queue
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.staff.models import Operator
from thirdring.desk.phrases import Colleague, called, called_queue, full_name, phrases_of

Json = dict[str, Any]

DIRECTORIES = 4  # kept: one, and what it was before a change
_OF_PERSON = ("pk", "organisation", "department__code", "level")
_OF_COLLEAGUE = (
    *("user__last_name", "user__first_name", "user__patronymic", "user__username"),
    *("post__name", "department__name", "organisation__short_name", "organisation__country"),
)


def directory_of(operator: Operator) -> Json:
    """The directory for one desk, as plain JSON."""
    skills = skills_of(operator)
    queues = list(
        Queue.objects.select_related("organisation", "needs_department").prefetch_related("needs_skills")
    )
    mine = [queue.key for queue in queues if all(need in skills for need in needs_of(queue))]
    return {
        "organisations": _organisations(queues),
        "lines": {line.number: _line(line) for line in Line.objects.select_related("organisation")},
        "mine": mine,
        "owes": [*(f"queue:{key}" for key in mine), *(f"skill:{skill}" for skill in skills)],
        "phrases": phrases_of(operator),
        "pauses": [{"key": one.key, "name": one.name} for one in PauseReason.objects.filter(active=True)],
    }


def _organisations(queues: list[Queue]) -> list[Json]:
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


def _line(line: Line) -> Json:
    with translation.override(line.language):
        call_back = _("We will call you back. At which number, and when does it suit you?")
    return {
        "name": line.name,
        "organisation": line.organisation.name,
        "language": line.language,
        "callBack": call_back,
    }


def spoken_name(operator: Operator) -> str:
    user = operator.user
    return full_name(user.last_name, user.first_name, user.patronymic, user.username)
