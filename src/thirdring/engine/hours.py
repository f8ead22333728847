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
from thirdring.journal.clock import JournalClock
from thirdring.journal.connecting import Connection

AHEAD: Final = timedelta(days=60)


class Hours:
    """``look`` at a promise is for whoever hears the router speak of one."""

    def __init__(self, state: State, observe: Callable[[Input], None], clock: JournalClock) -> None:
        self._doors = Doors()
        self._appointments = Appointments(state, observe, clock.now, clock.ahead)
        self._configured = Calendars()
        self._loaded = False
        self.look = self._appointments.look

    async def read(self, connection: Connection) -> None:
        """Take over what is configured now. On return it holds, but for holidays that are not loaded yet."""
        row = await (await connection.execute(READ)).fetchone()
        assert row is not None
        self._configured = understood(row[0]).calendars
        if self._loaded:
            await self._take(self._configured)
        else:
            self._doors.calendars = self._configured.without_holidays()

    async def run(self) -> None:
        """Have the holidays loaded, and promises kept by the calendars until cancelled."""
        try:
            while not self._loaded:
                calendars = self._configured
                await self._take(calendars)
                self._loaded = calendars is self._configured
            await asyncio.get_running_loop().create_future()
        finally:
            self._appointments.stop()

    async def _take(self, calendars: Calendars) -> None:
        await asyncio.to_thread(_load, calendars)
        self._doors.calendars = calendars
        self._appointments.keep(calendars)

    def at_the_door(self, came: CallArrived, at: Moment) -> CallArrived:
        """The arrival, with what the caller is to be told if the line is closed; ``at``: by his own clock."""
        door = self._doors.of(came.line, at)
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
