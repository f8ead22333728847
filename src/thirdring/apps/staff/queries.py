"""Reading the staff: names for ids."""

from __future__ import annotations

from collections.abc import Iterable

from thirdring.apps.staff.models import Operator


def operator_names(ids: Iterable[int]) -> dict[int, str]:
    """Full names of operators by id; one who no longer exists is left out."""
    return {
        operator.pk: str(operator)
        for operator in Operator.objects.filter(pk__in=list(ids)).select_related("user")
    }
