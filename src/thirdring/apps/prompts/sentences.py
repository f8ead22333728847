"""All that the system says to people, sentence by sentence: which words, where they are used, whose voice.

A sentence without figures can be recorded; one with a place, a wait or a telephone number in it is put
together while somebody waits, and stays with the rendered voice.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thirdring.apps.channels.models import Line
from thirdring.apps.channels.models import Prompt as ConfiguredPrompt
from thirdring.apps.prompts import texts
from thirdring.apps.prompts.models import Choice, Recording
from thirdring.loudness import Sound, Unusable, measured
from thirdring.speech import LANGUAGES, Figures, Text, Wording, sound_name, spoken
from thirdring.speech.texts import Module

ORGANISATION: Final = "organisation"
SAID: Final = "said"  # where the engine keeps rendered sentences, by their names
EVERY_LINE: Final = _("every line in this language")
OPERATORS: Final = _("phones of operators")
HEARD_BY_OPERATORS: Final = frozenset({"confirm-key"})


class Sentence(NamedTuple):
    """``prompt`` is whose sentence it is; ``fixed``: without figures, so that it can be recorded."""

    name: str  # speech.sound_name; of a sentence with figures, of its pattern
    prompt: str
    language: str
    words: str
    used_by: tuple[str | Promise, ...]
    file: str  # of the rendered voice, among the engine's sounds and without its ending
    fixed: bool = True


class Heard(NamedTuple):
    """A sentence with what callers hear: the recording in use, or the rendered voice.

    ``rendered`` is ``None`` while the voice has not spoken it yet.
    """

    sentence: Sentence
    recording: Recording | None
    rendered: Sound | None


def sentences(lines: QuerySet[Line]) -> dict[str, Sentence]:
    """Every sentence as the words stand now, by its name, in the order of the texts.

    Of the ``lines`` alone it is told what they use, and only their organisations are named in sentences.
    """
    active = lines.filter(active=True)
    found: dict[str, Sentence] = {}
    for sentence in (*_configured(active), *_of_texts(active)):
        known = found.get(sentence.name)
        if known:  # the same words in two places: one recording serves both
            used_by = tuple(dict.fromkeys((*known.used_by, *sentence.used_by)))
            found[sentence.name] = known._replace(used_by=used_by)
        else:
            found[sentence.name] = sentence
    return found


def chosen() -> dict[str, Recording]:
    """Which recordings are in use, by the name of their sentence."""
    latest = Choice.objects.order_by("sentence", "-id").distinct("sentence").select_related("recording")
    recordings = ((choice.sentence, choice.recording) for choice in latest.defer("recording__sound"))
    return {sentence: recording for sentence, recording in recordings if recording is not None}


def heard(lines: QuerySet[Line]) -> list[Heard]:
    """Every sentence, as ``sentences`` tells of the ``lines``, with what is heard of it."""
    recordings = chosen()
    return [
        Heard(sentence, recordings.get(name), _measured(rendered_file(sentence)))
        for name, sentence in sentences(lines).items()
    ]


def rendered_file(sentence: Sentence) -> Path | None:
    """Where the rendered voice says these words; ``None`` while it has not, and for those with figures."""
    if not sentence.fixed:
        return None
    folder: Path = settings.INSTALLATION.prompts
    sound, stamp = folder / f"{sentence.file}.wav", folder / f"{sentence.file}.spoken"
    if not sound.exists():
        return None
    spoken_words = hashlib.sha256(f"{sentence.language}\n{sentence.words}".encode()).hexdigest()
    return None if stamp.exists() and stamp.read_text() != spoken_words else sound


def _configured(lines: QuerySet[Line]) -> Iterator[Sentence]:
    used: dict[int, list[str]] = {}
    for line in lines.select_related("menu").order_by("number"):
        menu = line.menu
        for prompt in (line.notice_id, *((menu.prompt_id, menu.wrong_key_prompt_id) if menu else ())):
            if prompt is not None:
                used.setdefault(prompt, []).append(str(line))
    for prompt in ConfiguredPrompt.objects.order_by("key"):
        yield Sentence(
            sound_name(prompt.text, prompt.language),
            prompt.key,
            prompt.language,
            prompt.text,
            tuple(used.get(prompt.pk, ())),
            prompt.key,
        )


def _of_texts(lines: QuerySet[Line]) -> Iterator[Sentence]:
    organisations: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    named = lines.order_by("organisation__name").values_list("language", "organisation__name").distinct()
    for language, name in named:
        organisations[language].append(name)
    for text in texts.known().values():
        if text.module is Module.SYSTEM:
            for language in LANGUAGES:
                yield from _of_text(text, language, organisations[language])


def _of_text(text: Text, language: str, organisations: list[str]) -> Iterator[Sentence]:
    used_by = (OPERATORS if text.key in HEARD_BY_OPERATORS else EVERY_LINE,)
    wording = text.wording(language)
    name = sound_name(wording.plain, language)
    yield Sentence(name, text.key, language, wording.plain, used_by, f"{text.key}-{language}")
    for part in wording.parts:
        fields = set(re.findall(r"{(\w+)}", part))
        said = [part]
        if fields == {ORGANISATION}:
            said = [
                spoken(Wording("", (part,)), language, Figures(organisation=name))[0]
                for name in organisations
            ]
        for words in said:
            name, fixed = sound_name(words, language), not fields - {ORGANISATION}
            yield Sentence(name, text.key, language, words, used_by, f"{SAID}/{name}", fixed)


def _measured(sound: Path | None) -> Sound | None:
    if sound is None:
        return None
    status = sound.stat()
    return _measured_once(sound, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=1000)
def _measured_once(sound: Path, _changed_ns: int, _size: int) -> Sound | None:
    try:
        return measured(sound)
    except Unusable:
        return None
