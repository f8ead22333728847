"""Operators come and go: login, ready, pause, their phones and their desks.

A phone that is not registered is not rung. A desk that stays away longer than a reload takes
its operator out of the line; conversations are left alone by both.
"""

from __future__ import annotations

from thirdring.acd import answer, attempts, comeback, supervision, wait, wrap_up
from thirdring.acd.facts import DeviceReachable, OfferOutcome, PauseAwaited
from thirdring.acd.inputs import (
    DeskConnected,
    DeskLost,
    Illegal,
    OperatorLoggedIn,
    OperatorLoggedOut,
    OperatorPaused,
    OperatorReady,
    PhoneLost,
    PhoneRegistered,
    TimerDue,
)
from thirdring.acd.operators import OperatorState, OperatorTurn
from thirdring.acd.refusals import not_while
from thirdring.acd.seat import DESK_GONE, change, commanded, log_out, release
from thirdring.acd.state import Seat, Step

LOGIN = "login"
LOGOUT = "logout"

_AFTERWARDS = (OperatorState.TALKING, OperatorState.SUPERVISING)  # a pause begins when these are over


def logged_in(step: Step, event: OperatorLoggedIn) -> None:
    seat = commanded(step, event.operator, event)
    if step.state.floor.owner_of(event.device) != event.operator:
        raise Illegal("unknown_device", f"operator {event.operator} has no device {event.device}")
    seat.device = event.device
    change(step, seat, OperatorTurn.LOGS_IN, LOGIN)
    step.touched.extend(step.state.floor.lines_of[event.operator])


def logged_out(step: Step, event: OperatorLoggedOut) -> None:
    """At once, or after the conversation."""
    seat = commanded(step, event.operator, event)
    if seat.state is OperatorState.OFFERED:
        seat.leaving = True
        answer.taken_back(step, step.state.calls[seat.call], OfferOutcome.WITHDRAWN)
    elif seat.state is OperatorState.TALKING:
        seat.leaving, seat.pause = True, ""
        step.effects.append(PauseAwaited(seat.operator, LOGOUT))
    elif seat.state is OperatorState.COMING_BACK:
        seat.leaving, seat.pause = True, ""
        comeback.give_up(step, seat)
    elif seat.state is OperatorState.SUPERVISING:
        supervision.leave(step, seat)
        log_out(step, seat)
    else:
        attempts.drop(step, seat, LOGOUT)
        step.state.disarm(f"wrap-up {seat.operator}")
        log_out(step, seat)


def ready(step: Step, event: OperatorReady) -> None:
    """The operator's word wins over a pause that was to begin, and over a desk that is not seen."""
    seat = commanded(step, event.operator, event)
    awaited = seat.leaving or seat.pause
    if seat.state in _AFTERWARDS and not awaited:
        raise Illegal(not_while(seat.state), f"operator {event.operator} is {seat.state}")
    seat.leaving, seat.pause, seat.desk_gone = False, "", False
    if seat.state in _AFTERWARDS:
        step.effects.append(PauseAwaited(seat.operator, ""))
    elif seat.state is OperatorState.WRAP_UP:
        wrap_up.end(step, seat)
    else:
        release(step, seat)


def paused(step: Step, event: OperatorPaused) -> None:
    """At once (an offer is thereby refused, a wrap-up ended), or after the conversation."""
    seat = commanded(step, event.operator, event)
    if not event.reason:
        raise Illegal("reason_missing", "a pause needs a reason")
    match seat.state:
        case OperatorState.OFFERED:
            seat.pause = event.reason
            call = step.state.calls[seat.call]
            wait.hold_off(step, call, seat.operator)
            answer.taken_back(step, call, OfferOutcome.REFUSED)
        case OperatorState.TALKING | OperatorState.SUPERVISING:
            seat.pause, seat.leaving = event.reason, False
            step.effects.append(PauseAwaited(seat.operator, event.reason))
        case OperatorState.COMING_BACK:
            seat.pause, seat.leaving = event.reason, False
            comeback.give_up(step, seat)
        case OperatorState.PROMISE:
            attempts.drop(step, seat, "pause")
            change(step, seat, OperatorTurn.PAUSES, event.reason)
        case OperatorState.WRAP_UP:
            seat.pause, seat.leaving = event.reason, False
            wrap_up.end(step, seat)
        case _:
            change(step, seat, OperatorTurn.PAUSES, event.reason)


def _seat_with(step: Step, device: str) -> Seat | None:
    """Who sits at this phone now."""
    owner = step.state.floor.owner_of(device)
    seat = step.state.operators.get(owner) if owner is not None else None
    return seat if seat is not None and seat.device == device else None


def phone_registered(step: Step, event: PhoneRegistered) -> None:
    if step.state.phones.get(event.device, False):
        return
    step.state.phones[event.device] = True
    step.effects.append(DeviceReachable(event.device, True))
    seat = _seat_with(step, event.device)
    if seat is not None and seat.state is OperatorState.UNREACHABLE:
        release(step, seat, seat.idle_since)  # a lost registration costs nobody his turn
    elif seat is not None and seat.state is OperatorState.COMING_BACK:
        comeback.phone_is_back(step, seat)


def phone_lost(step: Step, event: PhoneLost) -> None:
    """Nobody is rung on it any more; a conversation on it lasts as long as its leg."""
    if not step.state.phones.get(event.device, False):
        return
    step.state.phones[event.device] = False
    step.effects.append(DeviceReachable(event.device, False))
    seat = _seat_with(step, event.device)
    if seat is None or step.state.reachable(event.device):
        return
    if seat.state is OperatorState.READY:
        change(step, seat, OperatorTurn.PHONE_GONE)
    elif seat.state is OperatorState.OFFERED:
        answer.taken_back(step, step.state.calls[seat.call], OfferOutcome.WITHDRAWN)


def desk_connected(step: Step, event: DeskConnected) -> None:
    seat = step.state.operators.get(event.operator)
    if seat is not None:
        seat.desk_gone, seat.desk = False, True
        step.state.disarm(f"desk {event.operator}")


def desk_lost(step: Step, event: DeskLost) -> None:
    """Perhaps only a reload."""
    seat = step.state.operators.get(event.operator)
    if seat is not None:
        seat.desk = False
    if seat is not None and seat.state is not OperatorState.LOGGED_OUT:
        step.state.arm(f"desk {event.operator}", step.at + step.state.centre.rules.desk_grace)


def desk_stays_away(step: Step, timer: TimerDue) -> None:
    seat = step.state.operators.get(int(timer.timer.removeprefix("desk ")))
    if seat is None:
        return
    seat.desk_gone = True
    if seat.state in (OperatorState.READY, OperatorState.UNREACHABLE):
        change(step, seat, OperatorTurn.PAUSES, DESK_GONE)
