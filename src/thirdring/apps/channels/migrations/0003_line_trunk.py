import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0002_calendars")]

    operations = [
        migrations.AddField(
            model_name="line",
            name="trunk",
            field=models.ForeignKey(
                blank=True,
                help_text="Over which people are called back. Empty: the first one with a server.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="channels.trunk",
                verbose_name="trunk for outgoing calls",
            ),
        ),
    ]
