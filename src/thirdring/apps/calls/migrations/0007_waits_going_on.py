"""Who waits at this moment is found without reading the waits of years."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calls", "0006_waveforms")]
    operations = [
        migrations.AddIndex(
            "wait",
            models.Index(
                fields=("queue", "since"), name="calls_wait_going_on", condition=models.Q(until=None)
            ),
        )
    ]
