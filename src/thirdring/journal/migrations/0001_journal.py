"""The journal's tables. Plain SQL: Django's models cannot say partitions, and no model is needed to read them."""

from django.db import migrations

# A default partition stands behind the monthly ones, so that a row is never refused for its date.
FORWARD = """
CREATE FUNCTION journal_moment(microseconds bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN timestamptz '1970-01-01 00:00:00+00' + microseconds * interval '1 microsecond';

CREATE TABLE journal_row (
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    calls text[] NOT NULL,
    operators integer[] NOT NULL,
    command text NOT NULL,
    body jsonb NOT NULL,
    PRIMARY KEY (seq, at)
) PARTITION BY RANGE (at);
CREATE INDEX journal_row_calls ON journal_row USING gin (calls);
CREATE TABLE journal_row_other PARTITION OF journal_row DEFAULT;

CREATE FUNCTION journal_make_partition(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    starts timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
    ends timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
    name text := 'journal_row_' || to_char(month, 'YYYY_MM');
BEGIN
    IF to_regclass(name) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF journal_row FOR VALUES FROM (%L) TO (%L)', name, starts, ends);
    END IF;
END $$;
COMMENT ON FUNCTION journal_make_partition IS 'Makes the partition of a month (UTC) unless it exists';

CREATE TABLE journal_command (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key uuid NOT NULL UNIQUE,
    operator integer,
    body jsonb NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    outcome text CHECK (outcome IN ('accepted', 'refused')),
    seq bigint,
    code text NOT NULL DEFAULT '',
    sentence text NOT NULL DEFAULT ''
);
CREATE INDEX journal_command_undecided ON journal_command (id) WHERE outcome IS NULL;

CREATE TABLE journal_checkpoint (
    seq bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    core bytea NOT NULL,
    live jsonb NOT NULL,
    books jsonb NOT NULL
);

CREATE TABLE journal_leader (
    sole boolean PRIMARY KEY DEFAULT true CHECK (sole),
    epoch bigint NOT NULL,
    engine text NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO journal_leader (epoch, engine) VALUES (0, '');

CREATE TABLE journal_engine (
    node text PRIMARY KEY,
    pid integer NOT NULL,
    leader boolean NOT NULL,
    heartbeat_at timestamptz NOT NULL,
    asterisk_connected boolean NOT NULL,
    spooled integer NOT NULL,
    refused_sip bigint NOT NULL,
    detail jsonb NOT NULL
);
"""

BACKWARD = """
DROP TABLE journal_engine, journal_leader, journal_checkpoint, journal_command, journal_row;
DROP FUNCTION journal_make_partition(date);
DROP FUNCTION journal_moment(bigint);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
