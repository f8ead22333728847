"""The pages of the live screens, their streams, and what a supervisor can do there. Thin: the hub shows."""

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
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from thirdring.acd.inputs import Illegal, Input
from thirdring.apps.alarms.models import Acknowledgement
from thirdring.apps.calls import supervision
from thirdring.apps.channels.checks import problems_now
from thirdring.apps.channels.models import PauseReason
from thirdring.apps.channels.names import Scope
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.refusals import sentence_of
from thirdring.apps.staff.models import Operator, User
from thirdring.apps.streams import streamed
from thirdring.journal import commands
from thirdring.journal.present import present
from thirdring.wallboard.access import supervisor_of, watcher_of
from thirdring.wallboard.hub import SUPERVISOR, WALLBOARD, hub


class Note(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody takes note of an alarm."""

    alarm: str


class Wished(msgspec.Struct, forbid_unknown_fields=True):
    """A button on a conversation, pressed once (``key``)."""

    call: str
    wish: supervision.Wish
    key: uuid.UUID


@require_GET
@login_required
def wallboard(request: HttpRequest) -> HttpResponse:
    """The screen on the wall. It names no person, so any member of staff may open it."""
    user, scope = watcher_of(request)
    page = {"stream": reverse("wallboard:wallboard-stream"), **_times(user)}
    return render(
        request, "wallboard/wallboard.html", {"section": "wallboard", "whose": _whose(scope), "page": page}
    )


@require_GET
@login_required
@ensure_csrf_cookie
def supervisor(request: HttpRequest) -> HttpResponse:
    """Every operator and every call of the organisation, alarms, what is owed, the day."""
    user, scope = supervisor_of(request)
    operator = Operator.objects.filter(user=user, active=True).values_list("pk", flat=True).first()
    pauses = list(PauseReason.objects.all())
    page: dict[str, Any] = {
        "stream": reverse("wallboard:supervisor-stream"),
        "problems": reverse("wallboard:problems"),
        "alarms": reverse("wallboard:note-alarm"),
        "orders": reverse("wallboard:orders"),
        "calls": reverse("wallboard:calls"),
        "pauses": {one.key: str(one) for one in pauses},
        "pausesInUse": [one.key for one in pauses if one.active],
        "states": reverse("wallboard:operator-state"),
        "memberships": reverse("wallboard:operator-queues"),
        "dialLimits": reverse("wallboard:operator-dial-limit"),
        "history": reverse("wallboard:operator-ordered"),
        "directs": supervision.may_supervise(user),
        "listens": operator is not None
        and supervision.may_supervise(user),  # a phone of one's own rings for it
        "operator": operator,
        **_times(user),
    }
    return render(
        request,
        "wallboard/supervisor.html",
        {"section": "supervisor", "whose": _whose(scope), "page": page, "problems": problems_now(user)},
    )


@require_GET
@login_required
def problems(request: HttpRequest) -> HttpResponse:
    """What nobody can serve and what else is to be mended, in words."""
    user, _scope = supervisor_of(request)
    return render(request, "wallboard/problems.html", {"problems": problems_now(user)})


@require_GET
async def wallboard_stream(request: HttpRequest) -> HttpResponseBase:
    """Snapshot and changes for a wallboard, as server-sent events."""
    return await _stream(request, WALLBOARD, watcher_of)


@require_GET
async def supervisor_stream(request: HttpRequest) -> HttpResponseBase:
    """The same for the supervisor's page."""
    return await _stream(request, SUPERVISOR, supervisor_of)


@require_POST
async def note_alarm(request: HttpRequest) -> HttpResponse:
    """Takes note of an alarm that stands: ``{alarm}``; 409 when it does no longer."""
    found = await sync_to_async(_known)(request, supervisor_of)
    if found is None:
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    user, scope = found
    try:
        note = msgspec.json.decode(request.body, type=Note)
    except msgspec.DecodeError as problem:
        return _refusal("unreadable", str(problem), HTTPStatus.BAD_REQUEST)
    if not hub.stands(note.alarm, scope):
        return _refusal("over", _("This alarm is over."), HTTPStatus.CONFLICT)
    await Acknowledgement.objects.acreate(key=note.alarm, by=user, at=timezone.now())
    await hub.note_anew()
    return JsonResponse({})


@require_POST
async def order(request: HttpRequest) -> HttpResponse:
    """Listen, whisper, join, take over, leave: ``{seq}``, or why not (400 unreadable, 409 not now)."""
    found = await sync_to_async(_known)(request, supervisor_of)
    if found is None:
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    try:
        wished = msgspec.json.decode(request.body, type=Wished)
        seq = await commands.send(await sync_to_async(_input)(found[0], wished), wished.key)
    except msgspec.DecodeError as problem:
        return _refusal("unreadable", str(problem), HTTPStatus.BAD_REQUEST)
    except Illegal as refusal:
        return _refusal(refusal.code, sentence_of(refusal), HTTPStatus.CONFLICT)
    return JsonResponse({"seq": seq})


async def _stream(
    request: HttpRequest, kind: str, access: Callable[[HttpRequest], tuple[User, Scope]]
) -> HttpResponseBase:
    found = await sync_to_async(_known)(request, access)
    if found is None:
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    return streamed(hub.stream(kind, found[1]))


def _known(
    request: HttpRequest, access: Callable[[HttpRequest], tuple[User, Scope]]
) -> tuple[User, Scope] | None:
    """Who asks, with the database connection given back: a stream stays open for hours."""
    try:
        return access(request)
    except PermissionDenied:
        return None
    finally:
        connection.close()


def _input(user: User, wished: Wished) -> Input:
    try:
        if present.live is None:
            raise Illegal("no_conversation", _("This conversation is over."))
        return supervision.order(user, present.live, wished.call, wished.wish)
    finally:
        connection.close()


def _refusal(code: str, sentence: str, status: HTTPStatus) -> JsonResponse:
    return JsonResponse({"code": code, "sentence": sentence}, status=status)


def _whose(scope: Scope) -> str:
    """The organisation that is watched; nothing for whoever sees all."""
    found = Organisation.objects.filter(pk=scope.organisation).first() if scope.organisation else None
    return str(found or "")


def _times(user: User) -> dict[str, str]:
    """Time zone and language of what the page writes by itself."""
    zone = user.organisation.time_zone if user.organisation else timezone.get_default_timezone_name()
    return {"zone": zone, "language": get_language() or "ru"}
