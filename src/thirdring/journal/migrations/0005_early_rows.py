"""The partition of a month takes over the rows that were written before it was there.

A machine whose clock is months ahead writes them into the default partition, which no month could then be
taken out of: neither a running engine nor one that starts would have come past that.
"""

from django.db import migrations

MAKE = """
CREATE OR REPLACE FUNCTION journal_make_partition(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    starts timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
    ends timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
    name text := 'journal_row_' || to_char(month, 'YYYY_MM');
BEGIN
    IF to_regclass(name) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE journal_row INCLUDING ALL)', name);
        EXECUTE format(
            'WITH early AS (DELETE FROM journal_row_other WHERE at >= %L AND at < %L RETURNING *)'
            ' INSERT INTO %I SELECT * FROM early', starts, ends, name);
        EXECUTE format(
            'ALTER TABLE journal_row ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, starts, ends);
    END IF;
END $$;
"""
MAKE_BEFORE = """
CREATE OR REPLACE FUNCTION journal_make_partition(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    starts timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
    ends timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
    name text := 'journal_row_' || to_char(month, 'YYYY_MM');
BEGIN
    IF to_regclass(name) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF journal_row FOR VALUES FROM (%L) TO (%L)', name, starts, ends);
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_rows_of_a_day")]
    operations = [migrations.RunSQL(MAKE, MAKE_BEFORE)]
