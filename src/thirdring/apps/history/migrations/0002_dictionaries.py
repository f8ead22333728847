"""Reasons, regions, clinics, CRM pages and the rules of retention have a history, too."""

from django.db import migrations

OWN = "SELECT ($1->>''organisation_id'')::bigint"
NOBODYS = "SELECT NULL::bigint"

# Table → statement that finds the organisation of a row ($1), as in the first migration.
TABLES = {
    "appeals_reason": NOBODYS,
    "organisations_region": NOBODYS,
    "organisations_clinic": NOBODYS,
    "crm_crmpage": OWN,
    "retention_rule": OWN,
}
FORWARD = "".join(
    f"CREATE TRIGGER history AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION "
    f"history_note('{finding}', '', '');\n"
    for table, finding in TABLES.items()
)
BACKWARD = "".join(f"DROP TRIGGER history ON {table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = (
        ("appeals", "0001_initial"),
        ("crm", "0001_initial"),
        ("history", "0001_initial"),
        ("organisations", "0001_initial"),
        ("retention", "0001_rules_holds_proofs"),
    )
    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
