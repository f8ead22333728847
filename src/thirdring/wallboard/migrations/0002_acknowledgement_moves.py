"""The table of who took note of an alarm goes to the app of the alarms, which takes it up as it is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("wallboard", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("acknowledgement", "alarms_acknowledgement")],
            state_operations=[migrations.DeleteModel("acknowledgement")],
        )
    ]
