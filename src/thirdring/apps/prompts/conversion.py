"""An uploaded file becomes a recording for telephones, or a sentence that says why it cannot.

The work is done by ``thirdring.loudness`` in a process of its own: a file that makes a decoder
fail, or eat time and memory, harms nobody else.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from thirdring.loudness import LONGEST_S, QUIETEST_LUFS, SHORTEST_S, Told, Trouble

LARGEST_MB: Final = 40  # three minutes of studio sound
LIMIT_S: Final = 60
COMMAND: Final = (sys.executable, "-m", "thirdring.loudness")

TROUBLES: Final = {
    Trouble.UNREADABLE: _(
        "No sound can be read from this file. Save it as WAV, MP3, OGG, FLAC or M4A and upload it again."
    ),
    Trouble.TOO_LONG: _("The recording is longer than %(longest)d s: nobody would listen to its end."),
    Trouble.TOO_SHORT: _("Only %(measured).2f s of sound are in the recording; %(shortest).1f s are needed."),
    Trouble.SILENT: _("The recording is silent. Was the microphone on?"),
    Trouble.TOO_QUIET: _(
        "The recording is too quiet (%(measured).0f LUFS; at least %(quietest).0f are needed). "
        "Raised to the loudness of the others it would mostly be noise: record it again, "
        "nearer the microphone."
    ),
}


class Converted(NamedTuple):
    """A WAV file for telephones, its length and its loudness."""

    sound: bytes
    seconds: float
    lufs: float


def converted(pieces: Iterable[bytes]) -> Converted:
    """The recording in the file that ``pieces`` make up; raises ``ValidationError`` in the reader's words."""
    with tempfile.TemporaryDirectory(prefix="thirdring-upload-") as folder:
        uploaded, ready = Path(folder, "uploaded"), Path(folder, "ready.wav")
        _store(pieces, uploaded)
        told = _level(uploaded, ready)
        if told.trouble or told.sound is None:
            raise _refusal(told.trouble or Trouble.UNREADABLE, told.measured)
        return Converted(ready.read_bytes(), told.sound.seconds, told.sound.lufs)


def _store(pieces: Iterable[bytes], into: Path) -> None:
    size = 0
    with into.open("wb") as file:
        for piece in pieces:
            size += len(piece)
            if size > LARGEST_MB * 1_000_000:
                raise ValidationError(
                    _("The file is larger than %(largest)d MB."), params={"largest": LARGEST_MB}
                )
            file.write(piece)


def _level(uploaded: Path, ready: Path) -> Told:
    try:
        done = subprocess.run(
            [*COMMAND, str(uploaded), str(ready)], capture_output=True, check=False, timeout=LIMIT_S
        )
        return msgspec.json.decode(done.stdout, type=Told)
    except (subprocess.TimeoutExpired, msgspec.DecodeError):  # it was ended, or failed in its decoder
        return Told(trouble=Trouble.UNREADABLE)


def _refusal(trouble: Trouble, measured: float) -> ValidationError:
    limits = {"longest": LONGEST_S, "shortest": SHORTEST_S, "quietest": QUIETEST_LUFS}
    return ValidationError(
        TROUBLES[trouble], code=trouble.name.lower(), params=limits | {"measured": measured}
    )
