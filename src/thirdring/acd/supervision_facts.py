"""What the journal remembers of supervisors in a conversation, and of recordings that were paused."""

from __future__ import annotations

from enum import StrEnum

from thirdring.acd.centre import OperatorId
from thirdring.acd.facts import Fact
from thirdring.acd.inputs import CallId, LegId, SupervisionMode
from thirdring.acd.moment import Span


class SupervisionStarted(Fact, frozen=True):
    """``supervisor`` hears the conversation of ``operator``; ``shown``: that one may know it."""

    call: CallId
    leg: LegId
    supervisor: OperatorId
    operator: OperatorId
    mode: SupervisionMode
    shown: bool


class SupervisionChanged(Fact, frozen=True):
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
