"""Whether anybody still speaks on a phone that is not registered any more.

A browser that was killed says no goodbye: its WebSocket is closed, and its channel stays up until the media
server misses the voice. A proxy that was restarted closes WebSockets, too, and there the voices go on: those
conversations must be left alone. So the packets are counted again and again. One short gap (a change of the
Wi-Fi, a machine that stands still) ends nothing: nobody is there any more when none has come in several looks
in a row, each of which was answered when it was due.
"""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from thirdring.acd.inputs import LegId
from thirdring.asterisk.ari import Ari
from thirdring.asterisk.events import RESTResponse
from thirdring.asterisk.known import Known

# A phone sends a packet every 20 ms, also when its microphone is off. A gap that people talk over is shorter
# than two seconds; the media server itself would take six, in which the caller hears nothing.
LOOK_EVERY_S: Final = 0.4
SILENT_LOOKS: Final = 4
LATE_S: Final = 0.3  # whoever gets the answer so late stood still, or the media server did: it proves nothing


class _Received(msgspec.Struct, frozen=True):
    rxcount: int


class _Doubt:
    """How many packets had come on a leg at the last look, and how many looks in a row there was none."""

    __slots__ = ("leg", "received", "silent")

    def __init__(self, leg: LegId) -> None:
        self.leg = leg
        self.received: int | None = None
        self.silent = 0

    def begin_with(self, received: int) -> None:
        self.received, self.silent = received, 0


class Doubts:
    """On one media server; ``lost`` is told of each leg on which nobody is."""

    def __init__(self, ari: Ari, known: Known, *, lost: Callable[[LegId], None]) -> None:
        self._ari = ari
        self._known = known
        self._lost = lost
        self._doubted: set[LegId] = set()

    def about(self, channels: Iterable[str]) -> None:
        """Looks at those of the channels that are legs which were answered."""
        for channel in channels:
            leg = self._known.legs.get(channel)
            if leg is not None and leg.answered and channel not in self._doubted:
                self._doubted.add(channel)
                self._look_later(_Doubt(channel))  # what was on its way has come by then

    def _look_later(self, doubt: _Doubt) -> None:
        loop = get_running_loop()
        due_s = loop.time() + LOOK_EVERY_S
        loop.call_at(due_s, self._look, doubt, due_s)

    def _look(self, doubt: _Doubt, due_s: float) -> None:
        """Counts the packets; of a leg that has gone meanwhile its end is told by an event."""

        def answered(response: RESTResponse) -> None:
            there = 200 <= response.status_code < 300 and doubt.leg in self._known.legs
            late = get_running_loop().time() - due_s > LATE_S
            if there and self._goes_on(doubt, _count(response), late):
                self._look_later(doubt)
            else:
                self._doubted.discard(doubt.leg)

        self._ari.send("GET", f"channels/{doubt.leg}/rtp_statistics", answered=answered)

    def _goes_on(self, doubt: _Doubt, received: int, late: bool) -> bool:
        """Whether it is still not known if anybody is there."""
        if late or doubt.received is None:
            doubt.begin_with(received)
            return True
        if received != doubt.received:
            return False
        doubt.silent += 1
        if doubt.silent < SILENT_LOOKS:
            return True
        self._lost(doubt.leg)
        return False


def _count(response: RESTResponse) -> int:
    return msgspec.json.decode(response.message_body, type=_Received).rxcount
