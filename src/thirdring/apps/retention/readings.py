"""Readings in the read log: those of one organisation, a sealed night at a time.

The proof comes first: the database lets go of no reading that a proof does not name. A night of which
something is gone is not compared with its seal any more; the seals of all other nights hold as before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import QuerySet

from thirdring.apps.audit.models import ReadLog, Seal
from thirdring.apps.retention.models import Deletion, Kind


def find(organisation: int, before: datetime) -> Iterator[tuple[str, str, datetime]]:
    """Nights sealed before with readings of the organisation, the oldest first."""
    proven = set(Deletion.objects.filter(kind=Kind.READING).values_list("subject", flat=True))
    for seal in Seal.objects.filter(made_at__lt=before).order_by("last_id"):
        subject = f"{organisation}:{seal.last_id}"
        if subject in proven:
            continue
        last = rows(subject).order_by("-id").values_list("at", flat=True).first()
        if last is not None:
            yield subject, "", last


def rows(subject: str) -> QuerySet[ReadLog]:
    """The readings that ``find`` calls so."""
    organisation, _, until = subject.partition(":")
    earlier = Seal.objects.filter(last_id__lt=int(until)).order_by("-last_id")
    after = earlier.values_list("last_id", flat=True).first() or 0
    return ReadLog.objects.filter(organisation=int(organisation), id__gt=after, id__lte=int(until))


def content(subject: str) -> list[tuple[object, ...]]:
    """What the proof's digest is made of."""
    found = rows(subject).order_by("id")
    return list(found.values_list("id", "at", "reader", "subject", "subject_id", "purpose"))


def remove(subject: str) -> bool:
    """Whether there was anything."""
    deleted, _ = rows(subject).delete()
    return deleted > 0


def tell_of(subject: str, calls_and_cards: Collection[str]) -> bool:
    """Whether any of these was read in that night."""
    return bool(calls_and_cards) and rows(subject).filter(subject_id__in=calls_and_cards).exists()
