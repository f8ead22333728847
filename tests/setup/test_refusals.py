"""What hinders a start is said in the reader's language, with the setting that mends it; nothing stays."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from setup.running import refused, settings


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    home = tmp_path / "home"
    yield home
    left = [process for process in psutil.process_iter(["cmdline"]) if str(home) in _words(process)]
    assert not left, f"left behind: {left}"


def _words(process: psutil.Process) -> str:
    return " ".join(process.info["cmdline"] or ())


@pytest.mark.parametrize("setting", ["THIRDRING_HTTP_PORT", "THIRDRING_SIP_PORT", "THIRDRING_ARI_PORT"])
def test_a_port_in_use_is_named_with_its_setting(home: Path, setting: str) -> None:
    environment = settings(home)
    with socket.create_server(("127.0.0.1", int(environment[setting]))):
        said = refused(environment)
    assert f"Порт {environment[setting]} занят" in said
    assert f"{setting}=" in said
    assert not (home / "postgres").exists()


def test_two_settings_with_one_port_are_both_named(home: Path) -> None:
    environment = settings(home)
    environment["THIRDRING_ARI_PORT"] = environment["THIRDRING_HTTP_PORT"]
    said = refused(environment)
    assert "THIRDRING_ARI_PORT" in said
    assert "THIRDRING_HTTP_PORT" in said


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru_RU.UTF-8", "не порт"),
        ("uk_UA.UTF-8", "Задайте число від 1 до 65535"),
        ("en_GB.UTF-8", "not a port"),
    ],
)
def test_a_port_that_is_none_is_refused_in_the_readers_language(
    home: Path, language: str, words: str
) -> None:
    said = refused(settings(home, THIRDRING_HTTP_PORT="70000", LANG=language))
    assert words in said
    assert "THIRDRING_HTTP_PORT=70000" in said


def test_an_unreachable_database_is_named_without_its_password(home: Path) -> None:
    said = refused(settings(home, DATABASE_URL="postgresql://clerk:open-sesame@127.0.0.1:1/centre"))
    assert "DATABASE_URL=postgresql://clerk:***@127.0.0.1:1/centre" in said
    assert "open-sesame" not in said


def test_a_home_that_cannot_be_written_is_named(home: Path) -> None:
    home.write_text("a file, where a folder is needed")
    said = refused(settings(home))
    assert f"{home} (THIRDRING_HOME)" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_is_named_before_anything_starts(home: Path) -> None:
    home.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", home], check=False)
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        said = refused(settings(home))
        assert not (home / "postgres").exists()
    finally:
        subprocess.run(["umount", home], check=True)
    assert f"{home} (THIRDRING_HOME)" in said
    assert "МБ" in said


@pytest.mark.parametrize(
    ("setting", "value", "why"),
    [
        ("THIRDRING_EDITION", "nowhere.toml", "No such file"),
        ("THIRDRING_EDITION", "pyproject.toml", "build-system"),  # no word of an edition
        ("THIRDRING_DIALS", "Russia", "не страна"),
        ("THIRDRING_MUSIC", "docs", "WAV"),
    ],
)
def test_a_setting_that_means_nothing_is_told_before_anything_starts(
    home: Path, setting: str, value: str, why: str
) -> None:
    said = refused(settings(home, **{setting: value}))
    assert setting in said
    assert why in said
    assert not home.exists()


def test_a_mistyped_port_is_told_by_the_setup_as_well(home: Path) -> None:
    """``script/setup`` reads the settings before the server does."""
    asked = subprocess.run(
        [sys.executable, "-m", "thirdring.asterisk.installation", "acquire"],
        env=settings(home, THIRDRING_SIP_PORT="506O"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 1
    assert asked.stderr.startswith("THIRDRING_SIP_PORT=506O – не целое число")


@pytest.mark.parametrize("told", ["Asterisk 20.6.0~dfsg", "Asterisk 24.1.0", ""])
def test_an_unfit_asterisk_is_named_with_its_version(home: Path, tmp_path: Path, told: str) -> None:
    asterisk = tmp_path / "asterisk"
    asterisk.write_text(f"#!/bin/sh\necho '{told}'\n")
    asterisk.chmod(0o755)
    said = refused(settings(home, THIRDRING_ASTERISK=str(asterisk)))
    assert f"THIRDRING_ASTERISK={asterisk}" in said
    assert told.partition(" ")[2].partition("~")[0] in said
    assert "22.5" in said
