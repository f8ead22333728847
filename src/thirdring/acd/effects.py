"""What the router answers: *actions* that the driver carries out, and *facts* that the journal keeps.

Actions are orders to the world (ring, join, play …). Facts are what every screen and
report is folded from; a fact never asks the world for anything. Both stand in one
ordered tuple per input, so the journal shows cause and consequence side by side. They are
many, immutable and free of cycles, hence ``gc=False``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

import msgspec

from thirdring.acd.centre import Digit, LineNumber, OperatorId, QueueKey
from thirdring.acd.inputs import AttemptOutcome, BusyChoice, CallId, DialWay, LegId, Owner, TransferMode
from thirdring.acd.moment import Span


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True, tag_field="type", gc=False):
    """Base of all orders to the world."""


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True, tag_field="type", gc=False):
    """Base of all that is remembered. Its moment is the input's."""


# --- actions --------------------------------------------------------------------------------


class Play(Action, frozen=True):
    """Play a prompt to the caller; ``PromptEnded`` follows. A further ``Play`` replaces the one before."""

    call: CallId
    prompt: str


class Say(Action, frozen=True):
    """Play a prompt with figures in it; ``PromptEnded`` follows, and a further prompt replaces it.

    What the prompt has no room for is 0 or "": ``place`` in line, ``wait`` expected (already rounded to what
    can be said), ``number`` of a telephone.
    """

    call: CallId
    prompt: str
    place: int = 0
    wait: Span = 0
    number: str = ""


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

    ``LegDigitPressed`` is awaited. The person hears no caller, and is heard by none.
    """

    leg: LegId
    prompt: str


# --- facts: the way of a call -----------------------------------------------------------------


class Arrived(Fact, frozen=True):
    """A call exists from here on, and with it its one card (row S61)."""

    call: CallId
    line: LineNumber
    organisation: int
    caller: str
    caller_as_received: str
    media_node: str = ""


class NoticeStarted(Fact, frozen=True):
    """The recording notice begins to play (row X7)."""

    call: CallId
    prompt: str


class NoticeHeard(Fact, frozen=True):
    call: CallId
    prompt: str


class MenuEntered(Fact, frozen=True):
    call: CallId
    attempt: int


class MenuChosen(Fact, frozen=True):
    """``digit`` is empty when the caller chose nothing right and was sent to an operator."""

    call: CallId
    digit: Digit
    topic: str
    queue: QueueKey


class Queued(Fact, frozen=True):
    """The caller waits. ``since`` keeps the place: the moment that orders the waiting line (microseconds)."""

    call: CallId
    queue: QueueKey
    priority: int
    since: int
    place: int  # 1: next of this queue's line


class WaitTold(Fact, frozen=True):
    """The caller is told his place and how long it will take: as computed, and as it is said."""

    call: CallId
    queue: QueueKey
    place: int
    expected: Span
    said: Span


class ChoiceOffered(Fact, frozen=True):
    """The caller is offered to leave a message or to be called back, for the ``times``-th time."""

    call: CallId
    times: int
    waited: Span  # without interruption


class WaitChoice(StrEnum):
    MESSAGE = "message"
    CALL_BACK = "call back"
    WAIT_ON = "wait on"
    SILENCE = "silence"  # waits on, too


class ChoiceMade(Fact, frozen=True):
    """``number``: where the caller is to be called back."""

    call: CallId
    choice: WaitChoice
    number: str = ""


class MessageLeft(Fact, frozen=True):
    """``span`` is 0 while it is not known: the caller has hung up, the recording is being closed."""

    call: CallId
    recording: str
    span: Span


class MessageClosed(Fact, frozen=True):
    """The message of one who hung up while he left it is ``span`` long; ``failed``: nothing was recorded."""

    call: CallId
    recording: str
    span: Span
    failed: bool


class LeftOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """How many operators were not candidates for one reason, and the first of them (at most five)."""

    reason: str
    count: int
    operators: tuple[OperatorId, ...] = ()


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Why this operator: the rule, what was needed, who was left out.

    ``rule`` is the queue's ``Choice``, "first in line" (the operator became free while callers waited) or
    "named" (a transfer to this person). ``runners_up`` are the next in order, at most five. ``left_out``
    counts the suitable operators by state, those held off for this call, and those who lack the skills.
    """

    rule: str
    needs: tuple[str, ...]
    chosen: OperatorId
    idle: Span
    candidates: int
    runners_up: tuple[OperatorId, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class Offered(Fact, frozen=True):
    """An operator's phone is asked to ring."""

    call: CallId
    leg: LegId
    operator: OperatorId
    device: str
    queue: QueueKey
    limit: Span
    why: Decision
    transfer: bool = False
    rings: int = 0  # allowed, one every ``ring_cycle``: for the desk, which shows them as they pass
    ring_cycle: Span = 0


class Rang(Fact, frozen=True):
    """The phone has confirmed that it rings."""

    call: CallId
    leg: LegId
    operator: OperatorId


class Lifted(Fact, frozen=True):
    """The receiver is lifted, but the voices are not joined before the person has confirmed.

    ``awaits`` is what is asked of him: "key" or "card".
    """

    call: CallId
    leg: LegId
    operator: OperatorId
    awaits: str


class OfferOutcome(StrEnum):
    ANSWERED = "answered"
    MISSED = "missed"  # the ring limit passed
    REFUSED = "refused"
    BUSY = "busy"
    FAILED = "failed"  # the phone could not be reached
    CALLER_GONE = "caller gone"
    WITHDRAWN = "withdrawn"  # another reason took it back (transfer cancelled, logged out, phone lost)


class OfferEnded(Fact, frozen=True):
    """``rings``: how many the phone has begun, by the edition's cadence; 0: it was never heard to ring."""

    call: CallId
    leg: LegId
    operator: OperatorId
    outcome: OfferOutcome
    rings: int = 0
    reason: str = ""  # in the words of whoever refused


class Joined(Fact, frozen=True):
    """Caller and operator hear each other."""

    call: CallId
    leg: LegId
    operator: OperatorId


class Held(Fact, frozen=True):
    call: CallId
    operator: OperatorId


class Resumed(Fact, frozen=True):
    call: CallId
    operator: OperatorId


class LegEnded(Fact, frozen=True):
    """An operator's part in the call is over (after an answer)."""

    call: CallId
    leg: LegId
    operator: OperatorId


class TransferStarted(Fact, frozen=True):
    call: CallId
    operator: OperatorId
    mode: TransferMode
    to_operator: OperatorId | None
    to_queue: QueueKey | None
    reason: str = ""
    sentence_said: bool = False
    consent: bool = False


class Consulting(Fact, frozen=True):
    """Two operators speak; the caller hears music."""

    call: CallId
    operator: OperatorId
    colleague: OperatorId


class TransferOutcome(StrEnum):
    COMPLETED = "completed"
    QUEUED = "queued"  # handed over to a queue; the call goes on from there
    CANCELLED = "cancelled"
    BUSY = "busy"  # nobody suitable is free
    REFUSED = "refused"
    MISSED = "missed"
    FAILED = "failed"
    CALLER_GONE = "caller gone"


class TransferEnded(Fact, frozen=True):
    call: CallId
    operator: OperatorId
    outcome: TransferOutcome
    reason: str = ""  # of the colleague who refused


class BusyChoiceMade(Fact, frozen=True):
    """The colleague's line was busy, and what the caller would rather do (row S70)."""

    call: CallId
    operator: OperatorId
    choice: BusyChoice


class TransferWrong(Fact, frozen=True):
    """``operator`` had passed the caller on wrongly, says ``colleague`` who got him (row S62)."""

    call: CallId
    operator: OperatorId
    colleague: OperatorId
    reason: str


class CardSeen(Fact, frozen=True):
    """An operator's desk has shown the card (clause 6 of 141-П; row S65)."""

    call: CallId
    operator: OperatorId


class CallEnd(StrEnum):
    COMPLETED = "completed"  # spoke with an operator to the end
    ABANDONED_IN_ANNOUNCEMENT = "abandoned in announcement"  # hung up during notice or menu
    ABANDONED_WAITING = "abandoned waiting"
    BROKEN = "broken"  # the connection was lost
    MISSED_WHILE_AWAY = "missed while away"  # no router was there to take it
    SERVED_WHILE_AWAY = "served while away"
    LEFT_MESSAGE = "left a message"
    CALL_BACK_PROMISED = "call-back promised"
    NOT_REACHED = "not reached"  # we called, and nobody answered


class EndedBy(StrEnum):
    CALLER = "caller"
    OPERATOR = "operator"
    SYSTEM = "system"


class Ended(Fact, frozen=True):
    call: CallId
    how: CallEnd
    by: EndedBy


class PromiseKind(StrEnum):
    CALL_BACK = "call back"
    ANSWER_MESSAGE = "answer message"


class PromiseOrigin(StrEnum):
    MESSAGE = "message"
    QUEUE = "call-back from the queue"
    MISSED = "missed"  # hung up while waiting, or nobody was there
    BROKEN = "broken"
    CHOSEN_TIME = "chosen time"
    LEVEL_2_BUSY = "level 2 busy"


class Promised(Fact, frozen=True):
    """The centre owes the caller something: ``kind`` is a value of ``PromiseKind``; and why.

    ``promise`` is "" while the rules keep no promises in the router; all below it is then unknown.
    ``since`` is the place that is kept: the moment that orders it among those who wait.
    """

    call: CallId
    kind: str
    why: str
    promise: str = ""
    origin: str = ""
    owner: Owner = Owner()
    number: str = ""
    since: int = 0
    not_before: int = 0
    due: int = 0
    recording: str = ""


class PromiseGiven(Fact, frozen=True):
    """A freed operator is to keep it; ``origin_call``: whose card and message it is about."""

    promise: str
    origin_call: CallId
    operator: OperatorId


class PromiseSeen(Fact, frozen=True):
    promise: str
    operator: OperatorId


class Dialled(Fact, frozen=True):
    """A call of our own begins, to keep a promise. It has no card of its own: the promise's is meant."""

    call: CallId
    line: LineNumber
    organisation: int
    number: str
    promise: str


class AttemptStarted(Fact, frozen=True):
    promise: str
    call: CallId
    operator: OperatorId
    number: str
    way: DialWay


class AttemptEnded(Fact, frozen=True):
    """An attempt in vain. ``attempts`` is how many count so far; ``next_at`` 0: there will be no other."""

    promise: str
    attempt: CallId
    operator: OperatorId | None
    outcome: AttemptOutcome
    attempts: int
    next_at: int


class PromiseReturned(Fact, frozen=True):
    """It is open again, and may be given to somebody from ``next_at`` on."""

    promise: str
    operator: OperatorId | None
    reason: str
    next_at: int


class PromiseScheduled(Fact, frozen=True):
    """Its owner, when it may be attempted and when it is due, from here on."""

    promise: str
    owner: Owner
    not_before: int
    due: int


class PromiseOverdue(Fact, frozen=True):
    """It is still open when it should have been kept: wallboard and supervisor are to know."""

    promise: str
    due: int


class PromiseEnded(Fact, frozen=True):
    """``how``: "kept", "withdrawn" or "unreachable"."""

    promise: str
    how: str
    operator: OperatorId | None
    reason: str = ""


# --- facts: operators and the centre -------------------------------------------------------------


class OperatorChanged(Fact, frozen=True):
    """An operator is in ``state`` (a value of ``OperatorState``) from here on; for which reason and call."""

    operator: OperatorId
    state: str
    reason: str = ""
    call: CallId = ""


class PauseAwaited(Fact, frozen=True):
    """A pause (``reason`` "logout": leaving) was asked for and begins after the call; "": taken back."""

    operator: OperatorId
    reason: str


class MissesRepeated(Fact, frozen=True):
    """An operator has missed ``count`` offers within ``within``: the supervisor is to know."""

    operator: OperatorId
    count: int
    within: Span


class DeviceReachable(Fact, frozen=True):
    device: str
    reachable: bool


class QueueUnservable(Fact, frozen=True):
    """Somebody waits in ``queue`` and no operator could ever serve it: ``why`` names what is missing."""

    queue: QueueKey
    why: str  # "no operator has the skills" | "nobody suitable is logged in" | ""  ("" : servable again)
    lacking: tuple[str, ...] = ()


class CentreChanged(Fact, frozen=True):
    version: int


AnyAction: TypeAlias = (
    Play
    | StopPlaying
    | StartMusic
    | StopMusic
    | Ring
    | HangUpLeg
    | HangUpCall
    | Join
    | Part
    | JoinLegs
    | PlayToLeg
    | Say
    | RecordMessage
    | Dial
)
AnyFact: TypeAlias = (
    Arrived
    | NoticeStarted
    | NoticeHeard
    | MenuEntered
    | MenuChosen
    | Queued
    | WaitTold
    | ChoiceOffered
    | ChoiceMade
    | MessageLeft
    | MessageClosed
    | Offered
    | Rang
    | Lifted
    | OfferEnded
    | Joined
    | Held
    | Resumed
    | LegEnded
    | TransferStarted
    | Consulting
    | TransferEnded
    | BusyChoiceMade
    | TransferWrong
    | CardSeen
    | Ended
    | Promised
    | PromiseGiven
    | PromiseSeen
    | Dialled
    | AttemptStarted
    | AttemptEnded
    | PromiseReturned
    | PromiseScheduled
    | PromiseOverdue
    | PromiseEnded
    | OperatorChanged
    | PauseAwaited
    | MissesRepeated
    | DeviceReachable
    | QueueUnservable
    | CentreChanged
)
Effect: TypeAlias = AnyAction | AnyFact
