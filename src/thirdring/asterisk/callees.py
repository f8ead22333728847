"""Persons whom the centre calls, from ``Dial`` until they have answered; then they are callers like others.

Whoever answers is in the dialplan before anybody here knows it: there the recording begins, music plays while
no engine is there, and the call is handed over to the next one. Which number may be called, and over what, is
not decided here.
"""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Callable
from typing import Final, NamedTuple

import structlog

from thirdring.acd.actions import Dial
from thirdring.acd.centre import LineNumber
from thirdring.acd.inputs import CalleeAnswered, CalleeGone, CalleeRinging, CallId, Input, LegEnd
from thirdring.acd.moment import Moment
from thirdring.asterisk.ari import Ari
from thirdring.asterisk.configuration import CALLEES
from thirdring.asterisk.events import RESTResponse
from thirdring.asterisk.known import Callee, Caller, Known
from thirdring.asterisk.sounds import LineVoice

RING_NO_LONGER_S: Final = 90  # a person whom no engine calls any more is not rung for ever

NO_RESPONSE: Final = 18
_DIGITS: Final = "+0123456789"

# Q.850 causes: why nobody answered. Any other is the network's failure.
END: Final[dict[int, LegEnd]] = {
    1: LegEnd.INVALID,  # unallocated number
    17: LegEnd.BUSY,
    NO_RESPONSE: LegEnd.HUNG_UP,  # rang in vain; unless it rang, no network has answered
    19: LegEnd.HUNG_UP,
    20: LegEnd.HUNG_UP,  # switched off
    21: LegEnd.REFUSED,
    22: LegEnd.INVALID,  # number changed
    28: LegEnd.INVALID,  # incomplete
}

_log = structlog.get_logger(__name__)


class Way(NamedTuple):
    """How a person is called: the dial string, "" when no trunk leads there, and the number that is shown."""

    address: str
    shown: str


WayTo = Callable[[str, LineNumber], Way | None]  # of a number, for a line; None: it is not to be called


class Callees:
    """Dials on one media server; ``on_input`` is told what comes of it."""

    def __init__(
        self,
        ari: Ari,
        known: Known,
        *,
        on_input: Callable[[Input], None],
        way_to: WayTo,
        voice_of_line: Callable[[LineNumber], LineVoice],
        now: Callable[[], Moment],
    ) -> None:
        self._ari = ari
        self._known = known
        self._on_input = on_input
        self._way_to = way_to
        self._voice_of_line = voice_of_line
        self._now = now

    def dial(self, action: Dial) -> None:
        """Calls the person, or tells soon that nobody can or may."""
        call = action.call
        self._known.callees[call] = callee = Callee()
        way = self._way_to(action.number, action.line)
        if way is None or not way.address:
            _log.warning("a person is not called", call=call, why="no trunk" if way else "number not allowed")
            # Nothing is told at once: the router is still at the step that orders it.
            end = LegEnd.FAILED if way else LegEnd.INVALID
            get_running_loop().call_soon(self._gone, call, callee, end)
            return

        def answered(response: RESTResponse) -> None:
            if response.status_code >= 300:
                self._gone(call, callee, LegEnd.FAILED)

        language = self._voice_of_line(action.line).language
        self._ari.send(
            "POST",
            "channels",
            {
                "endpoint": way.address,
                "context": CALLEES,
                "extension": answers_at(action.line, action.number, language),
                "priority": "1",
                "channelId": call,
                "callerId": f"<{way.shown}>",
                "timeout": str(RING_NO_LONGER_S),
            },
            answered=answered,
        )

    def rings(self, call: CallId) -> None:
        """The operator who waits on the line hears it too."""
        callee = self._known.callees.get(call)
        if callee is None or callee.rang:
            return
        callee.rang = True
        for leg_id, leg in self._known.legs.items():
            if leg.call == call and leg.answered:
                leg.hears_ringing = True
                self._ari.send("POST", f"channels/{leg_id}/ring")
        self._on_input(CalleeRinging(self._now(), call))

    def lifted(self, call: CallId) -> None:
        """Has answered, and is in the dialplan."""
        if callee := self._known.callees.get(call):
            callee.lifted = True

    def came(self, call: CallId, line: LineNumber, number: str) -> None:
        """A caller like any other from here on."""
        del self._known.callees[call]
        self._known.callers[call] = Caller(line, number)
        self._on_input(CalleeAnswered(self._now(), call))

    def ended(self, call: CallId, cause: int) -> None:
        callee = self._known.callees.get(call)
        if callee is None:
            return
        unheard = callee.lifted or (cause == NO_RESPONSE and not callee.rang)
        self._gone(call, callee, LegEnd.FAILED if unheard else END.get(cause, LegEnd.FAILED))

    def _gone(self, call: CallId, callee: Callee, end: LegEnd) -> None:
        if self._known.callees.get(call) is callee:
            del self._known.callees[call]
            self._on_input(CalleeGone(self._now(), call, end))


def answers_at(line: LineNumber, number: str, language: str) -> str:
    """Where in the dialplan somebody answers: it says all that has to be known there.

    A variable would, too; but one that is set through ARI costs the channel Asterisk's trust (``[ended]``).
    """
    return "*".join((line, "".join(c for c in number if c in _DIGITS), language))
