"""The few rows that tell of outages are found among millions without reading those."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_engine_metrics")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX journal_row_outages ON journal_row (at) WHERE kind = 'PartReturned'",
            "DROP INDEX journal_row_outages",
        )
    ]
