from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0005_coming_back"),
    ]

    operations = [
        migrations.CreateModel(
            name="Waveform",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False, verbose_name="recording")),
                ("audio_bytes", models.BigIntegerField(verbose_name="bytes of sound")),
                ("voices", models.JSONField(verbose_name="shape")),
            ],
            options={
                "verbose_name": "shape of a recording",
                "verbose_name_plural": "shapes of recordings",
            },
        ),
    ]
