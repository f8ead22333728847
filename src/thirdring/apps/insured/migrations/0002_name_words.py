"""Finds persons by the words of their names, their date of birth and who may see them, in any combination.

One GIN index over tokens takes the place of the trigrams over the whole name: with six million persons a
list of trigrams has to be read for every common syllable, a list of words only for what was meant. Slips of
the pen are looked for among the distinct words, of which there are some hundred thousand.
"""

from __future__ import annotations

from typing import ClassVar

import django.contrib.postgres.indexes
from django.db import migrations, models

# As models.searchable writes names from now on.
FOLD = """
UPDATE insured_person
SET search_name = trim(regexp_replace(
    translate(translate(search_name, '''', ''), 'іїєэґ-', 'ииеег '), ' +', ' ', 'g'))
"""

# The tokens of a person: words of the name, "@" with an organisation that sees the person, "=" with the
# date of birth in days since 1900 and "~" with its year. Queries name the function with the same columns.
TOKENS = """
CREATE FUNCTION insured_tokens(name text, born date, holder bigint, insurer bigint) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN string_to_array(name, ' ') || array_remove(ARRAY[
    '@' || holder::text, '@' || insurer::text,
    '=' || (born - date '1900-01-01')::text, '~' || (extract(year from born)::integer)::text], NULL)
"""

INDEX = """
CREATE INDEX insured_person_tokens ON insured_person
USING gin (insured_tokens(search_name, birth_date, holder_id, insurer_id))
"""

# Every distinct word of a name becomes known with the statement that stores the name.
LEARN = """
CREATE FUNCTION insured_learn_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO insured_nameword (word, persons)
    SELECT word, count(*) FROM written, unnest(string_to_array(search_name, ' ')) AS word
    WHERE word <> ''
    GROUP BY word
    ORDER BY word
    ON CONFLICT (word) DO UPDATE
        SET persons = insured_nameword.persons + CASE TG_OP WHEN 'INSERT' THEN excluded.persons ELSE 0 END;
    RETURN NULL;
END
$$;
CREATE TRIGGER insured_learn_inserted AFTER INSERT ON insured_person
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION insured_learn_words();
CREATE TRIGGER insured_learn_updated AFTER UPDATE ON insured_person
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION insured_learn_words();
"""
UNLEARN = """
DROP TRIGGER insured_learn_updated ON insured_person;
DROP TRIGGER insured_learn_inserted ON insured_person;
DROP FUNCTION insured_learn_words();
"""

KNOWN = """
INSERT INTO insured_nameword (word, persons)
SELECT word, count(*) FROM insured_person, unnest(string_to_array(search_name, ' ')) AS word
WHERE word <> '' GROUP BY word
"""


PREFIXED = {"enp": "insured_person_enp", "snils": "insured_person_snils", "rnokpp": "insured_person_rnokpp"}


class Migration(migrations.Migration):
    dependencies: ClassVar = [("insured", "0001_initial")]

    operations: ClassVar = [
        migrations.RemoveIndex("person", "insured_person_name_trgm"),
        *(migrations.RemoveIndex("person", name) for name in PREFIXED.values()),
        migrations.RemoveIndex("person", "insured_person_policy"),
        migrations.RemoveIndex("personphone", "insured_phone_number"),
        migrations.RunSQL(FOLD, migrations.RunSQL.noop),
        *(
            migrations.AddIndex(
                "person",
                models.Index(
                    fields=[field],
                    name=name,
                    opclasses=["varchar_pattern_ops"],
                    condition=models.Q((field, ""), _negated=True),
                ),
            )
            for field, name in PREFIXED.items()
        ),
        migrations.AddIndex(
            "person",
            models.Index(
                django.contrib.postgres.indexes.OpClass(
                    models.functions.Upper("policy"), name="text_pattern_ops"
                ),
                name="insured_person_policy",
                condition=models.Q(("policy", ""), _negated=True),
            ),
        ),
        migrations.AddIndex(
            "personphone",
            models.Index(fields=["number"], name="insured_phone_number", opclasses=["varchar_pattern_ops"]),
        ),
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("word", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("persons", models.IntegerField()),
            ],
            options={
                "verbose_name": "word of names",
                "verbose_name_plural": "words of names",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("word", name="gin_trgm_ops"),
                        name="insured_nameword_trgm",
                    )
                ],
            },
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.RunSQL(LEARN, UNLEARN),
        migrations.RunSQL(TOKENS, "DROP FUNCTION insured_tokens(text, date, bigint, bigint)"),
        migrations.RunSQL(INDEX, "DROP INDEX insured_person_tokens"),
    ]
