"""What other programs do about promises: have somebody called back, dial for an operator, settle.

A call-back is always about an earlier call and its card, so whoever makes it knows what it is about. Numbers
are read and hours kept as at the desk; who keeps it and when is the router's to say.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from django.db.models import QuerySet
from django.utils import timezone
from ninja import Schema
from ninja.responses import Status
from pydantic import ConfigDict, Field

from thirdring.acd.centre import PromiseRules
from thirdring.acd.inputs import (
    AttemptRequested,
    CallBackOrdered,
    DialOrdered,
    Illegal,
    Input,
    Owner,
    PromiseKept,
    PromisePutBack,
    PromiseWithdrawn,
)
from thirdring.acd.moment import moment_of
from thirdring.acd.promise_facts import Promised
from thirdring.apps.api.acting import named_operator, operator_for, refusal, row, send, unprocessable, words
from thirdring.apps.api.asking import Request, of_organisation, require_known
from thirdring.apps.api.card_changes import OperatorId
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.owed import owed, promise_of, promise_out
from thirdring.apps.api.owed_schemas import PromiseOut
from thirdring.apps.api.problems import not_found
from thirdring.apps.api.schemas import Json, Moment
from thirdring.apps.appeals.models import Card
from thirdring.apps.calls.models import Call
from thirdring.apps.channels.centre import skills_of
from thirdring.apps.channels.models import Queue
from thirdring.apps.promises.models import Promise
from thirdring.apps.promises.numbers import awake, readable
from thirdring.apps.staff.models import Operator

WRITE = Bearer(Scope.PROMISES_WRITE)
DIAL = Bearer(Scope.OPERATORS_WRITE)
FARTHEST = timedelta(microseconds=PromiseRules().furthest)

Why = Annotated[str, Field(min_length=1, max_length=300, description="what the call is about")]
Number = Annotated[str, Field(max_length=64, description="instead of the one he called from")]
CallKey = Annotated[str, Field(min_length=1, max_length=100, description="the call that it is about")]


class OwnerWanted(Schema):
    """Exactly one of these."""

    model_config = ConfigDict(extra="forbid")

    queue: Annotated[str, Field(max_length=60)] = ""
    skill: Annotated[str, Field(max_length=60)] = ""
    operator: OperatorId | None = None


class CallBackWanted(Schema):
    """Without an owner the queue of the call owes it; without ``not_before`` it is due at once."""

    model_config = ConfigDict(extra="forbid")

    call: CallKey
    why: Why
    number: Number = ""
    owner: OwnerWanted | None = None
    not_before: Moment | None = None


class DialWanted(Schema):
    model_config = ConfigDict(extra="forbid")

    call: CallKey
    why: Why
    number: Number = ""


class Settling(Schema):
    model_config = ConfigDict(extra="forbid")

    operator: OperatorId


class Withdrawing(Settling):
    reason: Annotated[str, Field(min_length=1, max_length=300)]


class PuttingBack(Withdrawing):
    not_before: Moment | None = None


@owed.post("/promises", response={201: PromiseOut}, auth=WRITE, summary="Have a caller called back")
def order_call_back(request: Request, wanted: CallBackWanted) -> Status[Json]:
    require_known(request)
    call = _call(request, wanted.call)
    not_before = _future(wanted.not_before)
    number = _number(wanted.number or call.caller, call.line, not_before)
    asked = CallBackOrdered(
        0,
        call=call.pk,
        line=call.line,
        queue=call.queue,
        number=number,
        owner=_owner(request, wanted.owner, call.queue),
        why=words("why", wanted.why),
        not_before=moment_of(not_before) if not_before else 0,
    )
    return _made(request, asked)


@owed.post(
    "/operators/{operator}/dial", response={201: PromiseOut}, auth=DIAL, summary="Dial for an operator"
)
def dial(request: Request, operator: str, wanted: DialWanted) -> Status[Json]:
    """Click to dial: the phone of an operator who is ready rings, and when he has lifted, the person's."""
    require_known(request)
    who = named_operator(request, operator)
    call = _call(request, wanted.call)
    number = _awake(wanted.number or call.caller, call.line)
    asked = DialOrdered(0, who.pk, call.pk, call.line, call.queue, number, words("why", wanted.why))
    return _made(request, asked)


@owed.post("/promises/{promise}/dial", response=PromiseOut, auth=DIAL, summary="Dial to keep a promise")
def dial_promise(request: Request, promise: str, wanted: Settling) -> Json:
    """For the operator who has been given it."""
    found, who = promise_of(request, promise), operator_for(request, wanted.operator)
    number = _awake(found.number, found.line)
    return _told(request, found, AttemptRequested(0, who.pk, found.pk, number=number))


@owed.post("/promises/{promise}/settle", response=PromiseOut, auth=WRITE, summary="A promise is kept")
def settle_promise(request: Request, promise: str, wanted: Settling) -> Json:
    """By the operator who has been given it."""
    found, who = promise_of(request, promise), operator_for(request, wanted.operator)
    return _told(request, found, PromiseKept(0, who.pk, found.pk))


@owed.post(
    "/promises/{promise}/withdraw",
    response=PromiseOut,
    auth=WRITE,
    summary="The person wants no call any more",
)
def withdraw_promise(request: Request, promise: str, wanted: Withdrawing) -> Json:
    found, who = promise_of(request, promise), operator_for(request, wanted.operator)
    return _told(request, found, PromiseWithdrawn(0, who.pk, found.pk, words("reason", wanted.reason)))


@owed.post(
    "/promises/{promise}/put-back",
    response=PromiseOut,
    auth=WRITE,
    summary="Put a promise off, with a reason",
)
def put_promise_back(request: Request, promise: str, wanted: PuttingBack) -> Json:
    found, who = promise_of(request, promise), operator_for(request, wanted.operator)
    later = _future(wanted.not_before)
    if later is not None:
        _awake(found.number, found.line, later)
    reason = words("reason", wanted.reason)
    return _told(
        request, found, PromisePutBack(0, who.pk, found.pk, reason, moment_of(later) if later else 0)
    )


def _made(request: Request, asked: Input) -> Status[Json]:
    told = next(fact for fact in row(send(request, asked)).facts if isinstance(fact, Promised))
    return Status(HTTPStatus.CREATED, promise_out(request, Promise.objects.get(pk=told.promise)))


def _told(request: Request, found: Promise, asked: Input) -> Json:
    require_known(request)
    send(request, asked)
    found.refresh_from_db()
    return promise_out(request, found)


def _call(request: Request, key: str) -> Call:
    """An earlier call with a card; one of our own leads to the call that it was about."""
    found: Call | None = None
    if key.isprintable():
        found = of_organisation(request, Call.objects.filter(pk=key)).first()
    if found is not None and found.promise:
        origin = Promise.objects.filter(pk=found.promise).values_list("call", flat=True).first()
        found = of_organisation(request, Call.objects.filter(pk=origin)).first()
    if found is None or not Card.objects.filter(call=found.pk).exists():
        raise not_found("call")
    return found


def _owner(request: Request, wanted: OwnerWanted | None, queue: str) -> Owner:
    if wanted is None:
        return Owner(queue=queue)
    if wanted.operator is not None:
        operator_for(request, wanted.operator)
    if wanted.queue and not of_organisation(request, Queue.objects.filter(key=wanted.queue)).exists():
        raise not_found("queue")
    if wanted.skill and not any(wanted.skill in skills_of(one) for one in _operators(request)):
        raise not_found("skill")
    return Owner(wanted.queue, wanted.skill, wanted.operator)


def _operators(request: Request) -> QuerySet[Operator]:
    """Who takes calls in the token's organisation."""
    active = Operator.objects.filter(active=True).select_related("organisation", "department")
    return of_organisation(request, active.prefetch_related("skills__skill"))


def _future(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    now = timezone.now()
    if not now < moment < now + FARTHEST:
        raise unprocessable({"not_before": "not within the next year"})
    return moment


def _number(text: str, line: str, at: datetime | None) -> str:
    """At an hour that somebody chose people are awake there; else the calendar puts the call off."""
    try:
        return readable(text, line) if at is None else awake(text, line, at)
    except Illegal as illegal:
        raise refusal(illegal) from None


def _awake(text: str, line: str, at: datetime | None = None) -> str:
    try:
        return awake(text, line, at)
    except Illegal as illegal:
        raise refusal(illegal) from None
