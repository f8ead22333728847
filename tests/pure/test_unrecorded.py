"""The silence that stands in a recording for what was not stored."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest

from thirdring.acd.moment import SECOND
from thirdring.asterisk.unrecorded import FRAME_BYTES, MARK, RATE_HZ, append_pause

SPOKEN = bytes(range(1, 5)) * RATE_HZ  # a second


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "call.raw"
    path.write_bytes(SPOKEN)
    return path


def test_it_is_as_long_as_the_pause_and_marked_at_both_ends(recording: Path) -> None:
    append_pause(recording, 10 * SECOND)
    whole = recording.read_bytes()
    assert whole.startswith(SPOKEN)
    pause = whole[len(SPOKEN) :]
    assert len(pause) == 10 * RATE_HZ * FRAME_BYTES
    mark = MARK * RATE_HZ // SECOND * FRAME_BYTES
    assert pause[:mark] == pause[-mark:] and any(pause[:mark])
    assert not any(pause[mark:-mark])


def test_the_mark_is_soft_and_in_both_channels(recording: Path) -> None:
    append_pause(recording, SECOND)
    samples = array("h", recording.read_bytes()[len(SPOKEN) :])
    assert samples[::2] == samples[1::2]
    assert 2000 < max(samples) < 4000


def test_a_pause_too_short_for_marks_is_silent_alone(recording: Path) -> None:
    append_pause(recording, SECOND // 4)
    pause = recording.read_bytes()[len(SPOKEN) :]
    assert len(pause) == RATE_HZ * FRAME_BYTES // 4 and not any(pause)


def test_half_a_frame_that_a_crash_has_left_does_not_swap_the_channels(recording: Path) -> None:
    recording.write_bytes(SPOKEN + b"x")
    append_pause(recording, SECOND)
    assert recording.stat().st_size == 2 * RATE_HZ * FRAME_BYTES


def test_clocks_that_went_back_make_no_pause(recording: Path) -> None:
    append_pause(recording, -SECOND)
    assert recording.read_bytes() == SPOKEN


def test_what_was_never_recorded_is_not_begun_by_a_pause(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        append_pause(tmp_path / "nothing.raw", SECOND)
