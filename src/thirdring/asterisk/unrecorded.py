"""The recording of a conversation is stopped for a while, so that what is said is nowhere stored.

No order to Asterisk silences a recording that runs; the dialplan can end it and have it continued. So the
caller's channel goes through the dialplan for some milliseconds, at the beginning of a pause and at its
end, and comes back to where it was; whatever is ordered for the caller meanwhile waits. An engine that
dies leaves the recording as it is: what must not be stored is not. In the recording the pause is as long
as it was, silent, between two marks.
"""

from __future__ import annotations

import math
import os
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog

from thirdring.acd.actions import PauseRecording, ResumeRecording
from thirdring.acd.inputs import CallId
from thirdring.acd.moment import SECOND, Moment, Span
from thirdring.asterisk.ari import Ari
from thirdring.asterisk.configuration import PAUSE, RESUME
from thirdring.asterisk.events import RESTResponse
from thirdring.asterisk.known import Known

RATE_HZ: Final = 8000
FRAME_BYTES: Final = 4  # two channels of 16 bits
MARK_HZ: Final = 440
MARK_LEVEL: Final = 0.1  # of full scale: soft beside a voice
MARK: Final[Span] = SECOND // 5

_log = structlog.get_logger(__name__)


class Unrecorded:
    """Pauses and resumes recordings on one media server; ``recording_of`` says where one lies.

    ``came_back`` is told of a caller who could not be sent the short way round.
    """

    def __init__(
        self,
        ari: Ari,
        known: Known,
        *,
        recording_of: Callable[[CallId], Path],
        came_back: Callable[[CallId], None],
        now: Callable[[], Moment],
    ) -> None:
        self._ari = ari
        self._known = known
        self._recording_of = recording_of
        self._came_back = came_back
        self._now = now

    def pause(self, action: PauseRecording) -> None:
        self._send_through(action.call, PAUSE)

    def resume(self, action: ResumeRecording) -> None:
        if action.call in self._known.callers and action.paused_at:
            try:
                append_pause(self._recording_of(action.call), self._now() - action.paused_at)
            except (OSError, ValueError) as error:
                _log.error("a recording cannot be marked", call=action.call, error=str(error))
        self._send_through(action.call, RESUME)

    def _send_through(self, call: CallId, context: str) -> None:
        caller = self._known.callers.get(call)
        if caller is None:
            return
        caller.away = []

        def answered(response: RESTResponse) -> None:
            if response.status_code >= 300:
                self._came_back(call)  # has not been away at all

        self._ari.send(
            "POST",
            f"channels/{call}/continue",
            {"context": context, "extension": caller.line, "priority": "1"},
            answered=answered,
        )


def append_pause(recording: Path, span: Span) -> None:
    """Makes a raw recording longer by a pause: silence between two marks, or alone if it is too short.

    Raises ``OSError`` if there is no such recording.
    """
    frames = max(0, span) * RATE_HZ // SECOND
    mark = _mark() if span >= 3 * MARK else b""
    with recording.open("r+b") as file:
        start = os.fstat(file.fileno()).st_size // FRAME_BYTES * FRAME_BYTES
        file.truncate(start + frames * FRAME_BYTES)  # what lies beyond the end of a file reads as zeros
        file.seek(start)
        file.write(mark)
        file.seek(start + frames * FRAME_BYTES - len(mark))
        file.write(mark)


def _mark() -> bytes:
    """A short soft tone in both channels, without clicks at its ends."""
    count = MARK * RATE_HZ // SECOND
    samples = array("h")
    for number in range(count):
        swell = math.sin(math.pi * number / count)
        value = round(32767 * MARK_LEVEL * swell * math.sin(2 * math.pi * MARK_HZ * number / RATE_HZ))
        samples.extend((value, value))
    return samples.tobytes()
