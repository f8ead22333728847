"""What a supervisor orders an operator, by a program in the supervisor's name; and what was ordered today.

The same commands as the supervisor's page gives, with the rights of the login that is named. The operator
reads whose order it is, by which program, and why.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from asgiref.sync import async_to_sync
from django.utils import timezone
from ninja import Router
from ninja.responses import Status

from thirdring.acd.inputs import DialLimitLift, DialLimitRestore, Illegal, MembershipSet, OperatorStateSet
from thirdring.acd.moment import datetime_of
from thirdring.acd.supervision_facts import MembershipChanged, OperatorOrdered
from thirdring.apps.api.acting import command_key, named_operator, refusal, row
from thirdring.apps.api.asking import Request, require_known
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.orders_schemas import (
    DialLimitOrdered,
    OrderKind,
    OrderOut,
    Orders,
    QueueOrdered,
    Reasoned,
    StateOrdered,
)
from thirdring.apps.api.problems import Refused, not_found
from thirdring.apps.api.schemas import Json
from thirdring.apps.api.supervisors import named_login
from thirdring.apps.calls import directing
from thirdring.apps.calls.directing import Ordered
from thirdring.apps.figures.days import midnight_of
from thirdring.apps.staff.models import Operator, User
from thirdring.journal import commands

orders = Router(tags=["orders"])
WRITE = Bearer(Scope.OPERATORS_WRITE)
ORDERS = "/operators/{operator}/orders"

Order = OperatorStateSet | MembershipSet | DialLimitLift | DialLimitRestore

# What the request names wrong; all other refusals are of the moment.
NOT_FOUND = {"unknown_operator": "operator", "unknown_queue": "queue"}
WRONG = {"not-a-supervisor": "by", "unknown-pause": "pause", "unreadable": "reason"}


@orders.get(ORDERS, response=Orders, auth=Bearer(Scope.FLOOR), summary="What an operator was ordered today")
def list_orders(request: Request, operator: str) -> Json:
    """By whom, when and why; the day begins at midnight in the organisation's time zone."""
    require_known(request)
    one = named_operator(request, operator)
    midnight = midnight_of(timezone.now(), ZoneInfo(one.organisation.time_zone))
    return {"items": [_told(order) for order in directing.orders_since(one.pk, midnight)]}


@orders.post(
    f"{ORDERS}/state",
    response={201: OrderOut},
    auth=WRITE,
    summary="A supervisor orders an operator's state",
)
def order_state(request: Request, operator: str, wanted: StateOrdered) -> Status[Json]:
    """Ready, pause, or end of the shift. A conversation and its card are finished first."""

    def asked(user: User, who: Operator) -> Order:
        return directing.state_order(user, who.pk, wanted.order, wanted.pause, wanted.reason)

    return _ordered(request, operator, wanted, asked)


@orders.post(
    f"{ORDERS}/queue",
    response={201: OrderOut},
    auth=WRITE,
    summary="A supervisor takes an operator into a queue or out of it, for today",
)
def order_queue(request: Request, operator: str, wanted: QueueOrdered) -> Status[Json]:
    """It holds until four in the morning in the organisation's time zone."""

    def asked(user: User, who: Operator) -> Order:
        now = timezone.now()
        return directing.membership_order(user, who.pk, wanted.queue, wanted.serves, wanted.reason, now)

    return _ordered(request, operator, wanted, asked)


@orders.post(
    f"{ORDERS}/dial-limit",
    response={201: OrderOut},
    auth=WRITE,
    summary="A supervisor lifts the limit of an operator's outgoing calls for an hour, or takes that back",
)
def order_dial_limit(request: Request, operator: str, wanted: DialLimitOrdered) -> Status[Json]:
    """The limit of all operators together stands."""

    def asked(user: User, who: Operator) -> Order:
        ordered = directing.dial_limit_lift if wanted.lifted else directing.dial_limit_restore
        return ordered(user, who.pk, wanted.reason)

    return _ordered(request, operator, wanted, asked)


def _ordered(
    request: Request, operator: str, wanted: Reasoned, asked: Callable[[User, Operator], Order]
) -> Status[Json]:
    require_known(request)
    who, user = named_operator(request, operator), named_login(request, wanted.by)
    try:
        order = asked(user, who)
        order = msgspec.structs.replace(order, called=f"{order.called} ({request.auth.name})")
        seq = async_to_sync(commands.send)(order, command_key(request))
    except Illegal as illegal:
        raise _refusal(illegal) from None
    return Status(HTTPStatus.CREATED, _told(next(Ordered.of(row(seq)))))


def _refusal(illegal: Illegal) -> Refused:
    if illegal.code in NOT_FOUND:
        return not_found(NOT_FOUND[illegal.code])
    sentence = directing.refusal_of(illegal)
    if field := WRONG.get(illegal.code):
        detail = f"{field}: {sentence}"
        status, fields = HTTPStatus.UNPROCESSABLE_ENTITY, {field: sentence}
        return Refused(status, detail, fields, illegal.code, translated=True)
    return Refused(refusal(illegal).status, sentence, code=illegal.code, translated=True)


def _told(order: Ordered) -> Json:
    fact = order.fact
    told: dict[str, Any] = {"at": order.at, "by": fact.by, "called": fact.called, "reason": fact.reason}
    if isinstance(fact, OperatorOrdered):
        return {**told, "kind": OrderKind.STATE, "order": fact.order, "pause": fact.pause or None}
    until = datetime_of(fact.until) if fact.until else None
    if isinstance(fact, MembershipChanged):
        return {**told, "kind": OrderKind.QUEUE, "queue": fact.queue, "serves": fact.serves, "until": until}
    return {**told, "kind": OrderKind.DIAL_LIMIT, "until": until}
