"""How rows change what screens know of supervisors, of what they order, and of recordings that are paused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from thirdring.acd.facts import OperatorChanged
from thirdring.acd.inputs import (
    OperatorLoggedIn,
    OperatorLoggedOut,
    OperatorPaused,
    OperatorReady,
    StateOrder,
)
from thirdring.acd.moment import Moment
from thirdring.acd.operators import OperatorState
from thirdring.acd.supervision_facts import (
    DialLimitLifted,
    MembershipChanged,
    OperatorOrdered,
    RecordingPaused,
    RecordingResumed,
    SupervisionChanged,
    SupervisionEnded,
    SupervisionStarted,
)
from thirdring.journal.live_records import (
    Live,
    LiveLift,
    LiveMembership,
    LiveOrder,
    LivePause,
    LiveSupervision,
)


def _started(live: Live, fact: SupervisionStarted, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.supervision = LiveSupervision(fact.supervisor, fact.operator, fact.mode, at, fact.shown)


def _changed(live: Live, fact: SupervisionChanged, at: Moment, touched: set[str]) -> None:
    if (call := live.calls.get(fact.call)) and call.supervision:
        call.supervision.mode = fact.mode


def _ended(live: Live, fact: SupervisionEnded, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.supervision = None


def _paused(live: Live, fact: RecordingPaused, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.recording_paused = LivePause(at, at + fact.limit)


def _resumed(live: Live, fact: RecordingResumed, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.recording_paused = None


_BRINGS = {
    StateOrder.READY: OperatorState.READY,
    StateOrder.PAUSE: OperatorState.PAUSED,
    StateOrder.LOG_OUT: OperatorState.LOGGED_OUT,
}


def _ordered(live: Live, fact: OperatorOrdered, at: Moment, touched: set[str]) -> None:
    live.ordered[fact.operator] = LiveOrder(fact.order, fact.by, fact.called, fact.reason, at)
    touched.add(f"operator:{fact.operator}")


def _own_word(live: Live, event: _OwnWord, at: Moment, touched: set[str]) -> None:
    """What the operator says himself ends the order."""
    if live.ordered.pop(event.operator, None):
        touched.add(f"operator:{event.operator}")


def _operator_changed(live: Live, fact: OperatorChanged, at: Moment, touched: set[str]) -> None:
    """An order lasts from being given to the end of the state that it has brought."""
    order = live.ordered.get(fact.operator)
    if order is None:
        return
    if fact.state == _BRINGS[StateOrder(order.order)]:
        order.carried_out = True
    elif order.carried_out:
        del live.ordered[fact.operator]


def _membership_changed(live: Live, fact: MembershipChanged, at: Moment, touched: set[str]) -> None:
    changes = live.memberships.setdefault(fact.operator, {})
    if fact.until:
        changes[fact.queue] = LiveMembership(fact.serves, fact.until, fact.by, fact.called, fact.reason)
    else:
        changes.pop(fact.queue, None)
    if not changes:
        del live.memberships[fact.operator]
    touched.add(f"operator:{fact.operator}")


def _dial_limit_lifted(live: Live, fact: DialLimitLifted, at: Moment, touched: set[str]) -> None:
    if fact.until:
        live.unlimited[fact.operator] = LiveLift(fact.until, fact.by, fact.called, fact.reason)
        live.dials.pop(fact.operator, None)
    else:
        live.unlimited.pop(fact.operator, None)
    touched.add(f"operator:{fact.operator}")


_OwnWord = OperatorReady | OperatorPaused | OperatorLoggedIn | OperatorLoggedOut

FOLDS: dict[type, Callable[[Live, Any, Moment, set[str]], None]] = {
    SupervisionStarted: _started,
    SupervisionChanged: _changed,
    SupervisionEnded: _ended,
    RecordingPaused: _paused,
    RecordingResumed: _resumed,
    OperatorOrdered: _ordered,
    OperatorReady: _own_word,
    OperatorPaused: _own_word,
    OperatorLoggedIn: _own_word,
    OperatorLoggedOut: _own_word,
    OperatorChanged: _operator_changed,
    MembershipChanged: _membership_changed,
    DialLimitLifted: _dial_limit_lifted,
}
