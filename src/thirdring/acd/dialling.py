"""How often may be dialled: a login in the wrong hands shall not call for hours at the house's expense.

Attempts of the last hour are counted, for each operator and for the centre. Where one reaches its limit the
supervisors are to know; the next is refused until the hour of the first has passed, or a supervisor lets that
operator go on, for an hour unless she takes it back. The limit of the centre stands whoever orders.
"""

from __future__ import annotations

from thirdring.acd.centre import OperatorId
from thirdring.acd.facts import CENTRE_AS_A_WHOLE, DialsExhausted
from thirdring.acd.inputs import DialLimitLift, DialLimitRestore, Illegal, TimerDue
from thirdring.acd.moment import SECOND
from thirdring.acd.state import Step
from thirdring.acd.supervision_facts import DialLimitLifted

HOUR = 3600 * SECOND
TIMER = "dial-limit"


def check(step: Step, operator: OperatorId) -> None:
    """Raises ``Illegal`` for an operator, or a centre, that has dialled too often within the hour."""
    rules = step.state.centre.rules.promises
    if rules is None:
        return
    recent = _recent(step)
    if operator not in step.state.unlimited and 0 < rules.operator_dials <= recent.count(operator):
        raise Illegal("dialled_too_often", f"operator {operator} has dialled {rules.operator_dials} times")
    if 0 < rules.dials <= len(recent):
        raise Illegal("centre_dialled_too_often", f"the centre has dialled {rules.dials} times")


def note(step: Step, operator: OperatorId) -> None:
    """One more attempt."""
    dialled = step.state.dialled
    while dialled and dialled[0][0] <= step.at - HOUR:
        del dialled[0]
    dialled.append((step.at, operator))
    rules = step.state.centre.rules.promises
    if rules is None:
        return
    recent = _recent(step)
    for whose, limit, count in (
        (operator, rules.operator_dials, recent.count(operator)),
        (CENTRE_AS_A_WHOLE, rules.dials, len(recent)),
    ):
        if count == limit and whose not in step.state.unlimited:
            step.effects.append(DialsExhausted(whose, count, HOUR))


def lift(step: Step, event: DialLimitLift) -> None:
    """Raises ``Illegal`` for whom the configuration does not know, without a reason, and without need."""
    state = step.state
    rules = state.centre.rules.promises
    if event.operator not in state.floor.operators:
        raise Illegal("unknown_operator", f"there is no operator {event.operator}")
    _require_reason(event)
    if rules is None or not rules.operator_dials:
        raise Illegal("no_dial_limit", "the rules limit no operator's calls")
    if event.operator in state.unlimited:
        raise Illegal("dial_limit_lifted", f"operator {event.operator} may dial without limit already")
    state.unlimited.append(event.operator)
    until = step.at + HOUR
    state.arm(_timer(event.operator), until)
    step.effects.append(DialLimitLifted(event.operator, until, event.by, event.called, event.reason))


def restore(step: Step, event: DialLimitRestore) -> None:
    """A call that is being dialled goes on. Raises ``Illegal`` without a reason, and where none is lifted."""
    _require_reason(event)
    if event.operator not in step.state.unlimited:
        raise Illegal("dial_limit_holds", f"nobody has lifted the limit of operator {event.operator}")
    step.state.disarm(_timer(event.operator))
    _holds_again(step, DialLimitLifted(event.operator, 0, event.by, event.called, event.reason))


def lift_over(step: Step, timer: TimerDue) -> None:
    """The hour has passed."""
    _holds_again(step, DialLimitLifted(int(timer.timer.removeprefix(f"{TIMER} ")), 0))


def _holds_again(step: Step, fact: DialLimitLifted) -> None:
    """Who is beyond the limit by now may not dial, and that is to be known."""
    step.state.unlimited.remove(fact.operator)
    step.effects.append(fact)
    rules = step.state.centre.rules.promises
    count = _recent(step).count(fact.operator)
    if rules is not None and 0 < rules.operator_dials <= count:
        step.effects.append(DialsExhausted(fact.operator, count, HOUR))


def _require_reason(event: DialLimitLift | DialLimitRestore) -> None:
    if not event.reason:
        raise Illegal("order_without_reason", f"{event.by} has not said why")


def _timer(operator: OperatorId) -> str:
    return f"{TIMER} {operator}"


def _recent(step: Step) -> list[OperatorId]:
    """Who has dialled within the hour, once for each time."""
    since = step.at - HOUR
    return [who for at, who in step.state.dialled if at > since]
