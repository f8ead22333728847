"""What was deleted of a call: for time lines, cards and players, which say so instead of failing."""

from __future__ import annotations

from collections.abc import Iterable

from thirdring.apps.retention.models import Deletion, Kind

RECORDED = (Kind.CONVERSATION, Kind.MESSAGE)


def deletions_of(calls: Iterable[str]) -> dict[str, list[Deletion]]:
    """By call, what was deleted of it, in the order in which it was."""
    found: dict[str, list[Deletion]] = {}
    for proof in Deletion.objects.filter(call__in=list(calls)).order_by("id"):
        found.setdefault(proof.call, []).append(proof)
    return found


def recording_deleted(name: str) -> Deletion | None:
    """The proof that the recording of this call, or the message of this name, was deleted."""
    return Deletion.objects.filter(kind__in=RECORDED, subject=name).first()


def deleted_recordings(calls: Iterable[str]) -> set[str]:
    """Those of the calls whose recording was deleted."""
    proofs = Deletion.objects.filter(kind=Kind.CONVERSATION, subject__in=list(calls))
    return set(proofs.values_list("subject", flat=True))
