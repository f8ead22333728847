"""The extra that hears, as an administrator installs it, on Russian speech as telephones pass it.

It is installed into a folder of its own (350 MB, half a minute the first time), so that everything else is
tested without it. What it makes of the sentences is printed with ``-s``.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.utils import timezone

from phones.tones import RATE, tone, wav_file
from thirdring.apps.channels.models import Line
from thirdring.apps.promises.models import Promise
from thirdring.apps.transcripts import model, queries, services
from thirdring.asterisk.voices import Voices

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
LOCAL = Path(os.environ.get("THIRDRING_LOCAL") or ROOT / ".local").absolute()
REQUIREMENTS = ROOT / "requirements" / "speech.txt"
WORST_ERROR_RATE = 0.2
WORST_TIME = 3.0  # × real time, of a processor: what else it does meanwhile does not count
SENTENCES = (
    "Добрый день. Я хочу узнать, когда будет готов мой полис. Перезвоните мне, пожалуйста, завтра утром.",
    "Мне отказали в бесплатной операции в городской больнице. Скажите, куда написать жалобу.",
    "Здравствуйте. Я переехал в другой город и не знаю, как прикрепиться к поликлинике.",
    "У моей мамы закончился срок действия документа. Какие справки нужны для нового.",
    "Врач выписал дорогое лекарство и сказал купить его за свой счёт. Это правильно.",
)


@pytest.fixture(scope="module")
def extra() -> Path:
    """The Python that has the extra; installed once for each state of its requirements."""
    folder, wanted = LOCAL / "speech", hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    python, stamp = folder / "bin" / "python", folder / "installed"
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
        install = ("install", "-q", "--no-deps", "--require-hashes", "-r", str(REQUIREMENTS))
        done = subprocess.run(
            [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python), *install],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"the extra could not be installed:\n{done.stderr[-2000:]}"
        stamp.write_text(wanted)
    return python


@pytest.fixture
def listening(extra: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker's services, with the extra at hand."""
    packages = next((extra.parents[1] / "lib").glob("python3*")) / "site-packages"
    whole = model.assembled([packages / part / "data" for part in model.PARTS], extra.parents[1] / model.NAME)
    installation = dataclasses.replace(settings.INSTALLATION, speech_model=whole)
    monkeypatch.setattr(settings, "INSTALLATION", installation)
    monkeypatch.setattr(model, "find_spec", lambda _name: object())
    monkeypatch.setattr(services, "COMMAND", (str(extra), *services.COMMAND[1:]))
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))


def message(number: int) -> Path:
    """A message has been left on a Russian line; its recording comes into the file."""
    recording = f"message-n1-{1763790000 + number}.{number}"
    Promise.objects.create(
        id=f"p{number}",
        kind="answer message",
        line=Line.objects.filter(language="ru").first().number,
        made_at=timezone.now(),
        recording=recording,
    )
    file: Path = settings.INSTALLATION.message(recording)
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


def closed(file: Path) -> None:
    os.utime(file, (time.time() - 60,) * 2)


def words(text: str) -> list[str]:
    return re.sub(r"[^\w\s]", "", text.lower().replace("ё", "е")).split()


def wrong(said: Sequence[str], heard: Sequence[str]) -> int:
    """How many words were left out, added or taken for others (Levenshtein's distance)."""
    row = list(range(len(heard) + 1))
    for place, word in enumerate(said, start=1):
        diagonal, row[0] = row[0], place
        for other, guess in enumerate(heard, start=1):
            diagonal, row[other] = (
                row[other],
                min(row[other] + 1, row[other - 1] + 1, diagonal + (word != guess)),
            )
    return row[-1]


def processor_s() -> float:
    """What processes that have ended have used of the processors."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.usefixtures("listening")
def test_what_callers_say_in_russian_is_written_down_and_found(tmp_path: Path) -> None:
    with Voices() as voices:
        for number, sentence in enumerate(SENTENCES):
            file = message(number)
            shutil.copy(voices.render(f"sentence-{number}", sentence, "ru", tmp_path), file)
            closed(file)
    assert len(services.waiting()) == len(SENTENCES)
    mistakes = total = 0
    seconds, before_s = 0.0, processor_s()
    for number, sentence in enumerate(SENTENCES):
        made = services.transcribe(f"p{number}")
        assert made is not None and not made.trouble, made
        mistakes += wrong(words(sentence), words(made.text))
        total += len(words(sentence))
        seconds += made.seconds
        print(f"{made.confidence:.2f} {made.text}")
        assert 0.4 < made.confidence <= 1.0
    took_s = processor_s() - before_s
    print(f"words wrong: {mistakes / total:.1%}; time: {took_s / seconds:.2f} × real time")
    assert mistakes / total <= WORST_ERROR_RATE
    assert took_s / seconds <= WORST_TIME
    assert list(queries.search("полисы")) == ["p0"]
    assert list(queries.search("жалоба больница")) == ["p1"]


@pytest.mark.usefixtures("listening")
def test_no_words_are_made_up_where_nobody_speaks() -> None:
    file = message(1)
    noise = np.random.default_rng(1).normal(0, 200, 4 * RATE).astype(np.int16)
    wav_file(file, np.concatenate([tone(440, 2.0), noise]))
    closed(file)
    made = services.transcribe("p1")
    assert made is not None
    assert (made.text, made.trouble, made.confidence) == ("", "", 0.0)
