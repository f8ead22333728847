"""How the present moment of an operator follows from rows: state, desk, awaited pause, repeated misses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from thirdring.acd.facts import MissesRepeated, OperatorChanged, PauseAwaited
from thirdring.acd.inputs import DeskConnected, DeskLost, OperatorLoggedIn
from thirdring.acd.moment import Moment
from thirdring.acd.operators import OperatorState
from thirdring.journal.live_records import Live, LiveMisses, LiveOperator


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
    if fact.state == OperatorState.TALKING and operator.state != OperatorState.COMING_BACK:
        operator.talks_since = at
    operator.state, operator.since = fact.state, at
    operator.reason, operator.call = fact.reason, fact.call
    if fact.state in _WITHOUT_CALL:
        operator.awaits = ""
    if fact.state == OperatorState.READY:
        operator.misses = None


def _pause_awaited(live: Live, fact: PauseAwaited, at: Moment, touched: set[str]) -> None:
    if operator := live.operators.get(fact.operator):
        operator.awaits = fact.reason
        touched.add(f"operator:{fact.operator}")


def _misses_repeated(live: Live, fact: MissesRepeated, at: Moment, touched: set[str]) -> None:
    if operator := live.operators.get(fact.operator):
        operator.misses = LiveMisses(at, fact.count, fact.within)
        touched.add(f"operator:{fact.operator}")


_WITHOUT_CALL = {
    OperatorState.READY,
    OperatorState.PAUSED,
    OperatorState.UNREACHABLE,
    OperatorState.SET_ASIDE,
}

FOLDS: dict[type, Callable[[Live, Any, Moment, set[str]], None]] = {
    OperatorLoggedIn: _logged_in,
    DeskConnected: _desk_connected,
    DeskLost: _desk_lost,
    OperatorChanged: _operator_changed,
    PauseAwaited: _pause_awaited,
    MissesRepeated: _misses_repeated,
}
