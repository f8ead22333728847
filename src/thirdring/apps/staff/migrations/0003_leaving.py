"""The day of leaving, after which a login is closed by itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("staff", "0002_configuration_changes"),)
    operations = (
        migrations.AddField(
            model_name="user",
            name="leaves_on",
            field=models.DateField(
                blank=True,
                help_text="The last day of work. After it the login is closed by itself.",
                null=True,
                verbose_name="day of leaving",
            ),
        ),
    )
