"""The shapes of the figures of a day in the API, each beside its formula."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

from thirdring.apps.api.days import AskedDay
from thirdring.apps.api.schemas import OperatorOut

Share = float | None


class SharesOut(Schema):
    """The service level by its three definitions, which differ in what they make of those who hang up.

    T is `threshold_s`. Whoever chose a message or a call-back is neither answered nor abandoned. A figure
    that has no meaning (nobody was offered) is null.
    """

    ignored: Annotated[Share, Field(description="answered within T ÷ (offered − abandoned within T)")]
    negative: Annotated[Share, Field(description="answered within T ÷ offered")]
    positive: Annotated[Share, Field(description="(answered within T + abandoned within T) ÷ offered")]
    abandonment: Annotated[Share, Field(description="abandoned ÷ offered")]
    speed: Annotated[
        float | None, Field(description="average speed of answer: wait of the answered ÷ answered, seconds")
    ]


class FiguresOut(SharesOut):
    arrived: Annotated[int, Field(description="callers who arrived; of a queue 0: one comes into it")]
    offered: Annotated[int, Field(description="came into a queue, and wait there no longer")]
    answered: int
    answered_within: Annotated[int, Field(description="answered within T")]
    abandoned: Annotated[int, Field(description="hung up while they waited")]
    abandoned_within: Annotated[int, Field(description="hung up within T")]
    announcement: Annotated[int, Field(description="hung up before they came into a queue")]
    choices: Annotated[int, Field(description="were offered the choice: wait, message or call-back")]
    message: Annotated[int, Field(description="chose to leave a message")]
    call_back: Annotated[int, Field(description="chose to be called back")]
    waited_on: Annotated[int, Field(description="went on waiting, by a key or by silence")]
    told: Annotated[
        int,
        Field(description="answered, and had been told how long they would wait; by queues and in total"),
    ]
    told_error: Annotated[
        float | None, Field(description="Σ |told − came| ÷ told: how wrong they were told, seconds")
    ]


class LineFigures(FiguresOut):
    line: str


class QueueFigures(FiguresOut):
    """By stays: a caller who is passed on from one queue to another was offered to both."""

    queue: str


class QuarterFigures(FiguresOut):
    """Of those who arrived in the quarter of an hour that begins at ``begins``."""

    begins: datetime


class OperatorFigures(Schema):
    operator: OperatorOut
    missed: Annotated[int, Field(description="offers missed on the day")]
    passed_on: Annotated[int, Field(description="callers passed on in the 30 days up to the end of the day")]
    wrong: Annotated[int, Field(description="how many of these transfers were marked as wrong")]


class DayOut(Schema):
    """A day of one organisation, from midnight to midnight of ``zone``; today's goes as far as ``until``."""

    organisation: str
    day: date
    zone: str
    begins: datetime
    until: datetime
    total: FiguresOut
    lines: list[LineFigures]
    queues: list[QueueFigures]
    quarters: list[QuarterFigures]
    operators: list[OperatorFigures]


class Days(Schema):
    """``threshold_s`` is the T of the service levels: the longest wait of the edition in force."""

    at: datetime
    threshold_s: float
    items: list[DayOut]


class UsualOut(SharesOut):
    """Means of the days; the shares are those of all of them together."""

    arrived: float
    answered: float
    abandoned: float


class UsualLine(UsualOut):
    line: str


class UsualQueue(UsualOut):
    """``arrived`` is 0: a caller comes into a queue."""

    queue: str


class UsualQuarter(Schema):
    begins: datetime
    arrived: float


class UsualDayOut(Schema):
    """``days``: of how many it is the mean; without any, ``total`` is null.

    ``total``, ``lines``, ``queues`` are sums up to the same time of the day as ``until``, which is the end of
    a day that is over; ``quarters`` are those of the whole day.
    """

    organisation: str
    day: date
    zone: str
    begins: datetime
    until: datetime
    days: int
    total: UsualOut | None
    lines: list[UsualLine]
    queues: list[UsualQueue]
    quarters: list[UsualQuarter]


class UsualDays(Schema):
    at: datetime
    threshold_s: float
    items: list[UsualDayOut]


class DayFilters(Schema):
    model_config = ConfigDict(extra="forbid")

    day: AskedDay = None
