"""Telephone numbers of calls and promises: in the journal's rows, and in the tables folded from them.

Both say the same afterwards, as if the rows were folded anew. A promise outlives its call, and another
program may have one made long after it, so each is found and proven by itself. The number on a card is a
part of the card, which has a rule of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from thirdring.apps.calls.models import Call
from thirdring.apps.promises.models import NOT_ENDED, Attempt, Promise
from thirdring.apps.retention.models import Kind, not_deleted
from thirdring.journal.erasing import ERASED, Number, erase_numbers
from thirdring.journal.promise_folds import UNKEPT


def find(organisation: int, before: datetime) -> Iterator[tuple[str, str, datetime]]:
    """Calls and promises that ended before, with nothing owed any more; calls first, the oldest first."""
    owed = Promise.objects.filter(Q(call=OuterRef("pk")) | Q(pk=OuterRef("promise")), state__in=NOT_ENDED)
    calls = Call.objects.filter(organisation=organisation, arrived_at__lt=before, ended_at__lt=before)
    calls = calls.exclude(Exists(owed.exclude(pk__startswith=UNKEPT))).order_by("arrived_at", "pk")
    for call in calls.filter(not_deleted(Kind.NUMBER, "pk")).only("pk", "ended_at").iterator():
        yield call.pk, call.pk, call.ended_at or before
    promises = Promise.objects.filter(organisation=organisation, made_at__lt=before, ended_at__lt=before)
    promises = promises.exclude(state__in=NOT_ENDED).order_by("made_at", "pk")
    for promise in promises.filter(not_deleted(Kind.NUMBER, "pk")).only("pk", "call", "ended_at").iterator():
        yield promise.pk, promise.call_id or "", promise.ended_at or before


def take(subject: str) -> list[Number] | None:
    """Of a call or a promise; what stood in the rows. ``None``: a recovery may need them still."""
    numbers = erase_numbers(subject)
    if numbers is None:
        return None
    own_promises = Q(pk=subject) | Q(call=subject, pk__startswith=UNKEPT)
    for rows, column in (
        (Call.objects.filter(Q(pk=subject, promise="") | Q(promise=subject)), "caller"),
        (Call.objects.filter(pk=subject), "caller_as_received"),
        (Call.objects.filter(pk=subject), "choice_number"),
        (Promise.objects.filter(own_promises), "number"),
        (Attempt.objects.filter(promise=subject), "number"),
    ):
        rows.exclude(**{column: ""}).update(**{column: ERASED})
    return numbers
