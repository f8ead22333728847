"""The spool keeps what PostgreSQL does not have yet: through kill -9, full disks and cut-off lines."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from thirdring.journal import spool as module
from thirdring.journal.rows import Row, encode
from thirdring.journal.spool import Occupied, Overflow, Spool

from .cast import many_conversations

ROWS = list(many_conversations(20))


def fill(spool: Spool, rows: list[Row]) -> None:
    for row in rows:
        spool.append(row.seq, encode(row))


def left_in(folder: Path, epoch: int = 0, after: int = 0) -> list[Row]:
    with Spool(folder) as spool:
        return list(spool.recover(epoch, after))


def test_what_was_appended_is_found_by_the_next_process(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        fill(spool, ROWS)
    assert left_in(tmp_path) == ROWS
    assert left_in(tmp_path, after=90) == ROWS[90:]


def test_a_line_that_was_cut_off_is_no_row(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        fill(spool, ROWS)
    (path,) = tmp_path.glob("*.rows")
    os.truncate(path, path.stat().st_size - 10)
    assert left_in(tmp_path) == ROWS[:-1]


def test_files_go_when_postgresql_has_their_rows(tmp_path: Path) -> None:
    with Spool(tmp_path, segment_bytes=2_000) as spool:
        fill(spool, ROWS)
        files = len(list(tmp_path.glob("*.rows")))
        spool.confirmed(50)
        assert 1 < len(list(tmp_path.glob("*.rows"))) < files
        assert [row for row, _ in spool.read(50, 1_000)] == ROWS[50:]
        spool.confirmed(ROWS[-1].seq)
        assert spool.read(ROWS[-1].seq, 1_000) == []
    assert len(list(tmp_path.glob("*.rows"))) <= 1


def test_only_one_engine_has_the_spool(tmp_path: Path) -> None:
    with Spool(tmp_path), pytest.raises(Occupied):
        Spool(tmp_path)


def test_rows_of_a_leader_that_was_succeeded_elsewhere_are_put_aside(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        spool.epoch = 4
        fill(spool, ROWS)
    assert left_in(tmp_path, epoch=6) == []
    assert len(list((tmp_path / "superseded").glob("*.rows"))) == 1


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Switches the disk between full and not: a full one takes half a line and then nothing."""
    write, full = os.write, [False]

    def sometimes(file: int, data: bytes) -> int:
        if not full[0]:
            return write(file, data)
        if os.fstat(file).st_size % 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(file, data[:7])

    monkeypatch.setattr(module.os, "write", sometimes)
    return lambda is_full: full.__setitem__(0, is_full)


def test_a_full_disk_is_said_and_costs_nothing(tmp_path: Path, full_disk: Callable[[bool], None]) -> None:
    with Spool(tmp_path) as spool:
        fill(spool, ROWS[:30])
        full_disk(True)
        fill(spool, ROWS[30:60])
        assert "No space left" in spool.trouble
        assert spool.in_memory == 30
        assert [row for row, _ in spool.read(0, 1_000)] == ROWS[:60]
        full_disk(False)
        fill(spool, ROWS[60:])
        assert spool.trouble == ""
        assert spool.in_memory == 0
    assert left_in(tmp_path) == ROWS


def test_what_postgresql_took_need_not_wait_for_the_disk(
    tmp_path: Path, full_disk: Callable[[bool], None]
) -> None:
    with Spool(tmp_path) as spool:
        full_disk(True)
        fill(spool, ROWS)
        spool.confirmed(ROWS[-1].seq)
        assert (spool.in_memory, spool.trouble) == (0, "")


def test_memory_for_a_full_disk_is_bounded(
    tmp_path: Path, full_disk: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HELD_IN_MEMORY", 40)
    with Spool(tmp_path) as spool:
        full_disk(True)
        with pytest.raises(Overflow, match="No space left"):
            fill(spool, ROWS)
