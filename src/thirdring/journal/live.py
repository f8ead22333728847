"""The present moment of the centre as screens show it: who does what, who waits where. Folded from rows.

Pure, and shared by everybody who watches: the engine keeps one in each checkpoint, every
web process folds the same rows into its own. A screen starts from a snapshot and its row
number and applies what follows: old snapshot + rows = fresh snapshot.

``apply`` answers with the keys that it touched (``call:…``, ``operator:…``, ``queue:…``,
``device:…``), so that a stream need only send those.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from thirdring.acd.calls import CallState, after
from thirdring.acd.facts import (
    Arrived,
    CardSeen,
    CentreChanged,
    Consulting,
    DeviceReachable,
    Ended,
    Fact,
    Joined,
    LegEnded,
    MenuChosen,
    Offered,
    OfferEnded,
    OfferOutcome,
    OperatorChanged,
    PauseAwaited,
    Queued,
    QueueUnservable,
    Rang,
    TransferEnded,
    TransferStarted,
)
from thirdring.acd.inputs import DeskConnected, DeskLost, OperatorLoggedIn
from thirdring.acd.moment import Moment, Span
from thirdring.acd.operators import OperatorState
from thirdring.acd.promise_facts import Dialled
from thirdring.journal.rows import Row


class LiveOffer(msgspec.Struct):
    """A phone that is asked to ring for a call. ``limit`` is a span, the moments are microseconds."""

    leg: str
    operator: int
    device: str
    queue: str
    offered_at: Moment
    limit: Span
    transfer: bool
    rang_at: Moment | None = None


class LiveTransfer(msgspec.Struct):
    """A transfer under way. ``colleague`` is set while the two operators speak."""

    operator: int
    mode: str
    to_operator: int | None
    to_queue: str | None
    since: Moment
    colleague: int | None = None


class LiveCall(msgspec.Struct):
    """A call in progress. ``since`` is the state's, ``waiting_since`` orders the line (the kept place)."""

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
    last_transfer: str = ""  # outcome of the latest transfer
    seen_by: list[int] = []  # operators whose desk has shown the card


class LiveOperator(msgspec.Struct):
    """An operator who is logged in. ``awaits``: the pause (or "logout") that begins after this call."""

    state: str
    since: Moment
    reason: str = ""
    call: str = ""
    device: str = ""
    awaits: str = ""
    desk: bool = False


class LiveQueue(msgspec.Struct):
    """A queue that somebody waits in and nobody can serve: why, and the skills that are lacking."""

    unservable: str
    lacking: list[str] = []


class Live(msgspec.Struct):
    """The centre as of row ``seq``. Operators and calls that are not here are logged out, or over."""

    seq: int = 0
    at: Moment = 0
    centre_version: int = 0
    operators: dict[int, LiveOperator] = {}
    calls: dict[str, LiveCall] = {}
    queues: dict[str, LiveQueue] = {}
    devices: dict[str, bool] = {}  # reachable


class Gap(Exception):
    """A row that does not follow the snapshot: take a new one."""


def apply(live: Live, row: Row) -> set[str]:
    """Bring ``live`` forward by the next row; answer the keys touched.

    A row that ``live`` has already changes nothing; one that does not follow raises ``Gap``.
    """
    if row.seq <= live.seq:
        return set()
    if row.seq != live.seq + 1:
        raise Gap(f"row {row.seq} after snapshot {live.seq}")
    live.seq = row.seq
    live.at = row.at
    touched: set[str] = set()
    if fold := _INPUTS.get(type(row.input)):
        fold(live, row.input, row.at, touched)
    for effect in row.effects:
        if isinstance(effect, Fact):
            _turned(live, effect, row.at, touched)
        if fold := _FACTS.get(type(effect)):
            fold(live, effect, row.at, touched)
    return touched


def encode_live(live: Live) -> bytes:
    return msgspec.json.encode(live)


def decode_live(data: bytes | str) -> Live:
    """Raises ``msgspec.ValidationError`` when an older version of the program wrote it differently."""
    return msgspec.json.decode(data, type=Live)


# --- operators and their desks --------------------------------------------------------------------


def _logged_in(live: Live, event: OperatorLoggedIn, at: Moment, touched: set[str]) -> None:
    operator = live.operators.setdefault(event.operator, LiveOperator(OperatorState.PAUSED, at))
    operator.device = event.device
    touched.add(f"operator:{event.operator}")


def _desk_connected(live: Live, event: DeskConnected, at: Moment, touched: set[str]) -> None:
    _desk(live, event.operator, True, touched)


def _desk_lost(live: Live, event: DeskLost, at: Moment, touched: set[str]) -> None:
    _desk(live, event.operator, False, touched)


def _desk(live: Live, operator_id: int, connected: bool, touched: set[str]) -> None:
    if operator := live.operators.get(operator_id):
        operator.desk = connected
        touched.add(f"operator:{operator_id}")


def _operator_changed(live: Live, fact: OperatorChanged, at: Moment, touched: set[str]) -> None:
    touched.add(f"operator:{fact.operator}")
    if fact.state == OperatorState.LOGGED_OUT:
        live.operators.pop(fact.operator, None)
        return
    operator = live.operators.setdefault(fact.operator, LiveOperator(fact.state, at))
    operator.state, operator.since = fact.state, at
    operator.reason, operator.call = fact.reason, fact.call
    if fact.state in _WITHOUT_CALL:
        operator.awaits = ""


def _pause_awaited(live: Live, fact: PauseAwaited, at: Moment, touched: set[str]) -> None:
    if operator := live.operators.get(fact.operator):
        operator.awaits = fact.reason
        touched.add(f"operator:{fact.operator}")


_WITHOUT_CALL = {
    OperatorState.READY,
    OperatorState.PAUSED,
    OperatorState.UNREACHABLE,
    OperatorState.SET_ASIDE,
}


# --- calls ----------------------------------------------------------------------------------------


def _arrived(live: Live, fact: Arrived, at: Moment, touched: set[str]) -> None:
    live.calls[fact.call] = LiveCall(
        line=fact.line,
        organisation=fact.organisation,
        caller=fact.caller,
        caller_as_received=fact.caller_as_received,
        arrived_at=at,
        state=CallState.ANNOUNCED,
        since=at,
    )
    touched.add(f"call:{fact.call}")


def _dialled(live: Live, fact: Dialled, at: Moment, touched: set[str]) -> None:
    live.calls[fact.call] = LiveCall(
        line=fact.line,
        organisation=fact.organisation,
        caller=fact.number,
        caller_as_received="",
        arrived_at=at,
        state=CallState.DIALLING,
        since=at,
    )
    touched.add(f"call:{fact.call}")


def _turned(live: Live, fact: Fact, at: Moment, touched: set[str]) -> None:
    """The state that the router's own table gives."""
    call_id = getattr(fact, "call", "")
    call = live.calls.get(call_id)
    if call is None:
        return
    touched.add(f"call:{call_id}")
    state = after(CallState(call.state), fact)
    if state is not None and state != call.state:
        call.state, call.since = state, at


def _menu_chosen(live: Live, fact: MenuChosen, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.topic = fact.topic


def _queued(live: Live, fact: Queued, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.queue, call.priority, call.waiting_since = fact.queue, fact.priority, fact.since


def _offered(live: Live, fact: Offered, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.offer = LiveOffer(
            leg=fact.leg,
            operator=fact.operator,
            device=fact.device,
            queue=fact.queue,
            offered_at=at,
            limit=fact.limit,
            transfer=fact.transfer,
        )


def _rang(live: Live, fact: Rang, at: Moment, touched: set[str]) -> None:
    if (call := live.calls.get(fact.call)) and call.offer and call.offer.leg == fact.leg:
        call.offer.rang_at = at


def _offer_ended(live: Live, fact: OfferEnded, at: Moment, touched: set[str]) -> None:
    if (call := live.calls.get(fact.call)) and call.offer and call.offer.leg == fact.leg:
        call.offer = None
        if fact.outcome is OfferOutcome.ANSWERED:
            call.legs[fact.leg] = fact.operator


def _joined(live: Live, fact: Joined, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.legs[fact.leg] = fact.operator
        if call.answered_at is None:
            call.answered_at = at


def _leg_ended(live: Live, fact: LegEnded, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.legs.pop(fact.leg, None)


def _transfer_started(live: Live, fact: TransferStarted, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.transfer = LiveTransfer(fact.operator, fact.mode, fact.to_operator, fact.to_queue, at)
        call.last_transfer = ""


def _consulting(live: Live, fact: Consulting, at: Moment, touched: set[str]) -> None:
    if (call := live.calls.get(fact.call)) and call.transfer:
        call.transfer.colleague = fact.colleague


def _transfer_ended(live: Live, fact: TransferEnded, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.transfer = None
        call.last_transfer = fact.outcome


def _card_seen(live: Live, fact: CardSeen, at: Moment, touched: set[str]) -> None:
    if (call := live.calls.get(fact.call)) and fact.operator not in call.seen_by:
        call.seen_by.append(fact.operator)


def _ended(live: Live, fact: Ended, at: Moment, touched: set[str]) -> None:
    live.calls.pop(fact.call, None)


# --- the centre -----------------------------------------------------------------------------------


def _queue_unservable(live: Live, fact: QueueUnservable, at: Moment, touched: set[str]) -> None:
    if fact.why:
        live.queues[fact.queue] = LiveQueue(fact.why, list(fact.lacking))
    else:
        live.queues.pop(fact.queue, None)
    touched.add(f"queue:{fact.queue}")


def _device_reachable(live: Live, fact: DeviceReachable, at: Moment, touched: set[str]) -> None:
    live.devices[fact.device] = fact.reachable
    touched.add(f"device:{fact.device}")


def _centre_changed(live: Live, fact: CentreChanged, at: Moment, touched: set[str]) -> None:
    live.centre_version = fact.version
    touched.add("centre")


_Fold = Callable[[Live, Any, Moment, set[str]], None]
_INPUTS: dict[type, _Fold] = {
    OperatorLoggedIn: _logged_in,
    DeskConnected: _desk_connected,
    DeskLost: _desk_lost,
}
_FACTS: dict[type, _Fold] = {
    OperatorChanged: _operator_changed,
    PauseAwaited: _pause_awaited,
    Arrived: _arrived,
    Dialled: _dialled,
    MenuChosen: _menu_chosen,
    Queued: _queued,
    Offered: _offered,
    Rang: _rang,
    OfferEnded: _offer_ended,
    Joined: _joined,
    LegEnded: _leg_ended,
    TransferStarted: _transfer_started,
    Consulting: _consulting,
    TransferEnded: _transfer_ended,
    CardSeen: _card_seen,
    Ended: _ended,
    QueueUnservable: _queue_unservable,
    DeviceReachable: _device_reachable,
    CentreChanged: _centre_changed,
}
