"""The password of a phone changes when its operator leaves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("staff", "0003_leaving"),)
    operations = (
        migrations.AddField(
            model_name="device",
            name="password_turn",
            field=models.PositiveIntegerField(
                db_default=0, default=0, editable=False, verbose_name="changes of its password"
            ),
        ),
    )
