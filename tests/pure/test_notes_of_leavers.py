"""What the dialplan notes of those who have left holds their numbers, so it is not kept for ever."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from thirdring.acd.moment import moment_of
from thirdring.asterisk.away import forget_left, left_since

NOON = moment_of(datetime(2026, 11, 22, 12, tzinfo=UTC))


def test_notes_are_kept_for_a_week_and_no_longer(tmp_path: Path) -> None:
    for day in ("2025-12-31", "2026-11-14", "2026-11-15", "2026-11-22"):
        ended_s = int(datetime.fromisoformat(f"{day}T10:00:00+00:00").timestamp())
        note = f"n1-{ended_s - 60}.1,1001,+72000000001,{ended_s},\n"
        (tmp_path / f"{day}.csv").write_text(note)
    forget_left(tmp_path, NOON)
    assert [path.stem for path in sorted(tmp_path.iterdir())] == ["2026-11-15", "2026-11-22"]
    assert len(left_since(tmp_path, 0)) == 2
