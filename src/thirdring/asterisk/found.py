"""What a media server has at the moment of connecting: callers, legs, who hears whom, which phones are there.

The driver lists it after every connection, because Asterisk repeats nothing that
happened in between. What to do about differences is the engine's decision.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from thirdring.acd.inputs import CallId, LegId
from thirdring.acd.moment import Moment, moment_of
from thirdring.asterisk.events import Channel

CALLER = "caller"  # the word with which the dialplan hands a caller over; a leg comes with LEG
LEG = "leg"


class FoundCaller(msgspec.Struct, frozen=True):
    """A caller who is connected and belongs to the engine."""

    call: CallId
    line: str
    caller: str
    arrived_at: Moment


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
    legs: tuple[FoundLeg, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    in_fallback: tuple[CallId, ...] = ()
    reachable: dict[str, bool] = {}


class Bridge(msgspec.Struct, frozen=True):
    id: str
    channels: tuple[str, ...] = ()


class Endpoint(msgspec.Struct, frozen=True):
    resource: str
    state: str = ""


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
    """The caller that a channel is; ``None`` when it is none, or does not belong to the application now."""
    place = channel.dialplan
    if place.app_name != "Stasis":
        return None
    name, kind, line = (*place.app_data.split(","), "", "", "")[:3]
    if name != app or kind != CALLER:
        return None
    return FoundCaller(channel.id, line, channel.caller.number, moment_of_text(channel.creationtime))
