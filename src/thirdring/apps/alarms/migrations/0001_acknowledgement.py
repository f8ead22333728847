"""The records of who took note of an alarm come from the room of the screens, with all that is in them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("wallboard", "0002_acknowledgement_moves"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(  # its table has its name already
            state_operations=[
                migrations.CreateModel(
                    name="Acknowledgement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=200, verbose_name="alarm")),
                        ("at", models.DateTimeField(db_index=True, verbose_name="when")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by whom",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "acknowledgement of an alarm",
                        "verbose_name_plural": "acknowledgements of alarms",
                        "ordering": ("-at",),
                    },
                ),
            ]
        )
    ]
