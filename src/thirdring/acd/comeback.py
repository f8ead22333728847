"""An operator's browser phone is lost in the middle of a conversation: the caller stays his for a while.

A browser has no hook to put down: who wants to end says so at the desk. So when such a phone is gone the
page was reloaded, closed or killed, or moved to another tab. The caller hears music at once; as soon as the
phone is there again it is rung, and whoever lifts is joined. If he does not come back within the span that
the rules give, the caller goes on to the next, in his old place, and the operator is set aside. A transfer
under way needs none of this: the colleague who has been told of the caller has him sooner.
"""

from __future__ import annotations

from thirdring.acd import join, patience, promises, recording, wait, wrap_up
from thirdring.acd.actions import HangUpCall, HangUpLeg, Ring, StartMusic
from thirdring.acd.calls import CallState
from thirdring.acd.facts import CallEnd, EndedBy, Held, Interrupted, Joined
from thirdring.acd.inputs import TimerDue
from thirdring.acd.moment import SECOND
from thirdring.acd.operators import OperatorTurn
from thirdring.acd.seat import change, release
from thirdring.acd.state import Call, Comeback, Seat, Step

LOST = "phone lost"

SETTLES = SECOND  # a page on its way out still counts as registered: it would be rung in vain
LIFTS_WITHIN = 5 * SECOND  # a page lifts by itself; one that has not is not there any more

_SPEAKS = (CallState.TALKING, CallState.HELD)


def is_due(step: Step, call: Call) -> bool:
    """Whether the caller waits for the operator whose phone has just gone, instead of losing him."""
    if call.operator is None or call.state not in _SPEAKS or not step.state.centre.rules.comeback:
        return False
    return step.state.floor.is_browser(step.state.operators[call.operator].device)


def begin(step: Step, call: Call) -> None:
    """The phone is gone; the caller hears music, and nobody."""
    held, grace = call.state is CallState.HELD, step.state.centre.rules.comeback
    recording.go_on(step, call, recording.NOBODY)
    if not held:
        step.effects.append(StartMusic(call.id))
    seat = join.part(step, call, hang_up=False)
    assert seat is not None
    call.comeback = Comeback(seat.operator, step.at, held)
    step.tell(call, Interrupted(call.id, seat.operator, grace))
    change(step, seat, OperatorTurn.PHONE_LOST, LOST, call.id)
    step.state.arm(f"comeback {call.id}", step.at + grace)
    step.state.arm(f"call-again {call.id}", step.at + SETTLES)


def phone_is_back(step: Step, seat: Seat) -> None:
    """It has registered anew: what may still ring is the page of before."""
    _ring(step, step.state.calls[seat.call])


def call_again(step: Step, timer: TimerDue) -> None:
    """The phone that seemed to be there was not, or has not lifted."""
    call = step.state.calls.get(timer.timer.removeprefix("call-again "))
    if call is not None and call.comeback is not None:
        _ring(step, call)


def _ring(step: Step, call: Call) -> None:
    """Rings the operator's phone if it is registered; else it will be when it is."""
    awaited = call.comeback
    assert awaited is not None
    _ring_no_longer(step, awaited)
    seat = step.state.operators[awaited.operator]
    if not step.state.reachable(seat.device):
        step.state.disarm(f"call-again {call.id}")
        return
    awaited.leg = call.another_leg()
    device, _ = step.state.floor.devices[seat.device]
    step.effects.append(
        Ring(awaited.leg, call.id, seat.operator, device.key, device.address, call.caller, call.line)
    )
    step.state.arm(f"call-again {call.id}", step.at + LIFTS_WITHIN)


def _ring_no_longer(step: Step, awaited: Comeback) -> None:
    if awaited.leg:
        step.effects.append(HangUpLeg(awaited.leg))
        awaited.leg = ""


def rung_in_vain(step: Step, call: Call) -> None:
    """The phone has ended the leg without an answer; it is rung again in a moment."""
    assert call.comeback is not None
    call.comeback.leg = ""
    step.state.arm(f"call-again {call.id}", step.at + SETTLES)


def lifted(step: Step, call: Call) -> None:
    """The operator is back: the voices are joined; a caller who was on hold is on hold again."""
    awaited = call.comeback
    assert awaited is not None
    leg, awaited.leg = awaited.leg, ""
    seat = _over(step, call)
    change(step, seat, OperatorTurn.ANSWERS, call=call.id)
    if not awaited.held:
        join.connect(step, call, seat, leg)
        return
    call.leg, call.operator = leg, seat.operator
    step.tell(call, Joined(call.id, leg, seat.operator))
    step.tell(call, Held(call.id, seat.operator))


def _over(step: Step, call: Call) -> Seat:
    """The operator is awaited no longer; returns his seat."""
    awaited = call.comeback
    assert awaited is not None
    _ring_no_longer(step, awaited)
    call.comeback = None
    for timer in ("comeback", "call-again"):
        step.state.disarm(f"{timer} {call.id}")
    return step.state.operators[awaited.operator]


def stays_away(step: Step, timer: TimerDue) -> None:
    """The span has passed: set aside, unless something else was to begin after the call."""
    call = step.state.calls.get(timer.timer.removeprefix("comeback "))
    if call is None or call.comeback is None:
        return
    seat = _to_the_next(step, call)
    if seat.leaving or seat.pause:
        release(step, seat)
    else:
        change(step, seat, OperatorTurn.FAILS, LOST)


def give_up(step: Step, seat: Seat) -> None:
    """The operator pauses, leaves, or is no more: the caller need not wait for him."""
    release(step, _to_the_next(step, step.state.calls[seat.call]))


def _to_the_next(step: Step, call: Call) -> Seat:
    """The caller waits in his old place, as he has waited since the interruption; the card goes with him."""
    assert call.comeback is not None
    since = call.comeback.since
    seat = _over(step, call)
    promises.goes_with_the_call(step, seat)
    wait.hold_off(step, call, seat.operator)
    patience.begin(step, call, since)
    wait.enter(step, call, call.queue)
    return seat


def caller_gone(step: Step, call: Call) -> Seat | None:
    """The caller has not waited for him; the card is still his. ``None``: nobody was awaited."""
    return _over(step, call) if call.comeback is not None else None


def hang_up(step: Step, call: Call) -> None:
    """The operator's desk is back, and ends the conversation before the phone is."""
    queue = step.state.queue_of(call)
    seat = _over(step, call)
    step.effects.append(HangUpCall(call.id))
    join.finish(step, call, CallEnd.COMPLETED, EndedBy.OPERATOR)
    wrap_up.begin(step, seat, call.id, queue)
