"""What screens know of the present moment, as plain records: operators, calls, promises, queues, phones.

Spans and moments are microseconds. Nothing here decides anything; ``live`` says how rows change it.
"""

from __future__ import annotations

import msgspec

from thirdring.acd.inputs import Owner
from thirdring.acd.moment import Moment, Span


class LiveOffer(msgspec.Struct):
    """A phone that is asked to ring for a call. ``limit`` is a span, the moments are microseconds.

    ``rings`` may begin, one every ``ring_cycle``. Lifted (``lifted_at``), it may still await "key" or "card".
    """

    leg: str
    operator: int
    device: str
    queue: str
    offered_at: Moment
    limit: Span
    transfer: bool
    rang_at: Moment | None = None
    rings: int = 0
    ring_cycle: Span = 0
    lifted_at: Moment | None = None
    awaits: str = ""


class LiveTransfer(msgspec.Struct):
    """A transfer under way. ``colleague`` is set while the two operators speak."""

    operator: int
    mode: str
    to_operator: int | None
    to_queue: str | None
    since: Moment
    colleague: int | None = None
    reason: str = ""
    sentence_said: bool = False
    consent: bool = False


class LiveTold(msgspec.Struct):
    """What a waiting caller was last told: his place, and the wait as computed and as it was said."""

    at: Moment
    queue: str
    place: int
    expected: Span
    said: Span


class LiveSupervision(msgspec.Struct):
    """``supervisor`` listens to, whispers to, or has joined ``operator``; ``shown``: that one may know it."""

    supervisor: int
    operator: int
    mode: str
    since: Moment
    shown: bool


class LiveComeback(msgspec.Struct):
    """``operator`` lost his phone in the conversation at ``since``; until ``until`` the caller is his."""

    operator: int
    since: Moment
    until: Moment


class LivePause(msgspec.Struct):
    """Nothing is recorded; at ``until`` it is again, if not before."""

    since: Moment
    until: Moment


class LiveCall(msgspec.Struct):
    """A call in progress. ``since`` is the state's, ``waiting_since`` orders the line (the kept place).

    Of the choice of clause 2: ``choices`` offered so far, the latest at ``choice_at``; ``choice`` is "" until
    the caller has answered that one, ``choice_number`` where he wants to be called back.
    Of the latest transfer that is over: its outcome, why the colleague refused, and ``passed``, what was
    asked for. ``passed_on_by`` has passed the caller on last; ``marked_wrong`` says why that was wrong.
    ``held_since``: on hold since then; a phone that was lost meanwhile does not begin the hold anew.
    Of a call of our own: the ``promise`` that it is to keep, and ``callee`` "dialled", "ringing", "answered".
    """

    line: str
    organisation: int
    caller: str
    caller_as_received: str
    arrived_at: Moment
    state: str
    since: Moment
    queue: str = ""
    topic: str = ""
    priority: int = 0
    waiting_since: Moment | None = None
    answered_at: Moment | None = None
    legs: dict[str, int] = {}  # who is connected: leg → operator
    offer: LiveOffer | None = None
    transfer: LiveTransfer | None = None
    last_transfer: str = ""
    last_transfer_reason: str = ""
    passed: LiveTransfer | None = None
    busy_choice: str = ""  # what the caller would rather do, when that transfer found the line busy
    passed_on_by: int | None = None
    marked_wrong: str = ""
    seen_by: list[int] = []  # operators whose desk has shown the card
    held_since: Moment | None = None
    comeback: LiveComeback | None = None
    supervision: LiveSupervision | None = None
    recording_paused: LivePause | None = None
    told: LiveTold | None = None
    choices: int = 0
    choice_at: Moment | None = None
    choice: str = ""
    choice_number: str = ""
    promise: str = ""
    callee: str = ""


class LiveMisses(msgspec.Struct):
    """An operator has missed ``count`` offers within the span; told at a moment, until he is ready again."""

    at: Moment
    count: int
    within: Span


class LiveDials(msgspec.Struct):
    """An operator has dialled ``count`` times within the span; told at a moment."""

    at: Moment
    count: int
    within: Span


class LiveLift(msgspec.Struct):
    """Until then no limit holds for the calls that an operator makes."""

    until: Moment
    by: str
    called: str
    reason: str


class LiveOperator(msgspec.Struct):
    """An operator who is logged in. ``awaits``: the pause (or "logout") that begins after this call.

    ``promise``: the one that he has been given and that is not settled yet. ``talks_since``: with his present
    or latest caller, an interruption included.
    """

    state: str
    since: Moment
    reason: str = ""
    call: str = ""
    device: str = ""
    awaits: str = ""
    desk: bool = False
    promise: str = ""
    misses: LiveMisses | None = None
    talks_since: Moment = 0


class LiveOrder(msgspec.Struct):
    """What a supervisor has said becomes of an operator; ``carried_out``: it has, and lasts."""

    order: str
    by: str
    called: str
    reason: str
    at: Moment
    carried_out: bool = False


class LiveMembership(msgspec.Struct):
    """For today an operator serves a queue, or does not, whatever his skills say."""

    serves: bool
    until: Moment
    by: str
    called: str
    reason: str


class LiveQueue(msgspec.Struct):
    """A queue that somebody waits in and nobody can serve: why, the skills that are lacking, since when."""

    unservable: str
    lacking: list[str] = []
    since: Moment = 0  # 0 in pictures older than the field


class LivePromise(msgspec.Struct):
    """Something that the centre owes and has not kept yet.

    ``state`` is "open", "given" (to ``operator``; ``seen`` when his desk has shown it) or "in attempt" (by
    the call ``attempt``, without operator while the person waits for one). ``call`` is where it comes
    from: whose card and message. ``queue`` is that of the call, ``attempts`` are those in vain that count.
    """

    kind: str
    origin: str
    why: str
    owner: Owner
    call: str
    line: str
    organisation: int
    queue: str
    number: str
    since: Moment  # keeps the place
    made_at: Moment
    not_before: Moment
    due: Moment
    recording: str = ""
    state: str = "open"
    operator: int | None = None
    seen: bool = False
    attempt: str = ""
    attempts: int = 0
    last_outcome: str = ""  # of the latest attempt in vain
    returned: str = ""  # why it was last put back
    overdue: bool = False


class Live(msgspec.Struct):
    """The centre as of row ``seq``.

    Operators who are not here are logged out; calls and promises that are not here are over.
    """

    seq: int = 0
    at: Moment = 0
    centre_version: int = 0
    operators: dict[int, LiveOperator] = {}
    calls: dict[str, LiveCall] = {}
    queues: dict[str, LiveQueue] = {}
    devices: dict[str, bool] = {}  # reachable
    promises: dict[str, LivePromise] = {}
    ordered: dict[int, LiveOrder] = {}  # by operator, who need not be logged in any more
    memberships: dict[int, dict[str, LiveMembership]] = {}  # by operator, by queue
    dials: dict[int, LiveDials] = {}  # by operator, 0 for all; the last time that one had dialled too often
    unlimited: dict[int, LiveLift] = {}  # by operator: may dial as often as he likes
