"""What the router orders the world to do. The driver carries these out, and nobody else has to know them."""

from __future__ import annotations

import msgspec

from thirdring.acd.centre import LineNumber, OperatorId
from thirdring.acd.inputs import CallId, LegId, Summary, SupervisionMode
from thirdring.acd.moment import Moment, Span


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True, tag_field="type", gc=False):
    """Base of all orders to the world."""


class Play(Action, frozen=True):
    """Play a prompt to the caller; ``PromptEnded`` follows. A further ``Play`` replaces the one before."""

    call: CallId
    prompt: str


class Say(Action, frozen=True):
    """Play a prompt with figures in it; ``PromptEnded`` follows, and a further prompt replaces it.

    What the prompt has no room for is 0 or "": ``place`` in line, ``wait`` expected (already rounded to what
    can be said), ``number`` of a telephone, ``opens_at`` of the line.
    """

    call: CallId
    prompt: str
    place: int = 0
    wait: Span = 0
    number: str = ""
    opens_at: Moment = 0


class RecordMessage(Action, frozen=True):
    """Record what the caller says, after a tone, until a key, silence, ``limit`` or the hang-up.

    ``MessageRecorded`` follows in every case.
    """

    call: CallId
    recording: str
    limit: Span


class Dial(Action, frozen=True):
    """Call a person, who sees ``line``; the new connection is called ``call`` and recorded as any other.

    ``CalleeRinging``, ``CalleeAnswered`` or ``CalleeGone`` follow; ``HangUpCall`` ends it at any time.
    """

    call: CallId
    number: str
    line: LineNumber


class StopPlaying(Action, frozen=True):
    call: CallId


class StartMusic(Action, frozen=True):
    """The caller hears music; no operator is heard."""

    call: CallId


class StopMusic(Action, frozen=True):
    call: CallId


class Ring(Action, frozen=True):
    """Ring an operator's device for a caller; the new connection is called ``leg``."""

    leg: LegId
    call: CallId
    operator: OperatorId
    device: str
    address: str
    caller: str
    line: LineNumber
    then: PlayToLeg | None = None  # what whoever lifts will hear: there is time to have it spoken


class HangUpLeg(Action, frozen=True):
    """End a leg, ringing or talking."""

    leg: LegId


class HangUpCall(Action, frozen=True):
    """End the caller's connection."""

    call: CallId


class Join(Action, frozen=True):
    """Caller and leg hear each other, recorded from here on; ends music.

    Whoever else was joined with the leg is no longer.
    """

    call: CallId
    leg: LegId


class Part(Action, frozen=True):
    """The caller is taken out of the conversation and hears music; ``leg`` stays up, alone."""

    call: CallId
    leg: LegId


class JoinLegs(Action, frozen=True):
    """Two operators hear each other (consultation), apart from the caller of ``call``."""

    call: CallId
    leg: LegId
    other: LegId


class PlayToLeg(Action, frozen=True):
    """Play a prompt to an operator's phone, again and again until ``Join``, ``JoinLegs`` or ``HangUpLeg``.

    ``LegDigitPressed`` is awaited. The person hears no caller, and is heard by none. ``told``: what the
    prompt has to say of the caller.
    """

    leg: LegId
    prompt: str
    told: Summary | None = None


class Supervise(Action, frozen=True):
    """The supervisor's ``leg`` takes part in the conversation of the operator's leg ``other``, in this way.

    A further one replaces the one before; ``Join`` and ``HangUpLeg`` of the leg end it.
    """

    call: CallId
    leg: LegId
    other: LegId
    mode: SupervisionMode


class PauseRecording(Action, frozen=True):
    """Nothing that is said is stored; the recording holds silence, between marks."""

    call: CallId


class ResumeRecording(Action, frozen=True):
    """What is said is stored again; the silence before it lasts since ``paused_at`` (0: nobody knows)."""

    call: CallId
    paused_at: Moment = 0
