"""An operator keeps a promise: takes it, dials, speaks, and says what came of it.

The call that is dialled is a call like any other from the moment when the person answers and has
heard the line's recording notice. With the operator first, nobody lifts for silence; with the person
first, the person is in the queue from then on, so that whoever comes serves him if this operator
does not. What the operator says nothing about is kept if they spoke, and goes back if they did not.
"""

from __future__ import annotations

from thirdring.acd import announce, dialling, join, offer, promises, wait
from thirdring.acd.actions import Dial, HangUpCall
from thirdring.acd.calls import CallState
from thirdring.acd.facts import CallEnd, EndedBy, OfferOutcome
from thirdring.acd.inputs import (
    AttemptFailed,
    AttemptOutcome,
    AttemptRequested,
    CallBackRequested,
    CalleeAnswered,
    CalleeGone,
    DialWay,
    Event,
    Illegal,
    LegEnd,
    Owner,
    PromiseKept,
    PromiseOpened,
    PromisePutBack,
    PromiseWithdrawn,
    PromptEnded,
    TimerDue,
)
from thirdring.acd.moment import SECOND
from thirdring.acd.operators import OperatorState, OperatorTurn
from thirdring.acd.promise_facts import (
    AttemptStarted,
    Dialled,
    PromiseGiven,
    PromiseKind,
    PromiseOrigin,
    PromiseSeen,
)
from thirdring.acd.promises import PromiseTurn
from thirdring.acd.refusals import call_is
from thirdring.acd.seat import change, commanded, release
from thirdring.acd.state import Call, Promise, PromiseState, Seat, Step

NOT_TAKEN = "promise not taken"

FATE: dict[LegEnd, AttemptOutcome] = {
    LegEnd.BUSY: AttemptOutcome.BUSY,
    LegEnd.REFUSED: AttemptOutcome.REFUSED,
    LegEnd.FAILED: AttemptOutcome.FAILED,
    LegEnd.HUNG_UP: AttemptOutcome.NO_ANSWER,
    LegEnd.LOST: AttemptOutcome.FAILED,
    LegEnd.INVALID: AttemptOutcome.INVALID,
}


def give(step: Step, promise: Promise, seat: Seat) -> None:
    """A ready operator gets it, and has a while to begin."""
    promises.give(step, promise, seat)
    change(step, seat, OperatorTurn.GIVEN, reason=promise.id)
    step.effects.append(PromiseGiven(promise.id, promise.call, seat.operator))
    rules = step.state.centre.rules.promises
    if rules is not None:
        step.state.arm(f"take {seat.operator}", step.at + rules.take_limit)


def not_taken(step: Step, timer: TimerDue) -> None:
    """The operator has done nothing about it: like a call that was missed."""
    seat = step.state.operators.get(int(timer.timer.removeprefix("take ")))
    promise = step.state.promises.get(seat.promise) if seat is not None else None
    if seat is None or promise is None or promise.state is not PromiseState.ASSIGNED:
        return
    promises.put_back(step, promise, NOT_TAKEN)
    change(step, seat, OperatorTurn.FAILS, NOT_TAKEN)


def _held(step: Step, command: Event, operator: int, promise_id: str) -> tuple[Seat, Promise]:
    """The operator's own promise; else raises ``Illegal``."""
    seat = commanded(step, operator, command)
    promise = step.state.promises.get(promise_id)
    if promise is None or seat.promise != promise_id:
        raise Illegal("not_your_promise", f"operator {operator} has not been given promise {promise_id}")
    return seat, promise


def opened(step: Step, event: PromiseOpened) -> None:
    """The desk shows it, with its card and its message."""
    _held(step, event, event.operator, event.promise)
    step.effects.append(PromiseSeen(event.promise, event.operator))


def request(step: Step, event: AttemptRequested) -> None:
    """The operator dials."""
    seat, promise = _held(step, event, event.operator, event.promise)
    if promise.state is not PromiseState.ASSIGNED:
        raise Illegal("already_dialling", f"promise {promise.id} is being attempted")
    number = event.number or promise.number
    if not number:
        raise Illegal("number_missing", f"promise {promise.id} has no number: one has to be given")
    if not step.state.reachable(seat.device):
        raise Illegal("phone_unreachable", f"the phone of operator {seat.operator} is not registered")
    dialling.check(step, seat.operator)
    state = step.state
    state.arrivals += 1
    promise.dialled += 1
    # As of a caller's call, the second in which it began is part of the id: the place of its recording.
    call_id = f"{promise.id}-{step.at // SECOND}.{promise.dialled}"
    call = Call(call_id, promise.line, number, state.arrivals, CallState.DIALLING)
    call.queue, call.since, call.promise = promise.queue, promise.since, promise.id
    state.calls[call.id] = call
    promise.attempt = call.id
    promises.turn(promise, PromiseTurn.DIALLED)
    state.disarm(f"take {seat.operator}")
    line = state.floor.numbers.get(call.line)
    organisation = line.organisation if line is not None else 0
    step.tell(call, Dialled(call.id, call.line, organisation, number, promise.id))
    step.effects.append(AttemptStarted(promise.id, call.id, seat.operator, number, event.way))
    dialling.note(step, seat.operator)
    if event.way is DialWay.OPERATOR_FIRST:
        offer.make(step, call, seat, state.queue_of(call), offer.named(step, seat))
    else:
        change(step, seat, OperatorTurn.DIALS, reason=promise.id, call=call.id)
        _dial(step, call)


def _dial(step: Step, call: Call) -> None:
    rules = step.state.centre.rules.promises
    step.effects.append(Dial(call.id, call.caller, call.line))
    if rules is not None:
        step.state.arm(f"dial {call.id}", step.at + rules.ring_callee)


def operator_lifted(step: Step, call: Call) -> None:
    """The operator is on the line: now the person is dialled."""
    answered = call.offer
    assert answered is not None
    offer.close(step, call, answered, OfferOutcome.ANSWERED)
    seat = step.state.operators[answered.operator]
    change(step, seat, OperatorTurn.ANSWERS, call=call.id)
    call.leg, call.operator = answered.leg, seat.operator
    _dial(step, call)


def operator_failed(step: Step, call: Call) -> None:
    """The operator's own phone was not answered: nobody has been dialled."""
    _over(step, call, EndedBy.SYSTEM)


def _over(step: Step, call: Call, by: EndedBy) -> None:
    step.state.disarm(f"dial {call.id}")
    join.finish(step, call, CallEnd.NOT_REACHED, by)


def callee_answered(step: Step, event: CalleeAnswered) -> None:
    """The person is on the line, and hears first that the conversation is recorded (row X7)."""
    call = step.state.calls.get(event.call)
    if call is None or call.state is not CallState.DIALLING or call.answered or call.offer is not None:
        return  # while our own operator's phone rings, nobody has been called
    step.state.disarm(f"dial {call.id}")
    call.answered = True
    line = step.state.floor.numbers.get(call.line)
    if line is not None and line.notice:
        announce.notice(step, call, line.notice)
    else:
        _bring_together(step, call)


def notice_over(step: Step, event: PromptEnded) -> None:
    """The notice has been heard, or could not be played."""
    call = step.state.calls[event.call]
    announce.notice_over(step, call, event)
    _bring_together(step, call)


def _bring_together(step: Step, call: Call) -> None:
    """Joined at once, or in the queue's care until the operator lifts."""
    if call.operator is not None:
        join.connect(step, call, step.state.operators[call.operator], call.leg)
        return
    promise = step.state.promises.get(call.promise)
    operator = promise.operator if promise is not None else None
    wait.enter(step, call, call.queue)
    seat = step.state.operators.get(operator) if operator is not None else None
    if seat is not None and seat.state is OperatorState.PROMISE and step.state.reachable(seat.device):
        wait.leave(step, call)
        offer.make(step, call, seat, step.state.queue_of(call), offer.named(step, seat))


def callee_gone(step: Step, event: CalleeGone) -> None:
    call = step.state.calls.get(event.call)
    if call is not None and call.state is CallState.DIALLING:
        in_vain(step, call, FATE[event.cause])


def no_answer(step: Step, timer: TimerDue) -> None:
    """It has rung long enough."""
    call = step.state.calls.get(timer.timer.removeprefix("dial "))
    if call is not None and call.state is CallState.DIALLING:
        step.effects.append(HangUpCall(call.id))
        in_vain(step, call, AttemptOutcome.NO_ANSWER)


def in_vain(step: Step, call: Call, outcome: AttemptOutcome) -> None:
    """The person was not reached; the operator is free."""
    promise = step.state.promises.get(call.promise)
    holder = promise.operator if promise is not None else call.operator
    if promise is not None:
        promises.in_vain(step, promise, outcome)
    if call.offer is not None:
        offer.take_back(step, call, OfferOutcome.CALLER_GONE)
        holder = None
    _operator_parts(step, call, hang_up=True)
    _over(step, call, EndedBy.SYSTEM)
    if holder is not None:
        release(step, step.state.operators[holder])


def _operator_parts(step: Step, call: Call, hang_up: bool) -> None:
    if call.operator is not None:
        join.part(step, call, hang_up)


def operator_leaves(step: Step, call: Call, hang_up: bool) -> None:
    """The operator puts down the receiver while the person is being dialled."""
    seat = step.state.operators[call.operator or 0]
    step.effects.append(HangUpCall(call.id))
    _operator_parts(step, call, hang_up)
    _over(step, call, EndedBy.OPERATOR)
    release(step, seat)


def drop(step: Step, seat: Seat, reason: str) -> None:
    """The operator leaves a promise that he was given before he has spoken with anybody.

    Nobody hangs up on a person who has answered meanwhile: he waits for whoever comes.
    """
    promise = step.state.promises.get(seat.promise)
    if promise is None or seat.state is not OperatorState.PROMISE:
        return
    call = step.state.calls.get(promise.attempt)
    if call is not None and call.answered:
        promises.let_go(step, seat)
        return
    promises.put_back(step, promise, reason)
    if call is not None:
        step.effects.append(HangUpCall(call.id))
        _over(step, call, EndedBy.OPERATOR)


# --- what came of it ---


def _not_while_dialling(promise: Promise) -> None:
    if promise.state is PromiseState.ATTEMPTING and not promise.reached:
        raise Illegal("already_dialling", f"promise {promise.id} is being attempted")


def _freed(step: Step, seat: Seat) -> None:
    if seat.state is OperatorState.PROMISE:
        release(step, seat)


def kept(step: Step, event: PromiseKept) -> None:
    seat, promise = _held(step, event, event.operator, event.promise)
    _not_while_dialling(promise)
    promises.end(step, promise, PromiseTurn.KEPT, event.operator)
    _freed(step, seat)


def failed(step: Step, event: AttemptFailed) -> None:
    """An answering machine, somebody else: the operator knows better than the network."""
    seat, promise = _held(step, event, event.operator, event.promise)
    _not_while_dialling(promise)
    promises.in_vain(step, promise, event.outcome)
    _freed(step, seat)


def put_back(step: Step, event: PromisePutBack) -> None:
    """With a reason, and perhaps to another owner."""
    seat, promise = _held(step, event, event.operator, event.promise)
    if not event.reason:
        raise Illegal("reason_missing", "a promise is put back for a reason")
    promises.check_moment(step, event.not_before)
    if event.owner is not None:
        check_owner(step, event.owner)
    if promise.state is PromiseState.ATTEMPTING and not promise.reached:
        if seat.state is not OperatorState.PROMISE:
            raise Illegal("already_dialling", f"promise {promise.id} is being attempted")
        drop(step, seat, event.reason)
    else:
        promises.put_back(step, promise, event.reason, event.not_before)
    if event.owner is not None:
        promises.own(step, promise, event.owner)
    _freed(step, seat)


def withdrawn(step: Step, event: PromiseWithdrawn) -> None:
    """The person wants it no longer; any operator may hear that, unless another is at it."""
    commanded(step, event.operator, event)
    promise = step.state.promises.get(event.promise)
    if promise is None:
        raise Illegal("unknown_promise", f"there is no open promise {event.promise}")
    if promise.state is not PromiseState.OPEN:
        if promise.operator != event.operator:
            raise Illegal("promise_with_another", f"promise {promise.id} is with somebody else")
        _not_while_dialling(promise)
    in_hand = promise.operator == event.operator
    promises.end(step, promise, PromiseTurn.WITHDRAWN, event.operator, event.reason)
    if in_hand:
        _freed(step, step.state.operators[event.operator])


def check_owner(step: Step, owner: Owner) -> None:
    """Exactly one, and known; else raises ``Illegal``."""
    floor = step.state.floor
    if promises.owned_by(owner) != 1:
        raise Illegal("one_owner", "a promise has exactly one owner: a queue, a skill or a person")
    if owner.queue and owner.queue not in floor.lines:
        raise Illegal("unknown_queue", f"there is no queue {owner.queue}")
    if owner.operator is not None and owner.operator not in floor.operators:
        raise Illegal("unknown_operator", f"there is no operator {owner.operator}")


def call_back_requested(step: Step, event: CallBackRequested) -> None:
    """The operator who speaks with the caller promises that he will be called, at a chosen time perhaps."""
    seat = commanded(step, event.operator, event)
    call = step.state.calls.get(seat.call)
    if call is None:
        raise Illegal("not_your_call", f"operator {event.operator} has no call now")
    if call.state is CallState.DIALLING:
        raise Illegal(call_is(call.state), f"call {call.id} is dialled: nobody has been spoken with")
    if step.state.centre.rules.promises is None:
        raise Illegal("no_promises", "the rules keep no promises")
    check_owner(step, event.owner)
    promises.check_moment(step, event.not_before)
    promises.make(
        step,
        call,
        PromiseKind.CALL_BACK,
        PromiseOrigin.LEVEL_2_BUSY if event.level_2_busy else PromiseOrigin.CHOSEN_TIME,
        event.why,
        event.owner,
        number=event.number,
        not_before=event.not_before,
    )
