"""Caller and operator speak: join, hold, and the end of the conversation.

Whoever ends it, the caller's connection ends once, every leg ends once, and the operator
goes on to his card.
"""

from __future__ import annotations

from thirdring.acd import patience, promises, recording, supervision, wait, wrap_up
from thirdring.acd.actions import HangUpCall, HangUpLeg, Join, Part
from thirdring.acd.calls import CallState
from thirdring.acd.facts import CallEnd, CardSeen, Ended, EndedBy, Held, Joined, LegEnded, Resumed
from thirdring.acd.inputs import CardOpened, Event, HoldRequested, Illegal, LegId, ResumeRequested
from thirdring.acd.operators import OperatorTurn
from thirdring.acd.refusals import call_is
from thirdring.acd.seat import change, commanded
from thirdring.acd.state import Call, Seat, Step


def begin(step: Step, call: Call, seat: Seat, leg: LegId) -> None:
    """The operator has lifted the receiver: the voices are joined."""
    change(step, seat, OperatorTurn.ANSWERS, call=call.id)
    connect(step, call, seat, leg)
    wait.forget_hold_offs(step, call)


def connect(step: Step, call: Call, seat: Seat, leg: LegId) -> None:
    """The caller speaks with this operator from here on."""
    recording.go_on(step, call, recording.ANOTHER)
    call.leg = leg
    call.operator = seat.operator
    patience.over(step, call)
    if call.promise:
        promises.joined(step, call, seat)
    step.effects.append(Join(call.id, leg))
    step.tell(call, Joined(call.id, leg, seat.operator))


def conversation(step: Step, command: Event, operator: int, *states: CallState) -> tuple[Seat, Call]:
    """The operator's own conversation, if it is in one of ``states``; else raises ``Illegal``."""
    seat = commanded(step, operator, command)
    call = step.state.calls[seat.call]
    if call.operator != operator:
        raise Illegal("not_your_conversation", f"operator {operator} is only consulted in call {call.id}")
    if call.state not in states:
        raise Illegal(call_is(call.state), f"call {call.id} is {call.state}: no {type(command).__name__} now")
    return seat, call


def hold(step: Step, event: HoldRequested) -> None:
    _, call = conversation(step, event, event.operator, CallState.TALKING)
    step.effects.append(Part(call.id, call.leg))
    step.tell(call, Held(call.id, event.operator))


def resume(step: Step, event: ResumeRequested) -> None:
    _, call = conversation(step, event, event.operator, CallState.HELD)
    step.effects.append(Join(call.id, call.leg))
    step.tell(call, Resumed(call.id, event.operator))


def card_shown(step: Step, event: CardOpened) -> None:
    """The desk shows the card (clause 6 of 141-П). Shown again, as after a reload, it is told once."""
    seat = step.state.operators.get(event.operator)
    if seat is None or not event.call or seat.call != event.call:
        raise Illegal("not_your_call", f"operator {event.operator} has nothing to do with call {event.call}")
    if seat.card != event.call:
        seat.card = event.call
        step.effects.append(CardSeen(event.call, event.operator))


def part(step: Step, call: Call, hang_up: bool) -> Seat | None:
    """The operator's side is over; returns his seat. ``hang_up``: his phone is still connected."""
    if call.operator is None:
        return None
    seat = step.state.operators[call.operator]
    if hang_up:
        step.effects.append(HangUpLeg(call.leg))
    step.tell(call, LegEnded(call.id, call.leg, seat.operator))
    call.leg, call.operator = "", None
    supervision.over(step, call)
    return seat


def ended_by_operator(step: Step, call: Call, hang_up: bool) -> None:
    """The operator puts down the receiver, or asks for it at the desk (``hang_up``)."""
    queue = step.state.queue_of(call)
    seat = part(step, call, hang_up)
    step.effects.append(HangUpCall(call.id))
    finish(step, call, CallEnd.COMPLETED, EndedBy.OPERATOR)
    if seat is not None:
        wrap_up.begin(step, seat, call.id, queue)


def phone_died(step: Step, call: Call) -> None:
    """The operator's connection broke: the caller, who still holds on, goes back to the head of the queue."""
    queue = step.state.queue_of(call)
    recording.go_on(step, call, recording.NOBODY)
    wait.enter(step, call, call.queue)
    seat = part(step, call, hang_up=False)
    if seat is not None:
        wrap_up.begin(step, seat, call.id, queue)


def finish(step: Step, call: Call, how: CallEnd, by: EndedBy) -> None:
    """The call is over and forgotten here; the journal keeps it."""
    wait.forget_hold_offs(step, call)
    patience.forget(step, call)
    recording.forget(step, call)
    step.tell(call, Ended(call.id, how, by))
    if call.promise:
        promises.call_over(step, call, how)
    del step.state.calls[call.id]
