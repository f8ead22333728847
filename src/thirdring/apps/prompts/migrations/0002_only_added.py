"""Words and voices are only ever added, and the engine is told of each at once."""

from django.db import migrations

TABLES = ("prompts_textversion", "prompts_recording", "prompts_choice")

FORWARD = """
CREATE FUNCTION prompts_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was said stays known: % of %.% refused', TG_OP, TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'insufficient_privilege';
END $$;
""" + "".join(
    f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION prompts_refuse_change();\n"
    f"CREATE TRIGGER configuration_changed AFTER INSERT ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION channels_configuration_changed();\n"
    for table in TABLES
)

BACKWARD = (
    "".join(
        f"DROP TRIGGER configuration_changed ON {table};\nDROP TRIGGER only_added ON {table};\n"
        for table in TABLES
    )
    + "DROP FUNCTION prompts_refuse_change;\n"
)


class Migration(migrations.Migration):
    dependencies = [("prompts", "0001_initial"), ("staff", "0002_configuration_changes")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
