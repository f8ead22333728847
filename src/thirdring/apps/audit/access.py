"""Writes the access log: who came in, who was refused, whose session, factor or login was changed by whom.

Knows nothing of how that happens; ``staff.events`` and whoever ends or closes something calls it.
"""

from __future__ import annotations

from django.utils import timezone

from thirdring.apps.audit.models import Access, AccessKind

LONGEST_LOGIN = 150  # what was typed may be anything: a password in the wrong field stays short
LONGEST_DETAIL = 200


def note_access(
    kind: AccessKind,
    login: str,
    organisation_id: int | None,
    *,
    by: str = "",
    address: str | None = None,
    detail: str = "",
) -> None:
    """Write down what happened to ``login``; ``by`` whom, when it was not himself."""
    Access.objects.create(
        at=timezone.now(),
        kind=kind,
        login=login[:LONGEST_LOGIN],
        organisation_id=organisation_id,
        by="" if by == login else by[:LONGEST_LOGIN],
        address=address,
        detail=detail[:LONGEST_DETAIL],
    )
