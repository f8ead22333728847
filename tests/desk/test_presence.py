"""The engine learns which desks are open, and which are not, whatever died or was away meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from phones.log import until
from thirdring.acd.inputs import DeskConnected, DeskLost, Illegal, Input
from thirdring.desk import presence as module
from thirdring.desk.presence import Presence
from thirdring.journal import commands
from thirdring.journal.live import Live
from thirdring.journal.live_records import LiveOperator

MARIA, ANNA = 17, 18


class Engine:
    """What the engine believes of Maria's desk; while it is ``away`` it hears nothing."""

    def __init__(self, believes: bool) -> None:
        self.live = Live()
        self.live.operators = {MARIA: LiveOperator("ready", 0, desk=believes), ANNA: LiveOperator("ready", 0)}
        self.away = False
        self.asked_in_vain = False
        self.heard: list[Input] = []

    @property
    def believes(self) -> bool:
        return self.live.operators[MARIA].desk

    async def send(self, asked: Input, key: UUID) -> int:
        if self.away:
            self.asked_in_vain = True
            raise Illegal(commands.AWAY, "no engine has answered")
        self.heard.append(asked)
        assert isinstance(asked, DeskConnected | DeskLost)
        self.live.operators[asked.operator].desk = isinstance(asked, DeskConnected)
        return len(self.heard)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    engine = Engine(believes=False)
    monkeypatch.setattr(commands, "send", engine.send)
    monkeypatch.setattr(module, "ATTEND_S", 0.01)
    monkeypatch.setattr(module, "FORSAKEN_AFTER_S", 0.1)
    return engine


@pytest.fixture
async def presence(engine: Engine) -> AsyncIterator[Presence]:
    presence = Presence(lambda: engine.live)
    attending = asyncio.create_task(presence.attend())
    yield presence
    attending.cancel()
    await asyncio.wait([attending])
    await presence.close()


async def test_a_desk_that_opened_while_the_engine_was_away_is_believed_when_it_is_back(
    engine: Engine, presence: Presence
) -> None:
    engine.away = True
    presence.opened(MARIA)
    await until(lambda: engine.asked_in_vain)
    engine.away = False
    await until(lambda: engine.believes)


async def test_a_desk_that_closed_while_the_engine_was_away_is_missed_when_it_is_back(
    engine: Engine, presence: Presence
) -> None:
    presence.opened(MARIA)
    await until(lambda: engine.believes)
    engine.away = True
    presence.closed(MARIA)
    await until(lambda: engine.asked_in_vain)
    engine.away = False
    await until(lambda: not engine.believes)


async def test_what_a_server_that_died_has_left_open_is_closed_once(
    engine: Engine, presence: Presence
) -> None:
    engine.live.operators[MARIA].desk = True
    await until(lambda: not engine.believes)
    engine.live.operators[MARIA].desk = True  # another server says that it has this desk
    presence.opened(ANNA)
    await until(lambda: len(engine.heard) == 2)
    assert engine.heard == [DeskLost(0, MARIA), DeskConnected(0, ANNA)]
