"""Prompts are spoken once, as a telephone network wants them, and a site's own recordings are respected."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from thirdring.asterisk import voices
from thirdring.asterisk.voices import NotSpoken, render
from thirdring.loudness import LUFS, Sound, level, measured


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Ваш разговор будет записан."),
        ("uk", "Ваша розмова буде записана."),
        ("en", "Your conversation will be recorded."),
    ],
)
def test_a_notice_becomes_a_telephone_sound(tmp_path: Path, language: str, text: str) -> None:
    spoken = render(f"notice-{language}", text, language, tmp_path)
    with wave.open(str(spoken)) as sound:
        assert (sound.getframerate(), sound.getsampwidth(), sound.getnchannels()) == (8000, 2, 1)
        assert 1.0 < sound.getnframes() / 8000 < 6.0
    assert measured(spoken).lufs == pytest.approx(LUFS, abs=0.5)  # whichever voice it is


def test_a_prompt_is_spoken_anew_only_when_its_text_changes(tmp_path: Path) -> None:
    first = render("greeting", "Good morning.", "en", tmp_path).stat()
    assert render("greeting", "Good morning.", "en", tmp_path).stat().st_ino == first.st_ino
    assert render("greeting", "Good evening to you.", "en", tmp_path).stat().st_size != first.st_size


def test_a_recording_of_the_site_is_left_alone(tmp_path: Path) -> None:
    own = tmp_path / "greeting.wav"
    own.write_bytes(b"recorded in a studio")
    assert render("greeting", "Good morning.", "en", tmp_path).read_bytes() == b"recorded in a studio"


def test_a_recording_that_comes_while_the_sentence_is_being_spoken_is_left_alone_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def level_meanwhile(recording: Path, into: Path) -> Sound:
        (tmp_path / "greeting.wav").write_bytes(b"recorded in a studio")
        return level(recording, into)

    monkeypatch.setattr(voices, "level", level_meanwhile)
    assert render("greeting", "Good morning.", "en", tmp_path).read_bytes() == b"recorded in a studio"
    assert not list(tmp_path.glob("*.spoken"))


@pytest.mark.parametrize(("key", "language"), [("../greeting", "en"), ("Greeting", "en"), ("greeting", "de")])
def test_a_prompt_that_cannot_be_is_refused(tmp_path: Path, key: str, language: str) -> None:
    with pytest.raises(NotSpoken, match="Prompt"):
        render(key, "Good morning.", language, tmp_path)
    assert not list(tmp_path.iterdir())
