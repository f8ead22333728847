"""Rules of how long what is kept, holds, and proofs of deletion."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("appeals", "0002_said"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Deletion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(verbose_name="deleted")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("conversation", "recording of a conversation"),
                            ("message", "message that a caller left"),
                            ("transcript", "transcript of a message"),
                            ("card", "content of a card"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("subject", models.TextField(verbose_name="designation")),
                ("call", models.TextField(blank=True, db_index=True, verbose_name="call")),
                ("rule", models.TextField(verbose_name="by which rule")),
                ("ended_at", models.DateTimeField(verbose_name="counted from")),
                ("size", models.BigIntegerField(verbose_name="bytes")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="digest")),
                ("chain", models.CharField(max_length=64, verbose_name="chain")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "proof of deletion",
                "verbose_name_plural": "proofs of deletion",
                "ordering": ("-id",),
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "subject"), name="retention_deleted_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("call", models.TextField(blank=True, db_index=True, default="", verbose_name="call")),
                (
                    "why",
                    models.CharField(
                        help_text="For example the number of the court case or the claim.",
                        max_length=300,
                        verbose_name="why",
                    ),
                ),
                (
                    "until",
                    models.DateField(
                        blank=True,
                        help_text="The last day; empty: until it is lifted.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                ("placed_at", models.DateTimeField(auto_now_add=True, verbose_name="placed")),
                ("lifted_at", models.DateTimeField(editable=False, null=True, verbose_name="lifted")),
                (
                    "card",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="appeals.card",
                        verbose_name="card",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lifted by",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="placed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "legal hold",
                "verbose_name_plural": "legal holds",
                "ordering": ("-placed_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("call", ""), _negated=True), ("card__isnull", False), _connector="OR"
                        ),
                        name="retention_hold_of_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("conversation", "recording of a conversation"),
                            ("message", "message that a caller left"),
                            ("transcript", "transcript of a message"),
                            ("card", "content of a card"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                (
                    "amount",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="is kept for"
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[("days", "days"), ("months", "months"), ("years", "years")],
                        default="years",
                        max_length=10,
                        verbose_name="unit",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        help_text="Who demands it: a law with its article, an order, a contract.",
                        max_length=200,
                        verbose_name="ground",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retention_rules",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "retention rule",
                "verbose_name_plural": "retention rules",
                "ordering": ("organisation__name", "kind"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "kind"), name="retention_one_rule_a_kind"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gte", 1)), name="retention_amount"),
                ],
            },
        ),
    ]
