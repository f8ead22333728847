"""Who may set whose state, and whose queues for today: a supervisor's word becomes the router's input.

A supervisor directs the operators of her organisation, and takes them into and out of its queues. What she
does stands in the journal with her login and her reason; whether it fits the moment is decided by the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thirdring.acd.inputs import (
    DialLimitLift,
    DialLimitRestore,
    Illegal,
    MembershipSet,
    OperatorStateSet,
    StateOrder,
)
from thirdring.acd.moment import datetime_of, moment_of
from thirdring.acd.supervision_facts import DialLimitLifted, MembershipChanged, OperatorOrdered
from thirdring.apps.calls.supervision import may_supervise
from thirdring.apps.channels.models import PauseReason, Queue
from thirdring.apps.refusals import sentence_of
from thirdring.apps.staff.models import Operator, User
from thirdring.apps.texts import plain
from thirdring.journal.rows import Row, decode

LONGEST_REASON = 200
# By the index of migration 0006 of the journal, which knows these kinds.
_ORDERS = """
SELECT body::text FROM journal_row
WHERE at >= %s AND kind IN ('OperatorStateSet', 'MembershipSet', 'DialLimitLift', 'DialLimitRestore')
    AND operators @> ARRAY[%s]
ORDER BY seq DESC
"""
DAY_ENDS = time(4)  # of the organisation's zone: no shift changes then, and few call

# Where the operator's own sentence would address the wrong person.
SENTENCES: dict[str, Promise] = {
    "unknown_operator": gettext_lazy("This operator is not in the centre's configuration any more."),
    "not_while_logged_out": gettext_lazy("This operator is not on shift: nobody sits there."),
    "not_while_ready": gettext_lazy("This operator is ready already."),
    "not_while_offered": gettext_lazy("This operator's phone is ringing: wait a moment."),
    "not_while_talking": gettext_lazy("A conversation goes on, and nothing is to begin after it."),
    "not_while_wrap_up": gettext_lazy("The card has to be closed first, by the operator."),
    "not_while_promise": gettext_lazy("This operator keeps a promise at this moment."),
    "not_while_supervising": gettext_lazy(
        "This operator listens to a colleague, and nothing is to begin after it."
    ),
    "not_while_unreachable": gettext_lazy(
        "The operator's phone is not registered; ready again as soon as it is."
    ),
    "order_without_reason": gettext_lazy("Say why: the operator reads it."),
    "desk_is_gone": gettext_lazy("The operator's desk is closed: nobody would answer."),
    "membership_unchanged": gettext_lazy("That is so already."),
}


ORDERS = (OperatorOrdered, MembershipChanged, DialLimitLifted)


class Ordered(NamedTuple):
    """One order, as the journal has it."""

    at: datetime
    fact: OperatorOrdered | MembershipChanged | DialLimitLifted

    @classmethod
    def of(cls, row: Row) -> Iterator[Ordered]:
        """The orders that a row tells."""
        for fact in row.facts:
            if isinstance(fact, ORDERS):
                yield cls(datetime_of(row.at), fact)


def refusal_of(refusal: Illegal) -> str:
    """What the supervisor reads."""
    return str(SENTENCES.get(refusal.code) or sentence_of(refusal))


def state_order(user: User, operator: int, order: StateOrder, pause: str, reason: str) -> OperatorStateSet:
    """The input for ``journal.commands.send``.

    Raises ``Illegal`` with a code: ``not-a-supervisor``, ``unknown_operator`` (or another organisation's),
    ``unknown-pause``, ``unreadable`` (words that cannot be stored).
    """
    _directed(user, operator)
    if order is not StateOrder.PAUSE:
        pause = ""
    elif not PauseReason.objects.filter(key=pause, active=True).exists():
        raise Illegal("unknown-pause", _("There is no such reason for a pause."))
    return OperatorStateSet(0, operator, order, user.username, str(user), _words(reason), pause)


def membership_order(
    user: User, operator: int, queue: str, serves: bool, reason: str, now: datetime
) -> MembershipSet:
    """The same for a queue that the operator is to serve, or not, until the day is over.

    ``now``: aware. Raises ``Illegal`` as ``state_order``, and ``unknown_queue`` for another organisation's.
    """
    found = _directed(user, operator)
    if not Queue.objects.filter(key=queue, organisation=found.organisation_id).exists():
        raise Illegal("unknown_queue", f"no queue {queue} of this organisation")
    until = moment_of(day_ends_after(now, ZoneInfo(found.organisation.time_zone)))
    return MembershipSet(0, operator, queue, serves, until, user.username, str(user), _words(reason))


def dial_limit_lift(user: User, operator: int, reason: str) -> DialLimitLift:
    """The same for an operator who is to call as often as there is to call, for an hour."""
    _directed(user, operator)
    return DialLimitLift(0, operator, user.username, str(user), _words(reason))


def dial_limit_restore(user: User, operator: int, reason: str) -> DialLimitRestore:
    """The same where it is taken back before the hour is over."""
    _directed(user, operator)
    return DialLimitRestore(0, operator, user.username, str(user), _words(reason))


def day_ends_after(now: datetime, zone: ZoneInfo) -> datetime:
    """The next end of a working day there."""
    local = now.astimezone(zone)
    day = local.date() if local.time() < DAY_ENDS else local.date() + timedelta(days=1)
    return datetime.combine(day, DAY_ENDS, zone)


def operators_of(user: User) -> QuerySet[Operator]:
    """Whom this supervisor directs."""
    own = {} if user.organisation_id is None else {"organisation": user.organisation_id}
    return Operator.objects.filter(active=True, **own).select_related("organisation")


def orders_since(operator: int, since: datetime) -> list[Ordered]:
    """What supervisors have ordered this operator, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_ORDERS, [since, operator])
        rows = [decode(body) for (body,) in cursor.fetchall()]
    return [order for row in rows for order in Ordered.of(row)]


def _directed(user: User, operator: int) -> Operator:
    if not may_supervise(user):
        raise Illegal("not-a-supervisor", _("Only a supervisor may do this."))
    found = operators_of(user).filter(pk=operator).first()
    if found is None:
        raise Illegal("unknown_operator", f"no operator {operator} of this organisation")
    return found


def _words(reason: str) -> str:
    try:
        return plain(reason, LONGEST_REASON)
    except ValidationError as problem:
        raise Illegal("unreadable", " ".join(problem.messages)) from None
