"""The engine's loop by itself: what it owes the journal, and what it does when the router fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest
from structlog.testing import capture_logs

from thirdring.acd import inputs
from thirdring.acd.actions import Action, HangUpLeg, Ring
from thirdring.acd.centre import Centre, Device, DeviceKind, Line, Operator, Queue
from thirdring.acd.inputs import Illegal, Input
from thirdring.acd.moment import SECOND
from thirdring.acd.state import State
from thirdring.engine import brain as module
from thirdring.engine.brain import Brain
from thirdring.journal.clock import wall_clock
from thirdring.journal.connecting import Connecting
from thirdring.journal.live import Live
from thirdring.journal.records import Books
from thirdring.journal.rows import Row
from thirdring.journal.spool import Spool
from thirdring.journal.writer import Writer

PHONE = "op1-desk"
CENTRE = Centre(
    1,
    (Line("1001", 7, "oms"),),
    (Queue("oms", "OMS", ring_limit=SECOND // 10),),
    (Operator(1, 7, {}, (Device(PHONE, DeviceKind.DESK_PHONE, f"PJSIP/{PHONE}"),)),),
)


@pytest.fixture
async def brain(connecting: Connecting, spool: Spool) -> AsyncIterator[Brain]:
    connection = await connecting("brain")
    writer = Writer(connection, partial(connecting, "brain"), spool, Books(), 0)
    brain = Brain(State.empty(), Live(), spool, writer)
    for happened in (
        inputs.CentreConfigured(wall_clock(), CENTRE),
        inputs.PhoneRegistered(wall_clock(), PHONE),
        inputs.OperatorLoggedIn(wall_clock(), 1, PHONE),
        inputs.OperatorReady(wall_clock(), 1),
    ):
        brain.take(happened)
    yield brain
    brain.stop_timers()
    await connection.close()


def spooled(spool: Spool) -> list[Row]:
    return [row for row, _ in spool.read(0, 1_000)]


async def test_the_row_is_in_the_spool_before_the_phone_rings(brain: Brain, spool: Spool) -> None:
    at_ring: list[Row] = []
    brain.act = lambda action: at_ring.extend(spooled(spool)) if isinstance(action, Ring) else None
    brain.take(inputs.CallArrived(wall_clock(), "n1-1.1", "1001", ""))
    assert at_ring[-1].input == spooled(spool)[-1].input
    assert any(isinstance(effect, Ring) for effect in at_ring[-1].effects)


async def test_an_illegal_command_leaves_no_row(brain: Brain, spool: Spool) -> None:
    before = spooled(spool)
    with pytest.raises(Illegal):
        brain.take(inputs.HangUpRequested(wall_clock(), 1))
    assert spooled(spool) == before
    assert not brain.broken.is_set()


async def test_time_in_the_journal_never_runs_backwards(brain: Brain) -> None:
    at = brain.live.at
    brain.take(inputs.DeskConnected(at - 3600 * SECOND, 1))
    assert brain.live.at == at


async def test_the_ring_limit_is_kept_by_the_engines_own_clock(brain: Brain) -> None:
    stopped = asyncio.Event()
    brain.act = lambda action: stopped.set() if isinstance(action, HangUpLeg) else None
    brain.take(inputs.CallArrived(wall_clock(), "n1-1.1", "1001", ""))
    async with asyncio.timeout(30):
        await stopped.wait()


async def test_a_router_that_fails_is_not_asked_again(
    brain: Brain, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(state: State, happened: Input) -> tuple[Action, ...]:
        state.calls.clear()
        raise KeyError("half done")

    before = spooled(spool)
    monkeypatch.setattr(module, "step", fails)
    with pytest.raises(KeyError):
        brain.take(inputs.CallArrived(wall_clock(), "n1-1.1", "1001", ""))
    assert brain.broken.is_set()
    assert spooled(spool) == before  # the next engine begins without that input


async def test_an_input_that_the_router_fails_on_is_logged_without_the_callers_number(
    brain: Brain, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(state: State, happened: Input) -> None:
        raise RuntimeError("the tables contradict each other")

    monkeypatch.setattr(module, "step", fail)
    with capture_logs() as logged, pytest.raises(RuntimeError):
        brain.take(inputs.CallArrived(wall_clock(), "n1-1.1", "1001", "+72005550177", "2005550177"))
    (line,) = logged
    assert (line["happened"], line["call"], line["line"]) == ("CallArrived", "n1-1.1", "1001")
    assert "2005550177" not in str(line)
