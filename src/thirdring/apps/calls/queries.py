"""Reading calls: which of them one may see, and the journal rows that tell their way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Q, QuerySet

from thirdring.acd.facts import TransferOutcome
from thirdring.apps.calls.models import Call, Leg, Transfer
from thirdring.apps.calls.timeline import CallMoment, moments
from thirdring.apps.retention.models import Deletion
from thirdring.apps.retention.queries import deletions_of
from thirdring.apps.staff.models import User
from thirdring.journal.rows import decode

# The partitions of other months are left unread. A row may precede the call's own time by clock corrections.
_ROWS = """
SELECT body::text FROM journal_row
WHERE calls && %s::text[] AND at >= %s ORDER BY seq
"""
_CLOCKS_DIFFER = timedelta(minutes=5)


def visible_to(user: User) -> QuerySet[Call]:
    """Calls to lines of the own organisation, and those that this very person was given.

    Passed on to him, or to be called back by him.
    """
    if user.organisation_id is None:
        return Call.objects.all() if user.is_superuser else Call.objects.none()
    return Call.objects.filter(
        Q(organisation=user.organisation_id)
        | Q(pk__in=Leg.objects.filter(operator__user=user).values("call"))
        | Q(pk__in=Call.objects.filter(promises__operator__user=user).values("pk"))
        | Q(pk__in=Call.objects.filter(promises__owner_operator__user=user).values("pk"))
    )


def calls_of(operator: int) -> QuerySet[Any, tuple[str]]:
    """Keys of the calls that were offered to an operator, or that he spoke in."""
    spoken = Call.objects.filter(operator=operator).values_list("pk")
    return spoken.union(Leg.objects.filter(operator=operator).values_list("call"))


class PassedOn(NamedTuple):
    """Callers that one operator has passed on and who arrived, and how many of them wrongly (row S62)."""

    callers: int
    wrongly: int

    @property
    def share(self) -> float:
        """Of wrong ones, from 0 to 1; 0 when nobody was passed on."""
        return self.wrongly / self.callers if self.callers else 0.0


def passed_on(transfers: QuerySet[Transfer]) -> dict[int, PassedOn]:
    """By operator; of a transfer that came to nothing nobody can say that it was wrong."""
    counted = (
        transfers.filter(outcome__in=(TransferOutcome.COMPLETED, TransferOutcome.QUEUED))
        .order_by()
        .values_list("operator")
        .annotate(callers=Count("pk"), wrongly=Count("pk", filter=Q(wrong_at__isnull=False)))
    )
    return {operator: PassedOn(callers, wrongly) for operator, callers, wrongly in counted}


def moments_of(calls: Sequence[Call]) -> dict[str, list[CallMoment]]:
    """The moments of these calls, by id, in one reading of the journal."""
    if not calls:
        return {}
    wanted = [call.pk for call in calls]
    earliest = min(call.arrived_at for call in calls) - _CLOCKS_DIFFER
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [wanted, earliest])
        found = moments(decode(body) for (body,) in cursor.fetchall())
    deleted = deletions_of(wanted)
    return {call: [*found.get(call, []), *map(_deleted, deleted.get(call, []))] for call in wanted}


def _deleted(proof: Deletion) -> CallMoment:
    return CallMoment(proof.at, "deleted", further={"kind": proof.kind, "rule": proof.rule})
