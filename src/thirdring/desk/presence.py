"""Which operators have their desk open at this server, said to the engine until it believes it.

An engine that was away has heard nothing, and a server that died has said nothing: so what the
engine believes is compared with what is so, again and again. Several servers may serve one centre;
each speaks for its own desks only, and for those that were left open when it began.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Callable

from thirdring.acd.inputs import DeskConnected, DeskLost, Illegal
from thirdring.journal import commands
from thirdring.journal.live import Live

log = logging.getLogger(__name__)

ATTEND_S = 1.0
FORSAKEN_AFTER_S = 15.0  # browsers whose server died have found another by then


class Presence:
    """``live`` gives what the engine has told so far. Lives in one event loop."""

    def __init__(self, live: Callable[[], Live | None]) -> None:
        self._live = live
        self._open: set[int] = set()
        self._closed: set[int] = set()  # here, or at a server that died, and the engine may not know
        self._saying: dict[int, asyncio.Task[None]] = {}

    def opened(self, operator: int) -> None:
        self._open.add(operator)
        self._closed.discard(operator)
        self.look(operator)

    def closed(self, operator: int) -> None:
        self._open.discard(operator)
        self._closed.add(operator)
        self.look(operator)

    def look(self, operator: int) -> None:
        """Says what is so, if the engine believes otherwise."""
        live = self._live()
        found = live.operators.get(operator) if live is not None else None
        if found is None or operator in self._saying:
            return
        if operator in self._open and not found.desk:
            self._say(DeskConnected(0, operator))
        elif operator in self._closed:
            self._say(DeskLost(0, operator))

    async def attend(self) -> None:
        """Looks again and again, until cancelled."""
        forsaken_at = time.monotonic() + FORSAKEN_AFTER_S
        while True:
            await asyncio.sleep(ATTEND_S)
            live = self._live()
            if live is None:
                continue
            if time.monotonic() > forsaken_at:
                forsaken_at = float("inf")
                self._closed |= {key for key, found in live.operators.items() if found.desk} - self._open
            for operator in (*self._open, *self._closed):
                self.look(operator)

    async def close(self) -> None:
        saying = tuple(self._saying.values())
        for task in saying:
            task.cancel()
        await asyncio.gather(*saying, return_exceptions=True)

    def _say(self, what: DeskConnected | DeskLost) -> None:
        self._saying[what.operator] = asyncio.create_task(self._tell(what))

    async def _tell(self, what: DeskConnected | DeskLost) -> None:
        try:
            await commands.send(what, uuid.uuid4())
            if isinstance(what, DeskLost):
                self._closed.discard(what.operator)
        except Illegal as refusal:
            log.info("%s of operator %s: %s", type(what).__name__, what.operator, refusal)
        finally:
            del self._saying[what.operator]
