"""A month's rows lie together, also those that a clock far ahead has written before the month was there."""

from __future__ import annotations

import psycopg

ROW = (
    "INSERT INTO journal_row VALUES"
    " (%s, timestamptz '2031-05-17 12:00+00' + %s * interval '1 month', 'TimerDue', '{}', '{}', '', '{}')"
)
MAKE = "SELECT journal_make_partition('2031-05-01')"


def test_the_partition_of_a_month_takes_over_what_was_written_too_early(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as journal:
        for seq, months in ((1, 0), (2, 1)):
            journal.execute(ROW, [seq, months])
        journal.execute(MAKE)
        journal.execute(MAKE)
        journal.execute(ROW, [3, 0])
        lie = journal.execute("SELECT seq, tableoid::regclass::text FROM journal_row ORDER BY seq").fetchall()
        indexes = "SELECT count(*) FROM pg_indexes WHERE tablename = %s"
        made, other = (
            journal.execute(indexes, [f"journal_row_{name}"]).fetchone() for name in ("2031_05", "other")
        )
    assert lie == [(1, "journal_row_2031_05"), (2, "journal_row_other"), (3, "journal_row_2031_05")]
    assert made == other
