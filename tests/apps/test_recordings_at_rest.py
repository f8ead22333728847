"""Recordings are encrypted when they are complete, whatever crashed meanwhile, and played as before."""

from __future__ import annotations

import io
import os
import struct
import time
import wave

import pytest

from apps.day import ASSISTANCE, HOTLINE
from apps.test_recordings import body
from thirdring.apps.audit.models import ReadLog
from thirdring.apps.calls.at_rest import encrypt_complete
from thirdring.apps.calls.models import Call
from thirdring.encryption.chunks import CHUNK_BYTES, HEADER_BYTES
from thirdring.encryption.keys import KeyRing
from thirdring.encryption.stored import encrypted

FRAMES = 50_000  # four chunks


@pytest.fixture
def recorded(day, home, settings):
    """The recording of a call to ``line``: the sample at each moment says which it is. Quiet for a minute."""

    def record(line=HOTLINE):
        call = day.arrives(line)
        path = settings.INSTALLATION.recording(call)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(struct.pack("<hh", n % 30_000, -(n % 30_000)) for n in range(FRAMES)))
        quiet_for(path, 60)
        return path

    return record


def quiet_for(path, seconds):
    os.utime(path, (time.time() - seconds,) * 2)


def ends(path):
    call = Call.objects.get(pk=path.stem.removeprefix("message-"))
    Call.objects.filter(pk=call.pk).update(ended_at=call.arrived_at)
    return call.pk


def test_a_recording_is_encrypted_when_its_call_has_ended_and_not_before(recorded):
    path = recorded()
    assert encrypt_complete(everything=True) == 0
    ends(path)
    assert encrypt_complete(everything=True) == 1
    assert [file.name for file in path.parent.iterdir()] == [encrypted(path).name]


def test_one_that_still_grows_is_left_alone(recorded):
    path = recorded()
    ends(path)
    quiet_for(path, -60)  # however long it takes until somebody looks
    assert encrypt_complete(everything=True) == 0


def test_what_no_call_explains_is_encrypted_after_a_day(recorded):
    path = recorded().rename(recorded().with_name("n1-1763790000.77.raw"))
    assert encrypt_complete(everything=True) == 0
    quiet_for(path, 25 * 3600)
    assert encrypt_complete(everything=True) == 1


def test_what_a_crash_has_left_is_found_at_the_next_start(recorded, settings):
    path = recorded()
    old = path.parent.with_name("2020-01-01")
    old.mkdir()
    ends(path)
    left = path.rename(old / path.name)
    encrypted(left).with_name(f"{left.name}.enc.new").write_bytes(b"half of it")
    assert encrypt_complete(everything=False) == 0
    assert encrypt_complete(everything=True) == 1
    assert [file.name for file in old.iterdir()] == [encrypted(left).name]


@pytest.mark.parametrize("asked", ["0-", "40-60", "65530-65700", "150000-", "-10", "44-47", "131100-131200"])
def test_any_range_is_played_as_before(recorded, login, asked):
    path, client = recorded(), login("maria")
    call = ends(path)
    plain = body(client.get(f"/recordings/{call}.wav", HTTP_RANGE=f"bytes={asked}"))
    encrypt_complete(everything=True)
    answer = client.get(f"/recordings/{call}.wav", HTTP_RANGE=f"bytes={asked}")
    assert answer.status_code == 206
    assert body(answer) == plain
    with wave.open(io.BytesIO(body(client.get(f"/recordings/{call}.wav")))) as sound:
        assert sound.getnframes() == FRAMES


def test_only_the_chunks_asked_for_are_decrypted(recorded, login):
    path = recorded()
    call = ends(path)
    encrypt_complete(everything=True)
    with encrypted(path).open("r+b") as file:  # the first chunk is broken: whoever touched it would fail
        file.seek(HEADER_BYTES + 10)
        file.write(b"damage")
    first = 2 * CHUNK_BYTES
    answer = login("maria").get(f"/recordings/{call}.wav", HTTP_RANGE=f"bytes={first}-{first + 999}")
    assert len(body(answer)) == 1000


def test_a_message_is_encrypted_and_heard_as_well(day, home, settings, login):
    call = day.arrives(HOTLINE)
    path = settings.INSTALLATION.message(f"message-{call}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"RIFF and what follows")
    quiet_for(path, 60)
    ends(path)
    assert encrypt_complete(everything=True) == 1
    assert not path.exists()
    answer = login("maria").get(f"/recordings/messages/message-{call}.wav")
    assert body(answer) == b"RIFF and what follows"
    assert ReadLog.objects.get().subject_id == f"message-{call}"


def test_a_missing_key_is_named_to_who_may_listen_and_to_nobody_else(recorded, login, settings):
    path = recorded()
    call = ends(path)
    encrypt_complete(everything=True)
    keys = KeyRing.of(settings.INSTALLATION)
    name = keys.current().name
    keys.remove(name)
    refused = login("maria").get(f"/recordings/{call}.wav")
    assert refused.status_code == 409
    assert f"secrets/recordings-{name}" in refused.content.decode()
    assert login("oksana").get(f"/recordings/{call}.wav").status_code == 404
    assert not ReadLog.objects.exists()


def test_a_recording_that_was_cut_off_is_not_played(recorded, login):
    path = recorded(ASSISTANCE)
    call = ends(path)
    encrypt_complete(everything=True)
    whole = encrypted(path).read_bytes()
    encrypted(path).write_bytes(whole[: HEADER_BYTES + CHUNK_BYTES + 16])  # at the end of a chunk
    refused = login("oksana").get(f"/recordings/{call}.wav")
    assert (refused.status_code, "damaged" in refused.content.decode()) == (409, True)
