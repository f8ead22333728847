"""What was recorded: a conversation with its shape and marks, a caller's message with what a machine heard.

The sound itself is a WAV at ``audio``, to be fetched whole or in ranges with the same token. Telling how loud
who was, and which words fell, is a reading of the recording; each is noted.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from asgiref.sync import async_to_sync
from django.urls import reverse
from ninja import Router, Schema

from thirdring.apps.api.asking import Request, operator_out, require_known
from thirdring.apps.api.calls import call_of
from thirdring.apps.api.contract import problem_told
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.owed import promise_of
from thirdring.apps.api.problems import Refused, not_found
from thirdring.apps.api.schemas import Json, OperatorOut
from thirdring.apps.audit.models import Subject
from thirdring.apps.audit.services import note_reading
from thirdring.apps.calls import playing
from thirdring.apps.calls.marks import marks
from thirdring.apps.calls.recordings import Recording
from thirdring.apps.calls.waveform import shape_of
from thirdring.apps.staff.queries import operator_names
from thirdring.apps.transcripts.models import Transcript
from thirdring.encryption.chunks import Unreadable
from thirdring.journal.reader import rows_of_call

PURPOSE = "API"
WITHOUT_SOUND = {
    "responses": {
        409: problem_told("It is there, but cannot be read: damaged, or its key is missing."),
        410: problem_told("It was deleted; the sentence says when, and by which rule."),
    }
}

recorded = Router(tags=["recordings"])
HEAR = Bearer(Scope.RECORDINGS)


class MarkOut(Schema):
    """``at_s`` in the recording; ``span_s`` was left out there (a hold) or is silent from there."""

    at_s: float
    what: str
    operator: OperatorOut | None
    span_s: float


class RecordingOut(Schema):
    """``voices``: the caller's and the operators' peaks in equal pieces of the whole, 0–255."""

    call: str
    audio: str
    length_s: float
    voices: list[list[int]]
    marks: list[MarkOut]


class TranscriptOut(Schema):
    """Made by a machine, always. ``confidence`` is its own, 0–1; ``trouble`` says why there is no text."""

    text: str
    language: str
    model: str
    made_at: datetime
    confidence: float
    trouble: str


class MessageOut(Schema):
    """``transcript`` is null while no machine has heard it."""

    promise: str
    call: str | None
    audio: str
    length_ms: int | None
    transcript: TranscriptOut | None


@recorded.get(
    "/calls/{call}/recording",
    response=RecordingOut,
    auth=HEAR,
    summary="A call's recording: its sound, shape and marks",
    openapi_extra=WITHOUT_SOUND,
)
def recording_of_call(request: Request, call: str) -> Json:
    require_known(request)
    found = call_of(request, call)
    sound = _heard(request, found.pk, playing.conversation)
    shape = async_to_sync(shape_of)(found.pk, sound)
    told = marks(rows_of_call(found.pk), found.pk)
    names = operator_names(mark.operator for mark in told)
    return {
        "call": found.pk,
        "audio": reverse("recording", args=[found.pk]),
        "length_s": shape.length_s,
        "voices": shape.voices,
        "marks": [
            {
                "at_s": mark.at_s,
                "what": mark.what,
                "operator": operator_out(mark.operator, names),
                "span_s": mark.span_s,
            }
            for mark in told
        ],
    }


@recorded.get(
    "/promises/{promise}/message",
    response=MessageOut,
    auth=HEAR,
    summary="A caller's message: its sound and its words",
    openapi_extra=WITHOUT_SOUND,
)
def message_of_promise(request: Request, promise: str) -> Json:
    require_known(request)
    found = promise_of(request, promise)
    if not found.recording:
        raise not_found("message")
    _heard(request, found.recording, playing.message)
    heard = Transcript.objects.filter(pk=found.pk).first()
    return {
        "promise": found.pk,
        "call": found.call_id,
        "audio": reverse("message", args=[found.recording]),
        "length_ms": found.call.message_ms if found.call else None,
        "transcript": heard and _transcript_out(heard),
    }


def _heard(request: Request, name: str, open_it: Callable[[str], Recording]) -> Recording:
    """The recording, noted as read; raises ``Refused`` (404, 409, 410)."""
    try:
        found = open_it(name)
    except (FileNotFoundError, ValueError):
        raise not_found("recording") from None
    except playing.Deleted as deleted:
        raise Refused(HTTPStatus.GONE, str(deleted), code="deleted", translated=True) from None
    except Unreadable as trouble:
        said = playing.why_unreadable(trouble)
        raise Refused(HTTPStatus.CONFLICT, said, code="unreadable", translated=True) from None
    token = request.auth
    note_reading(f"token {token.name}", token.organisation_id, Subject.RECORDING, name, PURPOSE)
    return found


def _transcript_out(heard: Transcript) -> Json:
    return {
        "text": heard.text,
        "language": heard.language,
        "model": heard.model,
        "made_at": heard.made_at,
        "confidence": heard.confidence,
        "trouble": heard.trouble,
    }
