"""A change of a calendar is a change of configuration: it is counted, and the engine is told of it."""

from django.db import migrations

TABLES = ("calendars_calendar", "calendars_workday", "calendars_specialday")

FORWARD = "".join(
    f"CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION channels_configuration_changed();\n"
    for table in TABLES
)
BACKWARD = "".join(f"DROP TRIGGER configuration_changed ON {table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("calendars", "0001_initial"),
        ("staff", "0002_configuration_changes"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
