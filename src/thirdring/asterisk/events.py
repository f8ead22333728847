"""What Asterisk tells us, as typed messages: only those events, and of them only those fields, that are used.

The application's event filter is derived from the same list, so that nothing is sent
that nobody decodes. Names are Asterisk's own (its ``rest-api/events.json``).
"""

from __future__ import annotations

from typing import TypeAlias, get_args

import msgspec


class Identity(msgspec.Struct, frozen=True):
    name: str = ""
    number: str = ""


class Place(msgspec.Struct, frozen=True):
    """Where a channel is in the dialplan."""

    context: str = ""
    exten: str = ""
    app_name: str = ""
    app_data: str = ""


class Channel(msgspec.Struct, frozen=True):
    id: str
    state: str = ""
    caller: Identity = Identity()
    dialplan: Place = Place()
    creationtime: str = ""


class Playback(msgspec.Struct, frozen=True):
    id: str
    state: str = ""
    media_uri: str = ""


class Recording(msgspec.Struct, frozen=True):
    """``target_uri`` is ``channel:<id>``; ``duration`` counts whole seconds."""

    name: str
    target_uri: str = ""
    duration: int = 0
    cause: str = ""


class DeviceState(msgspec.Struct, frozen=True):
    """``name`` is a dial string (``PJSIP/op17-web``); UNAVAILABLE while nothing is registered."""

    name: str
    state: str


class Endpoint(msgspec.Struct, frozen=True):
    """A phone: ``state`` is "online" while it is registered, ``channel_ids`` are its connections."""

    resource: str
    state: str = ""
    channel_ids: tuple[str, ...] = ()


class Message(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Base of all that arrives over the WebSocket."""


class RESTResponse(Message, frozen=True):
    """The answer to the request of the same ``request_id``; ``message_body`` is JSON in a string."""

    status_code: int
    request_id: str = ""
    reason_phrase: str = ""
    uri: str = ""
    message_body: str = ""


class ChannelCreated(Message, frozen=True):
    """A channel has come into being, and has not gone one step through the dialplan."""

    channel: Channel


class StasisStart(Message, frozen=True):
    channel: Channel
    args: tuple[str, ...] = ()


class StasisEnd(Message, frozen=True):
    """The channel has left the application: the last that we hear of a caller."""

    channel: Channel


class ChannelStateChange(Message, frozen=True):
    channel: Channel


class ChannelHangupRequest(Message, frozen=True):
    channel: Channel
    cause: int = 0


class ChannelDestroyed(Message, frozen=True):
    """``cause`` is by Q.850, ``tech_cause`` the final SIP response, where there was one."""

    channel: Channel
    cause: int = 0
    tech_cause: int = 0


class ChannelDtmfReceived(Message, frozen=True):
    channel: Channel
    digit: str


class PlaybackFinished(Message, frozen=True):
    playback: Playback


class RecordingFinished(Message, frozen=True):
    recording: Recording


class RecordingFailed(Message, frozen=True):
    recording: Recording


class DeviceStateChanged(Message, frozen=True):
    device_state: DeviceState


class PeerStatusChange(Message, frozen=True):
    """A phone has registered, or is registered no longer; told also while it is in a conversation."""

    endpoint: Endpoint


class ApplicationReplaced(Message, frozen=True):
    """Another connection has taken the application over: nothing more comes on this one."""


Event: TypeAlias = (
    ApplicationReplaced
    | ChannelCreated
    | StasisStart
    | StasisEnd
    | ChannelStateChange
    | ChannelHangupRequest
    | ChannelDestroyed
    | ChannelDtmfReceived
    | PlaybackFinished
    | RecordingFinished
    | RecordingFailed
    | DeviceStateChanged
    | PeerStatusChange
)
# The answers to requests pass the event filter as well.
MESSAGE_TYPES: tuple[str, ...] = (*(event.__name__ for event in get_args(Event)), RESTResponse.__name__)
