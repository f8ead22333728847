"""The desk's page, its stream and its commands. Thin: others build what is shown, the engine decides."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from thirdring.acd.inputs import Illegal, Input
from thirdring.apps.channels.centre import edition_in_force
from thirdring.apps.refusals import sentence_of
from thirdring.apps.staff.called import spoken_name
from thirdring.apps.staff.models import DeviceKind, Operator
from thirdring.apps.streams import streamed
from thirdring.desk.directory import directory_of
from thirdring.desk.hub import hub
from thirdring.desk.idle import idle_of
from thirdring.desk.orders import Unreadable, checked, read_order
from thirdring.desk.promise_orders import prepared
from thirdring.desk.signed_in import operator_of
from thirdring.desk.sip import account_of
from thirdring.journal import commands
from thirdring.regulation import Edition

WARNED_BEFORE_S = 120  # of the house: so long before the limit of clause 8 the desk says so
DEVICE_ORDER = [DeviceKind.BROWSER, DeviceKind.DESK_PHONE, DeviceKind.MOBILE]


@require_GET
@login_required
@ensure_csrf_cookie
def desk(request: HttpRequest) -> HttpResponse:
    """The operator's page; those who are no operators are told so."""
    operator = operator_of(request)
    devices = sorted(operator.devices.all(), key=lambda device: DEVICE_ORDER.index(DeviceKind(device.kind)))
    device = next(iter(devices), None)
    page: dict[str, Any] = {
        "operator": operator.pk,
        "name": spoken_name(operator),
        "device": device and {"key": device.key, "kind": device.kind},
        "phone": account_of(request, device.key, device.password_turn)
        if device and device.kind == DeviceKind.BROWSER
        else None,
        **_limits(edition_in_force()),
        "urls": {
            "stream": reverse("desk:stream"),
            "commands": reverse("desk:commands"),
            "card": reverse("desk:card"),
            "idle": reverse("desk:idle"),
            "promise": reverse("desk:promise"),
            "promises": reverse("desk:promises"),
            "number": reverse("desk:number"),
            "crm": reverse("desk:crm"),
        },
    }
    return render(
        request,
        "desk/desk.html",
        {
            "operator": operator,
            "desk": page,
            "directory": directory_of(operator),
            **idle_of(operator),
        },
    )


@require_GET
@login_required
def idle(request: HttpRequest) -> HttpResponse:
    """What the middle of the desk shows while nobody calls."""
    return render(request, "desk/idle.html", idle_of(operator_of(request)))


@require_GET
async def stream(request: HttpRequest) -> HttpResponseBase:
    """Snapshot and changes for this operator, as server-sent events."""
    operator = await sync_to_async(_signed_in)(request)
    if operator is None:
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    return streamed(hub.stream(operator))


@require_POST
async def command(request: HttpRequest) -> HttpResponse:
    """Sends one command to the engine: ``{seq}``, or why not (400 unreadable, 409 not now)."""
    operator = await sync_to_async(_signed_in)(request)
    if operator is None:
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    try:
        order = read_order(request.body, operator)
        asked = await sync_to_async(_checked)(order.asked, operator)
        seq = await commands.send(asked, order.key)
    except Unreadable as problem:
        return _refusal("unreadable", str(problem), HTTPStatus.BAD_REQUEST)
    except Illegal as refusal:
        return _refusal(refusal.code, sentence_of(refusal), HTTPStatus.CONFLICT)
    return JsonResponse({"seq": seq})


def _limits(edition: Edition) -> dict[str, int]:
    """How the phone rings (clause 1), how long one may speak (clause 8) and not dial, in milliseconds."""
    own_answer_s = edition.handling.own_answer_s
    return {
        "talkLimit": _ms(own_answer_s),
        "talkWarning": _ms(max(own_answer_s - WARNED_BEFORE_S, 0)),
        "ringCycle": _ms(edition.answer.cycle_s),
        "ringOn": _ms(edition.answer.ring_s),
        "takeLimit": _ms(edition.promises.take_within_s),
    }


def _ms(span_s: float) -> int:
    return round(span_s * 1000)


def _signed_in(request: HttpRequest) -> int | None:
    """The operator's id, with the database connection given back: a stream stays open for hours."""
    try:
        return operator_of(request).pk
    except PermissionDenied:
        return None
    finally:
        connection.close()


def _checked(asked: Input, operator: int) -> Input:
    try:
        seat = hub.live.operators.get(operator) if hub.live else None
        asked = checked(asked, Operator.objects.get(pk=operator), seat)
        return prepared(asked, seat, hub.live)
    finally:
        connection.close()


def _refusal(code: str, sentence: str, status: HTTPStatus) -> JsonResponse:
    return JsonResponse({"code": code, "sentence": sentence}, status=status)
