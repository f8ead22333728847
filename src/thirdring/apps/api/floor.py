"""The floor at this moment, for other programs: lines, queues with who waits, operators with what they do.

Read from the tables that the engine writes in the same transaction as the journal, so they are as new as
any screen. To set an operator's state is the router's: the same commands as the desk's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router

from thirdring.acd.inputs import Illegal, Input, OperatorLoggedOut, OperatorPaused, OperatorReady
from thirdring.acd.operators import OperatorState
from thirdring.apps.api.acting import named_operator, refusal, send, unprocessable, words
from thirdring.apps.api.asking import Request, of_organisation, require_known
from thirdring.apps.api.floor_schemas import (
    Lines,
    OperatorLive,
    Operators,
    Queues,
    StateWanted,
    WaitFilters,
    Waits,
    WantedState,
)
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.paging import page
from thirdring.apps.api.schemas import Json
from thirdring.apps.calls.models import OperatorInterval, Wait
from thirdring.apps.channels.centre import needs_of, skills_of
from thirdring.apps.channels.models import Line, PauseReason, Queue
from thirdring.apps.staff.models import Operator

floor = Router(tags=["floor"])
FLOOR = Bearer(Scope.FLOOR)


@floor.get("/lines", response=Lines, auth=FLOOR, summary="Lines that people call")
def list_lines(request: Request) -> Json:
    require_known(request)
    lines = of_organisation(request, Line.objects.select_related("queue")).order_by("number")
    items = [
        {
            "number": one.number,
            "name": one.name,
            "kind": one.kind,
            "language": one.language,
            "organisation": one.organisation.code,
            "queue": one.queue.key,
            "active": one.active,
        }
        for one in lines
    ]
    return {"items": items}


@floor.get("/queues", response=Queues, auth=FLOOR, summary="Queues: who waits, and who could serve them")
def list_queues(request: Request) -> Json:
    require_known(request)
    queues = list(
        of_organisation(
            request, Queue.objects.select_related("needs_department").prefetch_related("needs_skills")
        )
    )
    waiting: dict[str, list[datetime]] = defaultdict(list)
    for key, since in Wait.objects.filter(until__isnull=True).values_list("queue", "since"):
        waiting[key].append(since)
    staff = _staff(Operator.objects.filter(active=True))
    now = timezone.now()
    return {"at": now, "items": [_queue(one, waiting[one.key], staff, now) for one in queues]}


@floor.get("/waits", response=Waits, auth=FLOOR, summary="Stays in queues, newest first; or those that go on")
def list_waits(request: Request, filters: Query[WaitFilters]) -> Json:
    require_known(request, WaitFilters)
    waits = Wait.objects.select_related("call")
    if request.auth.organisation_id is not None:
        waits = waits.filter(call__organisation=request.auth.organisation_id)
    if filters.queue is not None:
        waits = waits.filter(queue=filters.queue)
    if filters.going_on is not None:
        waits = waits.filter(until__isnull=filters.going_on)
    found, next_cursor = page(waits, "since", filters.cursor, filters.limit, int)
    items = [
        {
            "call": one.call_id,
            "queue": one.queue,
            "line": one.call.line,
            "since": one.since,
            "until": one.until,
            "outcome": one.outcome,
            "told_at": one.told_at,
            "expected_ms": one.expected_ms,
            "said_ms": one.said_ms,
        }
        for one in found
    ]
    return {"items": items, "next": next_cursor}


@floor.get("/operators", response=Operators, auth=FLOOR, summary="Operators and what they do now")
def list_operators(request: Request) -> Json:
    require_known(request)
    operators = _staff(of_organisation(request, Operator.objects.filter(active=True)))
    return {"items": [_operator(one, state) for one, state in operators]}


@floor.get("/operators/{operator}", response=OperatorLive, auth=FLOOR, summary="One operator")
def one_operator(request: Request, operator: str) -> Json:
    require_known(request)
    return operator_now(named_operator(request, operator))


@floor.post(
    "/operators/{operator}/state",
    response=OperatorLive,
    auth=Bearer(Scope.OPERATORS_WRITE),
    summary="Set an operator ready, on a pause, or off shift",
)
def set_state(request: Request, operator: str, wanted: StateWanted) -> Json:
    """As the operator could: a pause has a reason, and during a conversation it begins after it."""
    require_known(request)
    one = named_operator(request, operator)
    send(request, _command(one, wanted))
    return operator_now(one)


def operator_now(one: Operator) -> Json:
    """What an operator does now, as ``OperatorLive``."""
    return _operator(*_staff(Operator.objects.filter(pk=one.pk))[0])


def _command(one: Operator, wanted: StateWanted) -> Input:
    if wanted.state is WantedState.PAUSED:
        reason = words("reason", wanted.reason)
        if not PauseReason.objects.filter(key=reason, active=True).exists():
            known = ", ".join(PauseReason.objects.filter(active=True).values_list("key", flat=True))
            raise unprocessable({"reason": f"no such pause reason; there are: {known}"})
        return OperatorPaused(0, one.pk, reason)
    if wanted.state is WantedState.LOGGED_OUT:
        return OperatorLoggedOut(0, one.pk)
    if _states([one.pk])[one.pk].state == OperatorState.WRAP_UP:
        # Clause 11 of 141-П: no call before the card is closed or put aside (row S90).
        raise refusal(Illegal("card-open", _("Close the card or put it aside first: that makes you ready.")))
    return OperatorReady(0, one.pk)


def _states(operators: list[int]) -> dict[int, OperatorInterval]:
    off = {
        one: OperatorInterval(operator_id=one, state=OperatorState.LOGGED_OUT.value, reason="")
        for one in operators
    }
    on = OperatorInterval.objects.filter(operator__in=operators, until__isnull=True)
    return off | {one.operator_id: one for one in on}


def _staff(operators: Any) -> list[tuple[Operator, OperatorInterval]]:
    found = list(
        operators.select_related("user", "organisation", "department", "post")
        .prefetch_related("skills__skill")
        .order_by("pk")
    )
    states = _states([one.pk for one in found])
    return [(one, states[one.pk]) for one in found]


def _operator(one: Operator, now: OperatorInterval) -> Json:
    return {
        "id": one.pk,
        "name": str(one),
        "organisation": one.organisation.code,
        "level": one.level,
        "languages": one.languages,
        "state": now.state,
        "reason": now.reason,
        "since": now.since,
        "call": now.call_id,
    }


def _queue(
    queue: Queue, waiting: list[datetime], staff: list[tuple[Operator, OperatorInterval]], now: datetime
) -> Json:
    needs = needs_of(queue)
    suitable = Counter(state.state for one, state in staff if all(need in skills_of(one) for need in needs))
    return {
        "key": queue.key,
        "name": queue.name,
        "organisation": queue.organisation.code,
        "waiting": len(waiting),
        "longest_wait_s": (now - min(waiting)).total_seconds() if waiting else None,
        "operators": dict(suitable),
    }
