"""Has messages heard by the machine, each once: what came of it is written down, a failure too.

A message is heard when its recording is closed, which shows by its file no longer growing. The
promises in the database say which messages there are; nobody has to tell.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from thirdring.apps.channels.models import Language, Line
from thirdring.apps.promises.models import Promise
from thirdring.apps.transcripts import model
from thirdring.apps.transcripts.hearing import Heard
from thirdring.apps.transcripts.models import Transcript
from thirdring.encryption.chunks import Unreadable
from thirdring.encryption.keys import KeyRing
from thirdring.encryption.stored import status, whole

COMMAND: Final = (sys.executable, "-m", "thirdring.apps.transcripts.hearing")
CLOSED_AFTER_S: Final = 3.0  # without growing; Asterisk writes ten times a second
LOOKED_FOR: Final = timedelta(days=7)  # older ones are not made up for when the extra is installed late
LIMIT_S: Final = 900.0  # three minutes of message take one, on a slow processor that others use

log = logging.getLogger(__name__)


def waiting() -> list[str]:
    """Promises whose messages can be heard now, the latest first; none where there is no model."""
    try:
        model.of(settings.INSTALLATION)
    except model.NoModel as missing:
        if settings.INSTALLATION.speech_model:
            log.error("Messages are not transcribed: %s", missing)
        return []
    left = (
        Promise.objects.exclude(recording="")
        .filter(made_at__gt=timezone.now() - LOOKED_FOR)
        .exclude(pk__in=Transcript.objects.values("pk"))
        .order_by("-made_at")
    )
    return list(_closed(left))


def transcribe(promise_id: str) -> Transcript | None:
    """Write down what is said in the message of this promise; ``None`` when that is done already."""
    promise = Promise.objects.get(pk=promise_id)
    if Transcript.objects.filter(pk=promise_id).exists():
        return None
    folder = model.of(settings.INSTALLATION)
    language = Line.objects.filter(number=promise.line).values_list("language", flat=True).first()
    heard, trouble = _heard(folder, settings.INSTALLATION.message(promise.recording), language or Language.RU)
    if trouble:
        log.error("The message of promise %s could not be transcribed: %s", promise_id, trouble)
    made, _new = Transcript.objects.get_or_create(
        promise=promise_id,
        defaults={
            "language": language or Language.RU,
            "model": folder.name,
            "made_at": timezone.now(),
            "trouble": trouble,
            **heard._asdict(),
        },
    )
    return made


def _closed(promises: Iterable[Promise]) -> Iterable[str]:
    for promise in promises:
        try:
            found = status(settings.INSTALLATION.message(promise.recording))
        except (FileNotFoundError, ValueError, Unreadable):
            continue
        if time.time() - found.written_at > CLOSED_AFTER_S:
            yield promise.pk


def _heard(folder: Path, message: Path, language: str) -> tuple[Heard, str]:
    """What was heard, and what kept the machine from it ("": nothing did)."""
    nothing = Heard("", 0.0, 0.0, 0.0)
    try:
        done = subprocess.run(
            [*COMMAND, str(folder), language],
            input=whole(message, KeyRing.of(settings.INSTALLATION)),  # never plain on the disk
            capture_output=True,
            check=False,
            timeout=LIMIT_S,
        )
    except subprocess.TimeoutExpired:
        return nothing, f"it took longer than {LIMIT_S:.0f} s"
    except (FileNotFoundError, Unreadable) as trouble:
        return nothing, str(trouble)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        return nothing, (said or [f"ended with {done.returncode}"])[-1]
    return Heard(**json.loads(done.stdout)), ""
