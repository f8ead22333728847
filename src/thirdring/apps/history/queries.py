"""Which changes of the configuration one may read."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from thirdring.apps.history.models import Change


def changes_of(found: QuerySet[Change], organisation: int | None) -> QuerySet[Change]:
    """Those of one organisation, and of what all organisations share; logins are never shared."""
    shared = Q(organisation__isnull=True) & ~Q(rows__table__startswith="staff_")
    return found.filter(Q(organisation=organisation) | shared)
