"""Recordings are played from any place, by whoever may hear them, and every listening is noted."""

from __future__ import annotations

import io
import struct
import wave

import pytest
from asgiref.sync import async_to_sync

from apps.day import ASSISTANCE, HOTLINE
from thirdring.apps.audit.models import ReadLog

FRAMES = 20_000


@pytest.fixture
def call(day, home, settings):
    """A call whose recording holds 1, 2, 3 … at the caller's side and the same negative at the operator's."""
    call = day.arrives(HOTLINE)
    path = settings.INSTALLATION.recording(call)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"".join(struct.pack("<hh", n, -n) for n in range(FRAMES)) + b"\x01")  # still growing
    return call


@async_to_sync
async def body(answer):
    return b"".join([part async for part in answer.streaming_content])


@pytest.mark.req("X7")
def test_a_recording_is_a_wav_with_the_caller_left_and_the_operator_right(call, login):
    answer = login("maria").get(f"/recordings/{call}.wav")

    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/wav")
    with wave.open(io.BytesIO(body(answer))) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (2, 2, 8000)
        assert sound.getnframes() == FRAMES
        assert struct.unpack("<hhhh", sound.readframes(2)) == (0, 0, 1, -1)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("0-", 0, None),
        ("0-1", 0, 1),
        ("40-60", 40, 60),
        ("100-", 100, None),
        ("-10", -10, None),
        ("44-47", 44, 47),
    ],
)
def test_a_player_may_ask_for_any_range(call, login, asked, first, last):
    client = login("maria")
    whole = body(client.get(f"/recordings/{call}.wav"))
    answer = client.get(f"/recordings/{call}.wav", HTTP_RANGE=f"bytes={asked}")

    expected = whole[first:] if last is None else whole[first : last + 1]
    assert answer.status_code == 206
    assert body(answer) == expected
    assert answer["Content-Length"] == str(len(expected))
    assert answer["Content-Range"].endswith(f"/{len(whole)}")


def test_a_range_outside_is_refused_and_an_odd_one_ignored(call, login):
    client = login("maria")
    assert client.get(f"/recordings/{call}.wav", HTTP_RANGE="bytes=999999-").status_code == 416
    assert client.get(f"/recordings/{call}.wav", HTTP_RANGE="bytes=-0").status_code == 416
    for odd in ("bytes=5-2", "items=0-1", "bytes=0-1,4-5", "bytes=-", "x"):
        assert client.get(f"/recordings/{call}.wav", HTTP_RANGE=odd).status_code == 200


@pytest.mark.req("S32", "X7")
def test_only_the_own_organisation_hears_a_recording(call, login, program, client):
    assert login("oksana").get(f"/recordings/{call}.wav").status_code == 404
    assert program("asystans").get(f"/recordings/{call}.wav").status_code == 404
    assert program("tfoms").get(f"/recordings/{call}.wav").status_code == 200
    assert client.get(f"/recordings/{call}.wav", HTTP_HOST="localhost").status_code == 403
    assert not ReadLog.objects.exclude(reader="token test").exists()


@pytest.mark.parametrize("name", ["n1-1.1", "..%2Fsecrets%2Fdjango", "n1-1795413605.9", "%00"])
def test_what_is_no_recording_is_not_found(call, login, name):
    assert login("maria").get(f"/recordings/{name}.wav").status_code == 404


def test_a_call_without_recording_is_not_found(day, home, login):
    call = day.arrives(ASSISTANCE)
    assert login("oksana").get(f"/recordings/{call}.wav").status_code == 404


@pytest.mark.req("X20")
def test_every_listening_is_noted_once_with_its_purpose(call, login):
    client = login("maria")
    client.head(f"/recordings/{call}.wav")
    assert not ReadLog.objects.exists()
    client.get(f"/recordings/{call}.wav?purpose=quality%20review")
    for part in ("100-200", "300-"):
        client.get(f"/recordings/{call}.wav", HTTP_RANGE=f"bytes={part}")
    noted = ReadLog.objects.get()
    assert (noted.reader, noted.subject, noted.subject_id, noted.purpose) == (
        "maria",
        "recording",
        call,
        "quality review",
    )


@pytest.mark.req("X20")
def test_asking_for_the_middle_alone_is_a_listening_too(call, login):
    login("maria").get(f"/recordings/{call}.wav", HTTP_RANGE="bytes=100-")
    assert ReadLog.objects.count() == 1


@pytest.mark.req("S32", "X7", "X20")
@pytest.mark.parametrize("login_name", ["maria", "svetlana"])
def test_a_message_is_heard_by_the_own_organisation_alone_and_noted(day, home, settings, login, login_name):
    call = day.arrives(HOTLINE)
    path = settings.INSTALLATION.message(f"message-{call}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"RIFF and what follows")
    address = f"/recordings/messages/message-{call}.wav"
    assert body(login(login_name).get(address)) == b"RIFF and what follows"
    assert ReadLog.objects.get().subject_id == f"message-{call}"
    assert login("oksana").get(address).status_code == 404
    assert login(login_name).get("/recordings/messages/message-nobody.wav").status_code == 404
