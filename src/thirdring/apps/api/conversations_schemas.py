"""The shapes of calls under way, of what is done in them, and of the destinations of a transfer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field, model_validator

from thirdring.acd.calls import CallState
from thirdring.acd.inputs import SupervisionMode, TransferMode
from thirdring.apps.api.card_changes import OperatorId
from thirdring.apps.api.supervisors import By
from thirdring.apps.calls.supervision import Wish
from thirdring.apps.staff.models import DeviceKind

Note = Annotated[str, Field(max_length=200)]


class TransferOut(Schema):
    """A transfer under way. ``consulting``: the two operators speak, and the caller hears music."""

    operator: int
    mode: TransferMode
    to_operator: int | None
    to_queue: str | None
    since: datetime
    consulting: bool


class SupervisionOut(Schema):
    supervisor: int
    operator: int
    mode: SupervisionMode
    since: datetime


class ConversationOut(Schema):
    """A call under way. ``since`` is the state's; ``rung`` is the operator whose phone rings for it.

    ``waiting_since`` keeps the place in the queue; ``told_wait_s`` is what the caller was last told to wait.
    """

    call: str
    line: str
    organisation: str
    caller: str
    arrived: datetime
    state: CallState
    since: datetime
    queue: str
    waiting_since: datetime | None
    told_wait_s: float | None
    answered: datetime | None
    operators: Annotated[list[int], Field(description="who is connected")]
    rung: int | None
    held_since: datetime | None
    transfer: TransferOut | None
    supervision: SupervisionOut | None
    recording_paused_until: datetime | None
    promise: Annotated[str | None, Field(description="of a call of ours: what it is to keep")]


class Conversations(Schema):
    at: datetime
    items: list[ConversationOut]


class DeviceOut(Schema):
    key: str
    kind: DeviceKind
    reachable: Annotated[bool, Field(description="a call would ring there")]


class Devices(Schema):
    items: list[DeviceOut]


class ShiftWanted(Schema):
    model_config = ConfigDict(extra="forbid")

    device: Annotated[str, Field(min_length=1, max_length=40, description="key of one of the devices")]


class Refusing(Schema):
    model_config = ConfigDict(extra="forbid")

    reason: Note = ""


class Marking(Schema):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[
        str, Field(min_length=1, max_length=200, description="where the caller belongs, or why")
    ]


class PassingOn(Schema):
    """To exactly one of a person and a queue. The reason is the card's; ``note`` goes with it."""

    model_config = ConfigDict(extra="forbid")

    mode: TransferMode
    to_operator: OperatorId | None = None
    to_queue: Annotated[str | None, Field(min_length=1, max_length=60)] = None
    note: Note = ""
    sentence_said: Annotated[
        bool, Field(description="organisation, post and name of the colleague were told (clause 4 of 141-П)")
    ] = False
    consent: Annotated[bool, Field(description="the caller agrees")] = False

    @model_validator(mode="after")
    def _one(self) -> PassingOn:
        if (self.to_operator is None) == (self.to_queue is None):
            raise ValueError("name exactly one of to_operator and to_queue")
        return self


class Supervising(Schema):
    """``by``: a supervisor on shift, whose own phone rings for it."""

    model_config = ConfigDict(extra="forbid")

    by: By
    wish: Wish


class CalledOut(Schema):
    """How clause 4 has somebody named to the caller, as Russian and Ukrainian sentences need it."""

    plain: str
    declined: Annotated[str, Field(description="in the genitive")]
    her: Annotated[bool, Field(description="feminine")]


class DestinationOut(Schema):
    """A person (``operator``) or a queue (``queue``). ``state`` and ``since`` are a person's."""

    organisation: str
    department: str
    operator: int | None
    queue: str | None
    name: str
    post: str
    level: int | None
    called: CalledOut
    state: str | None
    since: datetime | None
    waiting: int | None


class Destinations(Schema):
    items: list[DestinationOut]
