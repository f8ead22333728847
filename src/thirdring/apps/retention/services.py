"""Deletes what was kept long enough and is not held, and proves each deletion by a row of a chain.

First the proof is written, then the file goes, or the reading: after a crash in between the next run finds
a proof of what is still there, and finishes. Whoever places a hold either comes before a deletion or finds it
done.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from thirdring.apps.retention.holds import held
from thirdring.apps.retention.keeping import KEEPING, Due, due, remove_proven
from thirdring.apps.retention.models import Deletion, Kind, Rule
from thirdring.installation import FILES_LOCK

FINISHED_AFTER: Final = timedelta(days=7)  # a run that crashed is followed by another long before
PROVEN = ("id", "at", "organisation_id", "kind", "subject", "call", "rule", "ended_at", "size", "digest")

log = logging.getLogger(__name__)


class BackupRunning(Exception):
    """Files that the backup's database names would be missing in it."""


@contextmanager
def alone() -> Iterator[None]:
    """No backup is being made, and one that begins waits until this is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", FILES_LOCK)
        if cursor.fetchone() != (True,):
            raise BackupRunning("A backup is being made. Nothing is deleted until it is whole.")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", FILES_LOCK)


def all_due(now: datetime) -> Iterator[Due]:
    """What would be deleted ``now`` by all rules; what is held is not among it."""
    kept_back = held(now)
    for rule in Rule.objects.select_related("organisation"):
        yield from (one for one in due(rule, now) if not kept_back.holds(one))


def delete_due(now: datetime) -> int:
    """Delete it; how much it was. Raises ``BackupRunning``."""
    with alone():
        finished = _finish(now)
        count = sum(_delete(one, now) for one in all_due(now))
    if count or finished:
        log.info("Deleted by the rules of retention: %d, and %d that were begun before", count, finished)
    return count


def first_broken_proof() -> Deletion | None:
    """The first proof that is not what was written, or misses its predecessor; ``None``: the chain holds."""
    chain, before = "", 0
    for proof in Deletion.objects.order_by("id").iterator():
        chain = _chained(chain, proof)
        if proof.chain != chain or proof.pk <= before:
            return proof
        before = proof.pk
    return None


def _delete(one: Due, now: datetime) -> bool:
    kind = Kind(one.rule.kind)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE retention_hold IN SHARE MODE")
            cursor.execute("LOCK TABLE retention_deletion IN SHARE ROW EXCLUSIVE MODE")
        if held(now).holds(one):
            return False
        taken = KEEPING[kind].take(one.subject)
        if taken is None:
            return False
        last = Deletion.objects.order_by("-id").first()
        with translation.override(settings.LANGUAGE_CODE):
            rule = str(one.rule)
        proof = Deletion(
            id=last.pk + 1 if last else 1,
            at=now,
            organisation_id=one.rule.organisation_id,
            kind=kind,
            subject=one.subject,
            call=one.call,
            rule=rule,
            ended_at=one.ended_at,
            size=taken.size,
            digest=taken.digest,
        )
        proof.chain = _chained(last.chain if last else "", proof)
        proof.save(force_insert=True)
    remove_proven(kind, one.subject)
    return True


def _finish(now: datetime) -> int:
    """What is proven to be deleted, but was not: how much."""
    proven = Deletion.objects.filter(at__gt=now - FINISHED_AFTER).values_list("kind", "subject")
    return sum(remove_proven(Kind(kind), subject) for kind, subject in proven)


def _chained(before: str, proof: Deletion) -> str:
    fields = [getattr(proof, field) for field in PROVEN]
    written = json.dumps([before, *fields], default=_written, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no agreed form in a proof")
