"""The rows of one day, and the few orders of supervisors, are found without reading their whole month."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_outages")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX journal_row_at ON journal_row USING brin (at) WITH (autosummarize = on)",
            "DROP INDEX journal_row_at",
        ),
        migrations.RunSQL(
            "CREATE INDEX journal_row_ordered ON journal_row (at)"
            " WHERE kind IN ('OperatorStateSet', 'MembershipSet')",
            "DROP INDEX journal_row_ordered",
        ),
    ]
