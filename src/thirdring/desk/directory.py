"""Who and what the centre consists of, as one desk needs it: colleagues, queues, lines, what is said there.

Read from the configuration when the page is made (``ts/directory.ts`` has the same shape). What is said is
``desk.phrases``'s; a line brings its language, because it is the caller who hears it.
"""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from thirdring.apps.channels.centre import needs_of, skills_of
from thirdring.apps.channels.destinations import destinations
from thirdring.apps.channels.models import Line, PauseReason, Queue
from thirdring.apps.staff.models import Operator
from thirdring.desk.phrases import phrases_of

Json = dict[str, Any]


def directory_of(operator: Operator) -> Json:
    """The directory for one desk, as plain JSON."""
    skills = skills_of(operator)
    queues = list(
        Queue.objects.select_related("organisation", "needs_department").prefetch_related("needs_skills")
    )
    mine = [queue.key for queue in queues if all(need in skills for need in needs_of(queue))]
    return {
        "organisations": destinations(queues),
        "lines": {line.number: _line(line) for line in Line.objects.select_related("organisation")},
        "mine": mine,
        "owes": [*(f"queue:{key}" for key in mine), *(f"skill:{skill}" for skill in skills)],
        "phrases": phrases_of(operator),
        "pauses": [{"key": one.key, "name": one.name} for one in PauseReason.objects.filter(active=True)],
    }


def _line(line: Line) -> Json:
    with translation.override(line.language):
        call_back = _("We will call you back. At which number, and when does it suit you?")
    return {
        "name": line.name,
        "organisation": line.organisation.name,
        "language": line.language,
        "callBack": call_back,
    }
