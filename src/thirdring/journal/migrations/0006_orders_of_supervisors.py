"""All orders of supervisors are found without reading their whole day, those about dialling limits too."""

from django.db import migrations

DROP = "DROP INDEX journal_row_ordered"
CREATE = "CREATE INDEX journal_row_ordered ON journal_row (at) WHERE kind IN ({})"


class Migration(migrations.Migration):
    dependencies = [("journal", "0005_early_rows")]
    operations = [
        migrations.RunSQL(
            [
                DROP,
                CREATE.format("'OperatorStateSet', 'MembershipSet', 'DialLimitLift', 'DialLimitRestore'"),
            ],
            [DROP, CREATE.format("'OperatorStateSet', 'MembershipSet'")],
        ),
    ]
