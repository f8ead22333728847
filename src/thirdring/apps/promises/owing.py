"""What one operator owes: himself, with his queues and his skills, and whom he has tried to reach in vain."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from thirdring.apps.appeals.models import CardState
from thirdring.apps.channels.centre import needs_of, skills_of
from thirdring.apps.channels.models import Queue
from thirdring.apps.promises.models import NOT_ENDED, UNREACHABLE, Promise
from thirdring.apps.staff.models import Operator

LISTED = 30  # of what one's queues owe, the most urgent
UNREACHED_SHOWN = 5
SHOWN_WITH = ("card__person", "card__organisation", "call")


def owed_by(operator: Operator) -> QuerySet[Promise]:
    """By the operator in person, the most urgent first."""
    return _open(Q(owner_operator=operator))


def owed_with(operator: Operator) -> QuerySet[Promise]:
    """By the queues that the operator serves, and by those who have a skill that he has."""
    skills = skills_of(operator)
    queues = Queue.objects.select_related("organisation", "needs_department").prefetch_related("needs_skills")
    served = [queue.key for queue in queues if all(need in skills for need in needs_of(queue))]
    return _open(Q(owner_queue__in=served) | Q(owner_skill__in=list(skills)))


def unreached_by(operator: Operator) -> QuerySet[Promise]:
    """Persons whom this operator was the last to try in vain, and whose card still waits for another way."""
    found = Promise.objects.filter(state=UNREACHABLE, ended_by=operator).exclude(card__state=CardState.CLOSED)
    return found.select_related(*SHOWN_WITH).order_by("-ended_at")[:UNREACHED_SHOWN]


def _open(owed: Q) -> QuerySet[Promise]:
    return (
        Promise.objects.filter(owed, state__in=NOT_ENDED)
        .select_related("card__person", "operator__user")
        .order_by("due", "since")
    )
