"""The shapes of the API's parameters and answers; the OpenAPI document is made of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    field_validator,
    model_serializer,
)

from thirdring.acd.calls import CallState
from thirdring.apps.appeals.models import CardState
from thirdring.apps.calls.outcomes import NAMES as FIGURES

LARGEST_ID = 2**31 - 1

_LOST_PLUS = re.compile(r"(?<=\d) (?=\d\d:?\d\d$)")
_BEGINS_AS_A_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def _iso(text: Any) -> Any:
    """A “+” that was not escaped in the address arrives as a space; a bare number is no moment of ours."""
    if isinstance(text, str):
        if not _BEGINS_AS_A_DATE.match(text):
            raise ValueError("not a moment as ISO 8601 writes it, such as 2026-11-23T09:00:00+03:00")
        return _LOST_PLUS.sub("+", text)
    return text


def _utc(moment: datetime) -> datetime:
    """The database knows no time zone that is sixteen hours from UTC; a program may write one."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("no moment of any calendar of ours") from None


Moment = Annotated[AwareDatetime, BeforeValidator(_iso), AfterValidator(_utc)]


def printable(text: str | None) -> str | None:
    """What can be looked for in the database."""
    if text is not None and not text.isprintable():
        raise ValueError("holds a control character")
    return text


def _counted(figure: str | None) -> str | None:
    if figure is not None and figure not in FIGURES:
        raise ValueError(f"no such figure; there are: {', '.join(FIGURES)}")
    return figure


ALWAYS = {"at", "what", "operator"}  # fields of every moment


class Span(Schema):
    """From when to when."""

    model_config = ConfigDict(extra="forbid")

    since: Annotated[
        Moment | None, Field(alias="from", description="not earlier than this, ISO 8601 with time zone")
    ] = None
    until: Annotated[
        Moment | None, Field(alias="to", description="earlier than this, ISO 8601 with time zone")
    ] = None


class Paged(Span):
    """Parameters of every list that grows."""

    limit: Annotated[int, Field(ge=1, le=200, description="rows a page")] = 50
    cursor: Annotated[str | None, Field(max_length=300, description="“next” of the page before")] = None

    _printable = field_validator("cursor")(printable)


class Filters(Paged):
    """Parameters of the lists that come of calls."""

    caller: Annotated[
        str | None, Field(max_length=64, description="the caller's number in any usual spelling")
    ] = None
    line: Annotated[str | None, Field(max_length=32, description="the number that was called")] = None
    operator: Annotated[
        int | None, Field(ge=1, le=LARGEST_ID, description="the id of an operator who took part")
    ] = None

    _printable_of_calls = field_validator("caller", "line")(printable)


class CallFilters(Filters):
    state: Annotated[CallState | None, Field(description="where the call stands")] = None
    queue: Annotated[
        str | None, Field(max_length=60, description="the key of a queue; the span is that of stays in it")
    ] = None
    figure: Annotated[
        str | None,
        Field(description="the figure that counts the call", json_schema_extra={"enum": list(FIGURES)}),
    ] = None

    _printable_queue = field_validator("queue")(printable)
    _counted_figure = field_validator("figure")(_counted)


class CardFilters(Filters):
    state: Annotated[CardState | None, Field(description="where the card stands")] = None


class OperatorOut(Schema):
    id: int
    name: str


class LeftOutOut(Schema):
    """Operators who were no candidates for one reason: how many, and the first of them."""

    reason: str
    count: int
    operators: list[int]


class WhyOut(Schema):
    """Why this operator was chosen."""

    rule: str
    needs: list[str]
    chosen: int
    idle_s: float
    candidates: int
    runners_up: list[int]
    left_out: list[LeftOutOut]


class MomentOut(Schema):
    """One moment of a call, with the fields that its kind has; an offer tells how it ended."""

    at: datetime
    what: str
    operator: OperatorOut | None
    prompt: str | None = None
    attempt: int | None = None
    digit: str | None = None
    topic: str | None = None
    queue: str | None = None
    priority: int | None = None
    place: int | None = None
    leg: str | None = None
    device: str | None = None
    limit_s: float | None = None
    transfer: bool | None = None
    rang_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str | None = None
    why: WhyOut | None = None
    mode: str | None = None
    to_operator: int | None = None
    to_queue: str | None = None
    colleague: int | None = None
    supervisor: int | None = None
    kind: str | None = None
    reason: str | None = None
    how: str | None = None
    by: str | None = None
    expected_s: float | None = None
    said_s: float | None = None
    times: int | None = None
    waited_s: float | None = None
    choice: str | None = None
    number: str | None = None
    recording: str | None = None
    span_s: float | None = None
    grace_s: float | None = None
    failed: bool | None = None
    awaits: str | None = None
    sentence_said: bool | None = None
    consent: bool | None = None
    promise: str | None = None
    origin: str | None = None
    way: str | None = None
    due: datetime | None = None
    not_before: datetime | None = None
    opens_at: datetime | None = None
    rule: str | None = None

    @model_serializer(mode="wrap")
    def _without_absent(self, serialise: SerializerFunctionWrapHandler):
        return {name: value for name, value in serialise(self).items() if name in ALWAYS or value is not None}


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
