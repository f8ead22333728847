"""The house's words and voices on their way from the database to where Asterisk plays them.

Recordings become files, each under a name of its own, so that one that a caller is just hearing is
never written over. What was read last is kept beside them: an engine that comes back after a crash
says the house's words before Django has loaded.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from thirdring.asterisk.sounds import RECORDED, Words
from thirdring.speech import known

KEPT: Final = "words.json"


def kept(folder: Path) -> Words:
    """What ``lay_out`` left in ``folder``; the shipped words when there is nothing that can be read."""
    try:
        return msgspec.json.decode((folder / KEPT).read_bytes(), type=Words)
    except (FileNotFoundError, msgspec.DecodeError):
        return Words(known())


def lay_out(folder: Path) -> Words:
    """Read what is said now, and put the recordings in use into ``folder``. Django is set up already."""
    from thirdring.apps.channels.models import Prompt
    from thirdring.apps.prompts import texts
    from thirdring.apps.prompts.sentences import chosen

    recordings = {
        sentence: (f"{sentence}-{recording.pk}", recording) for sentence, recording in chosen().items()
    }
    for name, recording in recordings.values():
        sound = folder / RECORDED / f"{name}.wav"
        if not sound.exists():
            _put(bytes(recording.sound), sound)
    prompts = {
        key: (language, text) for key, language, text in Prompt.objects.values_list("key", "language", "text")
    }
    words = Words(
        dict(texts.known()), prompts, {sentence: name for sentence, (name, _) in recordings.items()}
    )
    _clear(folder, {*words.recorded.values(), *kept(folder).recorded.values()})
    _put(msgspec.json.encode(words), folder / KEPT)
    return words


def _put(content: bytes, file: Path) -> None:
    """Whoever opens ``file`` finds the whole of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(".new")
    aside.write_bytes(content)
    aside.replace(file)


def _clear(folder: Path, in_use: set[str]) -> None:
    """Remove recordings out of use; of those of the time before, a caller may just be given one."""
    for sound in (folder / RECORDED).glob("*.wav"):
        if sound.stem not in in_use:
            sound.unlink()
