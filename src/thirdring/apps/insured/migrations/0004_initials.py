"""Initials of a name become tokens of a person: each alone, and any two in their order.

A family name that plenty have, with initials behind it, was asked for by all the common names that begin with
these letters; their lists are the longest of the index. One token of two initials takes the place of them.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

# Of the words behind the first: "." with the initial, "." with the initials of two words in their order.
# For names of more than three words; a function that gathers rows costs too much to be called for each person.
OF_LONG_NAMES = """
CREATE FUNCTION insured_initials(name text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    WITH behind AS (
        SELECT left(word, 1) AS initial, place
        FROM unnest(string_to_array(name, ' ')) WITH ORDINALITY AS known(word, place) WHERE place > 1
    )
    SELECT array_agg(token) FROM (
        SELECT '.' || initial AS token FROM behind
        UNION SELECT '.' || one.initial || other.initial FROM behind AS one
        JOIN behind AS other ON one.place < other.place
    ) AS known
)
"""

# As migration 0002 has it, and the initials.
TOKENS = """
CREATE OR REPLACE FUNCTION insured_tokens(name text, born date, holder bigint, insurer bigint) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN string_to_array(name, ' ') || array_remove(ARRAY[
    '@' || holder::text, '@' || insurer::text,
    '=' || (born - date '1900-01-01')::text, '~' || (extract(year from born)::integer)::text
] || CASE WHEN split_part(name, ' ', 4) = '' THEN ARRAY[
    '.' || nullif(left(split_part(name, ' ', 2), 1), ''),
    '.' || nullif(left(split_part(name, ' ', 3), 1), ''),
    '.' || left(split_part(name, ' ', 2), 1) || nullif(left(split_part(name, ' ', 3), 1), '')
] ELSE insured_initials(name) END, NULL)
"""
TOKENS_BEFORE = """
CREATE OR REPLACE FUNCTION insured_tokens(name text, born date, holder bigint, insurer bigint) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN string_to_array(name, ' ') || array_remove(ARRAY[
    '@' || holder::text, '@' || insurer::text,
    '=' || (born - date '1900-01-01')::text, '~' || (extract(year from born)::integer)::text], NULL)
"""

# Beside the old one, by which people are found meanwhile.
INDEX = """
SET LOCAL maintenance_work_mem = '512MB';
CREATE INDEX insured_person_tokens_new ON insured_person
USING gin (insured_tokens(search_name, birth_date, holder_id, insurer_id));
DROP INDEX insured_person_tokens;
ALTER INDEX insured_person_tokens_new RENAME TO insured_person_tokens;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("insured", "0003_registry_imports")]

    operations: ClassVar = [
        migrations.RunSQL(OF_LONG_NAMES, "DROP FUNCTION insured_initials(text)"),
        migrations.RunSQL(TOKENS, TOKENS_BEFORE),
        migrations.RunSQL(INDEX, INDEX),
    ]
