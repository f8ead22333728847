"""Reading the staff: names for ids."""

from __future__ import annotations

from collections.abc import Iterable

from thirdring.apps.staff.models import Operator


def operator_names(ids: Iterable[int | None]) -> dict[int, str]:
    """Full names of operators by id; ``None`` and one who no longer exists are left out."""
    return {
        operator.pk: str(operator)
        for operator in Operator.objects.filter(
            pk__in={one for one in ids if one is not None}
        ).select_related("user")
    }
