"""The worker has closed messages heard, once each; what came of it is written down, a failure too."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from phones.tones import tone, wav_file
from thirdring.apps.channels.models import Line
from thirdring.apps.promises.models import Promise
from thirdring.apps.transcripts import model, queries, services
from thirdring.apps.transcripts.models import Transcript

pytestmark = pytest.mark.django_db

CALL = "n1-1763790000.12"


@pytest.fixture
def listener(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose listener is there; what it would say is in the tests."""
    folder = home / "my-model"
    folder.mkdir()
    (folder / model.WEIGHTS).touch()
    monkeypatch.setattr(
        settings, "INSTALLATION", dataclasses.replace(settings.INSTALLATION, speech_model=folder)
    )
    monkeypatch.setattr(model, "find_spec", lambda _name: object())
    return folder


def message(promise: str = "p1", closed: bool = True) -> Promise:
    """A message on a Ukrainian line, whose recording is closed or still growing."""
    line = Line.objects.filter(language="uk").first()
    file = settings.INSTALLATION.message(f"message-{CALL}")
    file.parent.mkdir(parents=True, exist_ok=True)
    wav_file(file, tone(440))
    quiet_s = 60 if closed else -60  # however long it takes until somebody looks
    os.utime(file, (time.time() - quiet_s,) * 2)
    return Promise.objects.create(
        id=promise,
        kind="answer message",
        line=line.number,
        made_at=timezone.now(),
        recording=f"message-{CALL}",
    )


def hears(monkeypatch: pytest.MonkeyPatch, answer: str, code: int = 0) -> list[list[str]]:
    """The process that hears answers so; returns what it is asked."""
    asked: list[list[str]] = []

    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(
            command, code, answer.encode(), b"" if code == 0 else answer.encode()
        )

    monkeypatch.setattr(services.subprocess, "run", run)
    return asked


def test_a_closed_message_is_heard_in_the_language_of_its_line(listener, monkeypatch):
    message()
    asked = hears(
        monkeypatch,
        json.dumps({"text": "Загубив поліс", "seconds": 1.0, "took_s": 0.3, "confidence": 0.8}),
    )
    assert services.waiting() == ["p1"]
    services.transcribe("p1")
    assert asked[0][-1] == "uk"
    made = queries.for_promises(["p1"])["p1"]
    assert (made.text, made.language, made.model) == ("Загубив поліс", "uk", "my-model")
    assert list(queries.search("поліс")) == ["p1"]
    assert services.waiting() == []


def test_one_that_is_still_being_left_waits(listener):
    message(closed=False)
    assert services.waiting() == []


def test_what_the_machine_cannot_hear_is_not_tried_for_ever(listener, monkeypatch):
    message()
    hears(monkeypatch, "RuntimeError: no such model", code=1)
    services.transcribe("p1")
    assert Transcript.objects.get().trouble == "RuntimeError: no such model"
    assert queries.for_promises(["p1"]) == {}
    assert services.waiting() == []


def test_nothing_is_transcribed_where_it_is_switched_off_or_not_installed(listener, monkeypatch):
    message()
    off = dataclasses.replace(settings.INSTALLATION, transcribes=False)
    with monkeypatch.context() as switched:
        switched.setattr(settings, "INSTALLATION", off)
        assert services.waiting() == []
    monkeypatch.setattr(model, "find_spec", lambda _name: None)
    assert services.waiting() == []


def test_a_model_in_two_parts_is_put_together_once(tmp_path):
    parts = [tmp_path / "one", tmp_path / "two"]
    for number, folder in enumerate(parts, start=1):
        folder.mkdir()
        (folder / f"model.bin.part{number}").write_bytes(b"half" * number)
    (parts[0] / "config.json").write_text("{}")
    whole = model.assembled(parts, tmp_path / "whole")
    assert (whole / "model.bin").read_bytes() == b"half" * 3
    assert {file.name for file in whole.iterdir()} == {"model.bin", "config.json"}
    assert model.assembled(parts, whole) == whole
