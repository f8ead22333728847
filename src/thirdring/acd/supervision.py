"""A supervisor listens to a conversation, whispers to its operator, or joins in.

A supervisor is an operator who is logged in, and whose own phone rings for it. He has no call
meanwhile and is offered none; afterwards he is what he was before. What he hears belongs to one
operator's part in a call and ends with it; the conversation never depends on him.
"""

from __future__ import annotations

from thirdring.acd import recording
from thirdring.acd.actions import HangUpLeg, PlayToLeg, Ring, Supervise
from thirdring.acd.calls import CallState
from thirdring.acd.inputs import (
    Illegal,
    SupervisionChangeRequested,
    SupervisionEndRequested,
    SupervisionMode,
    SupervisionRequested,
    TimerDue,
)
from thirdring.acd.operators import OperatorState, OperatorTurn
from thirdring.acd.refusals import call_is
from thirdring.acd.seat import change, commanded, release
from thirdring.acd.state import Call, Seat, Step, Supervision
from thirdring.acd.supervision_facts import (
    SupervisionChanged,
    SupervisionEnd,
    SupervisionEnded,
    SupervisionStarted,
)

APART = (CallState.TRANSFERRING, CallState.CONSULTING)  # the caller is not there to be joined


def request(step: Step, event: SupervisionRequested) -> None:
    """The supervisor's phone is asked to ring."""
    seat = commanded(step, event.operator, event)
    state = step.state
    call = state.calls.get(event.call)
    if call is None or call.operator is None or call.state is CallState.DIALLING:
        raise Illegal("no_conversation", f"nobody speaks with the caller of {event.call}")
    if call.supervision is not None:
        raise Illegal("already_supervised", f"operator {call.supervision.supervisor} listens to {call.id}")
    if not state.reachable(seat.device):
        raise Illegal("phone_unreachable", f"the phone of operator {seat.operator} is not registered")
    _check_mode(call, event.mode)
    leg = call.another_leg()
    call.supervision = Supervision(seat.operator, leg, event.mode)
    if seat.state is OperatorState.PAUSED:
        seat.pause = seat.reason  # goes on afterwards
    change(step, seat, OperatorTurn.SUPERVISES, event.mode, call.id)
    device, _ = state.floor.devices[seat.device]
    step.effects.append(Ring(leg, call.id, seat.operator, device.key, device.address, call.caller, call.line))
    state.arm(f"supervisor {leg}", step.at + state.centre.rules.ring_limit)


def _check_mode(call: Call, mode: SupervisionMode) -> None:
    if mode is SupervisionMode.JOIN and call.state in APART:
        raise Illegal(call_is(call.state), f"call {call.id} is {call.state}: the caller cannot be joined now")


def lifted(step: Step, call: Call, found: Supervision) -> None:
    """The supervisor has lifted the receiver; a mobile's voice mail must not hear the conversation."""
    if found.lifted:
        return
    found.lifted = True
    confirm = step.state.centre.rules.confirm
    if confirm and step.state.floor.is_mobile(step.state.operators[found.supervisor].device):
        step.effects.append(PlayToLeg(found.leg, confirm))
    else:
        begin(step, call, found)


def begin(step: Step, call: Call, found: Supervision) -> None:
    """The supervisor hears the conversation from here on."""
    if found.began or call.operator is None:
        return
    found.began = True
    step.state.disarm(f"supervisor {found.leg}")
    if call.state in APART and found.mode is SupervisionMode.JOIN:
        found.mode = SupervisionMode.LISTEN  # the caller has been taken out while the phone rang
    found.shown = step.state.centre.rules.supervision_shown
    _order(step, call, found)
    started = SupervisionStarted(call.id, found.leg, found.supervisor, call.operator, found.mode, found.shown)
    step.tell(call, started)


def _order(step: Step, call: Call, found: Supervision) -> None:
    if found.mode is SupervisionMode.JOIN:
        recording.go_on(step, call, recording.ANOTHER)
    step.effects.append(Supervise(call.id, found.leg, call.leg, found.mode))


def supervised(step: Step, seat: Seat) -> tuple[Call, Supervision]:
    """The conversation that a supervising operator listens to, or is about to."""
    call = step.state.calls[seat.call]
    assert call.supervision is not None
    return call, call.supervision


def change_mode(step: Step, event: SupervisionChangeRequested) -> None:
    """To the same mode changes nothing."""
    call, found = supervised(step, commanded(step, event.operator, event))
    _check_mode(call, event.mode)
    if event.mode is found.mode:
        return
    found.mode = event.mode
    if found.began:
        _order(step, call, found)
        step.tell(call, SupervisionChanged(call.id, found.supervisor, found.mode, found.shown))


def end_requested(step: Step, event: SupervisionEndRequested) -> None:
    seat = commanded(step, event.operator, event)
    leave(step, seat)
    release(step, seat, seat.idle_since)


def leave(step: Step, seat: Seat) -> None:
    """The supervisor leaves; what becomes of him then is the asker's business."""
    call, _ = supervised(step, seat)
    _end(step, call, SupervisionEnd.LEFT, hang_up=True)


def over(step: Step, call: Call) -> None:
    """The operator's part in the call is over, and with it what the supervisor listened to."""
    found = _end(step, call, SupervisionEnd.CONVERSATION_OVER, hang_up=True)
    if found is not None:
        _back(step, found)


def phone_gone(step: Step, call: Call) -> None:
    """The supervisor has put down the receiver or was never reached: nobody else notices it."""
    found = _end(step, call, SupervisionEnd.PHONE_GONE, hang_up=False)
    if found is not None:
        _back(step, found)


def not_lifted(step: Step, timer: TimerDue) -> None:
    """His own phone has rung in vain, or nobody pressed the key."""
    call = step.state.call_of_leg(timer.timer.removeprefix("supervisor "))
    found = _end(step, call, SupervisionEnd.LEFT, hang_up=True) if call is not None else None
    if found is not None:
        _back(step, found)


def _end(step: Step, call: Call, how: SupervisionEnd, hang_up: bool) -> Supervision | None:
    found = call.supervision
    if found is None:
        return None
    if hang_up:
        step.effects.append(HangUpLeg(found.leg))
    forget(step, call, how)
    return found


def forget(step: Step, call: Call, how: SupervisionEnd) -> None:
    """Nobody listens to the call any more."""
    found, call.supervision = call.supervision, None
    assert found is not None
    step.state.disarm(f"supervisor {found.leg}")
    if found.began:
        step.tell(call, SupervisionEnded(call.id, found.supervisor, how, found.shown))


def _back(step: Step, found: Supervision) -> None:
    """To what he was before."""
    seat = step.state.operators[found.supervisor]
    release(step, seat, seat.idle_since)
