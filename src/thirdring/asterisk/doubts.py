"""Whether anybody still speaks on a phone that is not registered any more.

A browser that was killed says no goodbye: its WebSocket is closed, and its channel stays up until the media
server misses the voice. A proxy that was restarted closes WebSockets, too, and there the voices go on: those
conversations must be left alone. So the packets are counted twice; where none has come in between, nobody is
there any more.
"""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

import msgspec

from thirdring.acd.inputs import LegId
from thirdring.asterisk.ari import Ari
from thirdring.asterisk.events import RESTResponse
from thirdring.asterisk.known import Known

SILENT_S: Final = 0.4  # a phone sends a packet every 20 ms, also when its microphone is off


class _Received(msgspec.Struct, frozen=True):
    rxcount: int


class Doubts:
    """On one media server; ``lost`` is told of each leg on which nobody is."""

    def __init__(self, ari: Ari, known: Known, *, lost: Callable[[LegId], None]) -> None:
        self._ari = ari
        self._known = known
        self._lost = lost

    def about(self, channels: Iterable[str]) -> None:
        """Looks at those of the channels that are legs which were answered."""
        for channel in channels:
            leg = self._known.legs.get(channel)
            if leg is not None and leg.answered:
                self._count(channel, self._look_again(channel))

    def _look_again(self, leg: LegId) -> Callable[[int], None]:
        def heard(before: int) -> None:
            get_running_loop().call_later(SILENT_S, self._count, leg, partial(self._judge, leg, before))

        return heard

    def _judge(self, leg: LegId, before: int, now: int) -> None:
        if now == before and leg in self._known.legs:
            self._lost(leg)

    def _count(self, leg: LegId, then: Callable[[int], None]) -> None:
        """How many packets have come; of a leg that has gone meanwhile its end is told by an event."""

        def answered(response: RESTResponse) -> None:
            if response.status_code < 300:
                then(msgspec.json.decode(response.message_body, type=_Received).rxcount)

        self._ari.send("GET", f"channels/{leg}/rtp_statistics", answered=answered)
