"""What becomes of promises: as operators say, other programs order, and the calendar allows."""

from __future__ import annotations

import msgspec

from thirdring.acd.centre import LineNumber, OperatorId, QueueKey, Skill
from thirdring.acd.inputs.event import CallId, Event
from thirdring.acd.moment import Moment
from thirdring.acd.options import AttemptOutcome, DialWay


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
