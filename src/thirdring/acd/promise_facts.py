"""What the journal remembers of promises: what the centre owes a person, from its making to its end."""

from __future__ import annotations

from enum import StrEnum

from thirdring.acd.centre import LineNumber, OperatorId, QueueKey
from thirdring.acd.facts import Fact
from thirdring.acd.inputs import AttemptOutcome, CallId, DialWay, Owner


class PromiseKind(StrEnum):
    CALL_BACK = "call back"
    ANSWER_MESSAGE = "answer message"


class PromiseOrigin(StrEnum):
    MESSAGE = "message"
    QUEUE = "call-back from the queue"
    MISSED = "missed"  # hung up while waiting, or nobody was there
    BROKEN = "broken"
    CHOSEN_TIME = "chosen time"
    AFTER_HOURS = "after hours"  # the line was closed
    LEVEL_2_BUSY = "level 2 busy"


class Promised(Fact, frozen=True):
    """The centre owes the caller something: ``kind`` is a value of ``PromiseKind``; and why.

    ``promise`` is "" while the rules keep no promises in the router; all below it is then unknown.
    ``since`` is the place that is kept: the moment that orders it among those who wait. ``line``,
    ``organisation`` and ``queue`` are those of the call, which may be over already.
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
    line: LineNumber = ""
    organisation: int = 0
    queue: QueueKey = ""


class PromiseGiven(Fact, frozen=True):
    """A freed operator is to keep it; ``origin_call``: whose card and message it is about."""

    promise: str
    origin_call: CallId
    operator: OperatorId


class PromiseSeen(Fact, frozen=True):
    """The desk of the operator who was given it has shown it."""

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
    """An operator begins to call the person; ``call`` is the call that tries it."""

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
    """It is open again, and may be given to somebody from ``next_at`` on.

    ``number``: where the person wants to be called instead from here on; "": as before.
    """

    promise: str
    operator: OperatorId | None
    reason: str
    next_at: int
    number: str = ""


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
