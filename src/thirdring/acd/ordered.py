"""Calls that another program orders: somebody is to be called back, or an operator dials from elsewhere.

Both are promises like any other, about an earlier call that may be long over: who keeps one, in which place,
and what becomes of it is no different. To dial is to make a promise of one's own and to begin at once.
"""

from __future__ import annotations

from thirdring.acd import attempts, dialling, promises
from thirdring.acd.calls import CallState
from thirdring.acd.inputs import AttemptRequested, CallBackOrdered, DialOrdered, Illegal, Owner
from thirdring.acd.promise_facts import PromiseKind, PromiseOrigin
from thirdring.acd.seat import commanded
from thirdring.acd.state import Call, Promise, Step


def call_back(step: Step, event: CallBackOrdered) -> None:
    """Whoever owes it calls the caller of that call."""
    attempts.check_owner(step, event.owner)
    _make(step, event, event.owner, event.not_before)


def dial(step: Step, event: DialOrdered) -> None:
    """The phone of an operator who is ready rings, and when he has lifted, the person's."""
    seat = commanded(step, event.operator, event)
    if not step.state.reachable(seat.device):
        raise Illegal("phone_unreachable", f"the phone of operator {seat.operator} is not registered")
    dialling.check(step, seat.operator)
    promise = _make(step, event, Owner(operator=seat.operator), 0)
    attempts.give(step, promise, seat)
    attempts.request(step, AttemptRequested(event.at, seat.operator, promise.id))


def _make(step: Step, event: CallBackOrdered | DialOrdered, owner: Owner, not_before: int) -> Promise:
    state = step.state
    if state.centre.rules.promises is None:
        raise Illegal("no_promises", "the rules keep no promises")
    if not event.number:
        raise Illegal("number_missing", "nobody can be called without a number")
    if event.line not in state.floor.numbers:
        raise Illegal("unknown_line", f"there is no line {event.line}")
    promises.check_moment(step, not_before)
    about = Call(event.call, event.line, event.number, 0, CallState.ENDED, queue=event.queue)
    promises.make(
        step,
        about,
        PromiseKind.CALL_BACK,
        PromiseOrigin.CHOSEN_TIME,
        event.why,
        owner,
        number=event.number,
        not_before=not_before,
    )
    return state.promises[f"p{state.promised}"]
