"""One stream per open screen, all fed by one look at the centre and one reading of the day's figures.

Screens of one kind and scope share a channel: its picture is made once, compared with the one before, and
what has changed goes to all of them. A screen that comes gets the whole; one that reads too slowly gets
the whole again. What concerns the moment goes out within a quarter of a second, figures of the day every
few seconds.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import ParamSpec, TypeVar

import msgspec
from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection
from django.utils import timezone

from thirdring.apps.alarms.health import read_health, read_noted
from thirdring.apps.alarms.standing import Alarms, Health, Noted
from thirdring.apps.channels.configuration import read_names
from thirdring.apps.channels.names import Names, Scope
from thirdring.apps.figures.days import Today, Usual
from thirdring.apps.figures.today import read_today, read_usual
from thirdring.journal.clock import JournalClock
from thirdring.journal.live import Live
from thirdring.journal.present import present
from thirdring.journal.rows import Row
from thirdring.wallboard import alarms, figures, floor, picture
from thirdring.wallboard.picture import Part, difference

log = logging.getLogger(__name__)

GATHER_S = 0.25
TIME_PASSES_S = 1.0  # limits are overrun without a row of the journal
HEALTH_S = 1.0
FIGURES_S = 3.0
USUAL_S = 60.0
HEARTBEAT_S = 5.0
BACKLOG = 100  # messages that a screen may be behind before it gets the whole instead
ALIVE = b"event: alive\ndata: \n\n"

P = ParamSpec("P")
T = TypeVar("T")
WALLBOARD, SUPERVISOR = "wallboard", "supervisor"
Parts = dict[str, Part]


class Screen:
    """One open stream."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[bytes] = asyncio.Queue(BACKLOG)


class Channel:
    """All screens of one kind and scope, and what they have been told so far."""

    def __init__(self, clock: JournalClock) -> None:
        self._clock = clock
        self.told: Parts | None = None
        self.screens: set[Screen] = set()

    def welcome(self, screen: Screen) -> None:
        if self.told is not None:
            while not screen.messages.empty():
                screen.messages.get_nowait()
            screen.messages.put_nowait(_event("snapshot", self._clock, self.told))

    def tell(self, parts: Parts) -> None:
        """Send what differs from what was told."""
        former, self.told = self.told, parts
        if former is None:
            for screen in self.screens:
                self.welcome(screen)
            return
        change = {
            name: difference(former[name], part) for name, part in parts.items() if former[name] != part
        }
        if change:
            message = _event("change", self._clock, change)
            for screen in self.screens:
                if screen.messages.full():
                    self.welcome(screen)
                else:
                    screen.messages.put_nowait(message)

    def beat(self) -> None:
        if present.stands:
            return
        for screen in self.screens:
            if not screen.messages.full():
                screen.messages.put_nowait(ALIVE)


class Hub:
    """Lives in one event loop; works while a screen is open."""

    def __init__(self) -> None:
        self._channels: dict[tuple[str, Scope], Channel] = {}
        self._names = Names()
        self._names_known = False
        self._named = asyncio.Event()  # the names have been read once
        self._alarms = Alarms()
        self._noted: dict[str, Noted] = {}
        self._health = Health()
        self._today: dict[int, Today] = {}
        self._usual: dict[int, Usual] = {}
        self._stirred = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._clock = JournalClock()

    async def stream(self, kind: str, scope: Scope) -> AsyncIterator[bytes]:
        """Server-sent events for one screen, until its browser goes away."""
        screen = Screen()
        channel = self._channels.setdefault((kind, scope), Channel(self._clock))
        channel.screens.add(screen)
        try:
            await self._begin()
            channel.welcome(screen)
            self._stirred.set()
            yield ALIVE
            while True:
                yield await screen.messages.get()
        finally:
            channel.screens.discard(screen)
            if not channel.screens:
                self._channels.pop((kind, scope), None)
            if not self._channels:
                self._today.clear()  # it may be another day when the next one looks

    def stands(self, key: str, scope: Scope) -> bool:
        """Whether this alarm stands now, within the scope."""
        return key in alarms.part(self._alarms.now, {}, self._names, scope, named=False)

    async def note_anew(self) -> None:
        """Somebody has taken note of an alarm: all screens of this process show it at once."""
        self._noted = await _read(read_noted)
        self._stirred.set()

    # --- watching the present -------------------------------------------------------------------

    async def begun(self, live: Live) -> None:
        self._clock.reached(live.at, calls=bool(live.calls))
        self._names_known = False
        self._stirred.set()

    def passes(self, live: Live, row: Row) -> None:
        """Nothing is kept of what was."""

    async def passed(self, live: Live, row: Row, touched: set[str]) -> None:
        self._clock.reached(live.at, calls=bool(live.calls))
        if "centre" in touched:
            self._names_known = False
        self._stirred.set()

    # --- standing work --------------------------------------------------------------------------

    async def _begin(self) -> None:
        if not self._tasks:
            for work in (
                self._show(),
                self._repeat(self._look_at_health, HEALTH_S),
                self._repeat(self._read_figures, FIGURES_S),
                self._repeat(self._read_usual, USUAL_S),
                self._repeat(self._beat, HEARTBEAT_S),
            ):
                task = asyncio.create_task(work)
                task.add_done_callback(_complain)
                self._tasks.append(task)
        if self not in present:
            await present.join(self)

    async def _show(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(TIME_PASSES_S):
                    await self._stirred.wait()
            self._stirred.clear()
            if self._channels and present.live is not None:
                try:
                    await self._tell(present.live)
                except DatabaseError as problem:  # the names could not be read; the alarm says the rest
                    log.warning("the wallboard goes on with what it knows: %s", problem)
            await asyncio.sleep(GATHER_S)

    async def _tell(self, live: Live) -> None:
        if not self._names_known:
            self._names = await _read(read_names)
            self._names_known = True
            self._named.set()
        now = self._clock.now()
        self._alarms.look(live, self._names, self._health, now)
        for (kind, scope), channel in tuple(self._channels.items()):
            channel.tell(self._parts(live, kind, scope, now))

    async def _repeat(self, work: Callable[[], Awaitable[None]], every_s: float) -> None:
        await self._named.wait()
        while True:
            if self._channels:
                try:
                    await work()
                except DatabaseError as problem:
                    log.warning("the wallboard cannot ask the database: %s", problem)
            await asyncio.sleep(every_s)

    async def _look_at_health(self) -> None:
        try:
            self._health = await _read(read_health)
        except DatabaseError:
            self._health = Health(database=False)
        self._stirred.set()

    async def _read_figures(self) -> None:
        self._noted = await _read(read_noted)
        now, limit = timezone.now(), self._limit()
        for organisation in self._watched():
            zone = self._names.zones[organisation]
            self._today[organisation] = await _read(read_today, organisation, now, zone, limit)
        self._stirred.set()

    async def _read_usual(self) -> None:
        now, limit = timezone.now(), self._limit()
        for organisation in self._watched():
            zone = self._names.zones[organisation]
            self._usual[organisation] = await _read(read_usual, organisation, now, zone, limit)

    async def _beat(self) -> None:
        for channel in self._channels.values():
            channel.beat()

    # --- what is shown --------------------------------------------------------------------------

    def _parts(self, live: Live, kind: str, scope: Scope, now: int) -> Parts:
        names = self._names
        days = [self._today[one] for one in self._of(scope) if one in self._today]
        usual = [self._usual.get(one, Usual()) for one in self._of(scope) if one in self._today]
        parts: Parts = {
            "rules": {"limit": names.wait_limit // 1000, "near": names.near_due // 1000},
            "queues": picture.queues(live, names, scope, self._health.expected),
            "lines": picture.lines(live, names, scope),
            "states": picture.operators(live, names, scope),
            "promises": picture.promises(live, names, scope, now),
            "alarms": alarms.part(self._alarms.now, self._noted, names, scope, named=kind == SUPERVISOR),
            "today": figures.day(days) if days else {},
            "usual": figures.usual(usual),
        }
        if kind == SUPERVISOR:
            parts |= {
                "operators": floor.operators(live, names, scope),
                "calls": floor.calls(live, names, scope),
                "overdue": floor.overdue(live, names, scope, now),
                "people": figures.people(days, names, scope),
                "quarters": figures.quarters(days, usual),
            }
        return parts

    def _of(self, scope: Scope) -> list[int]:
        return [one for one in self._names.zones if scope.has(one)]

    def _watched(self) -> set[int]:
        """Organisations that somebody looks at."""
        return {one for _, scope in tuple(self._channels) for one in self._of(scope)}

    def _limit(self) -> timedelta:
        return timedelta(microseconds=self._names.wait_limit)


hub = Hub()


def _complain(task: asyncio.Task[None]) -> None:
    """Standing work has no end: if one ended by itself, its screens stand still, and the log must say why."""
    if not task.cancelled() and (error := task.exception()):
        log.error("a part of the wallboard has ended", exc_info=error)


async def _read(reading: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Ask the database, and give the connection back: there is no request whose end would do it."""

    def ask() -> T:
        try:
            return reading(*args, **kwargs)
        finally:
            connection.close()

    return await sync_to_async(ask, thread_sensitive=False)()


def _event(name: str, clock: JournalClock, parts: Parts) -> bytes:
    body = {"now": clock.now() // 1000, "parts": parts}
    return b"event: " + name.encode() + b"\ndata: " + msgspec.json.encode(body) + b"\n\n"
