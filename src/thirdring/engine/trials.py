"""Test calls over trunks, from the row in which one is asked for to the row that says what came of it.

Only the engine that leads takes them. None rings for ever or is talked away: whoever answers is left in
peace again after a few seconds. That they are no calls of the centre is seen to by ``asterisk.trials``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import psycopg
import structlog

from thirdring.asterisk.callees import Way
from thirdring.asterisk.trials import Trials, TrialStage, TrialTurn
from thirdring.journal.connecting import Connecting, Connection
from thirdring.journal.statements import STATEMENTS

LISTEN: Final = b"LISTEN thirdring_trial_call"
LOST_NOTICE_S: Final = 1.0
RECONNECT_S: Final = 1.0
RING_S: Final = 30.0  # a provider that does not answer at all is given up after as long
TALK_S: Final = 5.0
HANG_UP_S: Final = 5.0

# How long each stage may last; before the first there is none.
LIMITS_S: Final = {None: RING_S, TrialStage.RINGING: RING_S, TrialStage.ANSWERED: TALK_S}
ENDS: Final = frozenset({TrialStage.OVER, TrialStage.LOST})

log = structlog.get_logger("thirdring.engine")


class TrialCalls:
    """``way_of`` a trunk's key and a number as typed says how it is called; ``None``: it is not."""

    def __init__(
        self, connecting: Connecting, trials: Trials, way_of: Callable[[str, str], Way | None]
    ) -> None:
        self._connecting = connecting
        self._trials = trials
        self._way_of = way_of
        self._under_way: set[int] = set()

    async def run(self) -> None:
        """Place what is asked for until cancelled."""
        async with asyncio.TaskGroup() as calls:
            while True:
                try:
                    async with await self._connecting("engine test calls") as connection:
                        await self._serve(connection, calls)
                except psycopg.OperationalError as error:
                    log.warning("test calls wait for PostgreSQL", error=str(error).strip())
                    await asyncio.sleep(RECONNECT_S)

    async def _serve(self, connection: Connection, calls: asyncio.TaskGroup) -> None:
        await connection.execute(LISTEN)
        # What an engine before this one had placed, nobody can tell the end of.
        await connection.execute(STATEMENTS["abandon_trials"], (list(self._under_way),))
        while True:
            taken = await connection.execute(STATEMENTS["take_trials"])
            for trial, trunk, number in await taken.fetchall():
                self._under_way.add(trial)
                calls.create_task(self._place(trial, trunk, number))
            async for _ in connection.notifies(timeout=LOST_NOTICE_S, stop_after=1):
                pass

    async def _place(self, trial: int, trunk: str, number: str) -> None:
        try:
            async with await self._connecting("engine test call") as connection:
                way = self._way_of(trunk, number)
                if way is None:
                    await connection.execute(STATEMENTS["refuse_trial"], (trial,))
                else:
                    await self._follow(connection, trial, way)
        except psycopg.OperationalError as error:
            log.warning("what came of a test call is not known", trial=trial, error=str(error).strip())
        finally:
            self._trials.hang_up(str(trial))  # whatever has kept us from its end
            self._under_way.discard(trial)

    async def _follow(self, connection: Connection, trial: int, way: Way) -> None:
        turns: asyncio.Queue[TrialTurn] = asyncio.Queue()
        self._trials.place(str(trial), way.address, way.shown, turns.put_nowait)
        stage: TrialStage | None = None
        given_up = False
        while stage not in ENDS:
            try:
                async with asyncio.timeout(HANG_UP_S if given_up else LIMITS_S[stage]):
                    turn = await turns.get()
            except TimeoutError:
                if given_up:  # Asterisk does not say that it is over
                    turn = TrialTurn(TrialStage.LOST)
                else:
                    given_up = True
                    self._trials.hang_up(str(trial))
                    continue
            stage = turn.stage
            turned = {"id": trial, "stage": stage.value, "cause": turn.cause, "sip": turn.sip}
            await connection.execute(STATEMENTS["turn_trial"], turned | {"given_up": given_up})
