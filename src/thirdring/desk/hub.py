"""From the centre's present moment (``journal.present``) one stream per desk.

The hub sends every desk its own picture: a snapshot first, then what changed. What concerns
an operator himself goes out at once; what all share is put into JSON once for everybody, at most
four times a second, and goes to some desks at a time, so that nobody's own news waits for all the
others. A desk that reads too slowly gets a new snapshot instead of a backlog. It also tells the
engine which operators have a desk open.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import msgspec
from asgiref.sync import sync_to_async
from django.db import connection

from thirdring.acd.moment import moment_of
from thirdring.apps.appeals.models import Card
from thirdring.apps.calls.models import Call
from thirdring.apps.channels.models import Queue
from thirdring.apps.promises.models import Promise
from thirdring.desk import picture
from thirdring.desk.picture import PastCall
from thirdring.desk.presence import Presence
from thirdring.journal.clock import JournalClock
from thirdring.journal.connecting import connect
from thirdring.journal.live import Live
from thirdring.journal.present import AWAY, present
from thirdring.journal.rows import Row

log = logging.getLogger(__name__)

HEARTBEAT_S = 5.0
GATHER_S = 0.25
SHARED_AT_A_TIME = 20  # desks: some milliseconds of sending, then whatever else has come meanwhile
BACKLOG = 200  # messages that a desk may be behind before it gets a snapshot instead
RECONNECT_S = 1.0
PAST_CALLS = 5_000
ALIVE = b"event: alive\ndata: \n\n"
DIRECTORY = b"event: directory\ndata: \n\n"


class Desk:
    """One open stream. ``seq`` is the row up to which it has been told, ``whole_at`` that of its snapshot."""

    def __init__(self, operator: int) -> None:
        self.operator = operator
        self.seq = 0
        self.whole_at = 0
        self.messages: asyncio.Queue[bytes] = asyncio.Queue(BACKLOG)


class Hub:
    """Lives in one event loop; starts watching with the first desk and goes on until ``close``."""

    def __init__(self) -> None:
        self._desks: dict[int, set[Desk]] = {}
        self._past: OrderedDict[str, PastCall] = OrderedDict()
        self._queues: frozenset[str] = frozenset()
        self._told: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
        self._common: tuple[int, dict[str, msgspec.Raw]] = (-1, {})  # of all snapshots at this row
        self._stirred = asyncio.Event()  # there may be something to share
        self._owed: dict[str, Any] = {}
        self._owed_more = True  # or less: since it was last told
        self._tasks: set[asyncio.Task[None]] = set()
        self._presence = Presence(lambda: present.live)
        self._clock = JournalClock()

    @property
    def live(self) -> Live | None:
        return present.live

    async def stream(self, operator: int) -> AsyncIterator[bytes]:
        """Server-sent events for one desk, until its browser goes away."""
        desk = Desk(operator)
        self._desks.setdefault(operator, set()).add(desk)
        self._presence.opened(operator)
        try:
            if self not in present:
                await present.join(self)
                for standing in (self._beat(), self._share(), self._watch_cards(), self._presence.attend()):
                    self._start(standing)
            elif self.live is not None:
                await self._welcome(desk)
            yield ALIVE
            while True:
                yield await desk.messages.get()
        finally:
            self._leave(desk)

    async def close(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._presence.close()

    # --- watching the present -------------------------------------------------------------------

    async def begun(self, live: Live) -> None:
        self._clock.reached(live.at, calls=bool(live.calls))
        self._owed_more = True
        self._queues = await _queue_keys()
        self._stir()
        for desks in tuple(self._desks.values()):
            for desk in tuple(desks):
                await self._welcome(desk)
        for operator in tuple(self._desks):
            self._presence.look(operator)

    def passes(self, live: Live, row: Row) -> None:
        for key in row.calls():
            if found := live.calls.get(key):
                self._remember(key, picture.past_of(live, found))

    async def passed(self, live: Live, row: Row, touched: set[str]) -> None:
        self._clock.reached(live.at, calls=bool(live.calls))
        if "centre" in touched:
            self._queues = await _queue_keys()
            self._broadcast(DIRECTORY)
        self._stir()
        calls = {key.removeprefix("call:") for key in touched if key.startswith("call:")}
        operators = {int(key.removeprefix("operator:")) for key in touched if key.startswith("operator:")}
        owed = {key.removeprefix("promise:") for key in touched if key.startswith("promise:")}
        self._owed_more |= bool(owed)
        concerned = picture.concerned(live, calls, owed, operators | set(row.operators()))
        for operator in concerned & self._desks.keys():
            await self._recall(operator)
            own = _parts(self._own(operator))
            for desk in tuple(self._desks.get(operator, ())):
                await self._tell(desk, live.seq, own)
        for operator in operators & self._desks.keys():
            self._presence.look(operator)

    # --- telling the desks ----------------------------------------------------------------------

    def world(self, operator: int) -> dict[str, Any]:
        """All that the operator's desk shows now, as JSON to be; only while there is ``live``."""
        assert self.live is not None
        return {
            "seq": self.live.seq,
            "now": self._now_ms(),
            **self._own(operator),
            **self._shared_by_all(self.live),
        }

    async def _welcome(self, desk: Desk) -> None:
        """The whole picture; whatever was still on its way to this desk is part of it."""
        await self._recall(desk.operator)
        assert self.live is not None
        while not desk.messages.empty():
            desk.messages.get_nowait()
        desk.seq = desk.whole_at = self.live.seq
        desk.messages.put_nowait(_event("snapshot", self.world(desk.operator)))

    async def _tell(self, desk: Desk, seq: int, parts: dict[str, msgspec.Raw]) -> None:
        """What has changed up to the row ``seq``."""
        seq = max(seq, desk.seq)  # what is shared may be on its way while its own news overtakes it
        change = {"after": desk.seq, "seq": seq, "now": self._now_ms(), **parts}
        try:
            desk.messages.put_nowait(_event("change", change))
        except asyncio.QueueFull:
            await self._welcome(desk)
        else:
            desk.seq = seq

    def _now_ms(self) -> int:
        """The clock by which the desks count, as the rows do: the journal's."""
        return self._clock.now() // 1000

    def _own(self, operator: int) -> dict[str, Any]:
        assert self.live is not None
        return {
            "me": picture.me(self.live, operator),
            "call": picture.call(self.live, operator, self._past),
            "promise": picture.held(self.live, operator),
        }

    def _shared_by_all(self, live: Live) -> dict[str, msgspec.Raw]:
        seq, parts = self._common
        if seq != live.seq:
            shared = {
                "operators": picture.colleagues(live),
                "queues": picture.queues(live, self._queues),
                "owed": picture.owed(live),
            }
            parts = _parts(shared)
            self._common = (live.seq, parts)
        return parts

    def _stir(self) -> None:
        self._common = (-1, {})
        self._stirred.set()

    async def _share(self) -> None:
        """Colleagues and queues: what has changed since the last time, to everybody."""
        while True:
            await self._stirred.wait()
            self._stirred.clear()
            if self.live is not None and (changed := self._changed_for_all(self.live)):
                await self._tell_all(self.live.seq, _parts(changed))
            await asyncio.sleep(GATHER_S)

    async def _tell_all(self, seq: int, parts: dict[str, msgspec.Raw]) -> None:
        for told, desk in enumerate(self._all(), start=1):
            if desk.whole_at <= seq:  # else it has got a later picture on the way
                await self._tell(desk, seq, parts)
            if told % SHARED_AT_A_TIME == 0:
                await asyncio.sleep(0)

    def _changed_for_all(self, live: Live) -> dict[str, Any]:
        colleagues = picture.colleagues(live)
        queues = picture.queues(live, self._queues)
        changed = {
            "operators": _changed(self._told[0], colleagues)
            | {key: ("logged out", self._now_ms(), "") for key in self._told[0].keys() - colleagues.keys()},
            "queues": _changed(self._told[1], queues),
            "owed": self._changed_owed(live),
        }
        self._told = (colleagues, queues)
        return {name: part for name, part in changed.items() if part}

    def _changed_owed(self, live: Live) -> dict[str, Any]:
        if not self._owed_more:
            return {}
        self._owed_more = False
        owed = picture.owed(live)
        settled = dict.fromkeys(self._owed.keys() - owed.keys(), picture.NOTHING_OWED)
        changed = _changed(self._owed, owed) | settled
        self._owed = owed
        return changed

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            if not present.stands:
                self._broadcast(ALIVE)

    def _broadcast(self, message: bytes) -> None:
        for desk in self._all():
            if not desk.messages.full():  # a full one has signs of life enough
                desk.messages.put_nowait(message)

    def _all(self) -> list[Desk]:
        return [desk for desks in self._desks.values() for desk in desks]

    # --- cards that two people fill in ---------------------------------------------------------

    async def _watch_cards(self) -> None:
        """Tells a desk that the card on its screen was changed by somebody else."""
        while True:
            try:
                async with await connect("desk cards") as listening:
                    await listening.execute(b"LISTEN thirdring_card")
                    async for notice in listening.notifies():
                        if self._desks and notice.payload.isdecimal():
                            await self._tell_of_card(int(notice.payload))
            except AWAY:
                await asyncio.sleep(RECONNECT_S)

    async def _tell_of_card(self, number: int) -> None:
        changed = await _changed_card(number)
        if changed is None or self.live is None:
            return
        call, version, by = changed
        message = _event("card", {"card": number, "version": version})
        for operator, seat in self.live.operators.items():
            if picture.card_of(self.live, seat, self._past) == call and operator != by:
                for desk in self._desks.get(operator, ()):
                    if not desk.messages.full():
                        desk.messages.put_nowait(message)

    # --- calls that are over -------------------------------------------------------------------

    def _remember(self, key: str, past: PastCall) -> None:
        self._past[key] = past
        self._past.move_to_end(key)
        while len(self._past) > PAST_CALLS:
            self._past.popitem(last=False)

    async def _recall(self, operator: int) -> None:
        """When the operator's call ended before this process looked: it comes from the table of calls."""
        assert self.live is not None
        found = self.live.operators.get(operator)
        if found is None or not found.call or found.call in self._past or found.call in self.live.calls:
            return
        if past := await _past_call(found.call):
            self._remember(found.call, past)

    # --- who has a desk open -------------------------------------------------------------------

    def _leave(self, desk: Desk) -> None:
        desks = self._desks.get(desk.operator, set())
        desks.discard(desk)
        if not desks:
            self._desks.pop(desk.operator, None)
            self._presence.closed(desk.operator)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


hub = Hub()


@sync_to_async
def _queue_keys() -> frozenset[str]:
    try:
        return frozenset(Queue.objects.values_list("key", flat=True))
    finally:
        connection.close()  # there is no request whose end would do it


@sync_to_async
def _past_call(key: str) -> PastCall | None:
    try:
        found = Call.objects.filter(pk=key).first()
        card = Promise.objects.filter(tried__call=key).values_list("call_id", flat=True).first()
    finally:
        connection.close()
    if found is None:
        return None
    queued = moment_of(found.queued_at) if found.queued_at else None
    return PastCall(
        found.line,
        found.caller,
        found.queue,
        moment_of(found.arrived_at),
        queued,
        found.promise,
        card or "",
    )


@sync_to_async
def _changed_card(number: int) -> tuple[str, int, int | None] | None:
    """Call, version, and the operator who changed the card; ``None`` for a card without a call."""
    try:
        found = Card.objects.filter(pk=number, call__isnull=False)
        return found.values_list("call_id", "version", "updated_by__operator").first()
    finally:
        connection.close()


def _changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in after.items() if before.get(key) != value}


def _parts(parts: dict[str, Any]) -> dict[str, msgspec.Raw]:
    """Each put into JSON, to be sent to several desks."""
    return {name: msgspec.Raw(msgspec.json.encode(part)) for name, part in parts.items()}


def _event(name: str, body: dict[str, Any]) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + msgspec.json.encode(body) + b"\n\n"
