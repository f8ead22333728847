"""A clock that was put back: a minute stays a minute, and the journal comes back to the hour of day."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest

from thirdring.acd.actions import HangUpLeg
from thirdring.acd.centre import Centre, Device, DeviceKind, Line, Operator, Queue, Rules, WaitingMode
from thirdring.acd.core import next_timer
from thirdring.acd.inputs import (
    CallArrived,
    CentreConfigured,
    OperatorLoggedIn,
    OperatorReady,
    PhoneRegistered,
)
from thirdring.acd.moment import SECOND, Moment
from thirdring.acd.state import State
from thirdring.engine.brain import Brain
from thirdring.journal.clock import JournalClock
from thirdring.journal.connecting import Connecting
from thirdring.journal.live import Live
from thirdring.journal.records import Books
from thirdring.journal.spool import Spool
from thirdring.journal.writer import Writer

NOON: Moment = 1_795_000_000 * SECOND
HOUR = 3600 * SECOND
PHONE = "op1-desk"
CENTRE = Centre(
    1,
    (Line("1001", 7, "oms"),),
    (Queue("oms", "OMS", ring_limit=SECOND // 10),),
    (Operator(1, 7, {}, (Device(PHONE, DeviceKind.DESK_PHONE, f"PJSIP/{PHONE}"),)),),
    Rules(waiting=WaitingMode()),
)


class Machine:
    """Its wall clock can be set; time runs on beside it."""

    def __init__(self, wall: Moment) -> None:
        self.wall = wall
        self.running = 0

    def clock(self, at: Moment = 0) -> JournalClock:
        return JournalClock(at, lambda: self.wall, lambda: self.running * 1000)

    def run(self, span: int) -> None:
        self.wall += span
        self.running += span


@pytest.fixture
def machine() -> Machine:
    """Was started three hours ahead, by a clock that showed local time."""
    return Machine(NOON + 3 * HOUR)


def put_right(machine: Machine, *, calls: bool) -> JournalClock:
    """The last row is of the former time, and the clock is set right a second later."""
    clock = machine.clock()
    clock.reached(machine.wall, calls=calls)
    machine.run(SECOND)
    machine.wall -= 3 * HOUR
    return clock


def test_the_journal_keeps_the_wall_clocks_time(machine: Machine) -> None:
    clock = machine.clock(at=NOON)
    machine.run(HOUR)
    assert (clock.now(), clock.ahead()) == (machine.wall, 0)


def test_a_minute_is_a_minute_after_the_clock_was_put_back(machine: Machine) -> None:
    clock = put_right(machine, calls=True)
    before = clock.now()
    assert before == NOON + 3 * HOUR + SECOND, "the second before the change has passed"
    machine.run(60 * SECOND)
    assert clock.now() == before + 60 * SECOND
    assert clock.ahead() == 3 * HOUR


def test_the_journal_waits_for_the_wall_clock_while_nobody_calls(machine: Machine) -> None:
    clock = put_right(machine, calls=False)
    machine.run(3 * HOUR)
    assert 0 < clock.ahead() <= 3 * HOUR // 2
    machine.run(3 * HOUR)
    assert (clock.now(), clock.ahead()) == (machine.wall, 0)


def test_the_next_engine_goes_on_from_the_last_row(machine: Machine) -> None:
    last = NOON + 3 * HOUR
    machine.wall = NOON
    clock = machine.clock(at=last)
    machine.run(15 * SECOND)
    assert clock.now() == last + 15 * SECOND


@pytest.fixture
async def brain(machine: Machine, connecting: Connecting, spool: Spool) -> AsyncIterator[Brain]:
    """Configured while the clock was ahead, and at work after it was set right."""
    connection = await connecting("brain")
    writer = Writer(connection, partial(connecting, "brain"), spool, Books(), 0)
    brain = Brain(State.empty(), Live(), spool, writer, machine.clock())
    brain.take(CentreConfigured(machine.wall, CENTRE))
    machine.wall -= 3 * HOUR
    yield brain
    brain.stop_timers()
    await connection.close()


async def test_a_caller_chooses_after_thirty_seconds_although_the_clock_was_put_back(
    brain: Brain, machine: Machine
) -> None:
    brain.take(CallArrived(machine.wall, "n1-1.1", "1001", ""))
    due = next_timer(brain.state)
    assert due is not None and due[1] == "choice n1-1.1"
    assert due[0] - brain.clock.now() == 30 * SECOND


async def test_the_third_ring_is_the_last_although_the_clock_was_put_back(
    brain: Brain, machine: Machine
) -> None:
    stopped = asyncio.Event()
    brain.act = lambda action: stopped.set() if isinstance(action, HangUpLeg) else None
    brain.take(PhoneRegistered(machine.wall, PHONE))
    brain.take(OperatorLoggedIn(machine.wall, 1, PHONE))
    brain.take(OperatorReady(machine.wall, 1))
    brain.take(CallArrived(machine.wall, "n1-1.1", "1001", ""))
    machine.run(CENTRE.queues[0].ring_limit or 0)
    async with asyncio.timeout(30):
        await stopped.wait()


async def test_the_rest_of_a_timer_is_waited_for_when_the_journal_went_slowly(
    brain: Brain, machine: Machine
) -> None:
    """Nobody is on the line: the timer has run, and the journal is not there yet."""
    brain.take(CallArrived(machine.wall, "n1-1.1", "1001", ""))
    at, timer = next_timer(brain.state) or (0, "")
    before = brain.seq
    brain._run_timer(at, timer)
    assert brain.seq == before
    machine.run(30 * SECOND)
    brain._run_timer(at, timer)
    assert brain.seq == before + 1
