"""Who gets whom: the choice of an operator for a caller, and of a caller for an operator, and why.

Decisions are made when a step is done, about the callers and operators whom it has left
waiting or free. All others have been compared before: nobody waits while somebody suitable
stands ready, so only the new ones can change anything.
"""

from __future__ import annotations

from thirdring.acd import attempts, offer, patience, wait
from thirdring.acd.calls import WAITING
from thirdring.acd.centre import OperatorId
from thirdring.acd.facts import Decision, LeftOut
from thirdring.acd.floor import Place, Requirement, WaitingLine, first_five
from thirdring.acd.operators import LOGGED_OUT, READY
from thirdring.acd.state import Call, Promise, Seat, Step

FIRST_IN_LINE = "first in line"  # the operator became free, the caller was waiting
NAMED = offer.NAMED
HELD_OFF = "held off for this call"
LACKS_SKILLS = "lacks skills"
TAKEN_OUT = "taken out for today"


def settle(step: Step) -> None:
    """Brings together whom the step has left free or waiting."""
    for seat in step.free:
        if seat.state is READY:
            _find_caller(step, seat)
    for call in step.waiting:
        if call.state is WAITING:
            _find_operator(step, call)
    for promise in step.owed:
        if promise.available:
            _find_keeper(step, promise)
    step.effects += step.last
    if step.state.centre.rules.waiting is not None:  # music has begun: what is said comes after it
        for call in step.waiting:
            if call.state is WAITING:
                patience.speak(step, call)
    if step.touched:
        wait.report_unservable(step)


def _find_caller(step: Step, seat: Seat) -> None:
    """The most urgent, longest waiting caller for an operator who has become free."""
    floor = step.state.floor
    best: Place | None = None
    best_line: WaitingLine | None = None
    for line in floor.lines_of[seat.operator]:
        if best_line is not None and line.queue.priority < best_line.queue.priority:
            break
        for place in line.callers:
            if best is not None and place > best:
                break
            if seat.operator not in step.state.calls[place[2]].held_off:
                best, best_line = place, line
                break
    promise = _owed(step, seat, best, best_line) if floor.owed else None
    if promise is not None:
        patience.called_instead(step, promise)
        attempts.give(step, promise, seat)
        return
    if best is None or best_line is None:
        floor.stand(seat.operator, seat.idle_since)
        return
    call = step.state.calls[best[2]]
    why = _decision(step, call, best_line.requirement, FIRST_IN_LINE, seat, 1, ())
    patience.handed_off(step, best_line)
    best_line.leave(best)
    step.touched.append(best_line)
    offer.make(step, call, seat, best_line.queue, why)


def _owed(step: Step, seat: Seat, best: Place | None, line: WaitingLine | None) -> Promise | None:
    """What the operator is to do before serving the caller in the best place: a promise with a better one.

    A call-back keeps the place of its caller, and what is nearly due competes by its age; all else that is
    owed comes when nobody waits, the oldest first.
    """
    floor = step.state.floor
    found: tuple[int, int, Place] | None = None
    for key in floor.owed_by(seat.operator):
        owed = floor.owed.get(key)
        if owed:
            rank, *place = owed[0]
            priority = floor.lines[str(key[1])].queue.priority if key[0] == "queue" else 0
            entry = (rank, -priority, (place[0], place[1], place[2]))
            if found is None or entry < found:
                found = entry
    if found is None:
        return None
    if best is not None and line is not None:
        rank, urgency, place_kept = found
        if rank or (urgency, place_kept[0]) > (-line.queue.priority, best[0]):
            return None
    return step.state.promises[found[2][2]]


def _find_keeper(step: Step, promise: Promise) -> None:
    """An operator who stands ready, for a promise that may be attempted from now on."""
    operator = next(iter(step.state.floor.who_owes(promise)), None)
    if operator is not None:
        attempts.give(step, promise, step.state.operators[operator])


def _find_operator(step: Step, call: Call) -> None:
    """The operator whom the queue takes for a caller who has come to wait."""
    line = step.state.line_of(call)
    found = choose(step, call, line)
    if found is not None:
        patience.handed_off(step, line)
        line.leave(call.place)
        step.touched.append(line)
        seat, why = found
        offer.make(step, call, seat, line.queue, why)


def choose(step: Step, call: Call, line: WaitingLine) -> tuple[Seat, Decision] | None:
    """Whom the queue of ``line`` takes for this caller, if anybody suitable stands ready."""
    requirement = line.requirement
    ready = requirement.ready
    if not ready:
        return None
    best: list[OperatorId] = []
    for entry in ready:
        if entry[3] not in call.held_off:
            best.append(entry[3])
            if len(best) == 6:
                break
    if not best:
        return None
    seat = step.state.operators[best[0]]
    candidates = len(ready) - len(_held_off(step, call, requirement)) if call.held_off else len(ready)
    return seat, _decision(step, call, requirement, line.queue.choice, seat, candidates, tuple(best[1:]))


def _held_off(step: Step, call: Call, requirement: Requirement) -> list[OperatorId]:
    """Ready, suitable, and yet not to be rung for this caller now."""
    ready = requirement.by_state[READY]
    return [operator for operator in call.held_off if operator in ready]


def _decision(
    step: Step,
    call: Call,
    requirement: Requirement,
    rule: str,
    seat: Seat,
    candidates: int,
    runners_up: tuple[OperatorId, ...],
) -> Decision:
    left_out = [
        LeftOut(state, len(operators), first_five(operators))
        for state, operators in requirement.busy
        if operators
    ]
    if call.held_off and (held := _held_off(step, call, requirement)):
        left_out.append(LeftOut(HELD_OFF, len(held), first_five(held)))
    out = [one for one in requirement.taken_out if _is_on_shift(step, one)]
    if out:
        left_out.append(LeftOut(TAKEN_OUT, len(out), first_five(out)))
    lacking = step.state.floor.logged_in - requirement.logged_in - len(out)
    if lacking:
        left_out.append(LeftOut(LACKS_SKILLS, lacking))
    return Decision(
        rule,
        requirement.needs,
        seat.operator,
        step.at - seat.idle_since,
        candidates,
        runners_up,
        tuple(left_out),
    )


def _is_on_shift(step: Step, operator: OperatorId) -> bool:
    seat = step.state.operators.get(operator)
    return seat is not None and seat.state is not LOGGED_OUT
