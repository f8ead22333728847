"""The read log has a rule of its own, and proofs."""

from django.db import migrations, models

KINDS = [
    ("conversation", "recording of a conversation"),
    ("message", "message that a caller left"),
    ("transcript", "transcript of a message"),
    ("card", "content of a card"),
    ("number", "telephone numbers of a call"),
    ("reading", "entries of the read log"),
]


class Migration(migrations.Migration):
    dependencies = (("retention", "0003_numbers"),)
    operations = tuple(
        migrations.AlterField(
            model_name=model,
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20, verbose_name="what"),
        )
        for model in ("deletion", "rule")
    )
