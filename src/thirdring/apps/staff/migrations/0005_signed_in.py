"""Sessions as the administration lists them: a row of allauth under a name of ours."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("staff", "0004_password_turn"), ("usersessions", "0001_initial"))
    operations = (
        migrations.CreateModel(
            name="SignedIn",
            fields=[],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": ("-last_seen_at", "-pk"),
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("usersessions.usersession",),
        ),
    )
