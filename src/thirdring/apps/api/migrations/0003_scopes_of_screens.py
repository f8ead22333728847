import django.contrib.postgres.fields
from django.db import migrations, models

import thirdring.apps.api.models


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0002_scopes_and_answers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="apitoken",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("calls:read", "read calls"),
                        ("recordings:read", "hear recordings"),
                        ("cards:read", "read cards"),
                        ("cards:write", "fill in and close cards"),
                        ("promises:read", "read promises"),
                        ("promises:write", "make and settle promises"),
                        ("breaches:read", "read breaches"),
                        ("floor:read", "see lines, queues and operators"),
                        ("operators:write", "change operators' states and dial for them"),
                        ("conversations:write", "hold, pass on and end operators' conversations"),
                        ("supervision:write", "listen to conversations in a supervisor's name"),
                        ("alarms:read", "see alarms, and what nobody can serve"),
                        ("alarms:write", "take note of alarms"),
                        ("figures:read", "read the figures of a day"),
                        ("persons:read", "look up insured persons"),
                        ("registry:write", "import registries of insured persons"),
                        ("audit:read", "read who has read and signed in, what is held and what was deleted"),
                        ("holds:write", "place and lift legal holds"),
                        ("webhooks:read", "see webhooks and their messages"),
                        ("webhooks:write", "send messages of webhooks again"),
                        ("configuration:read", "read the configuration and its history"),
                        ("configuration:write", "change the configuration, and undo changes"),
                    ],
                    max_length=30,
                ),
                default=thirdring.apps.api.models.reading_scopes,
                size=None,
                verbose_name="may",
            ),
        ),
    ]
