"""What was changed in the configuration: a ``Change`` for each saved page, a ``RowChange`` for each row.

Triggers write both, so that bulk writes and SQL by hand are seen as well. Rows are only ever added; what is
secret is left out before anything is written (``migrations.0001_initial`` has the list).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """``who``: a login, "" when a program did it. ``key`` holds together what was written at once.

    ``sentences`` tell its first rows, where a page of changes has made them for all at once.
    """

    sentences: Sequence[str] = ()

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"), db_index=True)
    key = models.CharField(max_length=100)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    who = models.CharField(_("who"), max_length=150)
    undoes = models.ForeignKey(
        "self",
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="undone_by",
        verbose_name=_("undoes"),
    )

    class Meta:
        verbose_name = _("change of configuration")
        verbose_name_plural = _("history of changes")
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("key", "organisation"), nulls_distinct=False, name="history_change_once"
            ),
        )

    def __str__(self) -> str:
        return f"{date_format(localtime(self.at), 'SHORT_DATETIME_FORMAT')} {self.who}".strip()


class RowChange(models.Model):
    """A row as PostgreSQL had it, ``None`` where there was none; ``secrets``: columns that changed unseen."""

    id = models.BigAutoField(primary_key=True)
    change = models.ForeignKey(Change, models.DO_NOTHING, related_name="rows")
    table = models.CharField(max_length=63)
    row = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    secrets = ArrayField(models.CharField(max_length=63), default=list)

    class Meta:
        verbose_name = _("changed row")
        verbose_name_plural = _("changed rows")
        ordering = ("id",)
        indexes = (models.Index(fields=("table", "row", "-id"), name="history_rowchange_of_row"),)

    def __str__(self) -> str:
        return f"{self.table} {self.row}"

    @property
    def values(self) -> dict[str, object]:
        """The row by columns, as it was last seen here."""
        return self.after if self.after is not None else self.before or {}
