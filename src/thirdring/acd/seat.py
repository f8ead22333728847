"""How an operator passes from one state to another, told as ``OperatorChanged``.

``release`` is the one place that says what becomes of somebody who has nothing more to do:
he leaves, pauses, waits for his phone, or is free for the next caller.
"""

from __future__ import annotations

from thirdring.acd import promises
from thirdring.acd.centre import OperatorId
from thirdring.acd.facts import OperatorChanged
from thirdring.acd.inputs import CallId, Event, Illegal
from thirdring.acd.operators import COMMANDS, READY, TRANSITIONS, OperatorTurn
from thirdring.acd.refusals import not_while
from thirdring.acd.state import Seat, Step

DESK_GONE = "desk gone"


def commanded(step: Step, operator: OperatorId, command: Event) -> Seat:
    """The seat of an operator whose state accepts the command; else raises ``Illegal``."""
    seat = step.state.operators.get(operator)
    if seat is None:
        raise Illegal("unknown_operator", f"there is no operator {operator}")
    if seat.state not in COMMANDS[type(command)]:
        what = type(command).__name__
        raise Illegal(not_while(seat.state), f"operator {operator} is {seat.state}: no {what} now")
    return seat


def change(step: Step, seat: Seat, turn: OperatorTurn, reason: str = "", call: CallId = "") -> None:
    """Turns an operator's state as the table says."""
    state = step.state
    old = seat.state
    new = TRANSITIONS[old][turn]
    if old is READY:
        state.floor.step_out(seat.operator, seat.idle_since)
    state.floor.move(seat.operator, old, new)
    state.turns += 1
    seat.state = new
    seat.reason = reason
    seat.since = step.at
    seat.turn = state.turns
    seat.call = call
    step.effects.append(OperatorChanged(seat.operator, new, reason, call))


def release(step: Step, seat: Seat, idle_since: int | None = None) -> None:
    """Nothing holds the operator any more. ``idle_since`` keeps the place of one who has not worked since."""
    if seat.promise:
        promises.let_go(step, seat)
    floor = step.state.floor
    seat.idle_since = step.at if idle_since is None else idle_since
    if seat.leaving or seat.operator not in floor.operators:
        log_out(step, seat)
    elif seat.pause:
        reason, seat.pause = seat.pause, ""
        change(step, seat, OperatorTurn.PAUSES, reason)
    elif seat.desk_gone:
        change(step, seat, OperatorTurn.PAUSES, DESK_GONE)
    elif not step.state.reachable(seat.device):
        change(step, seat, OperatorTurn.PHONE_GONE)
    else:
        change(step, seat, OperatorTurn.FREE)
        step.free.append(seat)


def log_out(step: Step, seat: Seat) -> None:
    """The seat is empty; forgotten altogether if the configuration no longer knows the operator."""
    if seat.promise:
        promises.let_go(step, seat)
    reason = "" if seat.operator in step.state.floor.operators else "removed"
    change(step, seat, OperatorTurn.LOGS_OUT, reason)
    seat.device = seat.pause = seat.card = ""
    seat.leaving = seat.desk_gone = False
    step.state.disarm(f"desk {seat.operator}")
    if reason:
        del step.state.operators[seat.operator]
    else:
        step.touched.extend(step.state.floor.lines_of[seat.operator])
