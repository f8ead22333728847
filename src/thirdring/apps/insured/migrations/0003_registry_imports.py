"""Imports of registries, and the lines that they refused."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("insured", "0002_name_words"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegistryImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("size", models.BigIntegerField(verbose_name="size, bytes")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("format", models.CharField(max_length=4, verbose_name="format")),
                (
                    "encoding",
                    models.CharField(blank=True, default="", max_length=10, verbose_name="encoding"),
                ),
                (
                    "separator",
                    models.CharField(blank=True, default="", max_length=1, verbose_name="separator"),
                ),
                (
                    "has_headings",
                    models.BooleanField(default=True, verbose_name="the first line holds headings"),
                ),
                ("columns", models.JSONField(default=list, verbose_name="columns")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "uploaded"),
                            ("checking", "being checked"),
                            ("checked", "checked"),
                            ("importing", "being imported"),
                            ("done", "imported"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="uploaded",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reading", "reading the file"),
                            ("comparing", "comparing with the persons known"),
                            ("writing", "writing"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                ("share", models.FloatField(default=0)),
                ("lines", models.BigIntegerField(default=0, verbose_name="lines")),
                ("new", models.BigIntegerField(default=0, verbose_name="new")),
                ("changed", models.BigIntegerField(default=0, verbose_name="changed")),
                ("unchanged", models.BigIntegerField(default=0, verbose_name="unchanged")),
                ("refused", models.BigIntegerField(default=0, verbose_name="refused")),
                ("stop_asked", models.BooleanField(default=False)),
                ("trouble", models.CharField(blank=True, default="", max_length=200)),
                ("made_at", models.DateTimeField(verbose_name="uploaded")),
                ("begun_at", models.DateTimeField(null=True, verbose_name="begun")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                (
                    "holder",
                    models.ForeignKey(
                        help_text="This organisation keeps the persons' records and sees all of them.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="whose registry",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by whom",
                    ),
                ),
            ],
            options={
                "verbose_name": "import of a registry",
                "verbose_name_plural": "imports of registries",
                "ordering": ("-made_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="RefusedLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.BigIntegerField(verbose_name="line")),
                ("field", models.CharField(blank=True, default="", max_length=20, verbose_name="column")),
                ("code", models.CharField(max_length=20)),
                ("value", models.CharField(blank=True, default="", max_length=100, verbose_name="value")),
                (
                    "registry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="refused_lines",
                        to="insured.registryimport",
                    ),
                ),
            ],
            options={
                "verbose_name": "refused line",
                "verbose_name_plural": "refused lines",
                "ordering": ("line", "id"),
            },
        ),
    ]
