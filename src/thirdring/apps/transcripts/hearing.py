"""Hears what is said in a message: ``python -m thirdring.apps.transcripts.hearing MODEL LANGUAGE < WAV``.

A process of its own that yields to everything else: the model takes 400 MB and a processor for as
long as it listens. It needs nothing of the house but the package that hears (the extra ``speech``).
"""

from __future__ import annotations

import io
import json
import math
import os
import sys
import time
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

NICENESS: Final = 15
THREADS: Final = 1
RATE_HZ: Final = 16_000  # of the model


class Heard(NamedTuple):
    """``text`` is "" when nobody spoke. ``confidence``: the model's mean probability of a word piece, 0–1."""

    text: str
    seconds: float
    took_s: float
    confidence: float


def hear(model: Path, message: BinaryIO, language: str) -> Heard:
    """What is said in the sound file ``message`` in "ru", "uk" or "en".

    Without temperature and without memory of the sentence before, the model does not make up
    sentences for a noise; what is no voice is left out beforehand.
    """
    from faster_whisper import WhisperModel, decode_audio

    sound = decode_audio(message, sampling_rate=RATE_HZ)
    listener = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=THREADS)
    began = time.monotonic()
    found, _about = listener.transcribe(
        sound,
        language=language,
        beam_size=5,
        temperature=0.0,
        condition_on_previous_text=False,
        vad_filter=True,
    )
    segments = list(found)
    spoken_s = sum(segment.end - segment.start for segment in segments)
    certain_s = sum(math.exp(segment.avg_logprob) * (segment.end - segment.start) for segment in segments)
    return Heard(
        " ".join(segment.text.strip() for segment in segments),
        round(len(sound) / RATE_HZ, 2),
        round(time.monotonic() - began, 2),
        round(certain_s / spoken_s, 3) if spoken_s else 0.0,
    )


def main() -> int:
    os.nice(NICENESS)
    model, language = sys.argv[1:]
    message = io.BytesIO(sys.stdin.buffer.read())
    print(json.dumps(hear(Path(model), message, language)._asdict(), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
