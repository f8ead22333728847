"""The history of configuration, written by triggers, and only ever added to."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

OWN = "SELECT ($1->>'organisation_id')::bigint"
NOBODYS = "SELECT NULL::bigint"
OF_QUEUE = "SELECT organisation_id FROM channels_queue WHERE id = ($1->>'{}')::bigint"
OF_OPERATOR = "SELECT organisation_id FROM staff_operator WHERE id = ($1->>'operator_id')::bigint"
OF_CALENDAR = "SELECT organisation_id FROM calendars_calendar WHERE id = ($1->>'calendar_id')::bigint"
OF_MENU = (
    "SELECT q.organisation_id FROM channels_menu m JOIN channels_queue q ON q.id = m.fallback_id "
    "WHERE m.id = ($1->>'menu_id')::bigint"
)

# Table → statement that finds the organisation of a row ($1).
TABLES = {
    "organisations_organisation": "SELECT ($1->>'id')::bigint",
    "organisations_department": OWN,
    "organisations_post": OWN,
    "calendars_calendar": OWN,
    "calendars_workday": OF_CALENDAR,
    "calendars_specialday": OF_CALENDAR,
    "channels_skill": NOBODYS,
    "channels_prompt": NOBODYS,
    "channels_pausereason": NOBODYS,
    "channels_trunk": NOBODYS,
    "channels_queue": OWN,
    "channels_queue_needs_skills": OF_QUEUE.format("queue_id"),
    "channels_menu": OF_QUEUE.format("fallback_id"),
    "channels_menuoption": OF_MENU,
    "channels_line": OWN,
    "staff_operator": OWN,
    "staff_operatorskill": OF_OPERATOR,
    "staff_device": OF_OPERATOR,
    "staff_user": OWN,
    "staff_user_groups": "SELECT organisation_id FROM staff_user WHERE id = ($1->>'user_id')::bigint",
}
# That a secret was changed is written down, never what it was or is.
SECRET = {"channels_trunk": "password"}
# Not configuration. The access log tells of passwords.
LEFT_OUT = {"staff_user": "password,last_login"}

NOTE = """
CREATE FUNCTION history_note() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    left_out text[] := string_to_array(TG_ARGV[1], ',');
    secret text[] := string_to_array(TG_ARGV[2], ',');
    was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - left_out END;
    becomes jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - left_out END;
    unseen text[];
    owner bigint;
    together text := coalesce(
        nullif(current_setting('thirdring.change', true), ''),
        pg_current_xact_id() || ' ' || transaction_timestamp()
    );
    header bigint;
BEGIN
    SELECT coalesce(array_agg(name), '{}') INTO unseen FROM unnest(secret) AS name
        WHERE coalesce(was->>name, '') <> coalesce(becomes->>name, '');
    was := was - secret;
    becomes := becomes - secret;
    IF was = becomes AND unseen = '{}' THEN
        RETURN NULL;
    END IF;
    EXECUTE TG_ARGV[0] INTO owner USING coalesce(becomes, was);
    INSERT INTO history_change (at, key, organisation_id, who, undoes_id)
        VALUES (
            clock_timestamp(), together, owner, coalesce(current_setting('thirdring.author', true), ''),
            nullif(current_setting('thirdring.undoes', true), '')::bigint
        )
        ON CONFLICT (key, organisation_id) DO NOTHING;
    SELECT id INTO header FROM history_change
        WHERE key = together AND organisation_id IS NOT DISTINCT FROM owner;
    INSERT INTO history_rowchange (change_id, "table", "row", before, after, secrets)
        VALUES (header, TG_TABLE_NAME, (coalesce(becomes, was)->>'id')::bigint, was, becomes, unseen);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION history_note IS
    'Notes a change of configuration; arguments: finds the organisation, columns left out, secret columns';
"""
LOGS = ("history_change", "history_rowchange")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


FORWARD = (
    NOTE
    + "".join(
        f"CREATE TRIGGER history AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION "
        f"history_note({_quoted(finding)}, '{LEFT_OUT.get(table, '')}', '{SECRET.get(table, '')}');\n"
        for table, finding in TABLES.items()
    )
    + "".join(
        f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();\n"
        for table in LOGS
    )
)
BACKWARD = (
    "".join(f"DROP TRIGGER history ON {table};\n" for table in TABLES)
    + "".join(f"DROP TRIGGER only_added ON {table};\n" for table in LOGS)
    + "DROP FUNCTION history_note;\n"
)


class Migration(migrations.Migration):
    dependencies = (
        ("audit", "0002_only_added"),
        ("calendars", "0002_configuration_changes"),
        ("channels", "0003_line_trunk"),
        ("organisations", "0001_initial"),
        ("staff", "0003_leaving"),
    )
    operations = (
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True, verbose_name="when")),
                ("key", models.CharField(max_length=100)),
                ("who", models.CharField(max_length=150, verbose_name="who")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="undone_by",
                        to="history.change",
                        verbose_name="undoes",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of configuration",
                "verbose_name_plural": "history of changes",
                "ordering": ("-at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="RowChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("table", models.CharField(max_length=63)),
                ("row", models.BigIntegerField()),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                (
                    "secrets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=63), default=list, size=None
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="rows",
                        to="history.change",
                    ),
                ),
            ],
            options={
                "verbose_name": "changed row",
                "verbose_name_plural": "changed rows",
                "ordering": ("id",),
                "indexes": [models.Index(fields=["table", "row", "-id"], name="history_rowchange_of_row")],
            },
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(
                fields=("key", "organisation"), nulls_distinct=False, name="history_change_once"
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    )
