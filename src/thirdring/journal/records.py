"""What the tables for reports hold: calls, legs, waits, transfers, operator time, cards, promises, attempts.

One struct per table, with a field for each column that the journal writes. ``Books`` keeps only what is
still open; a record that is complete leaves it. So the books stay small and go into every checkpoint.

Durations, in milliseconds: ``wait_ms`` of a call runs from its first queueing (after
notice and menu) to its first join or to its end; ``talk_ms`` is the time it was with an
operator, hold and consultation included, waits between two operators left out.
"""

from __future__ import annotations

import msgspec

from thirdring.acd.calls import CallState
from thirdring.acd.facts import Decision
from thirdring.acd.moment import Moment
from thirdring.acd.operators import OperatorState

INCOMING, OUTGOING = "incoming", "outgoing"
OPEN, GIVEN, IN_ATTEMPT = "open", "given", "in attempt"

# The states in which an operator may have a promise.
MAY_HOLD = {
    OperatorState.PROMISE,
    OperatorState.OFFERED,
    OperatorState.TALKING,
    OperatorState.COMING_BACK,
    OperatorState.WRAP_UP,
}


class CallRecord(msgspec.Struct):
    """One call; table ``calls_call``."""

    id: str
    line: str
    organisation_id: int
    caller: str
    caller_as_received: str
    media_node: str
    arrived_at: Moment
    state: str = CallState.ANNOUNCED
    notice_at: Moment | None = None
    queued_at: Moment | None = None
    answered_at: Moment | None = None
    ended_at: Moment | None = None
    queue: str = ""
    topic: str = ""
    outcome: str = ""
    ended_by: str = ""
    operator_id: int | None = None
    wait_ms: int | None = None
    talk_ms: int | None = None
    recorded: bool = False
    direction: str = INCOMING
    promise: str = ""  # that our own call is to keep
    choices: int = 0  # offered to a waiting caller
    choice_offered_at: Moment | None = None  # the first time
    choice: str = ""  # the last that was made
    choice_made_at: Moment | None = None
    choice_number: str = ""
    message: str = ""  # the recording of what the caller has left
    message_ms: int | None = None  # 0: not known yet
    with_operator_since: Moment | None = None  # not a column: when the present stretch of talk began


class LegRecord(msgspec.Struct):
    """One offer to an operator's phone and what became of it; table ``calls_leg``."""

    id: str
    call: str
    operator_id: int
    device: str
    queue: str
    offered_at: Moment
    transfer: bool
    why: Decision
    rang_at: Moment | None = None
    joined_at: Moment | None = None
    ended_at: Moment | None = None
    outcome: str = ""


class WaitRecord(msgspec.Struct):
    """One stretch of waiting in one queue; table ``calls_wait``.

    ``told_at``: the caller was first told how long it would take, as computed and as it was said.
    """

    id: int
    call: str
    queue: str
    priority: int
    since: Moment
    until: Moment | None = None
    outcome: str = ""  # "answered", "moved" (to another queue), or how the call ended (CallEnd)
    told_at: Moment | None = None
    expected_ms: int | None = None
    said_ms: int | None = None


class OperatorIntervalRecord(msgspec.Struct):
    """One stretch of an operator's time in one state; table ``calls_operatorinterval``."""

    id: int
    operator_id: int
    state: str
    reason: str
    call: str | None
    since: Moment
    until: Moment | None = None


class CardRecord(msgspec.Struct):
    """The card that every call has from its arrival on (S61); table ``appeals_card``."""

    call: str
    organisation_id: int
    line: str
    caller: str
    opened_at: Moment


class TransferRecord(msgspec.Struct):
    """A caller was passed on, or was to be; table ``calls_transfer``. ``refusal``: the colleague's words."""

    id: int
    call: str
    operator_id: int
    mode: str
    to_operator_id: int | None
    to_queue: str
    reason: str
    sentence_said: bool
    consent: bool
    started_at: Moment
    colleague_id: int | None = None  # who was consulted
    ended_at: Moment | None = None
    outcome: str = ""
    refusal: str = ""
    busy_choice: str = ""  # what the caller would rather do, as the line was busy
    wrong_by_id: int | None = None
    wrong_reason: str = ""
    wrong_at: Moment | None = None


class PromiseRecord(msgspec.Struct):
    """What the centre owes a caller; table ``promises_promise``.

    ``state`` is "open", "given" or "in attempt", and at the end "kept", "withdrawn" or "unreachable".
    ``operator_id`` has it now, ``ended_by_id`` has ended it.
    """

    id: str
    call: str
    organisation_id: int
    line: str
    queue: str
    kind: str
    origin: str
    why: str
    owner_queue: str
    owner_skill: str
    owner_operator_id: int | None
    number: str
    since: Moment
    made_at: Moment
    not_before: Moment | None
    due: Moment | None
    recording: str
    state: str = OPEN
    operator_id: int | None = None
    seen_at: Moment | None = None
    attempts: int = 0
    last_outcome: str = ""
    overdue_at: Moment | None = None
    ended_at: Moment | None = None
    ended_by_id: int | None = None
    reason: str = ""  # of the end, or why it was last put back


class AttemptRecord(msgspec.Struct):
    """One attempt to keep a promise; table ``promises_attempt``. Without telephone: no ``call``, no ``way``.

    ``outcome`` is a value of ``AttemptOutcome``, "kept", "withdrawn", or "put back".
    """

    id: int
    promise: str
    call: str
    operator_id: int | None
    number: str
    way: str
    started_at: Moment
    ended_at: Moment | None = None
    outcome: str = ""
    reason: str = ""
    next_at: Moment | None = None


class Books(msgspec.Struct):
    """All records that are still open.

    ``waits`` and ``transfers`` are keyed by call (transfers of a call stay until its end), ``operators`` by
    operator, ``attempts`` by promise; ``messages`` are calls that are over, but not the recording of what
    their callers have left.
    """

    calls: dict[str, CallRecord] = {}
    legs: dict[str, LegRecord] = {}
    waits: dict[str, WaitRecord] = {}
    operators: dict[int, OperatorIntervalRecord] = {}
    transfers: dict[str, list[TransferRecord]] = {}
    messages: dict[str, CallRecord] = {}
    promises: dict[str, PromiseRecord] = {}
    attempts: dict[str, AttemptRecord] = {}


class Changes(msgspec.Struct):
    """Records made or changed by some rows, each in its newest form."""

    calls: dict[str, CallRecord] = {}
    legs: dict[str, LegRecord] = {}
    waits: dict[int, WaitRecord] = {}
    intervals: dict[int, OperatorIntervalRecord] = {}
    cards: list[CardRecord] = []
    transfers: dict[int, TransferRecord] = {}
    promises: dict[str, PromiseRecord] = {}
    attempts: dict[int, AttemptRecord] = {}


class Entry(msgspec.Struct):
    """Where one fact is entered: the books, the changes, its moment, and a number unique to it."""

    books: Books
    changes: Changes
    at: Moment
    number: int
