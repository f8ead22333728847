"""The shapes of alarms, and of what nobody can serve, in the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

from thirdring.apps.alarms.standing import AlarmKind
from thirdring.apps.api.days import AskedDay
from thirdring.apps.api.schemas import OperatorOut
from thirdring.apps.api.supervisors import By
from thirdring.apps.channels.checks import Severity

Key = Annotated[str, Field(min_length=1, max_length=200, description="`key` of an alarm that stands")]


class HarmOut(Schema):
    """What an outage meant.

    ``calls`` were under way when it began, ``broken`` of them were lost; ``missed`` callers came and left
    unanswered, ``served`` ones were connected by Asterisk's own queue; ``rows`` were written afterwards.
    """

    calls: int
    broken: int
    missed: int
    served: int
    rows: int


class NoteOut(Schema):
    """Who has taken note, by name (and program, if one did it in that name), and when."""

    by: str
    at: datetime


class AlarmOut(Schema):
    """One alarm. ``key`` is the same each time it is raised anew; ``sentence`` is in the language asked for.

    ``concerned``: how many callers, promises, missed or dialled calls it is about; of one that stands, now.
    ``until`` is null while it stands, and where the day does not tell its end. ``harm``: of an
    outage that is over. An alarm about neither a queue nor an operator concerns everybody.
    """

    key: str
    kind: AlarmKind
    sentence: str
    stands: bool
    since: datetime
    until: datetime | None
    queue: str | None
    operator: OperatorOut | None
    concerned: int
    harm: HarmOut | None
    notes: list[NoteOut]


class Alarms(Schema):
    """Newest first. ``day`` is one of ``zone``; ``wait_limit_s`` is what a long wait is longer than."""

    at: datetime
    day: date
    zone: str
    wait_limit_s: float
    items: list[AlarmOut]


class AlarmFilters(Schema):
    model_config = ConfigDict(extra="forbid")

    day: AskedDay = None
    standing: Annotated[
        bool | None, Field(description="only those that stand at this moment, or only those that do not")
    ] = None


class NoteWanted(Schema):
    model_config = ConfigDict(extra="forbid")

    alarm: Key
    by: By


class ProblemOut(Schema):
    """One thing to mend, in the language asked for; ``organisation`` is null where it concerns all.

    ``address``: the page of the administration where it is mended.
    """

    severity: Severity
    sentence: str
    remedy: str
    address: str
    organisation: str | None


class Problems(Schema):
    """The gravest first."""

    at: datetime
    items: list[ProblemOut]
