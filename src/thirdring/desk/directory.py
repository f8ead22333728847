"""Who and what the centre consists of, as one desk needs it: colleagues, queues, lines, what is said there.

Read from the configuration when the page is made (``ts/directory.ts`` has the same shape). Sentences
are in the language of the line, because it is the caller who hears them.
"""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from thirdring.apps.channels.centre import needs_of, skills_of
from thirdring.apps.channels.models import Line, PauseReason, Queue
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.staff.models import Operator

Json = dict[str, Any]


def directory_of(operator: Operator) -> Json:
    """The directory for one desk, as plain JSON."""
    skills = skills_of(operator)
    queues = list(
        Queue.objects.select_related("organisation", "needs_department").prefetch_related("needs_skills")
    )
    return {
        "organisations": _organisations(queues),
        "lines": {line.number: _line(line, operator) for line in Line.objects.select_related("organisation")},
        "mine": [queue.key for queue in queues if all(need in skills for need in needs_of(queue))],
        "pauses": [{"key": one.key, "name": one.name} for one in PauseReason.objects.filter(active=True)],
    }


def _organisations(queues: list[Queue]) -> list[Json]:
    people: dict[int, list[Json]] = {}
    for one in Operator.objects.filter(active=True, user__is_active=True).select_related(
        "user", "post", "department"
    ):
        people.setdefault(one.organisation_id, []).append(
            {
                "id": one.pk,
                "name": spoken_name(one),
                "post": one.post.name if one.post else "",
                "department": one.department.code if one.department else "",
                "level": one.level,
            }
        )
    lines: dict[int, list[Json]] = {}
    for queue in queues:
        lines.setdefault(queue.organisation_id, []).append(
            {
                "key": queue.key,
                "name": queue.name,
                "department": queue.needs_department.code if queue.needs_department else "",
            }
        )
    return [
        {
            "id": one.pk,
            "name": one.short_name,
            "departments": [{"key": part.code, "name": part.name} for part in one.departments.all()],
            "people": people.get(one.pk, []),
            "queues": lines.get(one.pk, []),
        }
        for one in Organisation.objects.prefetch_related("departments")
        if one.pk in people or one.pk in lines
    ]


def _line(line: Line, operator: Operator) -> Json:
    """What is said on it: clause 7 of 141-П the greeting, clauses 4 and 5 before passing on."""
    names = {"organisation": line.organisation.name, "name": spoken_name(operator)}
    with translation.override(line.language):
        return {
            "name": line.name,
            "organisation": line.organisation.short_name,
            "greeting": _("Hello. {organisation}. Operator {name}.").format(**names),
            "parting": _("Thank you for your call. If you have further questions, please call. Goodbye."),
            "passing": {
                "person": _(
                    "This question is for {organisation}, {department}: {post} {name}. May I connect you?"
                ),
                "queue": _("This question is for {organisation}: {queue}. May I connect you?"),
                "busy": _(
                    "Unfortunately the line is busy. Would you like to wait, or shall we call you back later?"
                ),
            },
        }


def spoken_name(operator: Operator) -> str:
    """How an operator introduces himself and is named to callers: family name, given name, patronymic."""
    user = operator.user
    return (
        " ".join(part for part in (user.last_name, user.first_name, user.patronymic) if part) or user.username
    )
