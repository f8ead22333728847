"""Playing recordings: ``calls.queries`` says whose one may hear; each listening is logged (row X20)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus

from asgiref.sync import sync_to_async
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.utils import timezone
from django.views.decorators.http import require_safe

from thirdring.apps.api.models import ApiToken, Scope
from thirdring.apps.api.services import recognise
from thirdring.apps.audit.models import ReadLog, Subject
from thirdring.apps.audit.services import note_reading
from thirdring.apps.calls import playing
from thirdring.apps.calls.models import Call
from thirdring.apps.calls.playing import Deleted, why_unreadable
from thirdring.apps.calls.queries import visible_to
from thirdring.apps.calls.recordings import Recording, Unsatisfiable
from thirdring.apps.calls.waveform import marks_of, shape_of
from thirdring.encryption.chunks import Unreadable

PURPOSE = "playback"
PLAIN = "text/plain; charset=utf-8"
MESSAGE = "message-"  # before the call's id, in the name of what its caller has left
LONGEST_PURPOSE = 200
ONE_LISTENING = timedelta(hours=1)

OpenIt = Callable[[str], Recording]

log = logging.getLogger(__name__)


@require_safe
async def recording(request: HttpRequest, call: str) -> HttpResponseBase:
    """The recording of a call as a stereo WAV, whole or a range of it.

    For who is logged in, or for a program with an API token; ``?purpose=`` goes into the read log.
    """
    return await _served(request, call, call, playing.conversation)


@require_safe
async def message(request: HttpRequest, recording: str) -> HttpResponseBase:
    """What a caller has left to be heard, as a WAV; for whom and how as ``recording``."""
    return await _served(request, recording, recording.removeprefix(MESSAGE), playing.message)


@require_safe
async def shape(request: HttpRequest, call: str) -> HttpResponseBase:
    """How loud each voice of a conversation is, and where in it something happened, as JSON for drawing.

    For whom, and how it is noted, as ``recording``.
    """
    found = await _opened(request, call, call, playing.conversation)
    if not isinstance(found, Recording):
        return found
    drawn = await shape_of(call, found)
    told = await sync_to_async(marks_of)(call)
    answer = {"length_s": drawn.length_s, "voices": drawn.voices, "marks": told}
    return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})


async def _opened(request: HttpRequest, name: str, call: str, open_it: OpenIt) -> Recording | HttpResponse:
    """The recording, noted as heard; or the answer why not."""
    try:
        found = await sync_to_async(_permitted)(request, name, call, open_it)
    except Unreadable as trouble:
        log.error("The recording %s cannot be played: %s", name, trouble)
        return HttpResponse(why_unreadable(trouble), status=HTTPStatus.CONFLICT, content_type=PLAIN)
    except Deleted as deleted:
        return HttpResponse(str(deleted), status=HTTPStatus.GONE, content_type=PLAIN)
    return HttpResponse(status=HTTPStatus.FORBIDDEN) if found is None else found


async def _served(request: HttpRequest, name: str, call: str, open_it: OpenIt) -> HttpResponseBase:
    found = await _opened(request, name, call, open_it)
    if not isinstance(found, Recording):
        return found
    try:
        span = found.span(request.headers.get("Range"))
    except Unsatisfiable:
        return HttpResponse(
            status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            headers={"Content-Range": f"bytes */{found.size}"},
        )
    first, last = span or (0, found.size - 1)
    headers = {
        "Content-Length": str(last - first + 1),
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
    }
    if span:
        headers["Content-Range"] = f"bytes {first}-{last}/{found.size}"
    status = HTTPStatus.PARTIAL_CONTENT if span else HTTPStatus.OK
    if request.method == "HEAD":
        return HttpResponse(status=status, content_type="audio/wav", headers=headers)
    return StreamingHttpResponse(
        found.stream(first, last), status=status, content_type="audio/wav", headers=headers
    )


def _permitted(request: HttpRequest, name: str, call: str, open_it: OpenIt) -> Recording | None:
    """What was recorded of ``call``, noted as heard; ``None`` for who is unknown, 404 for what is not his."""
    purpose = request.GET.get("purpose", "")[:LONGEST_PURPOSE].replace("\x00", "") or PURPOSE
    token = _token(request)
    if token is not None:
        calls = Call.objects.all()
        if token.organisation_id is not None:
            calls = calls.filter(organisation=token.organisation_id)
        reader, organisation = f"token {token.name}", token.organisation_id
    elif request.user.is_authenticated:
        calls = visible_to(request.user)
        reader, organisation = request.user.username, request.user.organisation_id
    else:
        return None
    if not (call.isprintable() and calls.filter(pk=call).exists()):
        raise Http404
    try:
        found = open_it(name)
    except (FileNotFoundError, ValueError):
        raise Http404 from None
    if not _goes_on(request, reader, name):
        note_reading(reader, organisation, Subject.RECORDING, name, purpose)
    return found


def _token(request: HttpRequest) -> ApiToken | None:
    scheme, _separator, token = request.headers.get("Authorization", "").partition(" ")
    found = recognise(token.strip()) if scheme.lower() == "bearer" else None
    return found if found is not None and found.may(Scope.RECORDINGS) else None


def _goes_on(request: HttpRequest, reader: str, name: str) -> bool:
    """Whether this is no listening of its own: players ask for the size, and fetch one file in ranges."""
    if request.method == "HEAD":
        return True
    asked = request.headers.get("Range", "")
    if not asked or asked.startswith("bytes=0-"):
        return False
    return ReadLog.objects.filter(
        reader=reader,
        subject=Subject.RECORDING,
        subject_id=name,
        at__gt=timezone.now() - ONE_LISTENING,
    ).exists()
