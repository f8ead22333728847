"""A recording is plain or encrypted, and read the same; keys come and go without losing one."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from thirdring.encryption import rotation
from thirdring.encryption.chunks import KeyMissing
from thirdring.encryption.keys import KeyRing
from thirdring.encryption.rotation import rotate, usage
from thirdring.encryption.stored import StillWritten, encrypt, encrypted, status, whole

WORDS = b"a conversation of some length " * 9000


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "secrets", tmp_path / "run" / "keys.lock")


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    (tmp_path / "recordings" / "2026-11-22").mkdir(parents=True)
    return tmp_path / "recordings"


def recorded(recordings: Path, number: int, content: bytes = WORDS) -> Path:
    path = recordings / "2026-11-22" / f"n1-1795413605.{number}.raw"
    path.write_bytes(content)
    return path


def nothing(_count: int) -> None:
    """Nobody watches the progress."""


def test_it_is_read_the_same_before_and_after_and_nothing_plain_is_left(
    keys: KeyRing, recordings: Path
) -> None:
    path = recorded(recordings, 1)
    before = status(path)
    assert whole(path, keys) == WORDS
    encrypt(path, keys)
    assert whole(path, keys) == WORDS
    after = status(path)
    assert (after.size, round(after.written_at, 3)) == (before.size, round(before.written_at, 3))
    assert [file.name for file in path.parent.iterdir()] == [encrypted(path).name]
    assert stat.S_IMODE(encrypted(path).stat().st_mode) == 0o600


def test_keys_are_for_their_owner_alone(keys: KeyRing) -> None:
    assert stat.S_IMODE(keys.path(keys.current().name).stat().st_mode) == 0o600
    assert keys.current() == keys.current()


def test_a_recording_that_grows_meanwhile_stays_as_it_is(
    keys: KeyRing, recordings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, synchronise = recorded(recordings, 1), os.fsync

    def somebody_speaks(handle: int) -> None:
        with path.open("ab") as file:
            file.write(b"on")
        synchronise(handle)

    keys.current()
    monkeypatch.setattr(os, "fsync", somebody_speaks)
    with pytest.raises(StillWritten):
        encrypt(path, keys)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_what_a_crash_has_left_beside_the_encrypted_one_goes(keys: KeyRing, recordings: Path) -> None:
    path = recorded(recordings, 1)
    encrypt(path, keys)
    path.write_bytes(WORDS)
    encrypt(path, keys)
    assert not path.exists()
    assert whole(path, keys) == WORDS


def test_what_was_said_after_all_is_added(keys: KeyRing, recordings: Path) -> None:
    path = recorded(recordings, 1)
    encrypt(path, keys)
    path.write_bytes(b"and goodbye")
    encrypt(path, keys)
    assert not path.exists()
    assert whole(path, keys) == WORDS + b"and goodbye"


def test_a_rotation_gives_every_recording_a_new_key_and_removes_the_old_one(
    keys: KeyRing, recordings: Path
) -> None:
    paths = [recorded(recordings, number) for number in range(3)]
    for path in paths:
        encrypt(path, keys)
    old = keys.current().name
    done = rotate(keys, recordings, nothing)
    assert (done.rewrapped, done.removed, done.troubles, done.went_on) == (3, [old], [], False)
    assert keys.names() == [done.key]
    assert usage(recordings) == {done.key: 3}
    assert all(whole(path, keys) == WORDS for path in paths)


def test_an_interrupted_rotation_goes_on_with_the_same_key(
    keys: KeyRing, recordings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [recorded(recordings, number) for number in range(3)]
    for path in paths:
        encrypt(path, keys)
    rewrap, rewrapped = rotation.rewrap, []

    def killed_at_the_second(*arguments: object) -> None:
        if rewrapped:
            raise KeyboardInterrupt
        rewrapped.append(rewrap(*arguments))

    monkeypatch.setattr(rotation, "rewrap", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        rotate(keys, recordings, nothing)
    monkeypatch.undo()
    old, new = keys.names()
    assert usage(recordings) == {old: 2, new: 1}
    assert all(whole(path, keys) == WORDS for path in paths)

    done = rotate(keys, recordings, nothing)
    assert (done.key, done.went_on, done.rewrapped, done.removed) == (new, True, 2, [old])
    assert all(whole(path, keys) == WORDS for path in paths)


def test_a_key_is_kept_as_long_as_a_recording_cannot_be_given_another(
    keys: KeyRing, recordings: Path
) -> None:
    sound, lost = recorded(recordings, 1), recorded(recordings, 2)
    for path in (sound, lost):
        encrypt(path, keys)
    encrypted(lost).rename(encrypted(recordings / "2026-11-22" / "n1-1795413605.9.raw"))
    old = keys.current().name
    done = rotate(keys, recordings, nothing)
    assert [name for name, _why in done.troubles] == ["n1-1795413605.9.raw.enc"]
    assert keys.names() == [old, done.key]
    assert whole(sound, keys) == WORDS


def test_a_recording_whose_key_is_gone_says_which_one_it_needs(keys: KeyRing, recordings: Path) -> None:
    path = recorded(recordings, 1)
    encrypt(path, keys)
    name = keys.current().name
    keys.remove(name)
    with pytest.raises(KeyMissing, match=name):
        whole(path, keys)
