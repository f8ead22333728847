"""What the telephone network tells: of callers, of operators' phones, and of persons who are called.

Nothing here is a command, and nothing is refused: what is told of a call or a leg that is
gone came too late.
"""

from __future__ import annotations

from thirdring.acd.centre import Digit, LineNumber
from thirdring.acd.inputs.event import CallId, Event, LegId
from thirdring.acd.moment import Moment, Span
from thirdring.acd.options import GoneCause, LegEnd


class CallArrived(Event, frozen=True):
    """A caller dialled ``line`` and is connected.

    ``caller`` is E.164 where it could be parsed, else as received.
    ``over``: the call is known from the records of the media server alone and has ended already; nothing
    is played and nobody is rung for it, and ``CallerGone`` follows.
    ``closed``: the line's people do not work at this moment; they do again at ``opens_at`` (0: not known).
    """

    call: CallId
    line: LineNumber
    caller: str
    caller_as_received: str = ""
    media_node: str = ""
    over: bool = False
    closed: bool = False
    opens_at: Moment = 0


class PromptEnded(Event, frozen=True):
    """The prompt that ``Play`` asked for has been heard to its end (or could not be played)."""

    call: CallId
    prompt: str
    failed: bool = False


class MessageRecorded(Event, frozen=True):
    """The recording that ``RecordMessage`` asked for is closed, by a key, silence, the limit or a hang-up."""

    call: CallId
    recording: str
    span: Span
    failed: bool = False


class DigitPressed(Event, frozen=True):
    call: CallId
    digit: Digit


class CallerGone(Event, frozen=True):
    """The caller's connection has ended, for whatever reason."""

    call: CallId
    cause: GoneCause = GoneCause.HUNG_UP


class LegRinging(Event, frozen=True):
    leg: LegId


class LegAnswered(Event, frozen=True):
    leg: LegId


class LegDigitPressed(Event, frozen=True):
    """A key on an operator's phone: whoever lifted a mobile shows that he is a person."""

    leg: LegId
    digit: Digit


class LegGone(Event, frozen=True):
    """The leg has ended: ``busy``, ``refused``, ``failed`` before an answer, the other two after it."""

    leg: LegId
    cause: LegEnd


class PhoneRegistered(Event, frozen=True):
    device: str


class PhoneLost(Event, frozen=True):
    device: str


class CalleeRinging(Event, frozen=True):
    """The phone that ``Dial`` asked for rings."""

    call: CallId


class CalleeAnswered(Event, frozen=True):
    """The person has answered: from here on a call like any other, which ends with ``CallerGone``."""

    call: CallId


class CalleeGone(Event, frozen=True):
    """The person could not be reached (before an answer)."""

    call: CallId
    cause: LegEnd
