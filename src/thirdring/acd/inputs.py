"""What can happen to the centre. Every input carries its moment; nothing else enters the router.

Inputs come from three sides: the telephone network (calls and legs), the people
(operators and their desks) and time. A *call* is the caller's connection, named by the
driver; a *leg* is the connection to one operator's phone, named by the router itself in
``Ring`` so that the world can answer by that name.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from thirdring.acd.centre import Centre, Digit, LineNumber, OperatorId, QueueKey, Skill
from thirdring.acd.moment import Moment, Span
from thirdring.acd.options import AttemptOutcome as AttemptOutcome
from thirdring.acd.options import BusyChoice as BusyChoice
from thirdring.acd.options import DialWay as DialWay
from thirdring.acd.options import GoneCause as GoneCause
from thirdring.acd.options import LegEnd as LegEnd
from thirdring.acd.options import StateOrder as StateOrder
from thirdring.acd.options import SupervisionMode as SupervisionMode
from thirdring.acd.options import TransferMode as TransferMode

CallId = str
LegId = str


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True, tag_field="type", gc=False):
    """Base of all inputs: ``at`` is the moment it happened, microseconds since the epoch."""

    at: Moment


class CentreConfigured(Event, frozen=True):
    """New configuration: takes effect for new calls and for every decision from now on."""

    centre: Centre


# --- the telephone network: the caller ---------------------------------------------------


class CallArrived(Event, frozen=True):
    """A caller dialled ``line`` and is connected.

    ``caller`` is E.164 where it could be parsed, else as received.
    ``over``: the call is known from the records of the media server alone and has ended already; nothing
    is played and nobody is rung for it, and ``CallerGone`` follows.
    ``closed``: the line's people do not work at this moment; they do again at ``opens_at`` (0: not known).
    """

    call: CallId
    line: LineNumber
    caller: str
    caller_as_received: str = ""
    media_node: str = ""
    over: bool = False
    closed: bool = False
    opens_at: Moment = 0


class PromptEnded(Event, frozen=True):
    """The prompt that ``Play`` asked for has been heard to its end (or could not be played)."""

    call: CallId
    prompt: str
    failed: bool = False


class MessageRecorded(Event, frozen=True):
    """The recording that ``RecordMessage`` asked for is closed, by a key, silence, the limit or a hang-up."""

    call: CallId
    recording: str
    span: Span
    failed: bool = False


class DigitPressed(Event, frozen=True):
    call: CallId
    digit: Digit


class CallerGone(Event, frozen=True):
    """The caller's connection has ended, for whatever reason."""

    call: CallId
    cause: GoneCause = GoneCause.HUNG_UP


# --- the telephone network: an operator's phone --------------------------------------------


class LegRinging(Event, frozen=True):
    leg: LegId


class LegAnswered(Event, frozen=True):
    leg: LegId


class LegDigitPressed(Event, frozen=True):
    """A key on an operator's phone: whoever lifted a mobile shows that he is a person."""

    leg: LegId
    digit: Digit


class LegGone(Event, frozen=True):
    """The leg has ended: ``busy``, ``refused``, ``failed`` before an answer, the other two after it."""

    leg: LegId
    cause: LegEnd


class PhoneRegistered(Event, frozen=True):
    device: str


class PhoneLost(Event, frozen=True):
    device: str


# --- the people ---------------------------------------------------------------------------


class OperatorLoggedIn(Event, frozen=True):
    """An operator takes a seat, with one of the devices that he has; starts paused (``reason`` "login")."""

    operator: OperatorId
    device: str


class OperatorLoggedOut(Event, frozen=True):
    """Leaves; during a call it takes effect after it."""

    operator: OperatorId


class OperatorReady(Event, frozen=True):
    """Wants calls: ends a pause, being set aside or the wrap-up; in a call takes back an awaited pause."""

    operator: OperatorId


class OperatorPaused(Event, frozen=True):
    """Wants no calls for ``reason``: refuses an offer, ends a wrap-up; in a call begins after its wrap-up."""

    operator: OperatorId
    reason: str


class OfferRefused(Event, frozen=True):
    operator: OperatorId
    reason: str = ""


class HangUpRequested(Event, frozen=True):
    """The operator ends the conversation."""

    operator: OperatorId


class HoldRequested(Event, frozen=True):
    operator: OperatorId


class ResumeRequested(Event, frozen=True):
    operator: OperatorId


class CardOpened(Event, frozen=True):
    """The operator's desk shows the card of this call (clause 6 of 141-П)."""

    operator: OperatorId
    call: CallId


class WrapUpEnded(Event, frozen=True):
    """The card is closed (or put aside with a reason): the operator takes calls again."""

    operator: OperatorId
    reason: str = ""


class TransferRequested(Event, frozen=True):
    """Pass the caller on, to exactly one of a person (``to_operator``) and a queue (``to_queue``).

    ``sentence_said``: organisation, post and name of the colleague (clause 4). ``consent``: of the caller.
    """

    operator: OperatorId
    mode: TransferMode
    to_operator: OperatorId | None = None
    to_queue: QueueKey | None = None
    reason: str = ""
    sentence_said: bool = False
    consent: bool = False


class TransferCompleted(Event, frozen=True):
    """After consultation: caller and colleague are joined, this operator leaves."""

    operator: OperatorId


class TransferCancelled(Event, frozen=True):
    """Back to the caller; the colleague is let go."""

    operator: OperatorId


class BusyLineAnswered(Event, frozen=True):
    """ "The line is busy; would you rather wait or be called back?" – what the caller answered (row S70).

    Of the transfer that has just found nobody free: he waits in that queue, or that colleague owes a call.
    """

    operator: OperatorId
    choice: BusyChoice
    number: str = ""
    not_before: Moment = 0


class TransferMarkedWrong(Event, frozen=True):
    """Whoever got the caller says that he should have gone elsewhere (row S62)."""

    operator: OperatorId
    reason: str


class RecordingPauseRequested(Event, frozen=True):
    """What follows must not be stored: until it is resumed, or the edition's limit has passed."""

    operator: OperatorId
    reason: str = ""


class RecordingResumeRequested(Event, frozen=True):
    operator: OperatorId


class SupervisionRequested(Event, frozen=True):
    """``operator``, a supervisor, listens to the conversation of ``call``: his own phone rings for it."""

    operator: OperatorId
    call: CallId
    mode: SupervisionMode = SupervisionMode.LISTEN


class SupervisionChangeRequested(Event, frozen=True):
    operator: OperatorId
    mode: SupervisionMode


class SupervisionEndRequested(Event, frozen=True):
    operator: OperatorId


class TakeOverRequested(Event, frozen=True):
    """The supervisor who listens has the call from here on, and its card; its operator is let go."""

    operator: OperatorId


class OperatorStateSet(Event, frozen=True):
    """A supervisor says what becomes of an operator, and why.

    ``by``: her login, ``called``: her name as the operator knows it.
    ``pause``: for which reason of the centre, with ``StateOrder.PAUSE``.
    """

    operator: OperatorId
    order: StateOrder
    by: str
    called: str
    reason: str
    pause: str = ""


class MembershipSet(Event, frozen=True):
    """From here until ``until`` an operator serves ``queue``, or does not, whatever his skills say."""

    operator: OperatorId
    queue: QueueKey
    serves: bool
    until: Moment
    by: str
    called: str
    reason: str


class DeskConnected(Event, frozen=True):
    operator: OperatorId


class DeskLost(Event, frozen=True):
    operator: OperatorId


# --- promises -----------------------------------------------------------------------------


class PromiseOpened(Event, frozen=True):
    """The desk shows the promise that its operator was given: its card, its message."""

    operator: OperatorId
    promise: str


class AttemptRequested(Event, frozen=True):
    """The operator dials; ``number``, if given, instead of the promise's."""

    operator: OperatorId
    promise: str
    way: DialWay = DialWay.OPERATOR_FIRST
    number: str = ""


class CalleeRinging(Event, frozen=True):
    """The phone that ``Dial`` asked for rings."""

    call: CallId


class CalleeAnswered(Event, frozen=True):
    """The person has answered: from here on a call like any other, which ends with ``CallerGone``."""

    call: CallId


class CalleeGone(Event, frozen=True):
    """The person could not be reached (before an answer)."""

    call: CallId
    cause: LegEnd


class AttemptFailed(Event, frozen=True):
    """The operator knows better than the network: nobody was reached who was meant."""

    operator: OperatorId
    promise: str
    outcome: AttemptOutcome


class PromiseKept(Event, frozen=True):
    operator: OperatorId
    promise: str


class PromiseWithdrawn(Event, frozen=True):
    """The person wants it no longer."""

    operator: OperatorId
    promise: str
    reason: str = ""


class Owner(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Who owes a promise: exactly one of a queue, those with a skill (a department), and a person."""

    queue: QueueKey = ""
    skill: Skill = ""
    operator: OperatorId | None = None


class PromisePutBack(Event, frozen=True):
    """The operator cannot keep it now, for a reason; to its owner, or to another."""

    operator: OperatorId
    promise: str
    reason: str
    not_before: Moment = 0
    owner: Owner | None = None


class CallBackRequested(Event, frozen=True):
    """Who speaks with the caller promises him a call: at a chosen time, or from a colleague who is busy."""

    operator: OperatorId
    owner: Owner
    number: str = ""  # "": from which he calls
    not_before: Moment = 0
    why: str = ""
    level_2_busy: bool = False


class CallBackOrdered(Event, frozen=True):
    """Another program asks that the caller of ``call``, which may be long over, be called back.

    ``line`` and ``queue`` are those of that call.
    """

    call: CallId
    line: LineNumber
    queue: QueueKey
    number: str
    owner: Owner
    why: str
    not_before: Moment = 0


class DialOrdered(Event, frozen=True):
    """The operator dials from another program: he owes that call, and makes it now."""

    operator: OperatorId
    call: CallId
    line: LineNumber
    queue: QueueKey
    number: str
    why: str


class PromiseMoved(Event, frozen=True):
    """The calendar says from when on it may be attempted (quiet hours, working days) and when it is due."""

    promise: str
    not_before: Moment = 0
    due: Moment = 0  # 0: as it was


# --- time ---------------------------------------------------------------------------------


class TimerDue(Event, frozen=True):
    """The timer ``timer`` that the router keeps has run out (``State.next_timer``)."""

    timer: str


Input: TypeAlias = (
    CentreConfigured
    | CallArrived
    | PromptEnded
    | MessageRecorded
    | DigitPressed
    | CallerGone
    | LegRinging
    | LegAnswered
    | LegDigitPressed
    | LegGone
    | PhoneRegistered
    | PhoneLost
    | OperatorLoggedIn
    | OperatorLoggedOut
    | OperatorReady
    | OperatorPaused
    | OfferRefused
    | HangUpRequested
    | HoldRequested
    | ResumeRequested
    | CardOpened
    | WrapUpEnded
    | TransferRequested
    | TransferCompleted
    | TransferCancelled
    | BusyLineAnswered
    | TransferMarkedWrong
    | RecordingPauseRequested
    | RecordingResumeRequested
    | SupervisionRequested
    | SupervisionChangeRequested
    | SupervisionEndRequested
    | TakeOverRequested
    | OperatorStateSet
    | MembershipSet
    | DeskConnected
    | DeskLost
    | PromiseOpened
    | AttemptRequested
    | CalleeRinging
    | CalleeAnswered
    | CalleeGone
    | AttemptFailed
    | PromiseKept
    | PromiseWithdrawn
    | PromisePutBack
    | CallBackRequested
    | CallBackOrdered
    | DialOrdered
    | PromiseMoved
    | TimerDue
)


class Illegal(Exception):
    """An input that the tables do not allow in the present state. Nothing has changed.

    ``code`` is stable, for programs and translations; ``str()`` is a sentence for logs.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
