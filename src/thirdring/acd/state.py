"""What the router remembers: calls in progress, operators at their seats, phones, timers.

All of it is plain records, written down and read back by ``core.dump`` and ``core.load``;
the floor with its indexes follows from them. ``Step`` is the work on one input: it collects
the effects and whom the step leaves waiting or free. Nothing here decides anything.
"""

from __future__ import annotations

from enum import StrEnum
from heapq import heapify, heappop, heappush

import msgspec

from thirdring.acd.calls import TRANSITIONS, CallState, turn_of
from thirdring.acd.centre import Centre, LineNumber, OperatorId, Queue, QueueKey
from thirdring.acd.effects import AnyFact, Effect
from thirdring.acd.facts import CallEnd
from thirdring.acd.floor import Floor, Place, WaitingLine
from thirdring.acd.inputs import CallId, LegId, Owner, Summary, SupervisionMode, TransferMode
from thirdring.acd.moment import Moment, Span
from thirdring.acd.operators import OperatorState
from thirdring.acd.promise_facts import PromiseOrigin
from thirdring.measures import Pace


class Offer(msgspec.Struct):
    """An operator's phone is asked to ring."""

    leg: LegId
    operator: OperatorId
    queue: QueueKey
    limit: Span
    rang: Moment | None = None  # since when
    lifted: Moment | None = None  # since when
    awaits: str = ""  # and what the person has still to do before he is joined: "key" or "card"
    silent: bool = False  # the phone is asked to ring once the desk shows the card


class Talk(StrEnum):
    """What a caller who waits, or who came after hours, is being told or asked."""

    GREETING = "greeting"
    OFFER = "offer"
    CONFIRM = "confirm number"
    TYPE = "type number"
    CLOSED = "closed"


class Dialogue(msgspec.Struct):
    """What a waiting caller hears and has typed so far."""

    talk: Talk
    number: str = ""  # to be confirmed
    typed: str = ""
    wrong: int = 0


class Transfer(msgspec.Struct):
    """A caller is being passed on. ``leg`` and ``colleague`` are set once the colleague has answered."""

    mode: TransferMode
    operator: OperatorId  # who passes the caller on
    to_operator: OperatorId | None
    to_queue: QueueKey | None
    leg: LegId = ""
    colleague: OperatorId | None = None


class Supervision(msgspec.Struct):
    """A supervisor listens to a conversation, or his phone is still asked to ring for it."""

    supervisor: OperatorId
    leg: LegId
    mode: SupervisionMode
    lifted: bool = False
    began: bool = False  # he hears it
    shown: bool = True  # the operator may know it


class Comeback(msgspec.Struct):
    """The caller waits for his operator, whose phone is gone since ``since``; ``leg`` rings there again."""

    operator: OperatorId
    since: Moment
    held: bool  # the caller was on hold
    leg: LegId = ""


class PromiseState(StrEnum):
    OPEN = "open"
    ASSIGNED = "assigned"  # an operator has been given it
    ATTEMPTING = "attempting"  # dialled, spoken, not yet judged
    KEPT = "kept"
    WITHDRAWN = "withdrawn"
    UNREACHABLE = "unreachable"


class Promise(msgspec.Struct):
    """What is owed. ``since`` and ``made`` order it among those who wait; ``queue`` is behind its owner."""

    id: str
    call: CallId  # from which it comes
    number: str
    made: int  # in the order of the journal
    origin: PromiseOrigin
    owner: Owner
    queue: QueueKey
    line: LineNumber
    since: Moment
    due: Moment
    available_at: Moment  # by router and calendar
    rank: int  # 0: competes with those who wait, 1: comes after them
    state: PromiseState = PromiseState.OPEN
    available: bool = False  # open, and to be given to whoever becomes free
    operator: OperatorId | None = None  # who holds it
    attempts: int = 0  # in vain, that count
    dialled: int = 0  # names the next call
    attempt: CallId = ""  # the call that is to keep it
    reached: bool = False  # in that call
    asked: Moment = 0  # from when on it counts: when it was made, or the time that the person has chosen
    ready_at: Moment = 0  # when the router would have it attempted, were it not for the calendar

    @property
    def place(self) -> Place:
        return (self.since, self.made, self.id)


OF_OURS = "~"  # with this begin the legs of calls that we make ourselves


def call_of(leg: LegId) -> CallId:
    """The call whose leg is named so."""
    return leg.removeprefix(OF_OURS).rpartition("~")[0]


class Call(msgspec.Struct):
    """A caller's connection, from arrival to its end; ``operator`` and ``leg``: with whom he speaks."""

    id: CallId
    line: LineNumber
    caller: str
    number: int  # of arrival, in the order of the journal
    state: CallState = CallState.ANNOUNCED
    prompt: str = ""  # plays now, during notice and menu
    attempt: int = 0  # at the menu; 0: not there yet
    queue: QueueKey = ""
    since: Moment | None = None  # keeps the place in line; None: has not been in a queue yet
    legs: int = 0  # names the next leg
    offer: Offer | None = None
    leg: LegId = ""
    operator: OperatorId | None = None
    transfer: Transfer | None = None
    comeback: Comeback | None = None
    waits_since: Moment | None = None  # without interruption
    greeted: bool = False  # in this wait
    choices: int = 0  # offered in this wait
    closed: bool = False  # came while the line was closed, which opens at
    opens_at: Moment = 0
    choice_at: Moment | None = None  # when the next is to be offered
    dialogue: Dialogue | None = None
    recording: str = ""  # of the message that is being left
    promise: str = ""  # that we keep by this call of our own
    answered: bool = False  # the person whom we called
    farewell: CallEnd | None = None  # how the call ends after the last prompt
    passed_on_by: OperatorId | None = None  # the latest who has passed the caller on
    summary: Summary | None = None  # what was to be told then
    busy_operator: OperatorId | None = None  # to whom a transfer has just been tried, and who was busy
    busy_queue: QueueKey | None = None
    supervision: Supervision | None = None
    recording_paused: Moment | None = None  # since when
    held_off: dict[OperatorId, Moment] = {}  # not to be offered to these again before

    @property
    def place(self) -> Place:
        return (self.since or 0, self.number, self.id)

    def another_leg(self) -> LegId:
        """A name for one more leg.

        A person whom we call gets a connection, under the name of the call, perhaps after the operator has:
        and a media server takes none with whose name that of another begins.
        """
        self.legs += 1
        return f"{OF_OURS if self.promise else ''}{self.id}~{self.legs}"

    def has(self, leg: LegId) -> bool:
        """Whether a leg of this call rings or speaks."""
        return leg in (
            self.leg,
            self.offer.leg if self.offer is not None else "",
            self.transfer.leg if self.transfer is not None else "",
            self.supervision.leg if self.supervision is not None else "",
            self.comeback.leg if self.comeback is not None else "",
        )

    def legs_up(self) -> tuple[LegId, ...]:
        """The legs of this call that ring or speak."""
        offered = self.offer.leg if self.offer is not None else ""
        consulted = self.transfer.leg if self.transfer is not None else ""
        supervisor = self.supervision.leg if self.supervision is not None else ""
        awaited = self.comeback.leg if self.comeback is not None else ""
        return tuple(leg for leg in (self.leg, offered, consulted, supervisor, awaited) if leg)


class Seat(msgspec.Struct):
    """One operator at work. ``idle_since`` orders the ready ones, ``turn`` all changes of state."""

    operator: OperatorId
    state: OperatorState = OperatorState.LOGGED_OUT
    reason: str = ""
    since: Moment = 0
    turn: int = 0
    idle_since: Moment = 0
    device: str = ""
    call: CallId = ""  # offered, talking, supervised or in wrap-up
    card: CallId = ""  # the call whose card the desk has shown
    pause: str = ""  # asked for, begins (or, after supervision, goes on) after the call
    leaving: bool = False  # logs out after the call
    desk: bool = False  # connected
    desk_gone: bool = False  # for longer than a reload
    promise: str = ""  # that the operator holds
    missed: list[Moment] = []  # of late, while the rules count them


class Membership(msgspec.Struct):
    """Whether an operator serves a queue until a moment, whatever his skills say."""

    serves: bool
    until: Moment


Memberships = dict[OperatorId, dict[QueueKey, Membership]]


class Memory(msgspec.Struct):
    """What is written down of a ``State``."""

    centre: Centre
    calls: dict[CallId, Call]
    operators: dict[OperatorId, Seat]
    phones: dict[str, bool]
    timers: dict[str, Moment]
    unservable: dict[QueueKey, str]
    arrivals: int
    turns: int
    paces: dict[QueueKey, Pace] = {}
    promises: dict[str, Promise] = {}
    promised: int = 0  # ever
    messages: dict[CallId, str] = {}  # recordings that are not closed yet although the caller has gone
    memberships: Memberships = {}
    dialled: list[tuple[Moment, OperatorId]] = []  # attempts of the last hour, in order
    unlimited: list[OperatorId] = []  # may dial as often as they like, until a timer says otherwise


class State:
    """Calls by id, seats by operator, which phones are registered, timers by name, and the floor."""

    __slots__ = (
        "_due",
        "arrivals",
        "calls",
        "centre",
        "dialled",
        "floor",
        "memberships",
        "messages",
        "operators",
        "paces",
        "phones",
        "promised",
        "promises",
        "timers",
        "turns",
        "unlimited",
        "unservable",
    )

    def __init__(self, memory: Memory) -> None:
        self.centre = memory.centre
        self.calls = memory.calls
        self.operators = memory.operators
        self.phones = memory.phones
        self.timers = memory.timers
        self.unservable = memory.unservable
        self.arrivals = memory.arrivals
        self.turns = memory.turns
        self.paces = memory.paces
        self.promises = memory.promises
        self.promised = memory.promised
        self.messages = memory.messages
        self.memberships = memory.memberships
        self.dialled = memory.dialled
        self.unlimited = memory.unlimited
        self._due = [(due, timer) for timer, due in self.timers.items()]
        heapify(self._due)
        self.rebuild_floor()
        for seat in self.operators.values():
            if seat.state is OperatorState.READY:
                self.floor.stand(seat.operator, seat.idle_since)

    @classmethod
    def empty(cls) -> State:
        """Before the first configuration."""
        return cls(Memory(Centre(version=0, lines=(), queues=(), operators=()), {}, {}, {}, {}, {}, 0, 0))

    def memory(self) -> Memory:
        return Memory(
            self.centre,
            self.calls,
            self.operators,
            self.phones,
            self.timers,
            self.unservable,
            self.arrivals,
            self.turns,
            self.paces,
            self.promises,
            self.promised,
            self.messages,
            self.memberships,
            self.dialled,
            self.unlimited,
        )

    def rebuild_floor(self) -> None:
        """Indexes anew from configuration, seats and calls. Nobody stands among the ready yet."""
        changed: dict[QueueKey, dict[OperatorId, bool]] = {}
        for operator, queues in self.memberships.items():
            for queue, change in queues.items():
                changed.setdefault(queue, {})[operator] = change.serves
        self.floor = Floor(self.centre, changed)
        for seat in sorted(self.operators.values(), key=lambda seat: seat.turn):
            self.floor.seat(seat.operator, seat.state)
        for call in self.calls.values():
            if call.state is CallState.WAITING and call.queue in self.floor.lines:
                self.floor.lines[call.queue].enter(call.place)

        for promise in self.promises.values():
            if promise.available:
                self.floor.owe(promise)

    def reachable(self, device: str) -> bool:
        """Whether a configured phone would ring: it is registered, or a mobile, which has no registration."""
        if device not in self.floor.devices:
            return False
        return self.phones.get(device, False) or self.floor.is_mobile(device)

    def line_of(self, call: Call) -> WaitingLine:
        return self.floor.line(call.queue, call.line)

    def queue_of(self, call: Call) -> Queue:
        return self.floor.line(call.queue, call.line).queue

    def call_of_leg(self, leg: LegId) -> Call | None:
        """The call that a leg belongs to, if both are up."""
        call = self.calls.get(call_of(leg))
        return call if call is not None and call.has(leg) else None

    def arm(self, timer: str, due: Moment) -> None:
        """Starts a timer, or sets a running one anew."""
        self.timers[timer] = due
        heappush(self._due, (due, timer))
        if len(self._due) > 2 * len(self.timers) + 1024:
            self._due = [(due, timer) for timer, due in self.timers.items()]
            heapify(self._due)

    def disarm(self, timer: str) -> None:
        self.timers.pop(timer, None)

    def next_timer(self) -> tuple[Moment, str] | None:
        """The earliest timer; those disarmed meanwhile are dropped from the heap here."""
        while self._due:
            due, timer = self._due[0]
            if self.timers.get(timer) == due:
                return self._due[0]
            heappop(self._due)
        return None


class Step:
    """The work on one input. ``waiting`` and ``free`` are brought together when the step itself is done."""

    __slots__ = ("at", "effects", "free", "last", "owed", "state", "touched", "waiting")

    def __init__(self, state: State, at: Moment) -> None:
        self.state = state
        self.at = at
        self.effects: list[Effect] = []
        self.last: list[Effect] = []  # what may wait until the phones ring
        self.waiting: list[Call] = []  # callers who may be offered to somebody now
        self.free: list[Seat] = []  # operators who have become ready
        self.owed: list[Promise] = []  # that may be given to somebody now
        self.touched: list[WaitingLine] = []  # lines whose callers, or who could serve them, have changed

    def tell(self, call: Call, fact: AnyFact) -> None:
        """Records a fact about a call, which turns its state as the table says."""
        turn = turn_of(fact)
        if turn is not None:
            call.state = TRANSITIONS[call.state][turn]
        self.effects.append(fact)
