"""The shape of a recording, drawn before it is heard: how loud each voice is, piece by piece.

Computed once from the sound itself and kept; a recording that has grown since is read anew. A shape says
when somebody speaks and not what, yet it is a reading of the recording: who may not hear it gets none.
"""

from __future__ import annotations

import sys
from array import array
from typing import Any, NamedTuple

import msgspec
from asgiref.sync import sync_to_async

from thirdring.apps.calls.marks import marks
from thirdring.apps.calls.models import Waveform
from thirdring.apps.calls.recordings import CHANNELS, HEADER_BYTES, RATE_HZ, SAMPLE_BYTES, Recording
from thirdring.apps.staff.queries import operator_names
from thirdring.journal.reader import rows_of_call

PIECES = 400  # of the whole, whatever its length: as many as a screen shows
LOUDEST = 255
_FULL_SCALE = 32_768


class Shape(NamedTuple):
    """``voices``: for each of them, caller first, the peaks of equal pieces, from 0 to ``LOUDEST``."""

    length_s: float
    voices: list[list[int]]


async def shape_of(name: str, recording: Recording) -> Shape:
    """The shape of the conversation ``name``, from the table or, the first time, from its sound."""
    audio_bytes = recording.size - HEADER_BYTES
    kept = await Waveform.objects.filter(pk=name, audio_bytes=audio_bytes).afirst()
    if kept is None:
        voices = await _peaks(recording, audio_bytes)
        kept = Waveform(name=name, audio_bytes=audio_bytes, voices=[bytes(voice).hex() for voice in voices])
        await kept.asave()
    return Shape(
        audio_bytes / (RATE_HZ * CHANNELS * SAMPLE_BYTES),
        [list(bytes.fromhex(voice)) for voice in kept.voices],
    )


def marks_of(call: str) -> list[dict[str, Any]]:
    """Where in the recording something happened, with operators by name."""
    found = marks(rows_of_call(call), call)
    names = operator_names(mark.operator for mark in found)
    return [{**msgspec.to_builtins(mark), "operator": names.get(mark.operator or 0, "")} for mark in found]


async def _peaks(recording: Recording, audio_bytes: int) -> list[list[int]]:
    frames = audio_bytes // (CHANNELS * SAMPLE_BYTES)
    per_piece = max(1, -(-frames // PIECES))
    piece_bytes = per_piece * CHANNELS * SAMPLE_BYTES
    voices: list[list[int]] = [[] for _ in range(CHANNELS)]
    waiting = bytearray()
    async for chunk in recording.stream(HEADER_BYTES, recording.size - 1):
        waiting += chunk
        while len(waiting) >= piece_bytes:
            await sync_to_async(_measure, thread_sensitive=False)(bytes(waiting[:piece_bytes]), voices)
            del waiting[:piece_bytes]
    if waiting:
        await sync_to_async(_measure, thread_sensitive=False)(bytes(waiting), voices)
    return voices


def _measure(sound: bytes, voices: list[list[int]]) -> None:
    samples = array("h", sound[: len(sound) - len(sound) % (CHANNELS * SAMPLE_BYTES)])
    if sys.byteorder == "big":
        samples.byteswap()
    for channel, voice in enumerate(voices):
        own = samples[channel::CHANNELS]
        peak = max(max(own), -min(own)) if own else 0
        voice.append(min(LOUDEST, peak * (LOUDEST + 1) // _FULL_SCALE))
