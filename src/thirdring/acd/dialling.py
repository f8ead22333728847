"""How often may be dialled: a login in the wrong hands shall not call for hours at the house's expense.

Attempts of the last hour are counted, for each operator and for the centre. Where one reaches its limit the
supervisors are to know; the next is refused until the hour of the first has passed, or a supervisor lets that
operator go on for an hour. The limit of the centre stands whoever orders.
"""

from __future__ import annotations

from thirdring.acd.centre import OperatorId
from thirdring.acd.facts import CENTRE_AS_A_WHOLE, DialsExhausted
from thirdring.acd.inputs import DialLimitLift, Illegal, TimerDue
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
    if not event.reason:
        raise Illegal("order_without_reason", f"{event.by} has not said why")
    if rules is None or not rules.operator_dials:
        raise Illegal("no_dial_limit", "the rules limit no operator's calls")
    if event.operator in state.unlimited:
        raise Illegal("dial_limit_lifted", f"operator {event.operator} may dial without limit already")
    state.unlimited.append(event.operator)
    until = step.at + HOUR
    state.arm(f"{TIMER} {event.operator}", until)
    step.effects.append(DialLimitLifted(event.operator, until, event.by, event.called, event.reason))


def lift_over(step: Step, timer: TimerDue) -> None:
    """The limit holds again. Who is beyond it by now may not dial, and that is to be known."""
    operator = int(timer.timer.removeprefix(f"{TIMER} "))
    step.state.unlimited.remove(operator)
    step.effects.append(DialLimitLifted(operator, 0))
    rules = step.state.centre.rules.promises
    count = _recent(step).count(operator)
    if rules is not None and 0 < rules.operator_dials <= count:
        step.effects.append(DialsExhausted(operator, count, HOUR))


def _recent(step: Step) -> list[OperatorId]:
    """Who has dialled within the hour, once for each time."""
    since = step.at - HOUR
    return [who for at, who in step.state.dialled if at > since]
