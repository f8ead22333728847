"""The house's words and voices on their way from the database to where Asterisk plays them.

Recordings become files, each under a name of its own, so that one that a caller is just hearing is
never written over. What was read last is kept beside them: an engine that comes back after a crash
says the house's words before Django has loaded.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from thirdring.asterisk.configuration import SORRY
from thirdring.asterisk.sounds import RECORDED, Words
from thirdring.speech import LANGUAGES, known, sound_name

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
    for language in LANGUAGES:
        _name_for_the_dialplan(folder, words, language)
    _clear(folder, {*words.recorded.values(), *kept(folder).recorded.values()})
    _put(msgspec.json.encode(words), folder / KEPT)
    return words


def _name_for_the_dialplan(folder: Path, words: Words, language: str) -> None:
    """What Asterisk says while no engine is there has a name that never changes: a link to what is in use."""
    link = folder / RECORDED / f"{SORRY}-{language}.wav"
    recording = words.recorded.get(sound_name(words.texts[SORRY].wording(language).plain, language))
    if recording is None:
        link.unlink(missing_ok=True)
        return
    aside = link.with_suffix(".new")
    aside.unlink(missing_ok=True)
    aside.symlink_to(f"{recording}.wav")
    aside.replace(link)


def _put(content: bytes, file: Path) -> None:
    """Whoever opens ``file`` finds the whole of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(".new")
    aside.write_bytes(content)
    aside.replace(file)


def _clear(folder: Path, in_use: set[str]) -> None:
    """Remove recordings out of use; of those of the time before, a caller may just be given one."""
    for sound in (folder / RECORDED).glob("*.wav"):
        if sound.stem not in in_use and not sound.is_symlink():
            sound.unlink()
