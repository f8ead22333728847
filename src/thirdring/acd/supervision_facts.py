"""What the journal remembers of supervisors: in conversations, over operators; and of paused recordings."""

from __future__ import annotations

from enum import StrEnum

from thirdring.acd.centre import OperatorId, QueueKey
from thirdring.acd.facts import Fact
from thirdring.acd.inputs import CallId, LegId, StateOrder, SupervisionMode
from thirdring.acd.moment import Moment, Span


class SupervisionStarted(Fact, frozen=True):
    """``supervisor`` hears the conversation of ``operator``; ``shown``: that one may know it."""

    call: CallId
    leg: LegId
    supervisor: OperatorId
    operator: OperatorId
    mode: SupervisionMode
    shown: bool


class SupervisionChanged(Fact, frozen=True):
    """``supervisor`` takes part in another way from here on."""

    call: CallId
    supervisor: OperatorId
    mode: SupervisionMode
    shown: bool


class SupervisionEnd(StrEnum):
    LEFT = "left"
    CONVERSATION_OVER = "conversation over"
    TOOK_OVER = "took over"
    PHONE_GONE = "phone gone"


class SupervisionEnded(Fact, frozen=True):
    """``supervisor`` hears the conversation no longer."""

    call: CallId
    supervisor: OperatorId
    how: SupervisionEnd
    shown: bool


class RecordingPaused(Fact, frozen=True):
    """From here on nothing is stored, for ``limit`` at most."""

    call: CallId
    operator: OperatorId
    reason: str
    limit: Span


class RecordingResumed(Fact, frozen=True):
    """``why``: "operator", "limit", or what made it go on. At the end of a call it is not told."""

    call: CallId
    why: str


class OperatorOrdered(Fact, frozen=True):
    """A supervisor has said what becomes of an operator; what does is told by the facts after this one."""

    operator: OperatorId
    order: StateOrder
    by: str
    called: str
    reason: str
    pause: str = ""


class MembershipChanged(Fact, frozen=True):
    """An operator serves ``queue``, or does not, until ``until``; 0: from here on as his skills say again.

    ``by``: the supervisor's login, "" when the time was over or a new configuration ended it.
    """

    operator: OperatorId
    queue: QueueKey
    serves: bool
    until: Moment
    by: str = ""
    called: str = ""
    reason: str = ""


class DialLimitLifted(Fact, frozen=True):
    """No limit holds for the calls that an operator makes until ``until``; 0: from here on it holds again.

    ``by``: the login of the supervisor who has lifted it or taken that back, "" when the time was over.
    """

    operator: OperatorId
    until: Moment
    by: str = ""
    called: str = ""
    reason: str = ""
