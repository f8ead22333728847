"""The shapes of the API's parameters and answers; the OpenAPI document is made of them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field, field_validator

from thirdring.acd.calls import CallState
from thirdring.apps.appeals.models import CardState

LARGEST_ID = 2**31 - 1

# A “+” that was not escaped in the address arrives as a space.
_LOST_PLUS = re.compile(r"(?<=\d) (?=\d\d:?\d\d$)")
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(lambda text: _LOST_PLUS.sub("+", text) if isinstance(text, str) else text),
]


class Filters(Schema):
    """Parameters that both lists take."""

    model_config = ConfigDict(extra="forbid")

    caller: Annotated[
        str | None, Field(max_length=64, description="the caller's number in any usual spelling")
    ] = None
    line: Annotated[str | None, Field(max_length=32, description="the number that was called")] = None
    since: Annotated[
        Moment | None, Field(alias="from", description="not earlier than this, ISO 8601 with time zone")
    ] = None
    until: Annotated[
        Moment | None, Field(alias="to", description="earlier than this, ISO 8601 with time zone")
    ] = None
    operator: Annotated[
        int | None, Field(ge=1, le=LARGEST_ID, description="the id of an operator who took part")
    ] = None
    limit: Annotated[int, Field(ge=1, le=200, description="rows a page")] = 50
    cursor: Annotated[str | None, Field(max_length=300, description="“next” of the page before")] = None

    @field_validator("caller", "line", "cursor")
    @classmethod
    def _printable(cls, text: str | None) -> str | None:
        if text is not None and not text.isprintable():
            raise ValueError("holds a control character")
        return text


class CallFilters(Filters):
    state: Annotated[
        Literal[tuple(state.value for state in CallState)] | None, Field(description="where the call stands")
    ] = None


class CardFilters(Filters):
    state: Annotated[Literal[tuple(CardState.values)] | None, Field(description="where the card stands")] = (
        None
    )


class OperatorOut(Schema):
    id: int
    name: str


class MomentOut(Schema):
    """One moment of a call. Which of the further fields there are depends on ``what``."""

    model_config = ConfigDict(extra="allow")

    at: datetime
    what: str
    operator: OperatorOut | None = None


class CardReference(Schema):
    id: int
    number: str
    state: str


class CallOut(Schema):
    """A call with its moments in order. ``caller`` is E.164 where it could be parsed, else as received."""

    id: str
    line: str
    organisation: str
    caller: str
    caller_as_received: str
    state: str
    outcome: str
    ended_by: str
    queue: str
    topic: str
    operator: OperatorOut | None
    arrived_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    wait_ms: int | None
    talk_ms: int | None
    recording: str | None
    card: CardReference | None
    moments: list[MomentOut]


class ReasonOut(Schema):
    code: str
    name: str


class PersonOut(Schema):
    """Who the appeal is from: ``id`` only for an insured person of the registry."""

    id: int | None
    name: str
    anonymous: bool


class CardOut(Schema):
    id: int
    number: str
    call: str | None
    organisation: str
    channel: str
    line: str
    caller: str
    state: str
    version: int
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    operator: OperatorOut | None
    person: PersonOut
    phone: str
    kind: str
    reason: ReasonOut | None
    text: str
    answer: str
    result: str
    put_aside_reason: str
    missing: list[str]


class Calls(Schema):
    items: list[CallOut]
    next: str | None


class Cards(Schema):
    items: list[CardOut]
    next: str | None


Json = dict[str, Any]
