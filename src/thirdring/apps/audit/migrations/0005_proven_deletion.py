"""The database lets go of a reading that a proof of deletion names: its organisation and its sealed night."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_keep_reading() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM retention_deletion WHERE kind = 'reading' AND subject = OLD.organisation_id || ':' || (
            SELECT min(last_id) FROM audit_seal WHERE last_id >= OLD.id
        )
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The read log is only added to: % of %.% refused', TG_OP, TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER only_added ON audit_readlog;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON audit_readlog
    FOR EACH ROW EXECUTE FUNCTION audit_keep_reading();
"""

BACKWARD = """
DROP TRIGGER only_added ON audit_readlog;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON audit_readlog
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
DROP FUNCTION audit_keep_reading;
"""


class Migration(migrations.Migration):
    dependencies = (("audit", "0004_access"), ("retention", "0004_readings"))
    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
