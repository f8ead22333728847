"""A supervisor who listens to a conversation in progress is logged like any other reader."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("audit", "0002_only_added"),)
    operations = (
        migrations.AlterField(
            model_name="readlog",
            name="subject",
            field=models.CharField(
                choices=[
                    ("card", "card"),
                    ("recording", "recording"),
                    ("person", "insured person"),
                    ("conversation", "conversation in progress"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
    )
