"""Breaches of the regulation, and how far the judge has read. The worker writes these tables, nobody else.

Like all that follows from the journal they carry no database constraints on what they refer to.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Breach(models.Model):
    """A clause of an edition that was broken, by a call and perhaps by an operator.

    ``row`` is the journal's row from which it is known. ``rings`` begun (clause 1), ``seconds`` of waiting
    without an offer (clause 2) or of service (clause 8).
    """

    id = models.BigAutoField(primary_key=True)
    row = models.BigIntegerField(_("journal row"))
    at = models.DateTimeField(_("when"), db_index=True)
    edition = models.TextField(_("edition"))
    clause = models.TextField(_("clause"))
    call = models.ForeignKey(
        "calls.Call",
        models.DO_NOTHING,
        db_column="call",
        db_constraint=False,
        related_name="breaches",
        verbose_name=_("call"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    operator = models.ForeignKey(
        "staff.Operator",
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="breaches",
        verbose_name=_("operator"),
    )
    rings = models.IntegerField(_("rings"), db_default=0)
    seconds = models.FloatField(_("seconds"), db_default=0.0)

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("row", "call", "clause", "operator"),
                name="compliance_breach_found_once",
                nulls_distinct=False,
            ),
        )
        indexes = (models.Index(fields=("organisation", "-at"), name="compliance_by_organisation"),)

    def __str__(self) -> str:
        return f"{self.clause} {self.edition} {self.at:%Y-%m-%d %H:%M} {self.call_id}"


class Reading(models.Model):
    """How far the journal is judged: up to row ``seq``, and what is known of calls in progress then."""

    sole = models.BooleanField(primary_key=True, db_default=True)
    seq = models.BigIntegerField(_("last row judged"), db_default=0)
    memory = models.TextField(_("calls in progress"), db_default="{}")

    class Meta:
        verbose_name = _("reading of the journal")
        verbose_name_plural = _("readings of the journal")
        constraints = (models.CheckConstraint(condition=models.Q(sole=True), name="compliance_one_reading"),)

    def __str__(self) -> str:
        return f"{self.seq}"
