"""Playing recordings: ``calls.queries`` says whose one may hear; each listening is logged (row X20)."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from thirdring.apps.api.models import ApiToken
from thirdring.apps.api.services import recognise
from thirdring.apps.audit.models import ReadLog, Subject
from thirdring.apps.audit.services import note_reading
from thirdring.apps.calls.models import Call
from thirdring.apps.calls.queries import visible_to
from thirdring.apps.calls.recordings import Recording, Unsatisfiable

PURPOSE = "playback"
LONGEST_PURPOSE = 200
ONE_LISTENING = timedelta(hours=1)


@require_safe
async def recording(request: HttpRequest, call: str) -> HttpResponseBase:
    """The recording of a call as a stereo WAV, whole or a range of it.

    For who is logged in, or for a program with an API token; ``?purpose=`` goes into the read log.
    """
    found = await sync_to_async(_permitted)(request, call)
    if found is None:
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
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


def _permitted(request: HttpRequest, call: str) -> Recording | None:
    """The recording, noted as heard; ``None`` for who is not known, 404 for what is not his to hear."""
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
    try:
        path = settings.INSTALLATION.recording(call)
        if not calls.filter(pk=call).exists():
            raise Http404
        found = Recording.at(path)
    except (ValueError, FileNotFoundError):
        raise Http404 from None
    if not _goes_on(request, reader, call):
        note_reading(reader, organisation, Subject.RECORDING, call, purpose)
    return found


def _token(request: HttpRequest) -> ApiToken | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return recognise(token.strip()) if scheme.lower() == "bearer" else None


def _goes_on(request: HttpRequest, reader: str, call: str) -> bool:
    """Whether this is no listening of its own: players ask for the size, and fetch one file in ranges."""
    if request.method == "HEAD":
        return True
    asked = request.headers.get("Range", "")
    if not asked or asked.startswith("bytes=0-"):
        return False
    return ReadLog.objects.filter(
        reader=reader,
        subject=Subject.RECORDING,
        subject_id=call,
        at__gt=timezone.now() - ONE_LISTENING,
    ).exists()
