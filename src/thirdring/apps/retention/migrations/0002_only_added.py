"""Proofs of deletion are only ever added; a hold is lifted, never deleted or written anew."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION retention_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Proofs and holds stay: % of %.% refused', TG_OP, TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON retention_deletion
    FOR EACH ROW EXECUTE FUNCTION retention_refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE ON retention_hold
    FOR EACH ROW EXECUTE FUNCTION retention_refuse_change();
CREATE TRIGGER only_lifted BEFORE UPDATE ON retention_hold
    FOR EACH ROW WHEN (
        OLD.lifted_at IS NOT NULL
        OR (NEW.call, NEW.card_id, NEW.why, NEW.until, NEW.placed_at, NEW.placed_by_id)
            IS DISTINCT FROM (OLD.call, OLD.card_id, OLD.why, OLD.until, OLD.placed_at, OLD.placed_by_id)
    ) EXECUTE FUNCTION retention_refuse_change();
"""

BACKWARD = """
DROP TRIGGER only_added ON retention_deletion;
DROP TRIGGER never_deleted ON retention_hold;
DROP TRIGGER only_lifted ON retention_hold;
DROP FUNCTION retention_refuse_change;
"""


class Migration(migrations.Migration):
    dependencies = (("retention", "0001_rules_holds_proofs"),)
    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
