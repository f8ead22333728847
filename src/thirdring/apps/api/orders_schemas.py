"""The shapes of what supervisors order operators, in the API."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

from thirdring.acd.inputs import StateOrder
from thirdring.apps.api.supervisors import By
from thirdring.apps.calls.directing import LONGEST_REASON


class Reasoned(Schema):
    """Whose order it is, and why: the operator reads both."""

    model_config = ConfigDict(extra="forbid")

    by: By
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST_REASON)]


class StateOrdered(Reasoned):
    """``pause``: the key of one of the centre's reasons, needed for a pause alone."""

    order: StateOrder
    pause: Annotated[str, Field(max_length=40)] = ""


class QueueOrdered(Reasoned):
    """Into the queue (``serves``) or out of it, whatever the operator's skills say."""

    queue: Annotated[str, Field(min_length=1, max_length=60, description="the key of a queue")]
    serves: bool


class DialLimitOrdered(Reasoned):
    """The limit of the calls that the operator makes is lifted for an hour, or holds again (``lifted``)."""

    lifted: bool = True


class OrderKind(StrEnum):
    STATE = "state"
    QUEUE = "queue"
    DIAL_LIMIT = "dial limit"


class OrderOut(Schema):
    """One order as the journal has it; the fields of other kinds are null.

    ``by`` is the login, ``called`` what the operator reads: name, and the program if one gave the order.
    ``until``: how long the change of a queue, or of the limit, holds; null when it ends what was changed.
    """

    at: datetime
    kind: OrderKind
    by: str
    called: str
    reason: str
    order: StateOrder | None = None
    pause: str | None = None
    queue: str | None = None
    serves: bool | None = None
    until: datetime | None = None


class Orders(Schema):
    """Newest first."""

    items: list[OrderOut]
