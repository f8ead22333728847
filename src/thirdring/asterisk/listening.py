"""A supervisor's phone in a conversation: hears it, whispers to its operator, or is one of those who speak.

Who listens is joined with a copy of the operator's channel (ARI calls it a snoop), so neither voice nor
recording of the conversation passes through it; a copy made for listening has no way back at all. Who
joins comes into the conversation's own bridge, and so into its recording.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from thirdring.acd.actions import Supervise
from thirdring.acd.inputs import CallId, LegId, SupervisionMode
from thirdring.acd.moment import Moment
from thirdring.asterisk.ari import Ari
from thirdring.asterisk.known import Known, Leg

COPY: Final = "copy:"  # begins the name of a copied channel
APART: Final = "listen:"  # the bridge of copy and supervisor

# Where the supervisor's voice goes: to the operator's ear, or nowhere.
WHISPERS: Final[dict[SupervisionMode, str]] = {
    SupervisionMode.LISTEN: "none",
    SupervisionMode.WHISPER: "out",
}


class Listening:
    """Carries out ``Supervise`` on one media server.

    ``put`` brings channels into a bridge of a call beside whoever is there; ``conversation`` names the one
    in which a call's caller speaks with a leg.
    """

    def __init__(
        self,
        ari: Ari,
        known: Known,
        *,
        put: Callable[[CallId, str, str], None],
        conversation: Callable[[CallId, LegId], str],
        now: Callable[[], Moment],
    ) -> None:
        self._ari = ari
        self._known = known
        self._put = put
        self._conversation = conversation
        self._now = now

    def supervise(self, action: Supervise) -> None:
        """Whatever this supervisor did before ends."""
        leg = self._known.legs.get(action.leg)
        if leg is None or action.call not in self._known.callers:
            return
        self.over(leg)
        if action.mode is SupervisionMode.JOIN:
            leg.joined_in = True
            self._put(action.call, self._conversation(action.call, action.other), action.leg)
            return
        leg.copy = f"{COPY}{action.call}:{self._now()}"
        self._ari.send(
            "POST",
            f"channels/{action.other}/snoop/{leg.copy}",
            {"spy": "both", "whisper": WHISPERS[action.mode], "app": self._ari.address.app},
        )
        self._put(action.call, f"{APART}{action.call}", action.leg)

    def is_there(self, copy: str) -> None:
        """A copy has come into our hands: before that Asterisk would put it nowhere."""
        if leg := next((leg for leg in self._known.legs.values() if leg.copy == copy), None):
            self._put(leg.call, f"{APART}{leg.call}", copy)

    def over(self, leg: Leg) -> None:
        """The copy, which nobody listens to any more, goes; the leg itself is left as it is."""
        leg.joined_in = False
        if leg.copy:
            self._known.take_out(leg.copy)
            self._ari.send("DELETE", f"channels/{leg.copy}")
            leg.copy = ""
