"""The access log: only added to, as the read log is."""

import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("signed in", "signed in"),
    ("refused", "refused"),
    ("locked", "locked after wrong attempts"),
    ("unlocked", "unlocked"),
    ("signed out", "signed out"),
    ("session ended", "session ended"),
    ("factor added", "second factor added"),
    ("factor removed", "second factor removed"),
    ("recovery code", "recovery code used"),
    ("password", "password changed"),
    ("roles", "roles changed"),
    ("closed", "login closed"),
    ("reopened", "login opened again"),
]
FORWARD = """
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON audit_access
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
"""
BACKWARD = "DROP TRIGGER only_added ON audit_access;"


class Migration(migrations.Migration):
    dependencies = (("audit", "0003_conversations"), ("organisations", "0001_initial"))
    operations = (
        migrations.CreateModel(
            name="Access",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True, verbose_name="when")),
                ("kind", models.CharField(choices=KINDS, max_length=20, verbose_name="what")),
                ("login", models.CharField(db_index=True, max_length=150, verbose_name="login")),
                ("by", models.CharField(blank=True, default="", max_length=150, verbose_name="by whom")),
                ("address", models.GenericIPAddressField(blank=True, null=True, verbose_name="address")),
                ("detail", models.CharField(blank=True, default="", max_length=200, verbose_name="detail")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "access event",
                "verbose_name_plural": "access log",
                "ordering": ("-at", "-id"),
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    )
