"""The shapes of promises and breaches in the API."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from ninja import Schema
from pydantic import Field, field_validator

from thirdring.apps.api.schemas import Filters, OperatorOut, printable

OfCall = Annotated[str | None, Field(max_length=100, description="the id of the call that it is about")]


class PromiseStands(StrEnum):
    """``OPEN`` are all that have not ended, ``OVERDUE`` those of them that are late."""

    OPEN = "open"
    OVERDUE = "overdue"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"
    UNREACHABLE = "unreachable"


class PromiseFilters(Filters):
    state: Annotated[PromiseStands | None, Field(description="what became of the promise")] = None
    call: OfCall = None

    _printable_of_promises = field_validator("call")(printable)


class BreachFilters(Filters):
    clause: Annotated[str | None, Field(max_length=8, description="the number of the clause")] = None
    call: OfCall = None

    _printable_of_breaches = field_validator("clause", "call")(printable)


class OwnerOut(Schema):
    """Who owes it: exactly one of these."""

    queue: str | None
    skill: str | None
    operator: OperatorOut | None


class AttemptOut(Schema):
    """One attempt; ``call`` is its own if it was made by telephone."""

    call: str | None
    operator: OperatorOut | None
    number: str
    way: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    reason: str
    next_at: datetime | None


class PromiseOut(Schema):
    """Something that the centre owes the caller of ``call``; ``message`` is where his message is heard."""

    id: str
    call: str | None
    card: int | None
    kind: str
    origin: str
    why: str
    line: str
    queue: str
    owner: OwnerOut
    number: str
    made_at: datetime
    not_before: datetime | None
    due: datetime | None
    overdue_at: datetime | None
    message: str | None
    state: str
    operator: OperatorOut | None
    attempts_in_vain: int
    ended_at: datetime | None
    ended_by: OperatorOut | None
    reason: str
    attempts: list[AttemptOut]


class BreachOut(Schema):
    """A clause that was broken; ``rings`` begun, ``seconds`` waited or served, by clause."""

    id: int
    at: datetime
    edition: str
    clause: str
    call: str
    operator: OperatorOut | None
    rings: int
    seconds: float


class Promises(Schema):
    items: list[PromiseOut]
    next: str | None


class Breaches(Schema):
    items: list[BreachOut]
    next: str | None
