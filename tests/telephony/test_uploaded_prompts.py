"""What an administrator records or writes is what the next caller hears, without a restart."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import numpy as np
import pytest

from bed import LINE, Bed, Watch
from phones import tones
from phones.baresip import Baresip
from phones.log import until
from steps import PYTHON, run
from telephony.conftest import PROMPTS
from thirdring.acd.facts import CentreChanged, NoticeHeard, WaitTold
from thirdring.asterisk.sounds import OF_PERSONS, SPOKEN, Sounds, Words, forget_persons
from thirdring.speech import Figures, known, sound_name, spoken

SCRIPT = Path(__file__).parents[1] / "bed_words.py"
NOTICE, NOTICE_LINE, RENDERED_HZ = "notice-ru", "1001", 1000  # as the bed's prompts are
RECORDED_HZ, NEW_WORDS_HZ = 620, 870
SECONDS_S = 20.0  # it takes one or two; the rest is for a machine busy with other tests


async def administrator(bed: Bed, watch: Watch, *words: str) -> float:
    """Does it, waits until the engine has taken it over, and says how many seconds that took."""
    changes = len(watch.facts(CentreChanged))
    await asyncio.to_thread(run, [PYTHON, str(SCRIPT), *words], bed.environ)
    began = time.monotonic()
    await watch.fact(CentreChanged, count=changes + 1, timeout_s=60)
    return time.monotonic() - began


def studio(folder: Path, frequency_hz: float) -> str:
    """A recording with a second of silence before and after it, and far too quiet."""
    silence = tones.tone(frequency_hz, 1.0, level=0.0)
    voice = tones.tone(frequency_hz, 2.0, level=0.02)
    recording = np.concatenate([silence, voice, silence])
    return str(tones.wav_file(folder / f"studio-{frequency_hz}.wav", recording))


async def hears_notice(bed: Bed, watch: Watch, frequency_hz: float) -> None:
    heard = len(watch.facts(NoticeHeard))
    async with Baresip(bed.sip, "someone") as caller:
        await caller.dial(NOTICE_LINE)
        await caller.hears(frequency_hz, for_s=PROMPTS[NOTICE] / 3)
        await watch.fact(NoticeHeard, count=heard + 1)
        if frequency_hz != RENDERED_HZ:
            assert tones.share(caller.heard(), RENDERED_HZ) < 0.01
            assert abs(caller.heard()).max() > 3000  # as loud as the others are


async def test_a_recording_is_heard_in_place_of_the_rendered_notice_until_it_is_withdrawn(
    bed: Bed, watch: Watch, tmp_path: Path
) -> None:
    await hears_notice(bed, watch, RENDERED_HZ)
    took_s = await administrator(bed, watch, "record", NOTICE, "ru", studio(tmp_path, RECORDED_HZ))
    assert took_s < SECONDS_S
    await hears_notice(bed, watch, RECORDED_HZ)
    await administrator(bed, watch, "withdraw", NOTICE, "ru")
    await hears_notice(bed, watch, RENDERED_HZ)


@pytest.mark.req("S66", "S68")
async def test_those_who_wait_hear_the_words_in_force(bed: Bed, watch: Watch, tmp_path: Path) -> None:
    """The recording belongs to the new words alone: it is heard because they are said, and no longer."""
    new_words = "Здравствуйте. Ваш звонок принят, оператор скоро ответит."
    await administrator(bed, watch, "write", "waiting-greeting", "ru", new_words)
    recording = studio(tmp_path, NEW_WORDS_HZ)
    await administrator(bed, watch, "record", "waiting-greeting", "ru", recording)
    async with Baresip(bed.sip, "someone") as caller:
        await caller.dial(LINE)
        await watch.fact(WaitTold)
        await caller.hears(NEW_WORDS_HZ, for_s=0.5, ever=True)
    await administrator(bed, watch, "write", "waiting-greeting", "ru", "Ждите ответа, пожалуйста.")
    async with Baresip(bed.sip, "someone") as caller:
        await caller.dial(LINE)
        await watch.fact(WaitTold, count=2)
        await until(lambda: len(caller.heard()) > 2 * tones.RATE and abs(caller.heard()).max() > 300)
        assert tones.share(caller.heard(), NEW_WORDS_HZ) < 0.5


# --- which file -----------------------------------------------------------------------------------

PLAIN = known()["leave-message"].ru.plain
GREETING, STAY = "Добрый день. Фонд.", "Пожалуйста, оставайтесь на линии. Спасибо."


def annas(folder: Path, words: str, language: str) -> Words:
    """Anna has recorded these words; “notice” is configured in Ukrainian."""
    (folder / "recorded").mkdir()
    (folder / "recorded" / "anna.wav").touch()
    return Words(known(), {"notice": ("uk", "Вітаємо!")}, {sound_name(words, language): "anna"})


def test_a_recording_of_the_very_words_wins_over_the_voice(tmp_path: Path) -> None:
    sounds = Sounds(tmp_path, annas(tmp_path, PLAIN, "ru"))
    assert sounds.of("leave-message", "ru", Figures()) == (tmp_path / "recorded" / "anna",)
    assert sounds.of("leave-message", "uk", Figures()) == (tmp_path / "leave-message-uk",)


def test_a_recording_that_was_lost_leaves_nobody_in_silence(tmp_path: Path) -> None:
    sounds = Sounds(tmp_path, annas(tmp_path, PLAIN, "ru"))
    (tmp_path / "recorded" / "anna.wav").unlink()
    assert sounds.of("leave-message", "ru", Figures()) == (tmp_path / "leave-message-ru",)


def test_a_configured_prompt_is_known_by_its_words_too(tmp_path: Path) -> None:
    sounds = Sounds(tmp_path, annas(tmp_path, "Вітаємо!", "uk"))
    assert sounds.of("notice", "ru", Figures()) == (tmp_path / "recorded" / "anna",)
    assert sounds.of("menu", "ru", Figures()) == (tmp_path / "menu",)


def test_what_was_said_of_a_person_is_forgotten_a_day_later(tmp_path: Path) -> None:
    sounds, figures = Sounds(tmp_path), Figures(number="+72000000001")
    numbers, keys = spoken(known()["confirm-number"].ru, "ru", figures)
    files = [
        tmp_path / folder / sound_name(words, "ru")
        for folder, words in ((OF_PERSONS, numbers), (SPOKEN, keys))
    ]
    for file in files:
        file.parent.mkdir()
        file.with_suffix(".wav").touch()
    assert sounds.of("confirm-number", "ru", figures) == tuple(files)
    forget_persons(tmp_path)
    assert sounds.of("confirm-number", "ru", figures) == tuple(files)
    half_spoken = tmp_path / OF_PERSONS / "of-a-voice-that-was-killed"
    half_spoken.mkdir()
    (half_spoken / "raw.wav").touch()
    for old in (*(file.with_suffix(".wav") for file in files), half_spoken):
        os.utime(old, (0, 0))
    forget_persons(tmp_path)
    assert [file.with_suffix(".wav").exists() for file in files] == [False, True]
    assert not half_spoken.exists()


def test_among_sentences_with_figures_those_that_were_recorded_are_heard_so(tmp_path: Path) -> None:
    sounds = Sounds(tmp_path, annas(tmp_path, GREETING, "ru"))
    figures = Figures(organisation="Фонд")
    assert sounds.of("waiting-greeting", "ru", figures) == (tmp_path / "waiting-greeting-ru",)
    rendered = tmp_path / "said" / sound_name(STAY, "ru")
    rendered.parent.mkdir()
    rendered.with_suffix(".wav").touch()
    assert sounds.of("waiting-greeting", "ru", figures) == (tmp_path / "recorded" / "anna", rendered)
