"""A supervisor sets an operator's state, or whom he serves today, and says why.

The order is the operator's own word spoken by another: the same steps follow from it, except that a
conversation and its card are always finished first. Who ordered it and why is told beside what follows.
"""

from __future__ import annotations

from collections.abc import Callable

from thirdring.acd import answer, people
from thirdring.acd.facts import OfferOutcome, PauseAwaited
from thirdring.acd.inputs import (
    Illegal,
    OperatorLoggedOut,
    OperatorPaused,
    OperatorReady,
    OperatorStateSet,
    StateOrder,
)
from thirdring.acd.operators import ORDERS, OperatorState
from thirdring.acd.refusals import not_while
from thirdring.acd.state import Seat, Step
from thirdring.acd.supervision_facts import OperatorOrdered

# Nobody is taken out of these: an order to be ready can only take back what was to begin afterwards.
AT_WORK = (
    OperatorState.TALKING,
    OperatorState.WRAP_UP,
    OperatorState.SUPERVISING,
)


def set_state(step: Step, event: OperatorStateSet) -> None:
    """Raises ``Illegal`` for an order that does not fit the state, or that says no reason."""
    seat = step.state.operators.get(event.operator)
    if seat is None:
        raise Illegal("unknown_operator", f"there is no operator {event.operator}")
    if seat.state not in ORDERS[event.order]:
        raise Illegal(
            not_while(seat.state), f"operator {seat.operator} is {seat.state}: no {event.order} now"
        )
    if not event.reason:
        raise Illegal("order_without_reason", f"{event.by} has not said why")
    _CHECKS[event.order](seat, event)
    step.effects.append(
        OperatorOrdered(seat.operator, event.order, event.by, event.called, event.reason, event.pause)
    )
    _CARRIED_OUT[event.order](step, seat, event)


def _may_be_ready(seat: Seat, event: OperatorStateSet) -> None:
    if seat.state in AT_WORK:
        if not (seat.leaving or seat.pause):
            raise Illegal(not_while(seat.state), f"operator {seat.operator} is {seat.state}")
    elif seat.desk_gone:
        raise Illegal("desk_is_gone", f"the desk of operator {seat.operator} is closed: nobody would answer")


def _may_pause(seat: Seat, event: OperatorStateSet) -> None:
    if not event.pause:
        raise Illegal("reason_missing", "a pause needs a reason")


def _may_leave(seat: Seat, event: OperatorStateSet) -> None:
    """Whoever is on shift may be logged out."""


def _ready(step: Step, seat: Seat, event: OperatorStateSet) -> None:
    if seat.state is OperatorState.WRAP_UP:  # the card stays: only what was to come after it is taken back
        seat.leaving, seat.pause = False, ""
        step.effects.append(PauseAwaited(seat.operator, ""))
    else:
        people.ready(step, OperatorReady(event.at, event.operator))


def _paused(step: Step, seat: Seat, event: OperatorStateSet) -> None:
    match seat.state:
        case OperatorState.OFFERED:  # he has not refused it: the caller is offered to somebody else
            seat.pause = event.pause
            answer.taken_back(step, step.state.calls[seat.call], OfferOutcome.WITHDRAWN)
        case OperatorState.WRAP_UP:
            seat.pause, seat.leaving = event.pause, False
            step.effects.append(PauseAwaited(seat.operator, event.pause))
        case _:
            people.paused(step, OperatorPaused(event.at, event.operator, event.pause))


def _logged_out(step: Step, seat: Seat, event: OperatorStateSet) -> None:
    people.logged_out(step, OperatorLoggedOut(event.at, event.operator))


_CHECKS: dict[StateOrder, Callable[[Seat, OperatorStateSet], None]] = {
    StateOrder.READY: _may_be_ready,
    StateOrder.PAUSE: _may_pause,
    StateOrder.LOG_OUT: _may_leave,
}
_CARRIED_OUT: dict[StateOrder, Callable[[Step, Seat, OperatorStateSet], None]] = {
    StateOrder.READY: _ready,
    StateOrder.PAUSE: _paused,
    StateOrder.LOG_OUT: _logged_out,
}
