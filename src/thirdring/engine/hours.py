"""The calendars at work in the engine: read with the configuration, asked for every call and every promise.

A country's holidays take a second to load, and a caller does not wait for them: until they are there, lines
keep the hours of the week, and promises wait for their appointments.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from thirdring.acd.centre import LineNumber
from thirdring.acd.inputs import CallArrived, Input
from thirdring.acd.moment import Moment
from thirdring.acd.state import State
from thirdring.calendars import Calendars
from thirdring.engine.appointments import Appointments
from thirdring.engine.doors import Doors
from thirdring.journal.calendars import READ, understood
from thirdring.journal.connecting import Connection

AHEAD: Final = timedelta(days=60)


class Hours:
    """``look`` at a promise is for whoever hears the router speak of one."""

    def __init__(self, state: State, observe: Callable[[Input], None], now: Callable[[], Moment]) -> None:
        self._doors = Doors()
        self._appointments = Appointments(state, observe, now)
        self._fresh: Calendars | None = None
        self._changed = asyncio.Event()
        self._loaded = False
        self.look = self._appointments.look

    async def read(self, connection: Connection) -> None:
        """Take over what is configured now."""
        row = await (await connection.execute(READ)).fetchone()
        assert row is not None
        fresh = understood(row[0]).calendars
        self._fresh = fresh
        if not self._loaded:
            self._doors.calendars = fresh.without_holidays()
        self._changed.set()

    async def run(self) -> None:
        """Keep doors and appointments by the calendars as they change, until cancelled."""
        try:
            while True:
                await self._changed.wait()
                self._changed.clear()
                fresh = self._fresh
                assert fresh is not None
                await asyncio.to_thread(_load, fresh)
                self._loaded = True
                self._doors.calendars = fresh
                self._appointments.keep(fresh)
        finally:
            self._appointments.stop()

    def at_the_door(self, came: CallArrived) -> CallArrived:
        """The arrival, with what the caller is to be told if the line is closed."""
        door = self._doors.of(came.line, came.at)
        if not door.closed:
            return came
        return msgspec.structs.replace(came, closed=True, opens_at=door.opens_at)

    def zone_of(self, line: LineNumber) -> str:
        """By which clock a line tells the time."""
        return self._doors.calendars.of(line).zone


def _load(calendars: Calendars) -> None:
    """Has every calendar look a while ahead, holidays and all."""
    today = datetime.now(UTC).date()
    for calendar in calendars.all():
        calendar.days(today - timedelta(days=1), AHEAD.days)
