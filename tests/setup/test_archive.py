"""An archive stands there when it is whole, and never as a half; what keeps it from being read is told."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import pytest

from thirdring.installation import Installation, Misconfigured
from thirdring.site import archive
from thirdring.site.backup import passphrase_of
from thirdring.site.restore import restore, verify

PASSPHRASE = b"a passphrase for tests"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "centre.backup"


def made(target: Path) -> Path:
    with archive.write(target, PASSPHRASE) as writing:
        writing.add("manifest.json", b'{"format": 1}')
        writing.add("recordings/long.raw.enc", bytes(300_000))
    return target


def test_it_is_read_as_it_was_written_and_is_for_its_owner_alone(target: Path) -> None:
    with archive.read(made(target), PASSPHRASE) as tar:
        assert tar.getnames() == ["manifest.json", "recordings/long.raw.enc"]
        content = tar.extractfile("manifest.json")
        assert content and content.read() == b'{"format": 1}'
    assert target.stat().st_mode & 0o777 == 0o600
    assert b"manifest" not in target.read_bytes()


def test_a_disk_without_room_is_named_and_no_half_is_left(target: Path) -> None:
    with pytest.raises(Misconfigured, match="no room"), archive.write(target, PASSPHRASE) as writing:
        writing.add("recordings/one.raw", bytes(1000))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert list(target.parent.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(Misconfigured, match="cannot be written"),
        archive.write(tmp_path / "no" / "x", PASSPHRASE),
    ):
        pass


def test_an_archive_is_never_overwritten(target: Path) -> None:
    before = made(target).read_bytes()
    with pytest.raises(Misconfigured, match="exists already"):
        made(target)
    assert target.read_bytes() == before


def test_a_wrong_passphrase_is_told_from_a_cut_and_from_another_file(target: Path) -> None:
    whole = made(target).read_bytes()
    for content, passphrase, why in (
        (whole, b"another passphrase", "does not open"),
        (whole[:-1], PASSPHRASE, "cut off"),
        (whole[:40], PASSPHRASE, "cut off"),
        (whole[:20], PASSPHRASE, "not a backup"),
        (b"something else, and long enough for it", PASSPHRASE, "not a backup"),
    ):
        target.write_bytes(content)
        with pytest.raises(Misconfigured, match=why), archive.read(target, passphrase):
            pass


def test_a_change_in_the_middle_is_noticed_when_it_is_read(target: Path) -> None:
    changed = bytearray(made(target).read_bytes())
    changed[100_000] ^= 1
    target.write_bytes(changed)
    with pytest.raises(Misconfigured, match="cut off"), archive.read(target, PASSPHRASE) as tar:
        for entry in tar:
            content = tar.extractfile(entry)
            assert content and content.read()


@pytest.mark.parametrize("name", ["../outside", "recordings/../../outside", "/outside"])
def test_nothing_is_laid_outside_the_home(target: Path, tmp_path: Path, name: str) -> None:
    with archive.write(target, PASSPHRASE) as writing:
        writing.add("manifest.json", b'{"format": 1}')
        writing.add(name, b"harm")
    (tmp_path / "passphrase").write_bytes(PASSPHRASE)
    words = [str(target), "--passphrase-file", str(tmp_path / "passphrase")]
    with pytest.raises(Misconfigured, match="leads out"):
        restore(Installation(home=tmp_path / "home"), words)
    assert not (tmp_path / "home").exists()


def test_an_archive_of_another_format_is_refused(target: Path, tmp_path: Path) -> None:
    with archive.write(target, PASSPHRASE) as writing:
        writing.add("manifest.json", b'{"format": 2, "version": "9.0"}')
    (tmp_path / "passphrase").write_bytes(PASSPHRASE)
    with pytest.raises(Misconfigured, match="another version"):
        verify(Installation(home=tmp_path), [str(target), "--passphrase-file", str(tmp_path / "passphrase")])


def test_a_short_passphrase_and_nobody_to_ask_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "short").write_text("secret\n")
    with pytest.raises(Misconfigured, match="at least"):
        passphrase_of(str(tmp_path / "short"))
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(Misconfigured, match="passphrase-file"):
        passphrase_of(None)
