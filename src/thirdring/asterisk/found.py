"""What a media server has at the moment of connecting: callers, callees, legs, who hears whom, which phones.

The driver lists it after every connection, because Asterisk repeats nothing that
happened in between. What to do about differences is the engine's decision.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

import msgspec

from thirdring.acd.centre import LineNumber
from thirdring.acd.inputs import CallId, LegId
from thirdring.acd.moment import Moment, moment_of
from thirdring.asterisk.configuration import AWAY, LINES
from thirdring.asterisk.events import Channel

CALLER: Final = "caller"  # the word with which the dialplan hands a caller over
CALLEE: Final = "callee"  # and a person whom we have called and who has answered
LEG: Final = "leg"
UNRECORDED: Final = "unrecorded"  # a caller whose recording is paused
AWAY_BEGINS: Final = "s"  # where the dialplan holds callers while the engine is away

# A call of our own is named by its promise, others by the media server, which is never called so.
_CALLEE_ID: Final = re.compile(r"p[0-9]+-[0-9]+\.[0-9]+")


class FoundCaller(msgspec.Struct, frozen=True):
    """A caller who is connected and belongs to the engine.

    ``coming``: is still on the way to it through the dialplan. If the engine was away when he came, there is
    no ``line`` either: who is not known yet will say it on arrival.
    """

    call: CallId
    line: str
    caller: str
    arrived_at: Moment
    unrecorded: bool = False
    coming: bool = False


class FoundCallee(msgspec.Struct, frozen=True):
    """A person whom we call, and who is not a caller yet.

    ``rings``: so we were told; ``lifted``: has answered, and is on the way to us through the dialplan.
    """

    call: CallId
    rings: bool = False
    lifted: bool = False


class FoundLeg(msgspec.Struct, frozen=True):
    """A connection to an operator's phone."""

    leg: LegId
    answered: bool


class Found(msgspec.Struct, frozen=True):
    """Everything that exists on a media server.

    ``started_at`` is when it was started; ``forgotten`` says that this was after our last connection, so
    that all calls from before are lost. ``together`` names channels (calls and legs) that hear each other.
    ``in_fallback`` are callers whom ``Queue()`` has: those who wait come to us later, those who are joined
    never do and are only noted when they leave. ``reachable`` maps each watched device to whether it is
    registered.
    """

    started_at: Moment
    forgotten: bool
    callers: tuple[FoundCaller, ...] = ()
    callees: tuple[FoundCallee, ...] = ()
    legs: tuple[FoundLeg, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    in_fallback: tuple[CallId, ...] = ()
    reachable: dict[str, bool] = {}


class Bridge(msgspec.Struct, frozen=True):
    id: str
    channels: tuple[str, ...] = ()


class Status(msgspec.Struct, frozen=True):
    startup_time: str


class Server(msgspec.Struct, frozen=True):
    status: Status


def moment_of_text(text: str) -> Moment:
    """The moment that Asterisk writes as ``2026-11-22T05:22:14.236+0000``."""
    return moment_of(datetime.fromisoformat(text))


def is_in_fallback(channel: Channel) -> bool:
    """Whether the channel is a caller whom ``Queue()`` has."""
    return channel.dialplan.app_name == "Queue"


def caller_of(channel: Channel, app: str) -> FoundCaller | None:
    """The caller that a channel is; ``None`` when it is none, or neither is in the application nor comes.

    Whoever was called by us and has answered is a caller too.
    """
    arrived_at = moment_of_text(channel.creationtime)
    kind, line, further = _handed_over(channel, app)
    if kind in (CALLER, CALLEE):
        return FoundCaller(channel.id, line, channel.caller.number, arrived_at, further == UNRECORDED)
    if (coming := line_of_coming(channel)) is not None:
        return FoundCaller(channel.id, coming, channel.caller.number, arrived_at, coming=True)
    return None


def line_of_coming(channel: Channel) -> LineNumber | None:
    """Which line a channel has called that is on the way to us; "": it cannot be told; ``None``: none is."""
    place = channel.dialplan
    if "~" in channel.id or _CALLEE_ID.fullmatch(channel.id) or is_in_fallback(channel):
        return None
    if place.context == LINES and place.exten.lstrip("+").isdigit():
        return place.exten
    return "" if place.context == AWAY and place.exten == AWAY_BEGINS else None


def callee_of(channel: Channel, app: str) -> FoundCallee | None:
    """The person who is being called over a channel; ``None`` when it is none, or a caller already."""
    if not _CALLEE_ID.fullmatch(channel.id) or caller_of(channel, app) is not None:
        return None
    return FoundCallee(channel.id, channel.state == "Ringing", channel.state == "Up")


def _handed_over(channel: Channel, app: str) -> tuple[str, str, str]:
    """With which words the channel was handed to the application; empty ones while it is not there."""
    place = channel.dialplan
    name, *words = (*place.app_data.split(","), "", "", "")[:4]
    kind, line, number = words if place.app_name == "Stasis" and name == app else ("", "", "")
    return kind, line, number
