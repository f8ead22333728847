"""What the journal remembers of calls and operators: every screen and report is folded from facts."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from thirdring.acd.centre import Digit, LineNumber, OperatorId, QueueKey
from thirdring.acd.inputs import BusyChoice, CallId, CentrePart, Harm, LegId, TransferMode
from thirdring.acd.moment import Moment, Span


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True, tag_field="type", gc=False):
    """Base of all that is remembered. Its moment is the input's."""


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
    """The notice has been played to its end."""

    call: CallId
    prompt: str


class MenuEntered(Fact, frozen=True):
    """The menu begins to play, for the ``attempt``-th time."""

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


class LineClosed(Fact, frozen=True):
    """The caller is told that the line is closed, and when it opens (``opens_at`` 0: not known).

    ``queue``: whose people will owe him what he leaves.
    """

    call: CallId
    queue: QueueKey
    opens_at: int


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
    TONE = "awaited the tone"  # pressed nothing while the line was closed: may speak after the tone


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
    """The operator has put the caller on hold: the caller hears music."""

    call: CallId
    operator: OperatorId


class Resumed(Fact, frozen=True):
    """The hold is over: caller and operator hear each other again."""

    call: CallId
    operator: OperatorId


class Interrupted(Fact, frozen=True):
    """The phone of ``operator`` is gone: the caller hears music, and is his still for ``grace`` at most."""

    call: CallId
    operator: OperatorId
    grace: Span


class LegEnded(Fact, frozen=True):
    """An operator's part in the call is over (after an answer)."""

    call: CallId
    leg: LegId
    operator: OperatorId


class TransferStarted(Fact, frozen=True):
    """``operator`` passes the caller on, to exactly one of ``to_operator`` and ``to_queue``."""

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
    """What became of the transfer that ``operator`` had started."""

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
    AFTER_HOURS = "after hours"  # the line was closed, and he left nothing
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
    """The call is over: nothing follows of it but what is owed."""

    call: CallId
    how: CallEnd
    by: EndedBy


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


CENTRE_AS_A_WHOLE: OperatorId = 0


class DialsExhausted(Fact, frozen=True):
    """``operator`` (0: all together) has dialled ``count`` times ``within`` so long, and may no more."""

    operator: OperatorId
    count: int
    within: Span


class DeviceReachable(Fact, frozen=True):
    """A phone has registered, or is registered no longer."""

    device: str
    reachable: bool


class QueueUnservable(Fact, frozen=True):
    """Somebody waits in ``queue`` and no operator could ever serve it: ``why`` names what is missing."""

    queue: QueueKey
    why: str  # "no operator has the skills" | "nobody suitable is logged in" | ""  ("" : servable again)
    lacking: tuple[str, ...] = ()


class CentreChanged(Fact, frozen=True):
    """Configuration ``version`` holds from here on."""

    version: int


class PartWasAway(Fact, frozen=True):
    """A part of the centre was away from ``since`` to ``until``, and what that meant to callers."""

    part: CentrePart
    since: Moment
    until: Moment
    harm: Harm
