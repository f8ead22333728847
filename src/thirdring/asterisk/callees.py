"""Persons whom the centre calls, from ``Dial`` until they have answered; then they are callers like others.

A connection is made first and dialled then, so that none of its events can be missed; when the operator's
phone is rung first, already before that: Asterisk takes no new channel whose name another's begins with.
Whoever answers goes through the dialplan once, where the recording begins and where music plays if the
engine dies in that moment, and comes back. Which number may be called, and over what, is not decided here.
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
from thirdring.asterisk.found import DIALLED
from thirdring.asterisk.known import Callee, Caller, Known

RING_NO_LONGER_S: Final = 90  # a person whom no engine calls any more is not rung for ever

NO_RESPONSE: Final = 18

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
        now: Callable[[], Moment],
    ) -> None:
        self._ari = ari
        self._known = known
        self._on_input = on_input
        self._way_to = way_to
        self._now = now

    def prepare(self, call: CallId, number: str, line: LineNumber) -> None:
        """Makes the connection over which the person is to be called when the operator has lifted."""
        callee = self._known.callees[call] = Callee(line, number)
        way = self._way_to(number, line)
        if way is None or not way.address:
            _log.warning("a person is not called", call=call, why="no trunk" if way else "number not allowed")
            callee.hopeless = LegEnd.FAILED if way else LegEnd.INVALID
            return

        def answered(response: RESTResponse) -> None:
            if response.status_code >= 300:
                callee.hopeless = LegEnd.FAILED
                self._call(call, callee)

        self._ari.send(
            "POST",
            "channels/create",
            {
                "endpoint": way.address,
                "app": self._ari.address.app,
                "appArgs": f"{DIALLED},{line},{number}",
                "channelId": call,
            },
            body={"variables": {"CONNECTEDLINE(all,i)": f"<{way.shown}>"}},
            answered=answered,
        )

    def dial(self, action: Dial) -> None:
        """Calls the person, or tells soon that nobody can or may."""
        call = action.call
        if call not in self._known.callees:
            self.prepare(call, action.number, action.line)
        callee = self._known.callees[call]
        callee.dialled = True
        # Nothing is told at once: the router is still at the step that orders it.
        get_running_loop().call_soon(self._call, call, callee)

    def is_there(self, call: CallId) -> None:
        """The connection is made, and can be dialled from here on."""
        if callee := self._known.callees.get(call):
            callee.there = True
            self._call(call, callee)

    def _call(self, call: CallId, callee: Callee) -> None:
        if not callee.dialled or self._known.callees.get(call) is not callee:
            return
        if callee.hopeless is not None:
            self.gone(call, callee.hopeless)
            return
        if callee.called or not callee.there:
            return
        callee.called = True

        def answered(response: RESTResponse) -> None:
            if response.status_code >= 300:
                self.gone(call, LegEnd.FAILED)

        self._ari.send("POST", f"channels/{call}/dial", {"timeout": str(RING_NO_LONGER_S)}, answered=answered)

    def operator_gone(self, call: CallId) -> None:
        """A phone of ours has left this call: if nobody is there any more, nobody is to be called either."""
        callee = self._known.callees.get(call)
        if callee is None or callee.dialled or any(leg.call == call for leg in self._known.legs.values()):
            return
        del self._known.callees[call]
        self._ari.send("DELETE", f"channels/{call}")

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
        """Through the dialplan, for the recording."""
        callee = self._known.callees.get(call)
        if callee is not None and not callee.lifted:
            callee.lifted = True
            self._ari.send(
                "POST",
                f"channels/{call}/continue",
                {"context": CALLEES, "extension": callee.line, "priority": "1"},
            )

    def came_back(self, call: CallId) -> None:
        """A caller like any other from here on."""
        callee = self._known.callees.pop(call)
        self._known.callers[call] = Caller(callee.line, callee.number)
        self._on_input(CalleeAnswered(self._now(), call))

    def ended(self, call: CallId, cause: int) -> None:
        callee = self._known.callees.get(call)
        if callee is None:
            return
        unheard = callee.lifted or (cause == NO_RESPONSE and not callee.rang)
        self.gone(call, LegEnd.FAILED if unheard else END.get(cause, LegEnd.FAILED))

    def gone(self, call: CallId, end: LegEnd) -> None:
        if self._known.callees.pop(call, None) is not None:
            self._on_input(CalleeGone(self._now(), call, end))
