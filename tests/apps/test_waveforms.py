"""The shape of a recording is drawn from its sound, read once; marks stand where something happened in it."""

from __future__ import annotations

import struct

import pytest

from apps.day import HOTLINE
from thirdring.acd.inputs import HoldRequested, ResumeRequested
from thirdring.apps.audit.models import ReadLog
from thirdring.apps.calls.marks import marks
from thirdring.apps.calls.models import Waveform
from thirdring.journal.reader import rows_of_call

RATE_HZ = 8_000


@pytest.fixture
def call(day, home, settings) -> str:
    """The caller speaks for the first half, at half of full scale; the operator, loudly, for the second."""
    maria = day.starts_shift("maria")
    call = day.arrives(HOTLINE)
    day.is_answered(call)
    day.happens(HoldRequested(0, maria), after_s=10)
    day.happens(ResumeRequested(0, maria), after_s=60)
    day.hangs_up(call)
    path = settings.INSTALLATION.recording(call)
    path.parent.mkdir(parents=True)
    caller = [struct.pack("<hh", 16_384, 0)] * RATE_HZ
    operator = [struct.pack("<hh", 0, -32_768)] * RATE_HZ
    path.write_bytes(b"".join(caller + operator))
    return call


def test_each_voice_has_a_shape_of_its_own(call, login):
    drawn = login("svetlana").get(f"/recordings/{call}/shape?purpose=waveform").json()
    caller, operator = drawn["voices"]
    assert drawn["length_s"] == 2.0
    assert (caller[0], caller[-1], operator[0], operator[-1]) == (128, 0, 0, 255)
    assert ReadLog.objects.filter(reader="svetlana", subject_id=call, purpose="waveform").exists()


def test_the_sound_is_read_once_and_again_only_when_it_has_grown(call, login, settings):
    client = login("svetlana")
    client.get(f"/recordings/{call}/shape")
    Waveform.objects.update(voices=["00ff", "ff00"])
    assert client.get(f"/recordings/{call}/shape").json()["voices"] == [[0, 255], [255, 0]]
    with settings.INSTALLATION.recording(call).open("ab") as sound:
        sound.write(struct.pack("<hh", 5, 5) * 10)
    assert len(client.get(f"/recordings/{call}/shape").json()["voices"][0]) > 2


def test_a_hold_stands_where_it_was_cut_out_and_says_how_long_it_was(call):
    told = [(mark.what, round(mark.at_s), round(mark.span_s)) for mark in marks(rows_of_call(call), call)]
    assert told[:2] == [("joined", 0, 0), ("held", 10, 60)]
    assert told[-1][0] == "left"


def test_who_may_not_hear_it_gets_no_shape(call, login, client):
    assert client.get(f"/recordings/{call}/shape").status_code == 403
    assert login("oksana").get(f"/recordings/{call}/shape").status_code == 404
    assert not Waveform.objects.exists()
