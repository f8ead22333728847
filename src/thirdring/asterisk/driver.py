"""One media server as the engine sees it: it lists what exists, and turns events into inputs.

Knows channels, bridges and registrations, and nothing of queues, operators or rules.
Nothing is awaited between an event and the input it becomes, and no event overtakes
another: those that arrive while existing calls are being listed wait until the engine
has seen the list.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath
from typing import Any, Final, TypeVar

import msgspec
import structlog

from thirdring.acd.actions import Action
from thirdring.acd.centre import LineNumber
from thirdring.acd.inputs import (
    CallArrived,
    CallerGone,
    CallId,
    DigitPressed,
    GoneCause,
    Input,
    LegAnswered,
    LegDigitPressed,
    LegEnd,
    LegGone,
    LegRinging,
    PhoneLost,
    PhoneRegistered,
)
from thirdring.acd.moment import Moment
from thirdring.acd.state import call_of
from thirdring.asterisk import found as listing
from thirdring.asterisk import logs
from thirdring.asterisk.ari import Address, Ari, Refused
from thirdring.asterisk.callees import WayTo
from thirdring.asterisk.configuration import PROBE
from thirdring.asterisk.doubts import Doubts
from thirdring.asterisk.events import (
    MESSAGE_TYPES,
    ApplicationReplaced,
    Channel,
    ChannelCreated,
    ChannelDestroyed,
    ChannelDtmfReceived,
    ChannelHangupRequest,
    ChannelStateChange,
    DeviceStateChanged,
    Endpoint,
    Event,
    PeerStatusChange,
    PlaybackFinished,
    Recording,
    RecordingFailed,
    RecordingFinished,
    StasisEnd,
    StasisStart,
)
from thirdring.asterisk.found import CALLEE, CALLER, Found, FoundCallee, FoundCaller, FoundLeg
from thirdring.asterisk.known import PLAYBACKS, Callee, Caller, Known, Leg, playback_of
from thirdring.asterisk.listening import COPY
from thirdring.asterisk.orders import TALK, Orders
from thirdring.asterisk.probe import FirstPrompt, Probes
from thirdring.asterisk.sounds import LineVoice, Sounds
from thirdring.asterisk.trials import TRIAL, Trials

EVERY_CHANNEL: Final = "channel:"  # also those that are not ours yet, or for a moment not
DEVICES_AT_ONCE: Final = 100
SOMEBODY: Final = "somebody"  # with whom a caller may have spoken before we came: nobody who is there now

# Q.850 causes. Before an answer they say how the phone refused, after it whether somebody hung up.
END_BEFORE_ANSWER: Final = {17: LegEnd.BUSY, 21: LegEnd.REFUSED}
BROKEN_CAUSES: Final = frozenset({27, 38, 41, 44})  # 44: no media arrives any more

# What has to be read again when a file has changed.
MODULES_OF_FILE: Final = {
    "pjsip.conf": (
        "res_pjsip.so",
        "res_pjsip_endpoint_identifier_ip.so",
        "res_pjsip_outbound_registration.so",
    ),
    "extensions.conf": ("pbx_config.so",),
    "queues.conf": ("app_queue.so",),
    "musiconhold.conf": ("res_musiconhold.so",),
}

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")


def wall_clock() -> Moment:
    """The moment, by this machine's clock."""
    return time.time_ns() // 1000


class Driver:
    """One media server.

    ``on_found`` is called once after each connection with all that exists, before any event; ``on_input``
    then for each thing that happens, in order; ``on_lost`` when the connection has ended; ``on_replaced``
    when another program has taken the application over; ``on_answered`` after how many seconds Asterisk has
    answered a request. Actions given while ``connected`` is false are
    dropped: the next ``Found`` shows what has to be made good. ``trials`` are the test calls over trunks.

    ``recording_of`` says where a call's recording lies, ``way_to`` over what a number is called, and whether
    it is at all. ``name_of_line`` is shown on the operator's phone beside the caller's number,
    ``voice_of_line`` says how its callers are spoken to; ``number_of_caller`` turns a number as received into
    E.164 where it can; ``first_prompt`` is what a call of the installation to itself hears of a line.
    """

    def __init__(
        self,
        address: Address,
        *,
        node: str,
        sounds: Sounds,
        recording_of: Callable[[CallId], Path],
        on_input: Callable[[Input], None],
        on_found: Callable[[Found], None],
        on_lost: Callable[[], None] = lambda: None,
        on_replaced: Callable[[], None] = lambda: None,
        on_answered: Callable[[float], None] = lambda seconds: None,
        name_of_line: Callable[[LineNumber], str] = lambda line: "",
        voice_of_line: Callable[[LineNumber], LineVoice] = lambda line: LineVoice(),
        way_to: WayTo = lambda number, line: None,
        number_of_caller: Callable[[str], str] = lambda received: received,
        first_prompt: FirstPrompt = lambda line: None,
        now: Callable[[], Moment] = wall_clock,
    ) -> None:
        self.node = node
        self.connected = False
        self._on_input = on_input
        self._on_found = on_found
        self._on_lost = on_lost
        self._on_replaced = on_replaced
        self._number_of_caller = number_of_caller
        self._now = now
        self._app = address.app
        self._ari = Ari(
            address,
            on_event=self._on_event,
            on_open=self._opened,
            on_closed=self._closed,
            on_answered=on_answered,
        )
        self._known = Known()
        self._orders = Orders(
            self._ari,
            self._known,
            sounds=sounds,
            on_input=on_input,
            name_of_line=name_of_line,
            voice_of_line=voice_of_line,
            way_to=way_to,
            recording_of=recording_of,
            now=now,
        )
        self._callees = self._orders.callees
        self._doubts = Doubts(self._ari, self._known, lost=self._nobody_there)
        self._probes = Probes(self._ari, sounds, first_prompt, voice_of_line, now)
        self.trials = Trials(self._ari, sounds)
        self._early: list[Event] | None = None  # events of the time before the engine has seen the list
        self._started_at: Moment = 0
        self._reachable: dict[str, bool] = {}  # the watched devices
        self._browsers: frozenset[str] = frozenset()
        self._followed: frozenset[str] = frozenset()  # those of whose registration we are told
        self._translators: dict[type[Event], Callable[[Any], None]] = {
            ApplicationReplaced: lambda _: self._on_replaced(),
            ChannelCreated: self._is_coming,
            StasisStart: self._came_in,
            StasisEnd: self._went_out,
            ChannelStateChange: self._changed_state,
            ChannelHangupRequest: self._is_hanging_up,
            ChannelDestroyed: self._ended,
            ChannelDtmfReceived: self._pressed,
            PlaybackFinished: self._played_out,
            RecordingFinished: self._recorded,
            RecordingFailed: self._not_recorded,
            DeviceStateChanged: self._device_changed,
            PeerStatusChange: self._registration_changed,
        }

    async def run(self) -> None:
        """Keeps the connection until cancelled."""
        await self._ari.run()

    def carry_out(self, action: Action) -> None:
        """Orders Asterisk to do it; returns at once."""
        if self.connected:
            self._orders.carry_out(action)

    async def watch(self, devices: Iterable[str], browsers: Iterable[str] = ()) -> None:
        """From now on tells of these devices (by key) whether they are registered; raises ``ari.Refused``.

        ``browsers`` are those among them that may be killed in a conversation. While there is no connection
        it only takes note: ``Found`` will tell.
        """
        before = self._reachable
        self._reachable = {device: before.get(device, False) for device in devices}
        self._browsers = frozenset(browsers)
        if self.connected:
            await self._subscribe(
                f"deviceState:PJSIP/{device}" for device in self._reachable if device not in before
            )
            await self._follow_browsers()
            for device, reachable in (await self._registered()).items():
                self._reaches(device, reachable)

    async def reload(self, files: Iterable[str]) -> None:
        """Lets Asterisk read changed configuration files again; calls go on. Raises ``ari.Refused``."""
        for module in dict.fromkeys(module for file in files for module in MODULES_OF_FILE.get(file, ())):
            await self._ari.ask("PUT", f"asterisk/modules/{module}")

    async def put_full_logs_aside(self, folder: Path, limit_bytes: int = logs.LIMIT_BYTES) -> tuple[str, ...]:
        """Keeps Asterisk's logs in ``folder`` small; returns those put aside. Raises ``ari.Refused``."""
        return await logs.put_full_ones_aside(folder, self._begin_log_anew, limit_bytes)

    async def _begin_log_anew(self, name: str) -> None:
        await self._ari.ask("PUT", f"asterisk/logging/{name}/rotate")

    # --- the connection ---------------------------------------------------------------------

    async def _opened(self) -> None:
        self._early = []
        await self._ari.ask(
            "PUT",
            f"applications/{self._app}/eventFilter",
            body={"allowed": [{"type": kind} for kind in MESSAGE_TYPES]},
        )
        await self._subscribe((EVERY_CHANNEL, *(f"deviceState:PJSIP/{device}" for device in self._reachable)))
        self._followed = frozenset()
        await self._follow_browsers()
        found = await self._list()
        self.connected = True
        self._on_found(found)
        early, self._early = self._early, None
        for event in early:
            self._on_event(event)

    def _closed(self) -> None:
        self._early = None
        self.trials.lost()
        if self.connected:
            self.connected = False
            self._on_lost()

    async def _follow_browsers(self) -> None:
        """In a conversation a phone's device no longer says whether it is registered; its endpoint does."""
        there = {endpoint.resource for endpoint in await self._endpoints()}  # any other would be refused
        fresh = self._browsers & there - self._followed
        self._followed |= fresh
        await self._subscribe(f"endpoint:PJSIP/{browser}" for browser in sorted(fresh))

    async def _subscribe(self, sources: Iterable[str]) -> None:
        names = list(sources)
        for start in range(0, len(names), DEVICES_AT_ONCE):
            await self._ari.ask(
                "POST",
                f"applications/{self._app}/subscription",
                {"eventSource": ",".join(names[start : start + DEVICES_AT_ONCE])},
            )

    async def _registered(self) -> dict[str, bool]:
        states = {endpoint.resource: endpoint.state == "online" for endpoint in await self._endpoints()}
        return {device: states.get(device, False) for device in self._reachable}

    async def _endpoints(self) -> tuple[Endpoint, ...]:
        return await self._get("endpoints/PJSIP", tuple[Endpoint, ...])

    async def _get(self, uri: str, form: type[_T]) -> _T:
        return msgspec.json.decode(await self._ari.ask("GET", uri), type=form)

    async def _list(self) -> Found:
        """Asks for all that exists, and takes it over as what the driver knows."""
        server = await self._get("asterisk/info", listing.Server)
        started_at = listing.moment_of_text(server.status.startup_time)
        self._reachable = await self._registered()
        bridges = await self._get("bridges", tuple[listing.Bridge, ...])
        channels = await self._get("channels", tuple[Channel, ...])
        callers = [caller for channel in channels if (caller := listing.caller_of(channel, self._app))]
        callees = [callee for channel in channels if (callee := listing.callee_of(channel, self._app))]
        legs = [FoundLeg(channel.id, channel.state == "Up") for channel in channels if "~" in channel.id]
        forgotten = self._started_at not in (0, started_at)
        self._started_at = started_at
        ownerless = [channel.id for channel in channels if channel.id.startswith((COPY, TRIAL))]
        # Who has not answered, or is in the dialplan, hears nothing of an engine's.
        hearing = (
            *(one.call for one in callers if not one.coming),
            *(one.leg for one in legs if one.answered),
        )
        speaking = {channel for bridge in bridges if len(bridge.channels) > 1 for channel in bridge.channels}
        played = await self._silence(one for one in hearing if one not in speaking)
        self._take_over(callers, callees, legs, bridges, ownerless)
        for channel_id, number in played.items():
            if who := self._known.callers.get(channel_id) or self._known.legs.get(channel_id):
                who.played = number
        together = (tuple(sorted(bridge.channels)) for bridge in bridges if len(bridge.channels) > 1)
        return Found(
            started_at=started_at,
            forgotten=forgotten,
            callers=tuple(callers),
            callees=tuple(callees),
            legs=tuple(legs),
            together=tuple(together),
            in_fallback=tuple(channel.id for channel in channels if listing.is_in_fallback(channel)),
            reachable=dict(self._reachable),
        )

    async def _silence(self, hearing: Iterable[str]) -> dict[str, int]:
        """What an engine before us had said to anybody is not said on; which playback that was, by channel.

        Asterisk adds a channel to a bridge only when its prompt is over, and until then answers nobody. It
        has no list of what plays, so every name is tried; but nothing is said to those who hear each other.
        """

        async def stop(channel: str, number: int) -> tuple[str, int] | None:
            try:
                await self._ari.ask("DELETE", f"playbacks/{playback_of(channel, number)}")
            except Refused as refused:
                if not refused.status:
                    raise
                return None  # nothing plays under this name
            return channel, number

        stopped = await asyncio.gather(*(stop(one, n) for one in hearing for n in range(1, PLAYBACKS + 1)))
        return dict(one for one in stopped if one is not None)

    def _take_over(
        self,
        callers: list[FoundCaller],
        callees: list[FoundCallee],
        legs: list[FoundLeg],
        bridges: tuple[listing.Bridge, ...],
        ownerless: list[str],
    ) -> None:
        known = self._known
        known.clear()
        for channel_id in ownerless:
            self._ari.send("DELETE", f"channels/{channel_id}")  # nobody knows any more for whom it was made
        for came in callers:
            away: list[Action] | None = [] if came.coming else None
            known.callers[came.call] = Caller(came.line, came.caller, away=away, music_unknown=True)
        for callee in callees:
            known.callees[callee.call] = Callee(rang=callee.rings or callee.lifted, lifted=callee.lifted)
        known.legs.update((leg.leg, Leg(call_of(leg.leg), leg.answered)) for leg in legs)
        for bridge in bridges:
            call = bridge.id.partition(":")[2]
            if caller := known.callers.get(call):
                members = caller.bridges[bridge.id] = set()
                for channel in bridge.channels:
                    known.put(channel, members)
                if bridge.id.startswith(TALK):
                    caller.spoke_with = next((leg for leg in bridge.channels if leg != call), SOMEBODY)
            elif call:  # one of ours whose caller is gone
                self._ari.send("DELETE", f"bridges/{bridge.id}")

    # --- events -----------------------------------------------------------------------------

    def _on_event(self, event: Event) -> None:
        if self._early is not None:
            self._early.append(event)
        else:
            self._translators[type(event)](event)

    def _is_coming(self, event: ChannelCreated) -> None:
        """A caller begins his way through the dialplan: while he goes it, a phone may already ring."""
        if line := listing.line_of_coming(event.channel):
            self._arrives(event.channel, line, away=[])

    def _came_in(self, event: StasisStart) -> None:
        channel = event.channel
        if leg := self._known.legs.get(channel.id):
            if not leg.answered:
                leg.answered = True
                self._on_input(LegAnswered(self._now(), channel.id))
        elif channel.id.startswith(COPY):
            self._orders.listening.is_there(channel.id)
        elif event.args[:1] == (PROBE,):
            self._probes.came(channel.id, event.args[1])
        elif event.args[:1] == (TRIAL,):
            self.trials.came(channel.id)
        elif (caller := self._known.callers.get(channel.id)) and caller.away is not None:
            if not caller.line:  # found on the way
                self._arrives(channel, event.args[1], away=caller.away)
            self._orders.came_back(channel.id)
        elif event.args[:1] not in ((CALLER,), (CALLEE,)) or channel.id in self._known.callers:
            return
        elif channel.id in self._known.callees:
            self._callees.came(channel.id, event.args[1], channel.caller.number)
        elif event.args[:1] == (CALLER,):
            self._arrives(channel, event.args[1] if len(event.args) > 1 else "", away=None)

    def _arrives(self, channel: Channel, line: LineNumber, away: list[Action] | None) -> None:
        received = channel.caller.number
        number = self._number_of_caller(received)
        self._known.callers[channel.id] = Caller(line, number, away=away)
        self._on_input(CallArrived(self._now(), channel.id, line, number, received, self.node))

    def _went_out(self, event: StasisEnd) -> None:
        if not self._is_away(event.channel.id) and self._orders.forget(event.channel.id):
            self._on_input(CallerGone(self._now(), event.channel.id))

    def _is_away(self, channel: str) -> bool:
        """Whether the channel is a caller on a short way through the dialplan, who will be back."""
        caller = self._known.callers.get(channel)
        return caller is not None and caller.away is not None

    def _changed_state(self, event: ChannelStateChange) -> None:
        channel = event.channel
        if self.trials.changed(channel.id, channel.state):
            return
        if channel.state == "Ringing" and channel.id in self._known.legs:
            self._on_input(LegRinging(self._now(), channel.id))
        elif channel.state == "Ringing":
            self._callees.rings(channel.id)
        elif channel.state == "Up":
            self._callees.lifted(channel.id)

    def _is_hanging_up(self, event: ChannelHangupRequest) -> None:
        channel = event.channel.id
        broken = event.cause in BROKEN_CAUSES
        leg = self._known.legs.get(channel)
        if leg is None:
            if self._orders.forget(channel):
                cause = GoneCause.LOST if broken else GoneCause.HUNG_UP
                self._on_input(CallerGone(self._now(), channel, cause))
        elif leg.answered:  # else the cause comes with the channel's end
            self._leg_gone(channel, LegEnd.LOST if broken else LegEnd.HUNG_UP)

    def _ended(self, event: ChannelDestroyed) -> None:
        channel = event.channel.id
        if self.trials.ended(channel, event.cause, event.tech_cause):
            return
        leg = self._known.legs.get(channel)
        if leg is None and self._orders.forget(channel):
            self._on_input(CallerGone(self._now(), channel))  # had not come back from the dialplan
        elif leg is None:
            self._callees.ended(channel, event.cause)
        elif not leg.answered:
            self._leg_gone(channel, END_BEFORE_ANSWER.get(event.cause, LegEnd.FAILED))
        else:
            self._leg_gone(channel, LegEnd.LOST if event.cause in BROKEN_CAUSES else LegEnd.HUNG_UP)

    def _leg_gone(self, leg: str, cause: LegEnd) -> None:
        self._orders.forget_leg(leg)
        self._on_input(LegGone(self._now(), leg, cause))

    def _pressed(self, event: ChannelDtmfReceived) -> None:
        if event.channel.id in self._known.callers:
            self._on_input(DigitPressed(self._now(), event.channel.id, event.digit))
        elif event.channel.id in self._known.legs:
            self._on_input(LegDigitPressed(self._now(), event.channel.id, event.digit))

    def _played_out(self, event: PlaybackFinished) -> None:
        failed = event.playback.state == "failed"
        if failed:
            _log.warning("a prompt could not be played", media=event.playback.media_uri)
        if not self._probes.played(event.playback.id):
            self._orders.prompt_ended(event.playback.id, failed=failed)

    def _recorded(self, event: RecordingFinished) -> None:
        self._recording_ended(event.recording, failed=False)

    def _not_recorded(self, event: RecordingFailed) -> None:
        _log.warning("a message could not be recorded", name=event.recording.name, why=event.recording.cause)
        self._recording_ended(event.recording, failed=True)

    def _recording_ended(self, recording: Recording, *, failed: bool) -> None:
        call = recording.target_uri.removeprefix("channel:")
        name = PurePath(recording.name).name
        self._orders.message_ended(call, name, recording.duration, failed=failed)

    def _device_changed(self, event: DeviceStateChanged) -> None:
        device = event.device_state.name.removeprefix("PJSIP/")
        self._reaches(device, event.device_state.state != "UNAVAILABLE")

    def _registration_changed(self, event: PeerStatusChange) -> None:
        if event.endpoint.state != "online":
            self._doubts.about(event.endpoint.channel_ids)

    def _nobody_there(self, leg: str) -> None:
        """The connection is up, and nobody speaks on it any more."""
        self._ari.send("DELETE", f"channels/{leg}")
        self._leg_gone(leg, LegEnd.LOST)

    def _reaches(self, device: str, reachable: bool) -> None:
        if device in self._reachable and self._reachable[device] is not reachable:
            self._reachable[device] = reachable
            self._on_input((PhoneRegistered if reachable else PhoneLost)(self._now(), device))
