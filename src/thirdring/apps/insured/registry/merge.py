"""Puts the lines of a registry into a staging table and merges that with the persons: all of it or nothing.

Runs inside the caller's transaction on Django's connection; the temporary tables vanish with it. Readers see
the old persons until the commit; other writers of persons wait. What is merged twice changes nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from django.db import connection, transaction
from psycopg import sql

from thirdring.apps.insured.registry.columns import KEYS, STAGED, Problem

AT_ONCE = 5_000  # lines handed over together
MEMORY = {"work_mem": "256MB", "maintenance_work_mem": "512MB"}

NAME = ("family_name", "given_name", "patronymic", "search_name")  # a registry gives all of a name

# field of the registry → columns of the person it fills
FILLS = {
    **{name: (name,) for name in ("birth_date", "sex", *KEYS, "policy_from", "policy_until", "address")},
    **dict.fromkeys(("family_name", "given_name", "patronymic", "full_name"), NAME),
    **{name: (f"{name}_id",) for name in ("insurer", "region", "clinic")},
}

STAGE = """
DROP TABLE IF EXISTS insured_staged, insured_match;
CREATE TEMPORARY TABLE insured_staged (
    line bigint, kind text, key text, search_name text, family_name text, given_name text, patronymic text,
    birth_date date, sex text, enp text, snils text, rnokpp text, policy text, policy_from date,
    policy_until date, insurer_id bigint, region_id bigint, clinic_id bigint, address text, phones text
) ON COMMIT DROP;
CREATE TEMPORARY TABLE insured_match (line bigint, person bigint, new boolean, changed boolean) ON COMMIT DROP
"""
COPY = "COPY insured_staged FROM STDIN (FORMAT csv, FORCE_NOT_NULL (sex, patronymic, given_name, family_name,"
COPY += " enp, snils, rnokpp, policy, address, phones))"

REPEATED = """
WITH twice AS (
    SELECT kind, key, min(line) AS first FROM insured_staged GROUP BY kind, key HAVING count(*) > 1
)
DELETE FROM insured_staged AS later USING twice
WHERE later.kind = twice.kind AND later.key = twice.key AND later.line <> twice.first
RETURNING later.line, twice.first
"""

# Each person is known by the strongest number that the line gives; by name and birth where it gives none.
BY_NUMBER = sql.SQL("person.{number} = staged.key AND person.{number} <> ''")
KNOWN_BY = {
    **{name: BY_NUMBER.format(number=sql.Identifier(name)) for name in KEYS if name != "policy"},
    "policy": sql.SQL("upper(person.policy) = staged.key AND person.policy <> ''"),
    "name": sql.SQL("person.search_name = staged.search_name AND person.birth_date = staged.birth_date"),
}
MATCH = sql.SQL("""
INSERT INTO insured_match
SELECT staged.line, min(person.id), false, false
FROM insured_staged AS staged JOIN insured_person AS person ON person.holder_id = %s AND {known_by}
WHERE staged.kind = %s
GROUP BY staged.line
""")
# Two lines may name one person by different numbers: the first of them counts.
SAME_PERSON = """
WITH twice AS (
    SELECT person, min(line) AS first FROM insured_match GROUP BY person HAVING count(*) > 1
), later AS (
    DELETE FROM insured_match AS match USING twice
    WHERE match.person = twice.person AND match.line <> twice.first
    RETURNING match.line, twice.first
)
DELETE FROM insured_staged AS staged USING later WHERE staged.line = later.line
RETURNING later.line, later.first
"""
CHANGED = sql.SQL("""
UPDATE insured_match AS match SET changed = true
FROM insured_staged AS staged, insured_person AS person
WHERE staged.line = match.line AND person.id = match.person AND ({differs})
""")
DIFFERS = sql.SQL("person.{column} IS DISTINCT FROM staged.{column}")
# What is known is read once, before it grows: a join with the table itself would, where nobody is known yet,
# read what it has just written for every line.
NEW = """
WITH known AS MATERIALIZED (SELECT line FROM insured_match)
INSERT INTO insured_match
SELECT staged.line, nextval(pg_get_serial_sequence('insured_person', 'id')), true, false
FROM insured_staged AS staged LEFT JOIN known ON known.line = staged.line
WHERE known.line IS NULL
"""
COUNTS = """
SELECT count(*) FILTER (WHERE new), count(*) FILTER (WHERE changed),
       count(*) FILTER (WHERE NOT new AND NOT changed)
FROM insured_match
"""
NEW_PHONES = sql.SQL(
    "NOT string_to_array(staged.phones, ',')"
    " <@ ARRAY(SELECT number::text FROM insured_personphone WHERE person_id = person.id)"
)

COLUMNS = tuple(name for name in STAGED if name not in {"line", "kind", "key", "phones"})
UPDATE = sql.SQL("""
UPDATE insured_person AS person SET {assignments}
FROM insured_staged AS staged, insured_match AS match
WHERE match.changed AND staged.line = match.line AND person.id = match.person
""")
ASSIGNMENT = sql.SQL("{column} = staged.{column}")
INSERT = sql.SQL("""
INSERT INTO insured_person (id, holder_id, {columns})
SELECT match.person, %s, {staged}
FROM insured_match AS match JOIN insured_staged AS staged ON staged.line = match.line
WHERE match.new
""").format(
    columns=sql.SQL(", ").join(map(sql.Identifier, COLUMNS)),
    staged=sql.SQL(", ").join(sql.Identifier("staged", name) for name in COLUMNS),
)
PHONES = """
INSERT INTO insured_personphone (person_id, number)
SELECT match.person, number
FROM insured_match AS match JOIN insured_staged AS staged ON staged.line = match.line,
     unnest(string_to_array(staged.phones, ',')) AS number
WHERE staged.phones <> '' AND (match.new OR match.changed)
ON CONFLICT DO NOTHING
"""
WORDS = """
INSERT INTO insured_nameword (word, persons)
SELECT word, count(*)
FROM insured_match AS match JOIN insured_staged AS staged ON staged.line = match.line,
     unnest(string_to_array(staged.search_name, ' ')) AS word
WHERE (match.new OR match.changed) AND word <> ''
GROUP BY word
ORDER BY word
ON CONFLICT (word) DO UPDATE SET persons = insured_nameword.persons + excluded.persons
"""
LEARNING = ("insured_learn_inserted", "insured_learn_updated")  # triggers that WORDS does the work of


class Counts(NamedTuple):
    new: int
    changed: int
    unchanged: int


class Staging:
    """The staging table of one import. ``step`` is called between statements and may raise to stop."""

    def __init__(self, fields: Iterable[str], step: Callable[[], None]) -> None:
        assert connection.in_atomic_block
        self._step = step
        self._with_phones = "phones" in fields
        filled = {column for name in fields if name in FILLS for column in FILLS[name]}
        self._filled = [name for name in COLUMNS if name in filled]
        self._kinds: set[str] = set()
        self._execute(STAGE)
        for name, value in MEMORY.items():
            self._execute("SELECT set_config(%s, %s, true)", [name, value])

    def fill(self, rows: Iterable[tuple[object, ...]]) -> None:
        """Copy lines, each in the order of ``columns.STAGED``."""
        kinds = self._kinds
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            block = io.StringIO()
            writer = csv.writer(block)
            for count, row in enumerate(rows, start=1):
                kinds.add(str(row[1]))
                writer.writerow(row)
                if count % AT_ONCE == 0:
                    copy.write(block.getvalue())
                    block.seek(0)
                    block.truncate()
            copy.write(block.getvalue())
        self._execute("ANALYZE insured_staged")

    def compare(self, holder_id: int) -> tuple[Counts, list[Problem]]:
        """How many lines are new, changed, unchanged persons of ``holder_id``, and which name one twice."""
        repeated = self._rows(REPEATED)
        for kind in sorted(self._kinds):
            self._execute(MATCH.format(known_by=KNOWN_BY[kind]), [holder_id, kind])
        self._execute("ANALYZE insured_match")
        repeated += self._rows(SAME_PERSON)
        if differs := self._differing():
            self._execute(CHANGED.format(differs=sql.SQL(" OR ").join(differs)))
        self._execute(NEW)
        self._execute("ANALYZE insured_match")
        ((new, changed, unchanged),) = self._rows(COUNTS)
        problems = [Problem(line, "", "twice", str(first)) for line, first in sorted(repeated)]
        return Counts(new, changed, unchanged), problems

    def merge(self, holder_id: int, counts: Counts) -> None:
        """Write what ``compare`` has found."""
        self._execute("SET CONSTRAINTS ALL IMMEDIATE")
        for trigger in LEARNING:
            self._execute(f"ALTER TABLE insured_person DISABLE TRIGGER {trigger}")
        if counts.changed and self._filled:
            assignments = [ASSIGNMENT.format(column=sql.Identifier(name)) for name in self._filled]
            self._execute(UPDATE.format(assignments=sql.SQL(", ").join(assignments)))
        if counts.new:
            self._execute(INSERT, [holder_id])
        if counts.new or counts.changed:
            self._execute(PHONES)
            self._execute(WORDS)
        for trigger in LEARNING:
            self._execute(f"ALTER TABLE insured_person ENABLE TRIGGER {trigger}")
        self._execute("SET CONSTRAINTS ALL DEFERRED")

    def _differing(self) -> list[sql.Composable]:
        """The ways in which a line may say something new of its person."""
        columns = [DIFFERS.format(column=sql.Identifier(name)) for name in self._filled]
        return [*columns, *([NEW_PHONES] if self._with_phones else [])]

    def _execute(self, statement: str | sql.Composable, values: Sequence[int | str] = ()) -> None:
        self._step()
        with connection.cursor() as cursor:
            cursor.execute(_text_of(statement), values or None)

    def _rows(self, statement: str) -> list[tuple[int, ...]]:
        self._step()
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())


def _text_of(statement: str | sql.Composable) -> str:
    return statement if isinstance(statement, str) else statement.as_string()


def lock_persons() -> None:
    """Nobody else changes persons until the end of the transaction; everybody may read them."""
    assert connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE insured_person IN SHARE ROW EXCLUSIVE MODE")


def tidy() -> None:
    """After a great merge: the index in order and the planner informed. Outside of any transaction."""
    if transaction.get_autocommit():
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list('insured_person_tokens')")
            cursor.execute("ANALYZE insured_person, insured_personphone, insured_nameword")
