"""What the driver remembers of the channels it looks after, so that it need not ask Asterisk.

Callers, persons who are being called, legs, and which bridge each channel is in. Kept in step with
the requests that were sent, because Asterisk carries those out in order.
"""

from __future__ import annotations

from typing import Final

from thirdring.acd.actions import Action
from thirdring.acd.centre import LineNumber
from thirdring.acd.inputs import CallId, LegId, Summary

PLAYBACKS: Final = 3  # of a channel have names of their own: the third comes when the first is long over


class Caller:
    """Who calls which line, what he hears, and who is in which of the call's bridges.

    ``music_unknown``: found at a connection, and an engine before us may have ordered music.
    ``spoke_with``: the first leg that the caller was joined with; ``played``: which of a channel's playbacks
    was the last, ``stopping`` the one that ends just now. ``away``: he is in the dialplan for a moment, and
    these orders wait until he is here; ``hushed``: they wait until nothing is said to him any more.
    """

    __slots__ = (
        "away",
        "bridges",
        "hushed",
        "line",
        "music",
        "music_unknown",
        "number",
        "playback",
        "played",
        "prompt",
        "spoke_with",
        "stopping",
    )

    def __init__(
        self,
        line: LineNumber = "",
        number: str = "",
        *,
        away: list[Action] | None = None,
        music_unknown: bool = False,
    ) -> None:
        self.line = line
        self.number = number
        self.prompt = ""
        self.playback = ""
        self.played = 0
        self.stopping = ""
        self.hushed: list[Action] | None = None
        self.music = False
        self.music_unknown = music_unknown
        self.spoke_with: LegId = ""
        self.bridges: dict[str, set[str]] = {}
        self.away = away


class Callee:
    """A person who is being called, until he is a ``Caller``.

    ``rang``: it was heard by the operator who waits on the line; ``lifted``: has answered, and is on the way
    through the dialplan.
    """

    __slots__ = ("lifted", "rang")

    def __init__(self, *, rang: bool = False, lifted: bool = False) -> None:
        self.rang = rang
        self.lifted = lifted


class Leg:
    """A connection to an operator's phone for one call.

    ``prompt`` is played to it again and again, with ``told`` in it; ``hears_ringing``: of the person who is
    being called; the rest as of a caller.
    """

    __slots__ = (
        "answered",
        "call",
        "copy",
        "hears_ringing",
        "joined_in",
        "playback",
        "played",
        "prompt",
        "stopping",
        "told",
    )

    def __init__(self, call: CallId, answered: bool = False) -> None:
        self.call = call
        self.answered = answered
        self.prompt = ""
        self.told: Summary | None = None
        self.playback = ""
        self.played = 0
        self.stopping = ""
        self.hears_ringing = False
        self.copy = ""  # the channel by which a supervisor hears a conversation
        self.joined_in = False  # a supervisor in the conversation's own bridge


def playback_of(channel: CallId | LegId, number: int) -> str:
    """A name that the next engine finds by trying, for nothing on the channel says what plays there."""
    return f"{channel}.p{number}"


class Known:
    """All channels of the application on one media server."""

    def __init__(self) -> None:
        self.callers: dict[CallId, Caller] = {}
        self.callees: dict[CallId, Callee] = {}
        self.legs: dict[LegId, Leg] = {}
        self.playbacks: dict[str, CallId | LegId] = {}  # playback → who hears it
        self._where: dict[str, set[str]] = {}  # channel → those in the same bridge

    def clear(self) -> None:
        self.callers.clear()
        self.callees.clear()
        self.legs.clear()
        self.playbacks.clear()
        self._where.clear()

    def put(self, channel: str, bridge: set[str]) -> None:
        """The channel is in this bridge, and in no other."""
        self.take_out(channel)
        bridge.add(channel)
        self._where[channel] = bridge

    def take_out(self, channel: str) -> bool:
        """The channel is in no bridge any more; false if it was in none."""
        bridge = self._where.pop(channel, None)
        if bridge is None:
            return False
        bridge.discard(channel)
        return True

    def forget_leg(self, leg: LegId) -> Leg | None:
        """The leg is no more; ``None`` when it was unknown already."""
        self.take_out(leg)
        forgotten = self.legs.pop(leg, None)
        self._forget_playbacks(leg)
        return forgotten

    def forget_caller(self, call: CallId) -> Caller | None:
        """The caller is no more; ``None`` when unknown already."""
        caller = self.callers.pop(call, None)
        if caller is not None:
            self.take_out(call)
            self._forget_playbacks(call)
        return caller

    def _forget_playbacks(self, channel: CallId | LegId) -> None:
        for number in range(1, PLAYBACKS + 1):
            self.playbacks.pop(playback_of(channel, number), None)
