"""Texts spoken to callers: each becomes a sound file of its own, made once and kept until its text changes.

Which voice speaks a language is decided here; which texts there are, and when they are heard, is
not. A site that has recordings of its own puts them under the same names, and they are left alone.
"""

from __future__ import annotations

import array
import hashlib
import math
import re
import subprocess
import sys
import tempfile
import wave
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from thirdring.asterisk.installation import speech
from thirdring.debian import Unpacked
from thirdring.loudness import PEAK, RATE_HZ, Unusable, level

TONE_HZ, TONE_S = 1400, 0.3  # as answering machines have it (ITU-T E.180 leaves it open)

ESPEAK_VOICES = {"ru": "ru", "uk": "uk", "en": "en-gb"}
ESPEAK_WORDS_PER_MINUTE = 145
FESTIVAL_VOICES = {"ru": "voice_msu_ru_nsh_clunits"}  # far more natural than espeak-ng, where there is one

SAID = "said"
_PAUSES = re.compile(r"\s+[–—-]\s+")  # the Russian voice stumbles over a dash
_UNSPOKEN = re.compile(r"[^\w\s,.!?:;-]")  # over guillemets too; and quotes would end a Scheme string

_KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


class NotSpoken(Exception):
    """No voice could speak the text. ``str()`` says which and why."""


def is_spoken(key: str, text: str, language: str, folder: Path) -> bool:
    """Whether prompt ``key`` has its sound in ``folder``: its text spoken, or a site's own."""
    sound, stamp = folder / f"{key}.wav", folder / f"{key}.spoken"
    return sound.exists() and (not stamp.exists() or stamp.read_text() == _digest(text, language))


def _digest(text: str, language: str) -> str:
    return hashlib.sha256(f"{language}\n{text}".encode()).hexdigest()


class Voices:
    """The voices of this machine. The Russian one stays loaded, and then takes 0.1 s for a sentence."""

    def __init__(self) -> None:
        self._programs = speech()
        self._festival = _Festival(self._programs)

    def render(self, key: str, text: str, language: str, folder: Path) -> Path:
        """The sound file of prompt ``key`` in ``folder``: 8 kHz, 16-bit, mono; spoken now unless it is there.

        ``language`` is "ru", "uk" or "en". Raises ``NotSpoken``.
        """
        if not _KEY.fullmatch(key) or language not in ESPEAK_VOICES:
            raise NotSpoken(
                f"Prompt {key!r} in {language!r}: use a-z, 0-9 and hyphens, and one of ru, uk, en."
            )
        sound = folder / f"{key}.wav"
        if is_spoken(key, text, language, folder):
            return sound
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as work:
            raw, ready = Path(work, "raw.wav"), Path(work, "ready.wav")
            self._speak(text, language, raw)
            try:
                level(raw, ready)
            except Unusable as error:
                raise NotSpoken(f"What was spoken in {language} cannot be used: {error}") from error
            if is_spoken(key, text, language, folder):  # a site's own has come meanwhile
                return sound
            sound.with_suffix(".spoken").write_text(_digest(text, language))
            ready.replace(sound)
        return sound

    def _speak(self, text: str, language: str, into: Path) -> None:
        festival = FESTIVAL_VOICES.get(language)
        reasons = []
        if festival:
            reasons.append(self._festival.say(festival, text, into))
        if not festival or reasons[-1]:
            reasons.append(_espeak(self._programs, text, language, into))
        if reasons[-1]:
            raise NotSpoken(f"Nobody could say it in {language}: {'; '.join(reasons)}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._festival.end()


def render(key: str, text: str, language: str, folder: Path) -> Path:
    """One prompt by itself, as ``Voices.render``."""
    with Voices() as voices:
        return voices.render(key, text, language, folder)


class _Festival:
    """A festival that is asked for one sentence after another; started when it is first needed."""

    def __init__(self, programs: Unpacked) -> None:
        self._programs = programs
        self._process: subprocess.Popen[str] | None = None

    def say(self, voice: str, text: str, into: Path) -> str:
        """Why there is no sound in ``into`` afterwards; "" when there is."""
        words = _UNSPOKEN.sub(" ", _PAUSES.sub(", ", text)).strip()
        speaking = f'(begin ({voice}) (set! it (utt.synth (Utterance Text "{words}"))))'
        saving = f'(begin (utt.wave.resample it {RATE_HZ}) (utt.save.wave it "{into}" (quote riff)))'
        try:
            asked, told = self._running()
            asked.write(f'{speaking}\n{saving}\n(begin (set! it nil) (format t "{SAID}\\n") (fflush nil))\n')
            asked.flush()
            while (line := told.readline()) and line.strip() != SAID:
                pass  # what it complains about goes elsewhere, and is told by the missing file
        except (OSError, StopIteration) as error:
            return f"festival: {error or 'it is not unpacked'}"
        return "" if _sounds(into) else "festival: it made no sound"

    def _running(self) -> tuple[IO[str], IO[str]]:
        """Where it is asked, and where it tells."""
        if self._process is None or self._process.poll() is not None:
            folders = ["--datadir", str(self._programs.root / "usr/share/festival")]
            folders += ["--libdir", str(self._programs.root / "usr/lib/festival")]
            self._process = subprocess.Popen(
                [*self._programs.command("usr/bin/festival"), *folders, "--pipe"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        assert self._process.stdin and self._process.stdout
        return self._process.stdin, self._process.stdout

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()


def _espeak(programs: Unpacked, text: str, language: str, into: Path) -> str:
    options = ["-v", ESPEAK_VOICES[language], "-s", str(ESPEAK_WORDS_PER_MINUTE), "-w", str(into), "--stdin"]
    return _run(programs, "usr/bin/espeak-ng", ["--path", str(programs.libraries), *options], into, text)


def _run(programs: Unpacked, program: str, arguments: list[str], into: Path, text: str = "") -> str:
    """Why there is no sound in ``into`` afterwards; "" when there is."""
    try:
        done = subprocess.run(
            [*programs.command(program), *arguments],
            input=text,
            text=True,
            capture_output=True,
            check=False,
            timeout=60,
        )
    except (OSError, StopIteration, subprocess.TimeoutExpired) as error:
        return f"{program}: {error or 'it is not unpacked'}"
    if done.returncode == 0 and _sounds(into):
        return ""
    return f"{program}: {(done.stderr or done.stdout).strip()[-300:] or f'ended with {done.returncode}'}"


def _sounds(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 44  # more than a bare header


def tone(into: Path) -> None:
    """The tone after which a caller speaks."""
    step = 2 * math.pi * TONE_HZ / RATE_HZ
    count = round(TONE_S * RATE_HZ)
    into.parent.mkdir(parents=True, exist_ok=True)
    loud = PEAK / 2 * 32767
    _write(array.array("h", (round(loud * math.sin(step * sample)) for sample in range(count))), into)


def _write(loud: array.array[int], ready: Path) -> None:
    if sys.byteorder == "big":
        loud.byteswap()
    with wave.open(str(ready), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        sound.writeframes(loud.tobytes())
