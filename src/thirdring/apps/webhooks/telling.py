"""What happened becomes messages: the journal's facts, breaches that were found, cards that were closed.

The journal is read behind the engine, row by row; messages and how far was read are written in one
transaction. So after any pause or crash it goes on where it was: every fact is told, and none twice under
another name. What was before the first subscription is not told.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from asgiref.sync import sync_to_async
from django.db import OperationalError, close_old_connections, connection, transaction
from django.utils import timezone

from thirdring.acd.facts import Arrived, Ended, Fact, Joined, TransferEnded, TransferOutcome
from thirdring.acd.moment import datetime_of
from thirdring.acd.promise_facts import Promised, PromiseEnded, PromiseOverdue
from thirdring.apps.appeals.models import Card, CardState
from thirdring.apps.calls.models import Call
from thirdring.apps.compliance.models import Breach
from thirdring.apps.promises.models import Promise
from thirdring.apps.webhooks.models import TEST, Kind, Message, Reading, Subscription
from thirdring.journal.rows import Row, decode

log = logging.getLogger(__name__)

PIECE_ROWS = 1_000
LOOK_EVERY_S = 1.0
AWAY_S = 3.0

_LAST = "SELECT coalesce(max(seq), 0) FROM journal_row"
_ROWS = "SELECT body::text FROM journal_row WHERE seq > %s ORDER BY seq LIMIT %s"


class Event(NamedTuple):
    """Something to tell. ``ids`` lead to it through the API; ``personal`` only for who asked for it."""

    fact: str
    kind: str
    at: datetime
    organisation: int | None
    ids: dict[str, Any]
    personal: dict[str, Any]


class Teller:
    """Reads on where the last one has stopped."""

    def read_on(self, most: int = PIECE_ROWS) -> int:
        """Tell of the next rows, at most so many, and of new breaches; returns how many rows there were."""
        with transaction.atomic():
            reading = _reading()
            subscriptions = list(Subscription.objects.filter(active=True))
            if not subscriptions:
                reading.seq, reading.breach = _last_row(), _last_breach()
                reading.save()
                return 0
            with connection.cursor() as cursor:
                cursor.execute(_ROWS, [reading.seq, most])
                rows = [decode(body) for (body,) in cursor.fetchall()]
            breaches = list(Breach.objects.filter(pk__gt=reading.breach).order_by("pk")[:most])
            tell([*_of_rows(rows), *map(_of_breach, breaches)], subscriptions)
            if rows:
                reading.seq = rows[-1].seq
            if breaches:
                reading.breach = breaches[-1].pk
            reading.save()
        return len(rows)


def tell(events: Iterable[Event], subscriptions: list[Subscription]) -> None:
    """Write down what each subscription is to be told; what is there already stays as it is."""
    now = timezone.now()
    Message.objects.bulk_create(
        (
            Message(
                subscription=one,
                fact=event.fact,
                kind=event.kind,
                body=_body(event, one.personal),
                made_at=now,
                next_at=now,
            )
            for event in events
            for one in subscriptions
            if one.organisation_id == event.organisation and (event.kind in one.kinds or event.kind == TEST)
        ),
        ignore_conflicts=True,
    )


def test(subscription: Subscription) -> None:
    """A message that says nothing, to see whether it arrives."""
    now = timezone.now()
    fact = f"test-{now.timestamp():.0f}"
    tell([Event(fact, TEST, now, subscription.organisation_id, {}, {})], [subscription])


def card_saved(sender: type[Card], instance: Card, **signal: Any) -> None:
    """A card that is closed cannot be saved again: this is its closing, in the same transaction."""
    if instance.state != CardState.CLOSED:
        return
    subscriptions = Subscription.objects.filter(active=True, organisation=instance.organisation_id)
    ids = {"card": instance.pk, "number": instance.number, "call": instance.call_id}
    personal = {"caller": instance.caller}
    at = instance.closed_at or timezone.now()
    event = Event(f"card-{instance.pk}", Kind.CARD_CLOSED, at, instance.organisation_id, ids, personal)
    tell([event], list(subscriptions))


async def tell_for_ever() -> None:
    """Follow the journal a second behind, for as long as the worker lives."""
    teller = Teller()
    while True:
        try:
            rows = await sync_to_async(_read_on)(teller)
        except OperationalError as problem:
            log.warning("the journal cannot be told of now: %s", problem)
            await asyncio.sleep(AWAY_S)
            continue
        if rows < PIECE_ROWS:
            await asyncio.sleep(LOOK_EVERY_S)


def _read_on(teller: Teller) -> int:
    close_old_connections()
    return teller.read_on()


def _reading() -> Reading:
    begin = {"seq": _last_row(), "breach": _last_breach()}
    Reading.objects.get_or_create(sole=True, defaults=begin)
    return Reading.objects.select_for_update().get()


def _last_row() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        (last,) = cursor.fetchone()
    return int(last)


def _last_breach() -> int:
    return Breach.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _body(event: Event, personal: bool) -> str:
    data = event.ids | event.personal if personal else event.ids
    said = {"type": event.kind, "timestamp": event.at.isoformat(), "data": data}
    return msgspec.json.encode(said).decode()


# --- facts ----------------------------------------------------------------------------------------


class Told(NamedTuple):
    """What the tables say of the calls and promises in some rows."""

    calls: dict[str, Call]
    promises: dict[str, Promise]


Found = tuple[str, dict[str, Any], Call | Promise | None]


def _of_rows(rows: list[Row]) -> list[Event]:
    facts: list[tuple[Row, int, Fact]] = [
        (row, position, fact)
        for row in rows
        for position, fact in enumerate(row.effects)
        if isinstance(fact, Fact) and type(fact) in FACTS
    ]
    told = Told(
        Call.objects.in_bulk(_named("call", facts)),
        Promise.objects.in_bulk(_named("promise", facts)),
    )
    return [
        event for row, position, fact in facts if (event := _event(row, position, fact, told)) is not None
    ]


def _named(field: str, facts: list[tuple[Row, int, Fact]]) -> set[str]:
    return {str(key) for _row, _position, fact in facts if (key := getattr(fact, field, ""))}


def _event(row: Row, position: int, fact: Fact, told: Told) -> Event | None:
    found = FACTS[type(fact)](fact, told, datetime_of(row.at))
    if found is None:
        return None
    kind, ids, about = found
    if about is None:
        return None
    number = about.caller if isinstance(about, Call) else about.number
    key = "caller" if isinstance(about, Call) else "number"
    at, organisation = datetime_of(row.at), about.organisation_id
    return Event(f"{row.seq}.{position}", kind, at, organisation, ids, {key: number})


def _arrived(fact: Arrived, told: Told, at: datetime) -> Found:
    return Kind.CALL_ARRIVED, {"call": fact.call, "line": fact.line}, told.calls.get(fact.call)


def _joined(fact: Joined, told: Told, at: datetime) -> Found | None:
    """The first conversation: whoever is passed on is not answered once more."""
    call = told.calls.get(fact.call)
    if call is None or call.answered_at != at:
        return None
    return Kind.CALL_ANSWERED, {"call": fact.call, "line": call.line, "operator": fact.operator}, call


def _passed_on(fact: TransferEnded, told: Told, at: datetime) -> Found | None:
    if fact.outcome not in (TransferOutcome.COMPLETED, TransferOutcome.QUEUED):
        return None
    ids = {"call": fact.call, "operator": fact.operator, "outcome": fact.outcome.value}
    return Kind.CALL_PASSED_ON, ids, told.calls.get(fact.call)


def _ended(fact: Ended, told: Told, at: datetime) -> Found:
    ids = {"call": fact.call, "outcome": fact.how.value, "ended_by": fact.by.value}
    return Kind.CALL_ENDED, ids, told.calls.get(fact.call)


def _promised(fact: Promised, told: Told, at: datetime) -> Found:
    ids = {"promise": fact.promise, "call": fact.call, "kind": fact.kind}
    return Kind.PROMISE_MADE, ids, told.promises.get(fact.promise)


def _overdue(fact: PromiseOverdue, told: Told, at: datetime) -> Found:
    return Kind.PROMISE_OVERDUE, {"promise": fact.promise}, told.promises.get(fact.promise)


def _promise_ended(fact: PromiseEnded, told: Told, at: datetime) -> Found:
    ids = {"promise": fact.promise, "operator": fact.operator}
    return Kind(f"promise.{fact.how}"), ids, told.promises.get(fact.promise)


def _of_breach(breach: Breach) -> Event:
    ids = {
        "breach": breach.pk,
        "call": breach.call_id,
        "edition": breach.edition,
        "clause": breach.clause,
        "operator": breach.operator_id,
    }
    return Event(f"breach-{breach.pk}", Kind.BREACH, breach.at, breach.organisation_id, ids, {})


FACTS: dict[type[Fact], Callable[[Any, Told, datetime], Found | None]] = {
    Arrived: _arrived,
    Joined: _joined,
    TransferEnded: _passed_on,
    Ended: _ended,
    Promised: _promised,
    PromiseOverdue: _overdue,
    PromiseEnded: _promise_ended,
}
