"""Who has which card open at this moment, and where the caret is: told to everybody else who has it open.

Nothing of it is stored: every server keeps in memory what all of them tell each other by NOTIFY. A page holds
one stream per card; while it stands, its server says again and again that it does, so that those whose server
died are forgotten. What stands in the fields never passes here.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Coroutine, Iterable
from typing import Any

import msgspec
from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, connection

from thirdring.apps.appeals.models import Card
from thirdring.journal.connecting import connect
from thirdring.journal.present import AWAY

log = logging.getLogger(__name__)

CHANNEL = "thirdring_editing"
BEAT_S = 10.0
FORGOTTEN_AFTER_S = 25.0  # a server that was not heard for so long is gone, and its pages with it
RECONNECT_S = 1.0
BACKLOG = 50  # messages that a page may be behind; it needs only the latest
ALIVE = b"event: alive\ndata: \n\n"


class Seat(msgspec.Struct, frozen=True):
    """One page with a card open. ``field``: where the caret is, "" nowhere; ``here``: it is still open."""

    card: int
    seat: str
    user: int
    name: str
    field: str = ""
    here: bool = True


class Editors:
    """The seats at all cards. Lives in one event loop, from the first page until ``close``."""

    def __init__(self) -> None:
        self._seats: dict[int, dict[str, tuple[Seat, float]]] = {}
        self._pages: dict[int, dict[str, asyncio.Queue[bytes]]] = {}  # of this server
        self._tasks: set[asyncio.Task[None]] = set()

    async def stream(self, seat: Seat) -> AsyncIterator[bytes]:
        """Server-sent events for a page: ``editors`` as the others change, ``version`` as the card does."""
        page: asyncio.Queue[bytes] = asyncio.Queue(BACKLOG)
        self._pages.setdefault(seat.card, {})[seat.seat] = page
        if not self._tasks:
            self._start(self._listen())
            self._start(self._beat())
        self._fold(seat)
        try:
            await tell([seat])
            yield ALIVE
            yield self._editors(seat.card, seat)
            while True:
                yield await page.get()
        finally:
            self._leave(seat)

    def at(self, card: int, seat: str) -> Seat | None:
        found = self._seats.get(card, {}).get(seat)
        return found[0] if found else None

    async def close(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _leave(self, seat: Seat) -> None:
        pages = self._pages.get(seat.card, {})
        pages.pop(seat.seat, None)
        if not pages:
            self._pages.pop(seat.card, None)
        gone = msgspec.structs.replace(seat, here=False)
        self._fold(gone)
        self._start(tell([gone]))

    # --- what all servers tell each other --------------------------------------------------------

    async def _listen(self) -> None:
        while True:
            try:
                async with await connect("card editors") as listening:
                    await listening.execute(b"LISTEN thirdring_editing")
                    await listening.execute(b"LISTEN thirdring_card")
                    await tell(self._own())
                    async for notice in listening.notifies():
                        if notice.channel == CHANNEL:
                            await self.heard(msgspec.json.decode(notice.payload, type=Seat))
                        elif notice.payload.isdecimal() and int(notice.payload) in self._pages:
                            await self._changed(int(notice.payload))
            except AWAY:
                await asyncio.sleep(RECONNECT_S)

    async def heard(self, seat: Seat) -> None:
        """What a server, perhaps this one, has said of a seat."""
        if not seat.here and seat.seat in self._pages.get(seat.card, ()):
            return  # it was opened again meanwhile
        new = self.at(seat.card, seat.seat) is None
        self._fold(seat)
        if new and seat.here and (own := self._own(seat.card)):
            await tell(own)  # the server of a page that has just been opened knows nobody yet

    async def _changed(self, card: int) -> None:
        version = await _version(card)
        for page in self._pages.get(card, {}).values():
            _put(page, _event("version", version))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            await tell(self._own())
            oldest = time.monotonic() - FORGOTTEN_AFTER_S
            for seats in tuple(self._seats.values()):
                for seat, heard_at in tuple(seats.values()):
                    if heard_at < oldest and seat.seat not in self._pages.get(seat.card, ()):
                        self._fold(msgspec.structs.replace(seat, here=False))
            for pages in self._pages.values():
                for page in pages.values():
                    _put(page, ALIVE)

    def _fold(self, seat: Seat) -> None:
        """Keeps what a seat says of itself; tells the pages at its card if the others look different now."""
        seats = self._seats.setdefault(seat.card, {})
        before = seats.get(seat.seat)
        if seat.here:
            seats[seat.seat] = (seat, time.monotonic())
        else:
            seats.pop(seat.seat, None)
            if not seats:
                self._seats.pop(seat.card, None)
        if (before[0] if before else None) == (seat if seat.here else None):
            return
        for key, page in self._pages.get(seat.card, {}).items():
            if key != seat.seat and (other := self.at(seat.card, key)):
                _put(page, self._editors(seat.card, other))

    def _editors(self, card: int, reader: Seat) -> bytes:
        """The others, once each: a colleague with two pages counts where he writes."""
        others: dict[int, Seat] = {}
        for seat, _heard_at in self._seats.get(card, {}).values():
            known = others.get(seat.user)
            if seat.user != reader.user and (known is None or not known.field):
                others[seat.user] = seat
        return _event("editors", [{"name": one.name, "field": one.field} for one in others.values()])

    def _own(self, card: int | None = None) -> list[Seat]:
        cards: Iterable[int] = self._pages if card is None else [card]
        found = (self.at(key, seat) for key in cards for seat in self._pages.get(key, ()))
        return [seat for seat in found if seat is not None]

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


editors = Editors()


def say(seats: list[Seat]) -> None:
    """Says to all servers what is so of these seats. Raises ``OperationalError`` without a database."""
    payloads = [msgspec.json.encode(seat).decode() for seat in seats]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, one) FROM unnest(%s::text[]) AS one", [CHANNEL, payloads])


@sync_to_async
def tell(seats: list[Seat]) -> None:
    """The same from a stream; what is not told while the database is away, the next beat tells."""
    if not seats:
        return
    try:
        say(seats)
    except (OperationalError, InterfaceError) as problem:
        log.info("who edits which card could not be told: %s", problem)
    finally:
        connection.close()  # there is no request whose end would do it


@sync_to_async
def _version(card: int) -> int:
    try:
        return Card.objects.values_list("version", flat=True).get(pk=card)
    finally:
        connection.close()


def _put(page: asyncio.Queue[bytes], message: bytes) -> None:
    if page.full():
        page.get_nowait()
    page.put_nowait(message)


def _event(name: str, body: Any) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + msgspec.json.encode(body) + b"\n\n"
