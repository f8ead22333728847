"""The desks' commands on their way in: read, stepped at the present moment, answered.

A command that waited too long for an engine is refused: whoever asked has given up, and
a pause that begins minutes late is worse than none. What a desk may not say at all
(that a call arrived, that a timer is due) is refused as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import psycopg
import structlog

from thirdring.acd import inputs, operators
from thirdring.acd.inputs import Illegal, Input
from thirdring.acd.moment import Moment
from thirdring.journal.connecting import Connecting, Connection
from thirdring.journal.statements import STATEMENTS
from thirdring.journal.writer import Refusal

LISTEN = (b"LISTEN thirdring_command", b"LISTEN thirdring_configuration")
CONFIGURATION = "thirdring_configuration"
STALE_AFTER_S = 10.0
LOST_NOTICE_S = 1.0
RECONNECT_S = 0.25

COMMANDS: tuple[type[inputs.Event], ...] = (
    *operators.COMMANDS,
    inputs.OperatorStateSet,
    inputs.MembershipSet,
    inputs.DialLimitLift,
    inputs.DialLimitRestore,
    inputs.CardOpened,
    inputs.CallBackOrdered,
    inputs.DeskConnected,
    inputs.DeskLost,
)

log = structlog.get_logger("thirdring.engine")
_decoder = msgspec.json.Decoder(Input)


class Desks:
    """Reads commands over a connection of its own; ``reconfigure`` is told of new configuration.

    ``now`` is the moment of the journal, at which a command is taken.
    """

    def __init__(
        self,
        connecting: Connecting,
        take: Callable[[Input, str], int],
        refuse: Callable[[Refusal], None],
        reconfigure: Callable[[], None],
        now: Callable[[], Moment],
    ) -> None:
        self._connecting = connecting
        self._take = take
        self._refuse = refuse
        self._reconfigure = reconfigure
        self._now = now
        self._taken: set[int] = set()  # decided here, not yet confirmed by PostgreSQL

    async def run(self) -> None:
        """Serve the desks until cancelled. Start it when no decided command is still unwritten."""
        while True:
            try:
                async with await self._connecting("engine commands") as connection:
                    await self._serve(connection)
            except psycopg.OperationalError as error:
                log.warning("desks wait for PostgreSQL", error=str(error).strip())
                await asyncio.sleep(RECONNECT_S)

    async def _serve(self, connection: Connection) -> None:
        for channel in LISTEN:
            await connection.execute(channel)
        self._reconfigure()  # it may have changed while nobody listened
        while True:
            await self._take_undecided(connection)
            async for notice in connection.notifies(timeout=LOST_NOTICE_S, stop_after=1):
                if notice.channel == CONFIGURATION:
                    self._reconfigure()

    async def _take_undecided(self, connection: Connection) -> None:
        cursor = await connection.execute(STATEMENTS["undecided"], (STALE_AFTER_S,), prepare=True)
        found = await cursor.fetchall()
        self._taken &= {command_id for command_id, *_ in found}
        for command_id, key, body, stale in found:
            if command_id not in self._taken:
                self._taken.add(command_id)
                self._decide(key, body, stale)

    def _decide(self, key: str, body: str, stale: bool) -> None:
        try:
            if stale:
                raise Illegal("stale", f"no engine took the command within {STALE_AFTER_S:g} s")
            self._take(msgspec.structs.replace(_asked(body), at=self._now()), key)
        except Illegal as illegal:
            self._refuse(Refusal(key, illegal.code, str(illegal)))


def _asked(body: str) -> Input:
    try:
        asked: Input = _decoder.decode(body)
    except msgspec.ValidationError as error:
        raise Illegal("unreadable", f"not a command: {error}") from error
    if not isinstance(asked, COMMANDS):
        raise Illegal("not-a-command", f"a desk cannot say {type(asked).__name__}")
    return asked
