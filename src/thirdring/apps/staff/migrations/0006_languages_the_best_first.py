"""An operator's languages are said to stand in order, which holds on the page and for programs."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("staff", "0005_signed_in"),)
    operations = (
        migrations.AlterField(
            model_name="operator",
            name="languages",
            field=ArrayField(
                base_field=models.CharField(
                    choices=[("ru", "Russian"), ("uk", "Ukrainian"), ("en", "English")], max_length=2
                ),
                default=list,
                help_text="The best first.",
                size=None,
                verbose_name="languages",
            ),
        ),
    )
