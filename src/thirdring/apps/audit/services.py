"""Writes the read log and its seals, and tells whether the log still is what was sealed.

Whoever shows a card, a recording or a person calls ``note_reading`` in the same transaction; this
module knows nothing of rights, only of who has read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from thirdring.apps.audit.models import ReadLog, Seal, Subject
from thirdring.apps.retention.models import Deletion, Kind

LOOKED_AGAIN = timedelta(minutes=10)
SEALED_AT_ONCE = 10_000  # rows held in memory while a seal is computed


def note_reading(
    reader: str, organisation_id: int | None, subject: Subject, subject_id: object, purpose: str
) -> None:
    """Write down that ``reader`` (a login, or ``token NAME``) has read ``subject_id`` for ``purpose``."""
    ReadLog.objects.create(
        at=timezone.now(),
        reader=reader,
        organisation_id=organisation_id,
        subject=subject,
        subject_id=str(subject_id),
        purpose=purpose,
    )


def note_readings(
    reader: str, organisation_id: int | None, subject: Subject, subject_ids: list[str], purpose: str
) -> None:
    """The same for a list that was shown at once."""
    at = timezone.now()
    ReadLog.objects.bulk_create(
        ReadLog(
            at=at,
            reader=reader,
            organisation_id=organisation_id,
            subject=subject,
            subject_id=subject_id,
            purpose=purpose,
        )
        for subject_id in subject_ids
    )


def note_lookup(reader: str, organisation_id: int | None, persons: Iterable[int], purpose: str) -> None:
    """Insured persons were shown to choose from; once while somebody types and looks again."""
    keys = {str(person) for person in persons}
    lately = ReadLog.objects.filter(
        subject=Subject.PERSON,
        subject_id__in=keys,
        reader=reader,
        purpose=purpose,
        at__gt=timezone.now() - LOOKED_AGAIN,
    )
    new = keys.difference(lately.values_list("subject_id", flat=True)) if keys else keys
    note_readings(reader, organisation_id, Subject.PERSON, sorted(new), purpose)


def seal() -> Seal | None:
    """Seal the rows written since the last seal; ``None`` when there are none.

    Writers are held off for a moment: of what they have begun no row with a smaller number appears later.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE audit_readlog IN SHARE MODE")
        last = ReadLog.objects.order_by("-id").values_list("id", flat=True).first()
    before = Seal.objects.order_by("-last_id").first()
    start = before.last_id if before else 0
    if last is None or last <= start:
        return None
    rows, digest = _digest(before.digest if before else "", start, last)
    return Seal.objects.create(made_at=timezone.now(), last_id=last, rows=rows, digest=digest)


def first_broken_seal(since: datetime | None = None) -> Seal | None:
    """The first seal whose rows are no longer what was sealed; ``None`` when all is as it was.

    Without ``since`` of all seals, which takes hours after years. Of a night from which retention has taken
    something, as its proofs say, the seal's own digest goes on.
    """
    proven = Deletion.objects.filter(kind=Kind.READING).values_list("subject", flat=True)
    taken_from = {int(subject.partition(":")[2]) for subject in proven}
    seals = Seal.objects.order_by("last_id")
    before = seals.filter(made_at__lt=since).last() if since else None
    start, digest = (before.last_id, before.digest) if before else (0, "")
    for found in seals.filter(last_id__gt=start):
        if found.last_id in taken_from:
            digest = found.digest
        else:
            rows, digest = _digest(digest, start, found.last_id)
            if (rows, digest) != (found.rows, found.digest):
                return found
        start = found.last_id
    return None


def _digest(previous: str, after: int, until: int) -> tuple[int, str]:
    """Number of rows with ``after < id <= until`` and the digest over them, starting from ``previous``."""
    digest = hashlib.sha256(previous.encode())
    count = 0
    rows = (
        ReadLog.objects.filter(id__gt=after, id__lte=until)
        .order_by("id")
        .values_list("id", "at", "reader", "organisation_id", "subject", "subject_id", "purpose")
    )
    for row in rows.iterator(SEALED_AT_ONCE):
        digest.update(json.dumps(row, default=_written, ensure_ascii=False).encode())
        count += 1
    return count, digest.hexdigest()


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no agreed form in a seal")
