"""The router's actions become requests to Asterisk.

Nothing is awaited: Asterisk carries out the requests of one connection in their order, so
a bridge may be filled by the request after the one that makes it. That something has just
gone is normal: its end is told by an event, so such a refusal is passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any, Final

import structlog

from thirdring.acd.actions import (
    Action,
    Dial,
    HangUpCall,
    HangUpLeg,
    Join,
    JoinLegs,
    Part,
    PauseRecording,
    Play,
    PlayToLeg,
    RecordMessage,
    ResumeRecording,
    Ring,
    Say,
    StartMusic,
    StopMusic,
    StopPlaying,
    Supervise,
)
from thirdring.acd.centre import LineNumber
from thirdring.acd.inputs import (
    CallId,
    Input,
    LegEnd,
    LegGone,
    LegId,
    MessageRecorded,
    PromptEnded,
    Summary,
)
from thirdring.acd.moment import SECOND, Moment
from thirdring.asterisk.ari import Ari
from thirdring.asterisk.callees import Callees, WayTo
from thirdring.asterisk.configuration import MUSIC
from thirdring.asterisk.events import RESTResponse
from thirdring.asterisk.found import LEG
from thirdring.asterisk.hushing import Hushing
from thirdring.asterisk.known import PLAYBACKS, Caller, Known, Leg, playback_of
from thirdring.asterisk.listening import Listening
from thirdring.asterisk.sounds import LineVoice, Sounds
from thirdring.asterisk.unrecorded import Unrecorded
from thirdring.installation import message_place
from thirdring.speech import Figures

TALK: Final = "talk:"  # the bridge of a caller's first conversation
FURTHER: Final = "further:"  # of those with whom the caller speaks after the first operator
MIXED: Final = "mixing,video_sfu"  # the only type that Asterisk never lets pass packets through unmixed
RING_NO_LONGER_S: Final = 90  # a leg that no engine looks after any more stops ringing by itself
SILENCE_ENDS_S: Final = 8  # of a message: who has nothing more to say may just as well say nothing
KEY_ENDS: Final = "#"
CONFLICT: Final = 409

_log = structlog.get_logger(__name__)


class Orders:
    """Carries out actions on one media server; tells by ``on_input`` of those that cannot be."""

    def __init__(
        self,
        ari: Ari,
        known: Known,
        *,
        sounds: Sounds,
        on_input: Callable[[Input], None],
        name_of_line: Callable[[LineNumber], str],
        voice_of_line: Callable[[LineNumber], LineVoice],
        way_to: WayTo,
        recording_of: Callable[[CallId], Path],
        now: Callable[[], Moment],
    ) -> None:
        self._ari = ari
        self._known = known
        self._sounds = sounds
        self._on_input = on_input
        self._name_of_line = name_of_line
        self._voice_of_line = voice_of_line
        self._now = now
        self._hushing = Hushing(known, self.carry_out)
        self.callees = Callees(
            ari, known, on_input=on_input, way_to=way_to, voice_of_line=voice_of_line, now=now
        )
        self.listening = Listening(
            ari,
            known,
            put=self._put_beside,
            conversation=lambda call, leg: bridge_for(known.callers[call], call, leg),
            now=now,
        )
        unrecorded = Unrecorded(ari, known, recording_of=recording_of, came_back=self.came_back, now=now)
        self._carriers: dict[type[Action], Callable[[Any], None]] = {
            Dial: self.callees.dial,
            Ring: self._ring,
            Join: self._join,
            JoinLegs: self._join_legs,
            Part: self._part,
            HangUpLeg: self._hang_up_leg,
            HangUpCall: self._hang_up_call,
            Play: self._play,
            Say: self._say,
            PlayToLeg: self._play_to_leg,
            RecordMessage: self._record_message,
            StopPlaying: self._stop_playing,
            StartMusic: self._start_music,
            StopMusic: self._stop_music,
            Supervise: self.listening.supervise,
            PauseRecording: unrecorded.pause,
            ResumeRecording: unrecorded.resume,
        }

    def carry_out(self, action: Action) -> None:
        """Orders Asterisk to do it; returns at once. What nobody here can do is only said: calls go on."""
        caller = self._known.callers.get(getattr(action, "call", ""))
        # A phone may ring for a caller who is on his way through the dialplan, or whose prompt just ends; all
        # else waits for him.
        if caller is not None and not isinstance(action, Ring):
            waiting = caller.hushed if caller.away is None else caller.away
            if waiting is not None:
                waiting.append(action)
                return
        carrier = self._carriers.get(type(action))
        if carrier is None:
            _log.error("nobody here can do this", action=type(action).__name__)
        else:
            carrier(action)

    # --- legs and bridges -------------------------------------------------------------------

    def _ring(self, action: Ring) -> None:
        leg = action.leg
        self._known.legs[leg] = Leg(action.call)

        def answered(response: RESTResponse) -> None:
            if response.status_code >= 300 and self.forget_leg(leg):
                self._on_input(LegGone(self._now(), leg, LegEnd.FAILED))

        caller = self._known.callers.get(action.call)
        self._ari.send(
            "POST",
            "channels",
            {
                "endpoint": action.address,
                "app": self._ari.address.app,
                "appArgs": LEG,
                "channelId": leg,
                "callerId": _caller_id(self._name_of_line(action.line) or action.line, action.caller),
                **({"originator": action.call} if caller else {}),
                "timeout": str(RING_NO_LONGER_S),
            },
            answered=answered,
        )
        if action.then:
            voice, figures = self._said_to(action.call, action.then.told)
            self._sounds.expect(action.then.prompt, voice.language, figures)
        if caller:  # while the phone rings there is time for it
            self._bridge(caller, bridge_for(caller, action.call, leg))

    def _join(self, action: Join) -> None:
        self._leave_alone(action.leg)
        leg, caller = self._known.legs.get(action.leg), self._known.callers.get(action.call)
        if leg:
            self.listening.over(leg)
        if leg and caller:  # else who was waited for has gone meanwhile
            self._stop_playback(caller)
            self._end_music(action.call, caller)
            if not self._hushing.puts_off(action, caller, caller, leg):
                bridge = bridge_for(caller, action.call, action.leg)
                caller.spoke_with = caller.spoke_with or action.leg
                self._bring_together(caller, bridge, action.call, action.leg)

    def _join_legs(self, action: JoinLegs) -> None:
        self._leave_alone(action.leg)
        self._leave_alone(action.other)
        leg, other = self._known.legs.get(action.leg), self._known.legs.get(action.other)
        caller = self._known.callers.get(action.call)
        if leg and other and caller and not self._hushing.puts_off(action, caller, leg, other):
            self._bring_together(caller, consult_bridge(action.call), action.leg, action.other)

    def _part(self, action: Part) -> None:
        if caller := self._known.callers.get(action.call):
            self._take_out(action.call)
            self._music(action.call, caller)

    def _hang_up_leg(self, action: HangUpLeg) -> None:
        # Who orders the end knows it: nothing more is told of this leg, not even an answer that crossed it.
        self.forget_leg(action.leg)
        self._ari.send("DELETE", f"channels/{action.leg}")

    def _hang_up_call(self, action: HangUpCall) -> None:
        self._ari.send("DELETE", f"channels/{action.call}")
        self._known.callees.pop(action.call, None)
        self.forget(action.call)

    def forget_leg(self, leg: LegId) -> bool:
        """The operator's phone is no more in its call; false when unknown already."""
        forgotten = self._known.forget_leg(leg)
        if forgotten is None:
            return False
        self.listening.over(forgotten)
        self._hushing.go_on(forgotten.call)
        return True

    def forget(self, call: CallId) -> bool:
        """The caller is no more, so neither are the bridges; false when unknown already."""
        caller = self._known.forget_caller(call)
        if caller is None:
            return False
        for bridge in caller.bridges:
            self._ari.send("DELETE", f"bridges/{bridge}")
        return True

    def _bridge(self, caller: Caller, bridge: str) -> set[str]:
        """Who is in this bridge of the call, which is made if there is none yet."""
        members = caller.bridges.get(bridge)
        if members is None:
            members = caller.bridges[bridge] = set()
            kind = MIXED if bridge.startswith(FURTHER) else "mixing"
            self._ari.send("POST", "bridges", {"type": kind, "bridgeId": bridge})
        return members

    def _bring_together(self, caller: Caller, bridge: str, *channels: str) -> None:
        """These channels alone hear each other; Asterisk takes them out of other bridges by itself."""
        members = self._bridge(caller, bridge)
        for stranger in sorted(members.difference(channels)):
            if (leg := self._known.legs.get(stranger)) and leg.joined_in:
                continue
            self._known.take_out(stranger)
            self._ari.send("POST", f"bridges/{bridge}/removeChannel", {"channel": stranger})
        newcomers = [channel for channel in channels if channel not in members]
        if newcomers:
            for channel in newcomers:
                self._known.put(channel, members)
            self._ari.send(
                "POST",
                f"bridges/{bridge}/addChannel",
                {"channel": ",".join(newcomers), "inhibitConnectedLineUpdates": "true"},
            )

    def _put_beside(self, call: CallId, bridge: str, channel: str) -> None:
        """This channel comes to those who are in a bridge of the call."""
        if caller := self._known.callers.get(call):
            self._known.put(channel, self._bridge(caller, bridge))
            self._ari.send(
                "POST",
                f"bridges/{bridge}/addChannel",
                {"channel": channel, "inhibitConnectedLineUpdates": "true"},
            )

    def _take_out(self, call: CallId) -> None:
        caller = self._known.callers.get(call)
        for bridge, members in caller.bridges.items() if caller else ():
            if call in members:
                self._known.take_out(call)
                self._ari.send("POST", f"bridges/{bridge}/removeChannel", {"channel": call})

    def came_back(self, call: CallId) -> None:
        """From his way through the dialplan, to where he was; then what was ordered meanwhile."""
        caller = self._known.callers.get(call)
        if caller is None or caller.away is None:
            return
        waiting, caller.away = caller.away, None
        for bridge, members in caller.bridges.items():
            if call in members:
                query = {"channel": call, "inhibitConnectedLineUpdates": "true"}
                self._ari.send("POST", f"bridges/{bridge}/addChannel", query)
        self._resume_music(call, caller)
        for action in waiting:
            self.carry_out(action)

    # --- what the caller hears --------------------------------------------------------------

    def _play(self, action: Play) -> None:
        self._say(Say(action.call, action.prompt))

    def _say(self, action: Say) -> None:
        caller = self._known.callers.get(action.call)
        if caller is None:
            return
        voice, prompt = self._voice_of_line(caller.line), action.prompt
        figures = voice.figures(action.place, action.wait, action.number, action.opens_at, self._now())
        self._stop_playback(caller)
        caller.prompt = prompt
        self._start_playback(action.call, caller, self._sounds.of(prompt, voice.language, figures))
        self._sounds.lead_to(prompt, voice.language, Figures(number=caller.number))

    def _start_playback(
        self, channel: CallId | LegId, who: Caller | Leg, sounds: tuple[PurePath, ...]
    ) -> None:
        """Plays these files to a channel one after the other."""
        who.played = who.played % PLAYBACKS + 1
        who.playback = playback = playback_of(channel, who.played)
        who.stopping = ""  # the one before, whose end would be this one's beginning
        self._known.playbacks[playback] = channel

        def answered(response: RESTResponse) -> None:
            if response.status_code >= 300:
                self.prompt_ended(playback, failed=True)

        media = ",".join(f"sound:{sound}" for sound in sounds)
        self._ari.send("POST", f"channels/{channel}/play/{playback}", {"media": media}, answered=answered)

    def prompt_ended(self, playback: str, *, failed: bool) -> None:
        """A playback is over; unless it was stopped, or another has taken its place, the router is told."""
        if self._hushing.was_stopped(playback):
            return
        channel = self._known.playbacks.pop(playback, "")
        if leg := self._known.legs.get(channel):
            if leg.playback == playback:
                leg.playback = ""  # there is nothing left whose end a join could wait for
                if not failed:
                    self._repeat(channel, leg)
            return
        caller = self._known.callers.get(channel)
        if caller is None or caller.playback != playback:
            return
        caller.playback = ""
        self._resume_music(channel, caller)
        self._on_input(PromptEnded(self._now(), channel, caller.prompt, failed))

    def _stop_playing(self, action: StopPlaying) -> None:
        if caller := self._known.callers.get(action.call):
            self._stop_playback(caller)
            self._resume_music(action.call, caller)

    def _stop_playback(self, who: Caller | Leg) -> None:
        if who.playback:
            self._ari.send("DELETE", f"playbacks/{who.playback}")
            who.stopping, who.playback = who.playback, ""

    # --- what an operator hears before a caller is there --------------------------------------

    def _play_to_leg(self, action: PlayToLeg) -> None:
        if leg := self._known.legs.get(action.leg):
            self._stop_playback(leg)
            leg.prompt, leg.told = action.prompt, action.told
            self._repeat(action.leg, leg)

    def _repeat(self, channel: LegId, leg: Leg) -> None:
        voice, figures = self._said_to(leg.call, leg.told)
        self._start_playback(channel, leg, self._sounds.of(leg.prompt, voice.language, figures))

    def _said_to(self, call: CallId, told: Summary | None) -> tuple[LineVoice, Figures]:
        """How operators are spoken to of this caller, and what there is to say."""
        caller = self._known.callers.get(call)
        voice, told = self._voice_of_line(caller.line if caller else ""), told or Summary()
        about = Figures(organisation=voice.organisation, by=told.by, kind=told.kind, matter=told.matter)
        return voice, about

    def _leave_alone(self, channel: LegId) -> None:
        """Nothing more is played to this leg: it gets somebody to speak with."""
        leg = self._known.legs.get(channel)
        if leg is None:
            return
        self._stop_playback(leg)
        if leg.hears_ringing:
            leg.hears_ringing = False
            self._ari.send("DELETE", f"channels/{channel}/ring")

    # --- messages ---------------------------------------------------------------------------

    def _record_message(self, action: RecordMessage) -> None:
        caller = self._known.callers.get(action.call)
        if caller is not None:
            self._stop_playback(caller)
            self._end_music(action.call, caller)

        def answered(response: RESTResponse) -> None:
            # In conflict it is being recorded already: an engine before us has ordered it.
            if response.status_code >= 300 and response.status_code != CONFLICT:
                self.message_ended(action.call, action.recording, 0, failed=True)

        self._ari.send("POST", f"channels/{action.call}/play", {"media": f"sound:{self._sounds.tone()}"})
        self._ari.send(
            "POST",
            f"channels/{action.call}/record",
            {
                "name": str(message_place(action.recording)),
                "format": "wav",
                "maxDurationSeconds": str(max(1, action.limit // SECOND)),
                "maxSilenceSeconds": str(SILENCE_ENDS_S),
                "terminateOn": KEY_ENDS,
                "ifExists": "append",
            },
            answered=answered,
        )

    def message_ended(self, call: CallId, recording: str, span_s: int, *, failed: bool) -> None:
        """A recording is closed; the router is told, also of a caller who has hung up meanwhile."""
        self._on_input(MessageRecorded(self._now(), call, recording, span_s * SECOND, failed))

    # --- music ------------------------------------------------------------------------------

    def _start_music(self, action: StartMusic) -> None:
        if caller := self._known.callers.get(action.call):
            self._stop_playback(caller)
            self._take_out(action.call)
            self._music(action.call, caller)

    def _stop_music(self, action: StopMusic) -> None:
        if caller := self._known.callers.get(action.call):
            self._end_music(action.call, caller)

    def _music(self, call: CallId, caller: Caller) -> None:
        caller.music = True
        self._ari.send("POST", f"channels/{call}/moh", {"mohClass": MUSIC})

    def _end_music(self, call: CallId, caller: Caller) -> None:
        if caller.music or caller.music_unknown:  # it would go on in a bridge, and nobody be heard
            caller.music = caller.music_unknown = False
            self._ari.send("DELETE", f"channels/{call}/moh")

    def _resume_music(self, call: CallId, caller: Caller) -> None:
        if caller.music:  # Asterisk lets music end for a prompt and does not take it up again
            self._music(call, caller)


def bridge_for(caller: Caller, call: CallId, leg: LegId) -> str:
    """Where the caller and this operator hear each other.

    Each operator's voice counts its packets from a number of its own. The caller's recording expects those
    of the first one to go on, and leaves out whatever counts lower: half of all second operators would be
    mute in it. Mixed, they arrive without numbers; for the first one that work can be saved.
    """
    return f"{TALK}{call}" if caller.spoke_with in ("", leg) else f"{FURTHER}{call}"


def consult_bridge(call: CallId) -> str:
    """Where two operators hear each other about the call."""
    return f"consult:{call}"


def _caller_id(name: str, number: str) -> str:
    """What an operator's phone shows; quotes, brackets and control characters would break the header."""
    name, number = (
        "".join(c for c in text if c.isprintable() and c not in '"<>\\') for text in (name, number)
    )
    return f'"{name}" <{number}>'
