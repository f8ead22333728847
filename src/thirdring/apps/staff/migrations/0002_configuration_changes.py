"""Counts every change of configuration and tells the engine of it.

A trigger sees bulk writes and SQL by hand as well, which signals of the ORM would miss. It stands
with the staff, the last of the apps that hold configuration.
"""

from django.db import migrations

TABLES = (
    "organisations_organisation",
    "organisations_department",
    "channels_skill",
    "channels_prompt",
    "channels_queue",
    "channels_queue_needs_skills",
    "channels_menu",
    "channels_menuoption",
    "channels_line",
    "channels_pausereason",
    "channels_trunk",
    "staff_operator",
    "staff_operatorskill",
    "staff_device",
)
# Logins change at every log-in (last_login): only being active matters to the router.
TRIGGERS = "".join(
    f"CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION channels_configuration_changed();\n"
    for table in TABLES
)

FORWARD = f"""
CREATE SEQUENCE channels_centre_version;
SELECT nextval('channels_centre_version');

CREATE FUNCTION channels_configuration_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM nextval('channels_centre_version');
    PERFORM pg_notify('thirdring_configuration', '');
    RETURN NULL;
END $$;
COMMENT ON FUNCTION channels_configuration_changed IS 'Counts a change of configuration and notifies the engine';

{TRIGGERS}
CREATE TRIGGER configuration_changed AFTER UPDATE OF is_active ON staff_user
    FOR EACH STATEMENT EXECUTE FUNCTION channels_configuration_changed();
"""

BACKWARD = (
    "".join(f"DROP TRIGGER configuration_changed ON {table};\n" for table in (*TABLES, "staff_user"))
    + "DROP FUNCTION channels_configuration_changed;\nDROP SEQUENCE channels_centre_version;\n"
)


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0001_initial"),
        ("channels", "0001_initial"),
        ("organisations", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
