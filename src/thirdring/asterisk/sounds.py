"""Which sound files say a prompt now: its sentences with figures if they are spoken, else the plain text.

A caller never waits for a voice. What is not there yet is spoken meanwhile by a process of its own
(``thirdring.asterisk.speaker``), and kept for whoever needs the same sentence next; the likeliest are
spoken ahead. A prompt that is none of the speech texts is a configured one, under its own name.
Where people have recorded the very words, their recording is heard.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import structlog

from thirdring.acd.moment import SECOND, Moment, Span, datetime_of
from thirdring.asterisk.speaker import Sentence, Told
from thirdring.asterisk.voices import tone
from thirdring.measures.pace import SPEAKABLE_S
from thirdring.speech import LANGUAGES, Figures, Text, known, sound_name, spoken
from thirdring.speech.texts import Module

PLACES_AHEAD: Final = 50
SPEAKING_LIMIT_S: Final = 60.0
RESTART_AFTER_S: Final = 5.0
RESTS_AFTER_S: Final = 300.0  # a voice holds some hundred megabytes while it waits for the next sentence
ENDING_LIMIT_S: Final = 2.0
SPEAKER: Final = (sys.executable, "-m", "thirdring.asterisk.speaker")
TONE: Final = "speak-after-the-tone"
SPOKEN: Final = "said"  # folder of the sentences with figures, by the hash of their text
OF_PERSONS: Final = "said-of-persons"  # of those that hold a number, a name or a matter
OF_PERSONS_KEPT_S: Final = 24 * 60 * 60
RECORDED: Final = "recorded"  # folder of what people have recorded

_log = structlog.get_logger(__name__)


class LineVoice(NamedTuple):
    """In which language callers of a line are spoken to, for whom, and by the clock of which time zone."""

    language: str = "ru"
    organisation: str = ""
    zone: str = "UTC"

    def figures(
        self, place: int = 0, wait: Span = 0, number: str = "", opens_at: Moment = 0, now: Moment = 0
    ) -> Figures:
        """What there is to say at ``now``; what is 0 or "" is not known."""
        here = ZoneInfo(self.zone)
        opens, said = (
            datetime_of(moment).astimezone(here) if opens_at else None for moment in (opens_at, now)
        )
        return Figures(place, wait // SECOND, number, self.organisation, opens, said)


class Words(msgspec.Struct, frozen=True):
    """What is said, and in whose voice.

    ``texts`` are those in force, by key. ``prompts``: language and words of the configured ones, by key.
    ``recorded``: files in the folder ``RECORDED``, without their ending, by ``speech.sound_name``.
    """

    texts: dict[str, Text]
    prompts: dict[str, tuple[str, str]] = {}
    recorded: dict[str, str] = {}


class Sounds:
    """The sound files in ``folder``. Nothing is spoken before ``run`` does.

    The process that speaks ends when nothing was wanted of it for ``rests_after_s``.
    """

    def __init__(
        self, folder: Path, words: Words | None = None, *, rests_after_s: float = RESTS_AFTER_S
    ) -> None:
        self._rests_after_s = rests_after_s
        self._folder = folder
        self._words = words or Words(known())
        self._urgent: deque[Sentence] = deque()
        self._ahead: deque[Sentence] = deque()
        self._refused: set[Sentence] = set()  # no voice can speak them: they are not asked for again
        self._wanted = asyncio.Event()

    def of(self, prompt: str, language: str, figures: Figures) -> tuple[Path, ...]:
        """The files to play now, one after the other, without their ending."""
        if prompt not in self._words.texts:
            language, text = self._words.prompts.get(prompt, (language, ""))
            return (self._recorded(text, language) or self._folder / prompt,)
        sentences = self._sentences(prompt, language, figures)
        files = [self._file(sentence) for sentence in sentences]
        missing = [
            sentence for sentence, file in zip(sentences, files, strict=True) if not _wav(file).exists()
        ]
        if missing:
            self._ask(missing, self._urgent)
        if sentences and not missing:
            return tuple(files)
        return (self._file(self._plain(prompt, language)),)

    def take(self, words: Words) -> None:
        """From now on this is what is said."""
        self._words = words

    def tone(self) -> Path:
        """The tone after which a caller speaks."""
        sound = self._folder / f"{TONE}.wav"
        if not sound.exists():
            tone(sound)
        return sound.with_suffix("")

    def lead_to(self, prompt: str, language: str, figures: Figures) -> None:
        """Has spoken meanwhile what the answer to ``prompt`` may ask for."""
        text = self._words.texts.get(prompt)
        for key in text.leads_to if text else ():
            self._ask(self._sentences(key, language, figures), self._urgent)

    def expect(self, prompt: str, language: str, figures: Figures) -> None:
        """Has spoken meanwhile what is about to be played."""
        if prompt in self._words.texts:
            self._ask(self._sentences(prompt, language, figures), self._urgent)

    def prepare(self, lines: Iterable[LineVoice]) -> None:
        """Has spoken ahead what callers of these lines are most likely to hear; the indispensable first."""
        voices = sorted(set(lines))
        languages = sorted({voice.language for voice in voices})
        system = [text.key for text in self._words.texts.values() if text.module is Module.SYSTEM]
        self._ask((self._plain(key, language) for key in system for language in languages), self._ahead)
        figures = [
            *(Figures(wait_s=wait_s) for wait_s in SPEAKABLE_S),
            *(Figures(place=place) for place in range(1, PLACES_AHEAD + 1)),
        ]
        for voice in voices:
            greeting = Figures(organisation=voice.organisation)
            self._ask(self._sentences("waiting-greeting", voice.language, greeting), self._ahead)
        for figure in figures:
            for language in languages:
                self._ask(self._sentences("waiting-greeting", language, figure), self._ahead)
        for language in LANGUAGES:  # so that people can hear what they might record themselves
            for key in system:
                self._ask(self._without_figures(key, language), self._ahead)

    async def run(self) -> None:
        """Has everything spoken that is asked for, until cancelled."""
        while True:
            await self._wanted.wait()
            speaker = await asyncio.create_subprocess_exec(
                *SPEAKER, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
            )
            try:
                failed = await self._feed(speaker)
            finally:
                await _end(speaker)
            if failed:
                _log.warning("the process that speaks has ended; another is started")
                await asyncio.sleep(RESTART_AFTER_S)

    async def _feed(self, speaker: asyncio.subprocess.Process) -> bool:
        """One sentence after another, the urgent first, until for long none is wanted; true: it failed."""
        assert speaker.stdin and speaker.stdout
        while True:
            try:
                async with asyncio.timeout(self._rests_after_s):
                    await self._wanted.wait()
            except TimeoutError:
                return False
            if not (self._urgent or self._ahead):
                self._wanted.clear()
                continue
            sentence = (self._urgent or self._ahead).popleft()
            speaker.stdin.write(msgspec.json.encode(sentence) + b"\n")
            try:
                async with asyncio.timeout(SPEAKING_LIMIT_S):  # wait_for may swallow a cancellation
                    answer = await speaker.stdout.readline()
            except TimeoutError:
                answer = b""
            if not answer:
                return True
            if trouble := msgspec.json.decode(answer, type=Told).trouble:
                _log.error("a sentence could not be spoken", sound=sentence.sound.name, why=trouble)
                self._refused.add(sentence)

    def _ask(self, sentences: Iterable[Sentence], queue: deque[Sentence]) -> None:
        for sentence in sentences:
            spoken_before = sentence.folder != str(self._folder) and sentence.sound.exists()
            if not spoken_before and sentence not in self._refused and sentence not in queue:
                queue.append(sentence)
                self._wanted.set()

    def _plain(self, prompt: str, language: str) -> Sentence:
        """The whole text without figures; a site may have recorded it under this name."""
        text = self._words.texts[prompt].wording(language).plain
        return Sentence(f"{prompt}-{language}", text, language, str(self._folder))

    def _sentences(self, prompt: str, language: str, figures: Figures) -> list[Sentence]:
        wording = self._words.texts[prompt].wording(language)
        nobodys = msgspec.structs.replace(figures, number="", by="", kind="", matter="")
        of_nobody = {*wording.parts, *spoken(wording, language, nobodys)}
        return [
            self._sentence(text, language, SPOKEN if text in of_nobody else OF_PERSONS)
            for text in spoken(wording, language, figures)
        ]

    def _without_figures(self, prompt: str, language: str) -> list[Sentence]:
        parts = self._words.texts[prompt].wording(language).parts
        fixed = [self._sentence(part, language) for part in parts if "{" not in part]
        return [self._plain(prompt, language), *fixed]

    def _sentence(self, text: str, language: str, folder: str = SPOKEN) -> Sentence:
        return Sentence(sound_name(text, language), text, language, str(self._folder / folder))

    def _file(self, sentence: Sentence) -> Path:
        """What people have recorded of these words, else what the voice says."""
        return self._recorded(sentence.text, sentence.language) or sentence.sound.with_suffix("")

    def _recorded(self, text: str, language: str) -> Path | None:
        name = self._words.recorded.get(sound_name(text, language))
        file = self._folder / RECORDED / name if name else None
        return file if file and _wav(file).exists() else None  # else the voice is better than silence


def forget_persons(folder: Path) -> None:
    """Sentences that tell of somebody go a day after they were spoken; who needs one has it spoken anew.

    With them goes what a voice has left half spoken that was killed: a folder.
    """
    oldest_s = time.time() - OF_PERSONS_KEPT_S
    for spoken_once in (folder / OF_PERSONS).glob("*"):
        if spoken_once.stat().st_mtime >= oldest_s:
            continue
        if spoken_once.is_dir():
            shutil.rmtree(spoken_once)
        else:
            spoken_once.unlink(missing_ok=True)


def _wav(file: Path) -> Path:
    return file.with_name(f"{file.name}.wav")


async def _end(speaker: asyncio.subprocess.Process) -> None:
    if speaker.returncode is None:
        speaker.terminate()
        try:
            async with asyncio.timeout(ENDING_LIMIT_S):
                await speaker.wait()
        except TimeoutError:
            speaker.kill()
            await speaker.wait()
