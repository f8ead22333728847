"""A new configuration takes effect: for new calls, and for every decision from now on.

Conversations are left alone. Operators whom it no longer knows leave, after their call if
they have one; callers in a queue that it no longer knows go to the queue of their line, or
else to the first of all, and keep their place.
"""

from __future__ import annotations

from thirdring.acd import answer, attempts, comeback, membership, patience, supervision, wait
from thirdring.acd.calls import CallState
from thirdring.acd.facts import CentreChanged, OfferOutcome, PauseAwaited, QueueUnservable
from thirdring.acd.inputs import CentreConfigured
from thirdring.acd.operators import OperatorState
from thirdring.acd.people import LOGOUT
from thirdring.acd.seat import log_out
from thirdring.acd.state import Seat, Step


def configure(step: Step, event: CentreConfigured) -> None:
    state = step.state
    state.centre = event.centre
    step.effects.append(CentreChanged(event.centre.version))
    for operator in event.centre.operators:
        state.operators.setdefault(operator.id, Seat(operator.id))
    state.rebuild_floor()
    membership.forget_strangers(step)
    for seat in list(state.operators.values()):
        if seat.operator not in state.floor.operators:
            _dismiss(step, seat)
    _move_callers(step)
    for call in state.calls.values():
        if call.state is CallState.WAITING:
            patience.begin(step, call)
    state.paces = {queue: pace for queue, pace in state.paces.items() if queue in state.floor.lines}
    for queue in [queue for queue in state.unservable if queue not in state.floor.lines]:
        del state.unservable[queue]
        step.effects.append(QueueUnservable(queue, ""))
    membership.look_again(step)


def _dismiss(step: Step, seat: Seat) -> None:
    """The configuration no longer knows the operator."""
    match seat.state:
        case OperatorState.LOGGED_OUT:
            del step.state.operators[seat.operator]
        case OperatorState.OFFERED:
            answer.taken_back(step, step.state.calls[seat.call], OfferOutcome.WITHDRAWN)
        case OperatorState.TALKING:
            step.effects.append(PauseAwaited(seat.operator, LOGOUT))
        case OperatorState.COMING_BACK:
            comeback.give_up(step, seat)
        case OperatorState.SUPERVISING:
            supervision.leave(step, seat)
            log_out(step, seat)
        case _:
            attempts.drop(step, seat, LOGOUT)
            step.state.disarm(f"wrap-up {seat.operator}")
            log_out(step, seat)


def _move_callers(step: Step) -> None:
    state = step.state
    stranded = [
        call
        for call in state.calls.values()
        if call.state is CallState.WAITING and call.queue not in state.floor.lines
    ]
    for call in sorted(stranded, key=lambda call: call.place):
        wait.enter(step, call, call.queue)
