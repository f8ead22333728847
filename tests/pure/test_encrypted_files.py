"""What is encrypted is read from any place as it was written; a change, a cut or a swap is found out."""

from __future__ import annotations

import io
import os
import random
from contextlib import closing
from pathlib import Path

import pytest

from thirdring.encryption.chunks import (
    CHUNK_BYTES,
    HEADER_BYTES,
    AsStream,
    Damaged,
    EncryptedFile,
    EncryptedWriter,
    Key,
    KeyMissing,
    WrongKey,
    keys_of,
    plain_bytes,
    rewrap,
)

KEYS = {name: Key(name, bytes([number]) * 32) for number, name in enumerate(("first", "second"))}
SEALED = CHUNK_BYTES + 16


def secret_of(name: str) -> bytes:
    if name not in KEYS:
        raise KeyMissing(name)
    return KEYS[name].secret


def written(path: Path, content: bytes, key: str = "first", piece: int = 10_000) -> Path:
    with path.open("wb") as file:
        writer = EncryptedWriter(file, KEYS[key], path.name)
        for place in range(0, len(content), piece):
            writer.write(content[place : place + piece])
        writer.finish()
    return path


def opened(path: Path, name: str = "") -> EncryptedFile:
    return EncryptedFile(os.open(path, os.O_RDONLY), secret_of, name or path.name)


def content_of(length: int) -> bytes:
    return random.Random(length).randbytes(length)


LENGTHS = (0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 200_001)


@pytest.mark.parametrize("length", LENGTHS)
def test_it_is_read_as_it_was_written(tmp_path: Path, length: int) -> None:
    content = content_of(length)
    path = written(tmp_path / "call.raw", content)
    assert plain_bytes(path.stat().st_size) == length
    with closing(opened(path)) as file:
        assert (file.size, file.read(0, length + 5)) == (length, content)
    assert content[:64] not in path.read_bytes() or length < 64


def test_any_part_is_read_alone(tmp_path: Path) -> None:
    content, chance = content_of(200_001), random.Random(1)
    with closing(opened(written(tmp_path / "call.raw", content))) as file:
        for _turn in range(200):
            first, count = chance.randrange(210_000), chance.randrange(150_000)
            assert file.read(first, count) == content[first : first + count]


def test_a_part_is_heard_although_another_chunk_is_damaged(tmp_path: Path) -> None:
    content = content_of(200_001)
    path = written(tmp_path / "call.raw", content)
    changed(path, HEADER_BYTES + 5)
    with closing(opened(path)) as file:
        assert file.read(CHUNK_BYTES, CHUNK_BYTES) == content[CHUNK_BYTES : 2 * CHUNK_BYTES]
        with pytest.raises(Damaged):
            file.read(0, 1)


def changed(path: Path, place: int) -> None:
    sealed = bytearray(path.read_bytes())
    sealed[place] ^= 1
    path.write_bytes(sealed)


@pytest.mark.parametrize("left", [0, 10, HEADER_BYTES, HEADER_BYTES + SEALED, HEADER_BYTES + SEALED + 20, -1])
def test_a_file_that_is_cut_off_is_not_opened(tmp_path: Path, left: int) -> None:
    path = written(tmp_path / "call.raw", content_of(200_001))
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(Damaged):
        opened(path)


def test_chunks_in_another_order_and_chunks_of_another_recording_are_refused(tmp_path: Path) -> None:
    one = written(tmp_path / "one.raw", content_of(200_001))
    other = written(tmp_path / "other.raw", content_of(200_002))
    sealed, foreign = one.read_bytes(), other.read_bytes()
    first, second = (slice(HEADER_BYTES + n * SEALED, HEADER_BYTES + (n + 1) * SEALED) for n in (0, 1))
    for mixed in (
        sealed[:HEADER_BYTES] + sealed[second] + sealed[first] + sealed[second.stop :],
        sealed[:HEADER_BYTES] + foreign[first] + sealed[second.start :],
    ):
        one.write_bytes(mixed)
        with closing(opened(one)) as file, pytest.raises(Damaged):
            file.read(0, 1)


def test_something_appended_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "call.raw", content_of(1000))
    path.write_bytes(path.read_bytes() + b"more")
    with pytest.raises(Damaged):
        opened(path)


def test_one_recording_cannot_stand_in_for_another(tmp_path: Path) -> None:
    with pytest.raises(WrongKey):
        opened(written(tmp_path / "one.raw", b"yes"), "other.raw")


@pytest.mark.parametrize("place", [3, 35, 50])  # the format's name, a slot's nonce, the key in it
def test_a_changed_header_is_refused(tmp_path: Path, place: int) -> None:
    path = written(tmp_path / "call.raw", content_of(1000))
    changed(path, place)
    with pytest.raises((Damaged, WrongKey)):
        opened(path)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "call.raw", b"words")
    with pytest.raises(KeyMissing, match="first"):
        EncryptedFile(os.open(path, os.O_RDONLY), lambda name: secret_of(f"no {name}"), path.name)


def test_another_key_takes_the_place_of_the_former_again_and_again(tmp_path: Path) -> None:
    content = content_of(100_000)
    path = written(tmp_path / "call.raw", content)
    body = path.read_bytes()[HEADER_BYTES:]
    for key in ("second", "first", "second"):
        handle = os.open(path, os.O_RDWR)
        rewrap(handle, secret_of, KEYS[key], path.name)
        os.close(handle)
        assert keys_of(path.read_bytes()) == [key]
        with closing(opened(path)) as file:
            assert file.read(0, len(content)) == content
    assert path.read_bytes()[HEADER_BYTES:] == body


def test_an_interrupted_change_of_keys_leaves_a_file_that_both_keys_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "call.raw", b"words")
    handle, real, times = os.open(path, os.O_RDWR), os.fsync, []

    def power_cut(synchronised: int) -> None:
        times.append(real(synchronised))
        raise OSError("power cut")

    monkeypatch.setattr(os, "fsync", power_cut)
    with pytest.raises(OSError, match="power cut"):
        rewrap(handle, secret_of, KEYS["second"], path.name)
    os.close(handle)
    monkeypatch.undo()
    assert sorted(keys_of(path.read_bytes())) == ["first", "second"]
    for key in ("first", "second"):
        alone = EncryptedFile(
            os.open(path, os.O_RDONLY),
            lambda name, key=key: secret_of(name if name == key else ""),
            path.name,
        )
        with closing(alone):
            assert alone.read(0, 9) == b"words"


def test_it_can_be_read_like_a_file(tmp_path: Path) -> None:
    content = content_of(200_001)
    path = written(tmp_path / "call.raw", content)
    with io.BufferedReader(AsStream(opened(path))) as stream:
        assert stream.read(7) == content[:7]
        stream.seek(-9, os.SEEK_END)
        assert stream.read() == content[-9:]
