"""What supervisors want: to take part in a conversation, to direct the operators of the day."""

from __future__ import annotations

from thirdring.acd.centre import OperatorId, QueueKey
from thirdring.acd.inputs.event import CallId, Event
from thirdring.acd.moment import Moment
from thirdring.acd.options import StateOrder, SupervisionMode


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


class DialLimitLift(Event, frozen=True):
    """For an hour from here on an operator may dial as often as there is to dial."""

    operator: OperatorId
    by: str
    called: str
    reason: str


class DialLimitRestore(Event, frozen=True):
    """The limit that was lifted holds for this operator again from here on."""

    operator: OperatorId
    by: str
    called: str
    reason: str


class MembershipSet(Event, frozen=True):
    """From here until ``until`` an operator serves ``queue``, or does not, whatever his skills say."""

    operator: OperatorId
    queue: QueueKey
    serves: bool
    until: Moment
    by: str
    called: str
    reason: str
