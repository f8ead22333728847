"""Somebody leaves the call: the caller at any moment, or an operator who puts down the receiver.

What the network says of a call or a leg that is no longer known came too late: hang-ups
cross on the wire, so it changes nothing. At the desk, hanging up does as hanging up the
phone would.
"""

from __future__ import annotations

from thirdring.acd import answer, attempts, choice, comeback, join, offer, promises, transfer, wait, wrap_up
from thirdring.acd.calls import ANNOUNCED, WAITING, CallState
from thirdring.acd.centre import WaitingMode
from thirdring.acd.facts import CallEnd, EndedBy, OfferOutcome
from thirdring.acd.inputs import (
    AttemptOutcome,
    CallerGone,
    GoneCause,
    HangUpRequested,
    LegEnd,
    LegGone,
    Owner,
)
from thirdring.acd.promise_facts import PromiseKind, PromiseOrigin
from thirdring.acd.seat import commanded
from thirdring.acd.state import Call, Step

# How a call ends, when the caller hangs up in a state.
END_IN: dict[CallState, CallEnd] = {
    CallState.ANNOUNCED: CallEnd.ABANDONED_IN_ANNOUNCEMENT,
    CallState.AFTER_HOURS: CallEnd.AFTER_HOURS,
    CallState.DIALLING: CallEnd.NOT_REACHED,
    CallState.WAITING: CallEnd.ABANDONED_WAITING,
    CallState.OFFERED: CallEnd.ABANDONED_WAITING,
    CallState.TALKING: CallEnd.COMPLETED,
    CallState.HELD: CallEnd.COMPLETED,
    CallState.INTERRUPTED: CallEnd.COMPLETED,
    CallState.TRANSFERRING: CallEnd.COMPLETED,
    CallState.CONSULTING: CallEnd.COMPLETED,
    CallState.LEAVING_MESSAGE: CallEnd.ABANDONED_WAITING,  # before the tone
    CallState.FAREWELL: CallEnd.CALL_BACK_PROMISED,
}

# How it ends for any other cause, who ended it, and why the centre then owes a call back ("": it does not).
END_FOR: dict[GoneCause, tuple[CallEnd, EndedBy, str]] = {
    GoneCause.LOST: (CallEnd.BROKEN, EndedBy.SYSTEM, "the connection was lost"),
    GoneCause.UNANSWERED_WHILE_AWAY: (
        CallEnd.MISSED_WHILE_AWAY,
        EndedBy.CALLER,
        "nobody was there to answer",
    ),
    GoneCause.SERVED_WHILE_AWAY: (CallEnd.SERVED_WHILE_AWAY, EndedBy.CALLER, ""),
}

_BROKEN_LEG = (LegEnd.LOST, LegEnd.FAILED)


def caller_gone(step: Step, event: CallerGone) -> None:
    """Everybody who rang or spoke for the caller is let go in the same moment."""
    call = step.state.calls.get(event.call)
    if call is None:
        return
    if call.state is CallState.DIALLING:
        attempts.in_vain(step, call, AttemptOutcome.HUNG_UP if call.answered else AttemptOutcome.FAILED)
        return
    how, by, owed = END_FOR.get(event.cause, (_end_in(call), EndedBy.CALLER, ""))
    if call.state is ANNOUNCED:
        step.state.disarm(f"menu {call.id}")
    elif call.state is WAITING:
        wait.give_up(step, call)
    chosen = choice.caller_gone(step, call)
    if chosen is not None:
        how, by, owed = chosen, EndedBy.CALLER, ""
    served = step.state.queue_of(call)
    offer.take_back(step, call, OfferOutcome.CALLER_GONE)
    promised = transfer.caller_gone(step, call)
    seat = join.part(step, call, hang_up=True) or comeback.caller_gone(step, call)
    join.finish(step, call, how, by)
    if seat is not None:
        wrap_up.begin(step, seat, call.id, served)
    if not promised:
        _owe(step, call, how, owed)


def _end_in(call: Call) -> CallEnd:
    before_tone = call.state is CallState.LEAVING_MESSAGE
    return CallEnd.AFTER_HOURS if call.closed and before_tone else END_IN[call.state]


def _owe(step: Step, call: Call, how: CallEnd, broken: str) -> None:
    """A call back when it was not the caller who wanted to end, and by the rules when he waited in vain."""
    if call.promise:
        return  # what we called for is still owed, and no more
    rules = step.state.centre.rules.promises
    owner = Owner(queue=step.state.queue_of(call).key)
    if broken:
        origin = PromiseOrigin.MISSED if how is CallEnd.MISSED_WHILE_AWAY else PromiseOrigin.BROKEN
        promises.make(step, call, PromiseKind.CALL_BACK, origin, broken, owner)
    elif how is CallEnd.ABANDONED_WAITING and rules is not None and rules.for_missed:
        mode = step.state.centre.rules.waiting or WaitingMode()
        if promises.dialable(call.caller, mode.called_back):
            why = "hung up while waiting"
            promises.make(step, call, PromiseKind.CALL_BACK, PromiseOrigin.MISSED, why, owner)


def leg_gone(step: Step, event: LegGone) -> None:
    """An operator's phone has left, before an answer or after it."""
    call = step.state.call_of_leg(event.leg)
    if call is None:
        return
    if call.offer is not None and call.offer.leg == event.leg:
        answer.phone_gave_up(step, call, call.offer, event.cause)
    elif call.comeback is not None:
        comeback.rung_in_vain(step, call)
    elif call.leg != event.leg:
        transfer.colleague_leaves(step, call, hang_up=False)
    elif call.state is CallState.DIALLING:
        attempts.operator_leaves(step, call, hang_up=False)
    elif comeback.is_due(step, call):
        comeback.begin(step, call)
    elif event.cause in _BROKEN_LEG and call.state in (CallState.TALKING, CallState.HELD):
        join.phone_died(step, call)
    else:
        _operator_leaves(step, call, hang_up=False)


def hang_up(step: Step, event: HangUpRequested) -> None:
    seat = commanded(step, event.operator, event)
    call = step.state.calls[seat.call]
    if call.state is CallState.DIALLING:
        attempts.operator_leaves(step, call, hang_up=True)
    elif call.comeback is not None:
        comeback.hang_up(step, call)
    elif call.operator != event.operator:
        transfer.colleague_leaves(step, call, hang_up=True)
    else:
        _operator_leaves(step, call, hang_up=True)


def _operator_leaves(step: Step, call: Call, hang_up: bool) -> None:
    """Before a transfer is done the caller goes to the colleague; else the conversation is over."""
    if call.state is CallState.TRANSFERRING:
        transfer.operator_leaves(step, call, hang_up)
    elif call.state is CallState.CONSULTING:
        transfer.complete(step, call, hang_up)
    else:
        join.ended_by_operator(step, call, hang_up)
