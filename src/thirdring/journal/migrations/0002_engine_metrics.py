"""An engine's figures for Prometheus, in their text format, beside its heartbeat. Null: it has counted nothing yet."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_journal")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE journal_engine ADD COLUMN metrics text",
            "ALTER TABLE journal_engine DROP COLUMN metrics",
        )
    ]
