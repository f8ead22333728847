"""What a supervisor orders operators, as requests of her page; and what has been ordered today. Thin."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import msgspec
from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from thirdring.acd.inputs import Illegal, Input, StateOrder
from thirdring.apps.calls import directing
from thirdring.apps.channels.models import PauseReason, Queue
from thirdring.apps.figures.days import midnight_of
from thirdring.apps.staff.models import User
from thirdring.apps.staff.zones import zone_of
from thirdring.journal import commands
from thirdring.wallboard.access import supervisor_of


class StateWish(msgspec.Struct, forbid_unknown_fields=True):
    """A button of the operator's dialogue, pressed once (``key``)."""

    operator: int
    order: StateOrder
    reason: str
    key: uuid.UUID
    pause: str = ""


class QueueWish(msgspec.Struct, forbid_unknown_fields=True):
    operator: int
    queue: str
    serves: bool
    reason: str
    key: uuid.UUID


class LimitWish(msgspec.Struct, forbid_unknown_fields=True):
    operator: int
    lifted: bool
    reason: str
    key: uuid.UUID


@require_POST
async def state(request: HttpRequest) -> HttpResponse:
    """Ready, pause, end of the shift: ``{seq}``, or why not (400 unreadable, 409 not now)."""

    def asked(user: User, wish: StateWish) -> Input:
        return directing.state_order(user, wish.operator, wish.order, wish.pause, wish.reason)

    return await _ordered(request, StateWish, asked)


@require_POST
async def membership(request: HttpRequest) -> HttpResponse:
    """Into a queue or out of it, for today: the same answers."""

    def asked(user: User, wish: QueueWish) -> Input:
        return directing.membership_order(
            user, wish.operator, wish.queue, wish.serves, wish.reason, timezone.now()
        )

    return await _ordered(request, QueueWish, asked)


@require_POST
async def dial_limit(request: HttpRequest) -> HttpResponse:
    """Lifts the limit of an operator's outgoing calls for an hour, or takes that back: the same answers."""

    def asked(user: User, wish: LimitWish) -> Input:
        ordered = directing.dial_limit_lift if wish.lifted else directing.dial_limit_restore
        return ordered(user, wish.operator, wish.reason)

    return await _ordered(request, LimitWish, asked)


@require_GET
@login_required
def history(request: HttpRequest) -> HttpResponse:
    """What has been ordered ``?operator=`` today: by whom, when, why."""
    user, _scope = supervisor_of(request)
    operator = request.GET.get("operator", "")
    if not operator.isdecimal() or not directing.operators_of(user).filter(pk=int(operator)).exists():
        raise Http404
    zone = zone_of(user)
    with timezone.override(zone):
        return render(
            request,
            "wallboard/ordered.html",
            {
                "orders": directing.orders_since(int(operator), midnight_of(timezone.now(), zone)),
                "pauses": {one.key: str(one) for one in PauseReason.objects.all()},
                "queues": dict(Queue.objects.values_list("key", "name")),
            },
        )


async def _ordered(
    request: HttpRequest, shape: type[Any], asked: Callable[[User, Any], Input]
) -> HttpResponse:
    user = await sync_to_async(_supervisor)(request)
    if user is None:
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    try:
        wish = msgspec.json.decode(request.body, type=shape)
        seq = await commands.send(await sync_to_async(_closing)(asked, user, wish), wish.key)
    except msgspec.DecodeError as problem:
        return _refusal("unreadable", str(problem), HTTPStatus.BAD_REQUEST)
    except Illegal as refusal:
        return _refusal(refusal.code, directing.refusal_of(refusal), HTTPStatus.CONFLICT)
    return JsonResponse({"seq": seq})


def _supervisor(request: HttpRequest) -> User | None:
    try:
        return supervisor_of(request)[0]
    except PermissionDenied:
        return None
    finally:
        connection.close()


def _closing(asked: Callable[[User, Any], Input], user: User, wish: Any) -> Input:
    """The engine's answer may take seconds: the connection is given back before it is awaited."""
    try:
        return asked(user, wish)
    finally:
        connection.close()


def _refusal(code: str, sentence: str, status: HTTPStatus) -> JsonResponse:
    return JsonResponse({"code": code, "sentence": sentence}, status=status)
