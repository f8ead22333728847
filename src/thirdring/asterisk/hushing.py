"""Somebody who hears a prompt is joined when the prompt, which is cut short for it, has ended.

Asterisk adds a channel to a bridge when its prompt is over, and until then carries out no other request of
our connection: 20 ms for each such join. So the join waits here, and with it all that is ordered for that
call afterwards, until Asterisk has told of the end.
"""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Callable
from typing import Final

from thirdring.acd.actions import Action, Join, JoinLegs
from thirdring.acd.inputs import CallId
from thirdring.asterisk.known import Caller, Known, Leg

# A prompt ends with its frame. Whoever is not told of it joins all the same: Asterisk waits where we do not.
HUSHED_WITHIN_S: Final = 0.2


class Hushing:
    """On one media server; ``carry_out`` is given again what has waited."""

    def __init__(self, known: Known, carry_out: Callable[[Action], None]) -> None:
        self._known = known
        self._carry_out = carry_out

    def puts_off(self, action: Join | JoinLegs, caller: Caller, *heard: Caller | Leg) -> bool:
        """Whether the action waits until nothing is played to any of these."""
        if not any(one.stopping for one in heard):
            return False
        waiting: list[Action] = [action]
        caller.hushed = waiting

        def at_the_latest() -> None:
            if caller.hushed is waiting and self._known.callers.get(action.call) is caller:
                for one in heard:
                    one.stopping = ""
                self.go_on(action.call)

        get_running_loop().call_later(HUSHED_WITHIN_S, at_the_latest)
        return True

    def was_stopped(self, playback: str) -> bool:
        """Whether a playback that is over was cut short by us; who waited for that goes on."""
        channel = self._known.playbacks.get(playback, "")
        leg = self._known.legs.get(channel)
        who = leg or self._known.callers.get(channel)
        if who is None or who.stopping != playback:
            return False
        del self._known.playbacks[playback]
        who.stopping = ""
        self.go_on(leg.call if leg else channel)
        return True

    def go_on(self, call: CallId) -> None:
        """Carries out what waits; a join that has a prompt to wait for still begins to wait anew."""
        caller = self._known.callers.get(call)
        if caller is not None and caller.hushed is not None:
            waiting, caller.hushed = caller.hushed, None
            for action in waiting:
                self._carry_out(action)
