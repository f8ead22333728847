"""How often may be dialled: a login in the wrong hands shall not call for hours at the house's expense.

Attempts of the last hour are counted, for each operator and for the centre. Where one reaches its limit the
supervisors are to know; the next is refused until the hour of the first has passed.
"""

from __future__ import annotations

from thirdring.acd.centre import OperatorId
from thirdring.acd.facts import CENTRE_AS_A_WHOLE, DialsExhausted
from thirdring.acd.inputs import Illegal
from thirdring.acd.moment import SECOND
from thirdring.acd.state import Step

HOUR = 3600 * SECOND


def check(step: Step, operator: OperatorId) -> None:
    """Raises ``Illegal`` for an operator, or a centre, that has dialled too often within the hour."""
    rules = step.state.centre.rules.promises
    if rules is None:
        return
    recent = _recent(step)
    if 0 < rules.operator_dials <= recent.count(operator):
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
        if count == limit:
            step.effects.append(DialsExhausted(whose, count, HOUR))


def _recent(step: Step) -> list[OperatorId]:
    """Who has dialled within the hour, once for each time."""
    since = step.at - HOUR
    return [who for at, who in step.state.dialled if at > since]
