"""Whom an operator serves today, whatever his skills say: a supervisor takes him into a queue, or out of it.

Such a change has an end, as a rule that of the day; what is to last belongs into the configuration. It
takes effect for every decision from now on, and leaves conversations and offers alone.
"""

from __future__ import annotations

from thirdring.acd.centre import OperatorId, QueueKey
from thirdring.acd.inputs import Illegal, MembershipSet, TimerDue
from thirdring.acd.operators import OperatorState
from thirdring.acd.seat import release
from thirdring.acd.state import Membership, Seat, Step
from thirdring.acd.supervision_facts import MembershipChanged

TIMER = "membership"


def set_membership(step: Step, event: MembershipSet) -> None:
    """Raises ``Illegal`` for whom or what the configuration does not know, and when nothing would change."""
    state = step.state
    if event.operator not in state.floor.operators:
        raise Illegal("unknown_operator", f"there is no operator {event.operator}")
    if event.queue not in state.floor.lines:
        raise Illegal("unknown_queue", f"there is no queue {event.queue}")
    if not event.reason:
        raise Illegal("order_without_reason", f"{event.by} has not said why")
    if event.until <= event.at:
        raise Illegal("membership_over", f"until {event.until} is past")
    if event.serves is _serves(step, event.operator, event.queue):
        does = "serves" if event.serves else "does not serve"
        raise Illegal("membership_unchanged", f"operator {event.operator} {does} {event.queue} already")
    told = MembershipChanged(
        event.operator, event.queue, event.serves, event.until, event.by, event.called, event.reason
    )
    if event.serves is _able(step, event.operator, event.queue):
        _forget(step, event.operator, event.queue)
        told = MembershipChanged(
            event.operator, event.queue, event.serves, 0, event.by, event.called, event.reason
        )
    else:
        changes = state.memberships.setdefault(event.operator, {})
        changes[event.queue] = Membership(event.serves, event.until)
        state.arm(_timer(event.operator, event.queue), event.until)
    step.effects.append(told)
    _anew(step)


def over(step: Step, timer: TimerDue) -> None:
    """The day is over: his skills alone say again whom he serves."""
    _, operator, queue = timer.timer.split(" ", 2)
    if queue in step.state.memberships.get(int(operator), {}):
        _end(step, int(operator), queue)
        _anew(step)


def forget_strangers(step: Step) -> None:
    """A new configuration: it may not know somebody any more, or say by itself what was changed for today."""
    for operator, changes in list(step.state.memberships.items()):
        for queue, change in list(changes.items()):
            known = operator in step.state.floor.operators and queue in step.state.floor.lines
            if not known or change.serves is _able(step, operator, queue):
                _end(step, operator, queue)
                step.state.rebuild_floor()


def look_again(step: Step) -> None:
    """Everybody who is or could be ready is compared anew, the longest idle first."""
    state = step.state
    present = (OperatorState.READY, OperatorState.UNREACHABLE)
    for seat in sorted(state.operators.values(), key=lambda seat: (seat.idle_since, seat.operator)):
        if seat.state in present:
            _compare(step, seat)
    step.owed.extend(promise for promise in state.promises.values() if promise.available)
    step.touched = list(state.floor.lines.values())


def _compare(step: Step, seat: Seat) -> None:
    reachable = step.state.reachable(seat.device)
    if seat.state is OperatorState.READY and reachable:
        step.free.append(seat)
    elif reachable or seat.state is OperatorState.READY:
        release(step, seat, seat.idle_since)


def _anew(step: Step) -> None:
    step.state.rebuild_floor()
    look_again(step)


def _serves(step: Step, operator: OperatorId, queue: QueueKey) -> bool:
    return operator in step.state.floor.lines[queue].requirement.rank


def _able(step: Step, operator: OperatorId, queue: QueueKey) -> bool:
    """By his skills."""
    floor = step.state.floor
    return floor.lines[queue].requirement.fits(floor.operators[operator])


def _end(step: Step, operator: OperatorId, queue: QueueKey) -> None:
    serves = not step.state.memberships[operator][queue].serves
    _forget(step, operator, queue)
    step.effects.append(MembershipChanged(operator, queue, serves, 0))


def _forget(step: Step, operator: OperatorId, queue: QueueKey) -> None:
    changes = step.state.memberships[operator]
    del changes[queue]
    if not changes:
        del step.state.memberships[operator]
    step.state.disarm(_timer(operator, queue))


def _timer(operator: OperatorId, queue: QueueKey) -> str:
    return f"{TIMER} {operator} {queue}"
