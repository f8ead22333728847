"""The caller is passed on to a colleague or a queue, after a consultation or at once.

Whatever happens meanwhile, the caller is always with somebody or in a line: back to the first
operator when the colleague cannot be had, on to the colleague when the first operator
leaves, and into a queue with the place of the first arrival when nobody is left.
"""

from __future__ import annotations

from thirdring.acd import join, match, offer, promises, recording, supervision, wait, wrap_up
from thirdring.acd.actions import HangUpLeg, Join, JoinLegs, Part
from thirdring.acd.calls import CallState
from thirdring.acd.centre import OperatorId, QueueKey
from thirdring.acd.facts import (
    BusyChoiceMade,
    Consulting,
    Decision,
    LegEnded,
    OfferOutcome,
    TransferEnded,
    TransferOutcome,
    TransferStarted,
    TransferWrong,
)
from thirdring.acd.inputs import (
    BusyChoice,
    BusyLineAnswered,
    Illegal,
    Owner,
    TransferCancelled,
    TransferCompleted,
    TransferMarkedWrong,
    TransferMode,
    TransferRequested,
)
from thirdring.acd.operators import OperatorState, OperatorTurn
from thirdring.acd.promise_facts import PromiseKind, PromiseOrigin
from thirdring.acd.seat import change, release
from thirdring.acd.state import Call, Offer, Seat, Step, Transfer

BUSY = "the colleague's line was busy"

OUTCOME: dict[OfferOutcome, TransferOutcome] = {
    OfferOutcome.MISSED: TransferOutcome.MISSED,
    OfferOutcome.REFUSED: TransferOutcome.REFUSED,
    OfferOutcome.BUSY: TransferOutcome.BUSY,
    OfferOutcome.FAILED: TransferOutcome.FAILED,
    OfferOutcome.WITHDRAWN: TransferOutcome.FAILED,  # the colleague's phone went away, or the colleague
}


def request(step: Step, event: TransferRequested) -> None:
    """An operator passes the caller on."""
    seat, call = join.conversation(step, event, event.operator, CallState.TALKING, CallState.HELD)
    _check_target(step, event)
    said = event.reason and event.sentence_said and event.consent
    if step.state.centre.rules.transfers is not None and not said:
        raise Illegal("transfer_unsaid", "a transfer needs a reason, the sentence and the caller's consent")
    if event.mode is TransferMode.CONSULT:
        _consult(step, call, event)
    else:
        _hand_over(step, call, seat, event)


def _check_target(step: Step, event: TransferRequested) -> None:
    floor = step.state.floor
    if (event.to_operator is None) == (event.to_queue is None):
        raise Illegal("transfer_target", "a transfer goes to exactly one of a person and a queue")
    if event.to_queue is not None and event.to_queue not in floor.lines:
        raise Illegal("unknown_queue", f"there is no queue {event.to_queue}")
    if event.to_operator is None:
        return
    if event.to_operator == event.operator:
        raise Illegal("transfer_to_self", f"operator {event.operator} cannot pass a caller on to himself")
    if event.to_operator not in floor.operators:
        raise Illegal("unknown_operator", f"there is no operator {event.to_operator}")
    if step.state.operators[event.to_operator].state is OperatorState.LOGGED_OUT:
        raise Illegal("colleague_logged_out", f"operator {event.to_operator} is logged out")


def _started(step: Step, call: Call, event: TransferRequested) -> None:
    recording.go_on(step, call, recording.TRANSFER)
    step.tell(
        call,
        TransferStarted(
            call.id,
            event.operator,
            event.mode,
            event.to_operator,
            event.to_queue,
            event.reason,
            event.sentence_said,
            event.consent,
        ),
    )
    call.busy_operator = call.busy_queue = None
    call.summary = event.summary or call.summary  # who waits for a busy line is passed on for what he was
    call.transfer = Transfer(event.mode, event.operator, event.to_operator, event.to_queue)


def _music(step: Step, call: Call) -> None:
    """The caller hears music from here on (one on hold hears it already)."""
    if call.state is CallState.TALKING:
        step.effects.append(Part(call.id, call.leg))


def _colleague(step: Step, call: Call, event: TransferRequested) -> tuple[Seat, Decision] | None:
    """The person, or whom the queue would take, if free now."""
    if event.to_queue is not None:
        return match.choose(step, call, step.state.floor.lines[event.to_queue])
    assert event.to_operator is not None
    seat = step.state.operators[event.to_operator]
    return (seat, offer.named(step, seat)) if seat.state is OperatorState.READY else None


def _consult(step: Step, call: Call, event: TransferRequested) -> None:
    found = _colleague(step, call, event)
    if found is None:  # a caller who was spoken with hears nothing of it, one on hold is spoken with again
        on_hold = call.state is CallState.HELD
        _started(step, call, event)
        _end(step, call, TransferOutcome.BUSY)
        call.busy_operator, call.busy_queue = event.to_operator, event.to_queue
        if on_hold:
            step.effects.append(Join(call.id, call.leg))
        return
    _music(step, call)
    _started(step, call, event)
    queue = step.state.floor.line(event.to_queue or call.queue, call.line).queue
    offer.make(step, call, found[0], queue, found[1], transfer=True)


def _hand_over(step: Step, call: Call, seat: Seat, event: TransferRequested) -> None:
    """The operator leaves at once; a person named is rung first, and the queue stands behind him."""
    served = step.state.queue_of(call)
    _music(step, call)
    _started(step, call, event)
    wait.hold_off(step, call, seat.operator)  # he has passed the caller on: not to come back to him at once
    wait.enter(step, call, _behind(step, call))
    join.part(step, call, hang_up=True)
    found = _colleague(step, call, event) if event.to_operator is not None else None
    if found is None:
        _end(step, call, TransferOutcome.QUEUED)
    else:
        wait.leave(step, call)
        offer.make(step, call, found[0], step.state.queue_of(call), found[1], transfer=True)
    wrap_up.begin(step, seat, call.id, served)


def _behind(step: Step, call: Call) -> QueueKey:
    """The queue in which a caller waits whom a transfer leaves without anybody."""
    transfer = call.transfer
    if transfer is None:
        return call.queue
    if transfer.to_queue is not None:
        return transfer.to_queue
    colleague = step.state.floor.operators.get(transfer.to_operator or 0)
    home = colleague.home_queue if colleague is not None else ""
    return home if home in step.state.floor.lines else call.queue


def _end(step: Step, call: Call, outcome: TransferOutcome, reason: str = "") -> None:
    assert call.transfer is not None
    if outcome in (TransferOutcome.COMPLETED, TransferOutcome.QUEUED):
        call.passed_on_by = call.transfer.operator
    step.tell(call, TransferEnded(call.id, call.transfer.operator, outcome, reason))
    call.transfer = None


def _back(step: Step, call: Call, outcome: TransferOutcome, reason: str = "") -> None:
    """The first operator has the caller again."""
    _end(step, call, outcome, reason)
    step.effects.append(Join(call.id, call.leg))


def colleague_answers(step: Step, call: Call, answered: Offer) -> None:
    """Operator and colleague speak; the caller hears music."""
    assert call.transfer is not None and call.operator is not None
    offer.close(step, call, answered, OfferOutcome.ANSWERED)
    call.transfer.leg = answered.leg
    call.transfer.colleague = answered.operator
    change(step, step.state.operators[answered.operator], OperatorTurn.ANSWERS, call=call.id)
    step.effects.append(JoinLegs(call.id, call.leg, answered.leg))
    step.tell(call, Consulting(call.id, call.operator, answered.operator))


def colleague_fails(step: Step, call: Call, outcome: OfferOutcome, reason: str = "") -> None:
    """The phone rang in vain: a queue has perhaps another; else the caller is the first operator's again.

    If that one has left, the caller waits in the queue behind the colleague.
    """
    assert call.transfer is not None
    if call.state is CallState.TRANSFERRING:
        queue = call.transfer.to_queue
        line = step.state.floor.lines.get(queue) if queue is not None else None
        found = match.choose(step, call, line) if line is not None else None
        if line is not None and found is not None:
            offer.make(step, call, found[0], line.queue, found[1], transfer=True)
            return
        _back(step, call, OUTCOME[outcome], reason)
        return
    behind = _behind(step, call)
    _end(step, call, TransferOutcome.QUEUED)
    if behind == call.queue:
        wait.stand_again(step, call)
    else:
        wait.enter(step, call, behind)


def arrived(step: Step, call: Call) -> None:
    """The colleague to whom the caller was handed over has answered."""
    _end(step, call, TransferOutcome.COMPLETED)


def completed(step: Step, event: TransferCompleted) -> None:
    _, call = join.conversation(step, event, event.operator, CallState.CONSULTING)
    complete(step, call, hang_up=True)


def complete(step: Step, call: Call, hang_up: bool) -> None:
    """Caller and colleague speak, the first operator leaves. ``hang_up``: his phone is still connected."""
    transfer = call.transfer
    assert transfer is not None and transfer.colleague is not None and call.operator is not None
    first, leg, served = step.state.operators[call.operator], call.leg, step.state.queue_of(call)
    join.connect(step, call, step.state.operators[transfer.colleague], transfer.leg)
    if hang_up:
        step.effects.append(HangUpLeg(leg))
    step.tell(call, LegEnded(call.id, leg, first.operator))
    supervision.over(step, call)
    if transfer.to_queue is not None:
        call.queue = transfer.to_queue
    _end(step, call, TransferOutcome.COMPLETED)
    wrap_up.begin(step, first, call.id, served)


def cancelled(step: Step, event: TransferCancelled) -> None:
    _, call = join.conversation(step, event, event.operator, CallState.TRANSFERRING, CallState.CONSULTING)
    if call.state is CallState.CONSULTING:
        colleague_leaves(step, call, hang_up=True)
        return
    offer.take_back(step, call, OfferOutcome.WITHDRAWN)
    _back(step, call, TransferOutcome.CANCELLED)


def colleague_leaves(step: Step, call: Call, hang_up: bool) -> None:
    """The consultation ends without a transfer."""
    _let_colleague_go(step, call, hang_up)
    _back(step, call, TransferOutcome.CANCELLED)


def _let_colleague_go(step: Step, call: Call, hang_up: bool) -> None:
    """He was only consulted: no card, no wrap-up."""
    transfer = call.transfer
    if transfer is None or transfer.colleague is None:
        return
    if hang_up:
        step.effects.append(HangUpLeg(transfer.leg))
    step.tell(call, LegEnded(call.id, transfer.leg, transfer.colleague))
    release(step, step.state.operators[transfer.colleague])


def operator_leaves(step: Step, call: Call, hang_up: bool) -> None:
    """The first operator does not wait for the colleague, whose phone rings on: a hand-over from here on."""
    assert call.transfer is not None
    call.transfer.mode = TransferMode.HAND_OVER
    served = step.state.queue_of(call)
    seat = join.part(step, call, hang_up)
    if seat is not None:
        wait.hold_off(step, call, seat.operator)
        wrap_up.begin(step, seat, call.id, served)


def caller_gone(step: Step, call: Call) -> bool:
    """The caller hung up while being passed on: the colleague is let go at once.

    Whether a call back has been promised for it: whoever was to get the caller owes that, and nobody else.
    """
    if call.transfer is None:
        return False
    _let_colleague_go(step, call, hang_up=True)
    promised = step.state.centre.rules.promises is not None and bool(call.caller) and not call.promise
    if promised:
        owner = _owner(step, call.transfer.to_operator, call.transfer.to_queue)
        why = "hung up while being passed on"
        promises.make(step, call, PromiseKind.CALL_BACK, PromiseOrigin.MISSED, why, owner)
    _end(step, call, TransferOutcome.CALLER_GONE)
    return promised


def _owner(step: Step, to_operator: OperatorId | None, to_queue: QueueKey | None) -> Owner:
    """Whoever was to get the caller owes the call."""
    if to_operator is not None and to_operator in step.state.floor.operators:
        return Owner(operator=to_operator)
    return Owner(queue=to_queue or "") if to_queue in step.state.floor.lines else Owner()


def busy_line_answered(step: Step, event: BusyLineAnswered) -> None:
    """The caller waits for the colleague who was busy, or is promised his call (row S70)."""
    seat, call = join.conversation(step, event, event.operator, CallState.TALKING, CallState.HELD)
    to_operator, to_queue = call.busy_operator, call.busy_queue
    if to_operator is None and to_queue is None:
        raise Illegal("nobody_was_busy", f"no transfer of call {call.id} has just found a line busy")
    if to_operator is not None and to_operator not in step.state.floor.operators:
        raise Illegal("unknown_operator", f"there is no operator {to_operator}")
    if to_queue is not None and to_queue not in step.state.floor.lines:
        raise Illegal("unknown_queue", f"there is no queue {to_queue}")
    promises.check_moment(step, event.not_before)
    step.tell(call, BusyChoiceMade(call.id, event.operator, event.choice))
    if event.choice is BusyChoice.WAIT:
        wish = TransferRequested(
            step.at, event.operator, TransferMode.HAND_OVER, to_operator, to_queue, BUSY, True, True
        )
        _hand_over(step, call, seat, wish)
        return
    call.busy_operator = call.busy_queue = None
    promises.make(
        step,
        call,
        PromiseKind.CALL_BACK,
        PromiseOrigin.LEVEL_2_BUSY,
        BUSY,
        _owner(step, to_operator, to_queue),
        number=event.number,
        not_before=event.not_before,
    )


def marked_wrong(step: Step, event: TransferMarkedWrong) -> None:
    """The colleague who got the caller should not have (row S62)."""
    _, call = join.conversation(step, event, event.operator, CallState.TALKING, CallState.HELD)
    if call.passed_on_by is None or call.passed_on_by == event.operator:
        raise Illegal("not_passed_on", f"nobody has passed call {call.id} on to operator {event.operator}")
    if not event.reason:
        raise Illegal("reason_missing", "a transfer is marked wrong for a reason")
    step.tell(call, TransferWrong(call.id, call.passed_on_by, event.operator, event.reason))
