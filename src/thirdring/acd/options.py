"""The words of the inputs: what people choose between, and how calls and legs may end."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class GoneCause(StrEnum):
    HUNG_UP = "hung up"
    LOST = "lost"  # the connection broke: the media server or the network died under it
    UNANSWERED_WHILE_AWAY = "unanswered while away"  # came and left while no router was there
    SERVED_WHILE_AWAY = "served while away"  # the fallback queue of the media server connected it


class LegEnd(StrEnum):
    BUSY = "busy"
    REFUSED = "refused"
    FAILED = "failed"  # unreachable, no such device, no answer from the network
    HUNG_UP = "hung up"
    LOST = "lost"
    INVALID = "invalid number"  # of a person: the centre does not call it, or the network does not know it


class TransferMode(StrEnum):
    CONSULT = "consult"  # warm: speak with the other first
    HAND_OVER = "hand over"  # blind: at once


class Summary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a colleague without a desk is told of a caller, in the language of the line; "" is not known.

    Who the caller is stays out of it: a mobile's voice mail may be listening.
    """

    by: str = ""  # name and place of whoever passes the caller on
    kind: str = ""  # of the appeal
    matter: str = ""  # the reason in the code tree, without its code


class CentrePart(StrEnum):
    """What the centre cannot do without."""

    ENGINE = "engine"
    ASTERISK = "asterisk"
    DATABASE = "database"


class Harm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What it meant that a part of the centre was away.

    ``calls`` were under way when it began, ``broken`` of them were lost with it; ``missed`` callers came and
    left with nobody to answer, ``served`` ones were connected by the media server's own queue; ``rows`` of
    the journal were written only afterwards.
    """

    calls: int = 0
    broken: int = 0
    missed: int = 0
    served: int = 0
    rows: int = 0


class BusyChoice(StrEnum):
    WAIT = "wait"
    CALL_BACK = "call back"


class SupervisionMode(StrEnum):
    LISTEN = "listen"  # heard by nobody
    WHISPER = "whisper"  # heard by the operator alone
    JOIN = "join"  # heard by all


class DialWay(StrEnum):
    OPERATOR_FIRST = "operator first"
    CALLER_FIRST = "caller first"  # the operator's phone rings when the person has answered


class AttemptOutcome(StrEnum):
    BUSY = "busy"
    NO_ANSWER = "no answer"
    REFUSED = "refused"
    FAILED = "failed"  # the network's fault: does not count
    INVALID = "invalid number"
    MACHINE = "answering machine"
    WRONG_PERSON = "wrong person"
    HUNG_UP = "hung up waiting"
    BROKEN = "broken"  # the connection was lost: does not count


class StateOrder(StrEnum):
    """What a supervisor makes of an operator."""

    READY = "ready"
    PAUSE = "pause"
    LOG_OUT = "log out"
