"""Each kind of what is kept: how what has been kept long enough is found, and how it is taken away.

A file goes after its proof is written, a row together with it. A card stays with its number and its times:
what its caller and operator said is taken out of it. Holds are not known here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from thirdring.apps.appeals.models import Card, CardState
from thirdring.apps.calls.models import Call
from thirdring.apps.promises.models import NOT_ENDED, Promise
from thirdring.apps.retention import numbers, readings
from thirdring.apps.retention.models import Kind, Rule, not_deleted
from thirdring.apps.transcripts.models import Transcript
from thirdring.encryption.stored import encrypted
from thirdring.installation import Installation

# What people have said or are called; number, times, line, reason and result of a card stay.
SAID_IN_A_CARD: Final[dict[str, Any]] = {
    "person": None,
    "person_name": "",
    "caller": "",
    "phone": "",
    "text": "",
    "answer": "",
    "put_aside_reason": "",
}


class Due(NamedTuple):
    """Something that was kept long enough: ``subject`` among its kind, of ``call``."""

    rule: Rule
    subject: str
    call: str
    ended_at: datetime


class Taken(NamedTuple):
    """What was there: its length in bytes, and its digest as ``Deletion`` keeps it."""

    size: int
    digest: str


Found = Iterator[tuple[str, str, datetime]]


class Keeping(NamedTuple):
    """``find``: subject, call and end of all that ended before a moment, of an organisation.

    ``take`` takes a row away, and only measures what goes after its proof is written: a file, of which
    ``file`` says where it lies, or what ``remove`` takes away, which says whether there was anything. A
    ``take`` that gives ``None`` has taken nothing: something needs it still, and another night will do.
    """

    find: Callable[[int, datetime], Found]
    take: Callable[[str], Taken | None]
    file: Callable[[str], Path] | None = None
    remove: Callable[[str], bool] | None = None


def due(rule: Rule, now: datetime) -> Iterator[Due]:
    """What was kept long enough ``now`` and is still there, the oldest first."""
    for subject, call, ended_at in KEEPING[Kind(rule.kind)].find(rule.organisation_id, rule.due_before(now)):
        yield Due(rule, subject, call, ended_at)


# --- recordings ---------------------------------------------------------------------------------------


def _installation() -> Installation:
    installation: Installation = settings.INSTALLATION
    return installation


def _conversation_file(call: str) -> Path:
    return _installation().recording(call)


def _message_file(recording: str) -> Path:
    return _installation().message(recording)


def _ended_calls(organisation: int, before: datetime) -> QuerySet[Call]:
    ended = Call.objects.filter(organisation=organisation, arrived_at__lt=before, ended_at__lt=before)
    return ended.order_by("arrived_at", "pk")


def _conversations(organisation: int, before: datetime) -> Found:
    found = _ended_calls(organisation, before).filter(recorded=True)
    for call in found.filter(not_deleted(Kind.CONVERSATION, "pk")).only("pk", "ended_at").iterator():
        yield call.pk, call.pk, call.ended_at or before


def _messages(organisation: int, before: datetime) -> Found:
    """Not those that somebody has still to answer."""
    owed = Promise.objects.filter(recording=OuterRef("message"), state__in=NOT_ENDED)
    found = _ended_calls(organisation, before).exclude(message="").exclude(Exists(owed))
    found = found.filter(not_deleted(Kind.MESSAGE, "message"))
    for call in found.only("pk", "message", "ended_at").iterator():
        yield call.message, call.pk, call.ended_at or before


def _measured(place_of: Callable[[str], Path]) -> Callable[[str], Taken | None]:
    def measured(subject: str) -> Taken:
        """Of the file as it lies there, encrypted or not yet."""
        for path in (encrypted(place_of(subject)), place_of(subject)):
            try:
                with path.open("rb") as file:
                    return Taken(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())
            except FileNotFoundError:
                continue
        return Taken(0, "")

    return measured


def remove_proven(kind: Kind, subject: str) -> bool:
    """What is removed only after its proof is written; whether there was anything."""
    keeping = KEEPING[kind]
    if keeping.file is not None:
        return _remove_file(keeping.file(subject))
    return keeping.remove is not None and keeping.remove(subject)


def _remove_file(place: Path) -> bool:
    there = False
    for path in (encrypted(place), place):
        there |= path.exists()
        path.unlink(missing_ok=True)
    return there


# --- rows ---------------------------------------------------------------------------------------------


def _transcripts(organisation: int, before: datetime) -> Found:
    promises = Promise.objects.filter(organisation=organisation)
    found = Transcript.objects.filter(made_at__lt=before, pk__in=promises.values("pk")).order_by("made_at")
    calls = dict(promises.filter(pk__in=found.values("pk")).values_list("pk", "call_id"))
    for promise, made_at in found.values_list("pk", "made_at"):
        yield promise, calls.get(promise) or "", made_at


def _take_transcript(promise: str) -> Taken:
    row = Transcript.objects.filter(pk=promise)
    taken = _told(row.values("promise", "text", "language", "model", "made_at", "seconds"))
    row.delete()
    return taken


def _cards(organisation: int, before: datetime) -> Found:
    found = Card.objects.filter(
        organisation=organisation, state=CardState.CLOSED, opened_at__lt=before, closed_at__lt=before
    ).annotate(subject=Cast("pk", TextField()))
    found = found.filter(not_deleted(Kind.CARD, "subject")).order_by("opened_at", "pk")
    for card in found.only("pk", "call_id", "closed_at").iterator():
        yield str(card.pk), card.call_id or "", card.closed_at or before


def _take_card(number: str) -> Taken:
    row = Card.objects.filter(pk=int(number))
    taken = _told(row.values(*SAID_IN_A_CARD))
    row.update(**SAID_IN_A_CARD)
    return taken


def _take_numbers(subject: str) -> Taken | None:
    taken = numbers.take(subject)
    return None if taken is None else _sealed(taken)


def _measure_readings(subject: str) -> Taken:
    return _sealed(readings.content(subject))


def _told(rows: QuerySet[Any, Any]) -> Taken:
    return _sealed(rows[0]) if rows else Taken(0, "")


def _sealed(content: object) -> Taken:
    written = json.dumps(content, default=str, ensure_ascii=False, sort_keys=True).encode()
    secret = _installation().secrets.get("retention").encode()
    return Taken(len(written), hmac.new(secret, written, hashlib.sha256).hexdigest())


KEEPING: Final[dict[Kind, Keeping]] = {
    Kind.CONVERSATION: Keeping(_conversations, _measured(_conversation_file), _conversation_file),
    Kind.MESSAGE: Keeping(_messages, _measured(_message_file), _message_file),
    Kind.TRANSCRIPT: Keeping(_transcripts, _take_transcript),
    Kind.CARD: Keeping(_cards, _take_card),
    Kind.NUMBER: Keeping(numbers.find, _take_numbers),
    Kind.READING: Keeping(readings.find, _measure_readings, remove=readings.remove),
}
