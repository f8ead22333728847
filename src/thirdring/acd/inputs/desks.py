"""What operators want, and what their desks tell of themselves."""

from __future__ import annotations

from thirdring.acd.centre import OperatorId, QueueKey
from thirdring.acd.inputs.event import CallId, Event
from thirdring.acd.moment import Moment
from thirdring.acd.options import BusyChoice, Summary, TransferMode


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
    summary: Summary | None = None  # heard by a colleague who has no desk


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


class DeskConnected(Event, frozen=True):
    operator: OperatorId


class DeskLost(Event, frozen=True):
    operator: OperatorId
