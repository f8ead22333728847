"""The shapes of lines, queues and operators in the API."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field, field_validator

from thirdring.apps.api.schemas import printable


class LineOut(Schema):
    number: str
    name: str
    kind: str
    language: str
    organisation: str
    queue: str
    active: bool


class QueueOut(Schema):
    """``operators`` counts those who could serve it by what they do now."""

    key: str
    name: str
    organisation: str
    waiting: int
    longest_wait_s: float | None
    operators: dict[str, int]


class WaitOut(Schema):
    """One stay of a call in a queue; ``until`` is null while it goes on."""

    call: str
    queue: str
    line: str
    since: datetime
    until: datetime | None
    outcome: str
    told_at: datetime | None
    expected_ms: int | None
    said_ms: int | None


class OperatorLive(Schema):
    """What an operator does now, since when; ``reason`` of a pause, ``call`` that is with him."""

    id: int
    name: str
    organisation: str
    level: int
    languages: list[str]
    state: str
    reason: str
    since: datetime | None
    call: str | None


class Lines(Schema):
    items: list[LineOut]


class Queues(Schema):
    at: datetime
    items: list[QueueOut]


class Waits(Schema):
    items: list[WaitOut]
    next: str | None


class Operators(Schema):
    items: list[OperatorLive]


class WaitFilters(Schema):
    model_config = ConfigDict(extra="forbid")

    queue: Annotated[str | None, Field(max_length=60, description="the key of a queue")] = None
    going_on: Annotated[bool | None, Field(description="only those that go on, or only those that ended")] = (
        None
    )
    limit: Annotated[int, Field(ge=1, le=200, description="rows a page")] = 50
    cursor: Annotated[str | None, Field(max_length=300, description="“next” of the page before")] = None

    _printable = field_validator("queue", "cursor")(printable)


class WantedState(StrEnum):
    READY = "ready"
    PAUSED = "paused"
    LOGGED_OUT = "logged out"


class StateWanted(Schema):
    """``reason``: the key of a pause reason, needed for a pause alone."""

    model_config = ConfigDict(extra="forbid")

    state: WantedState
    reason: Annotated[str, Field(max_length=40)] = ""
