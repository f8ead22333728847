"""A process of its own that speaks: a sentence a line comes in, a line goes out when its sound file is there.

Apart from the engine, because a voice takes the whole of a processor for as long as it is at work. It
yields to everything else on the machine, and ends with whoever started it.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Final

import msgspec

from thirdring.asterisk.voices import NotSpoken, Voices

NICENESS: Final = 15


class Sentence(msgspec.Struct, frozen=True):
    """What is to be in the sound file ``key`` of ``folder``."""

    key: str
    text: str
    language: str
    folder: str

    @property
    def sound(self) -> Path:
        return Path(self.folder, f"{self.key}.wav")


class Told(msgspec.Struct, frozen=True):
    """What has become of a sentence: ``trouble`` says why there is no sound."""

    trouble: str = ""


def main() -> int:
    os.nice(NICENESS)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # what is half spoken is cleared away
    sentence = msgspec.json.Decoder(Sentence)
    with Voices() as voices:
        for line in sys.stdin.buffer:
            asked = sentence.decode(line)
            try:
                voices.render(asked.key, asked.text, asked.language, Path(asked.folder))
                told = Told()
            except (NotSpoken, OSError) as error:
                told = Told(str(error) or type(error).__name__)
            try:
                os.write(sys.stdout.fileno(), msgspec.json.encode(told) + b"\n")
            except BrokenPipeError:  # whoever asked is no more
                break
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
