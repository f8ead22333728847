"""Rules of how long what is kept, holds that suspend them, and proofs of what was deleted by them.

Without a rule nothing is deleted. Proofs are only ever added: the database refuses to change or delete one,
and each carries a digest that builds on the one before.
"""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from thirdring.apps.organisations.models import Organisation

# At least: for a week a missing transcript is made again, and what desks have asked of the router is kept.
TRANSCRIPT_DAYS: Final = 8
NUMBER_DAYS: Final = 8


class Kind(models.TextChoices):
    """What is kept, each for its own time, from its end on: of call, promise, card, or night of readings."""

    CONVERSATION = "conversation", _("recording of a conversation")
    MESSAGE = "message", _("message that a caller left")
    TRANSCRIPT = "transcript", _("transcript of a message")
    CARD = "card", _("content of a card")
    NUMBER = "number", _("telephone numbers of a call")
    READING = "reading", _("entries of the read log")


class Unit(models.TextChoices):
    DAYS = "days", _("days")
    MONTHS = "months", _("months")
    YEARS = "years", _("years")


class Rule(models.Model):
    """One kind of an organisation is kept so long, and then deleted in the following night."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="retention_rules", verbose_name=_("organisation")
    )
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    amount = models.PositiveSmallIntegerField(_("is kept for"), validators=[MinValueValidator(1)])
    unit = models.CharField(_("unit"), max_length=10, choices=Unit, default=Unit.YEARS)
    ground = models.CharField(
        _("ground"),
        max_length=200,
        help_text=_("Who demands it: a law with its article, an order, a contract."),
    )

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering = ("organisation__name", "kind")
        constraints = (
            models.UniqueConstraint(fields=("organisation", "kind"), name="retention_one_rule_a_kind"),
            models.CheckConstraint(condition=models.Q(amount__gte=1), name="retention_amount"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.span} ({self.ground})"

    @property
    def span(self) -> str:
        """How long, in words: «3 года», «6 месяцев»."""
        amount = self.amount or 0
        words = {
            Unit.DAYS: ngettext("%(count)d day", "%(count)d days", amount),
            Unit.MONTHS: ngettext("%(count)d month", "%(count)d months", amount),
            Unit.YEARS: ngettext("%(count)d year", "%(count)d years", amount),
        }
        return words[Unit(self.unit)] % {"count": amount}

    def clean(self) -> None:
        if self.kind == Kind.TRANSCRIPT and self.unit == Unit.DAYS and (self.amount or 0) < TRANSCRIPT_DAYS:
            raise ValidationError(
                {"amount": _("A transcript is kept for %(days)d days at least.") % {"days": TRANSCRIPT_DAYS}}
            )
        if self.kind == Kind.NUMBER and self.unit == Unit.DAYS and (self.amount or 0) < NUMBER_DAYS:
            at_least = _("Telephone numbers are kept for %(days)d days at least.") % {"days": NUMBER_DAYS}
            raise ValidationError({"amount": at_least})

    def due_before(self, now: datetime) -> datetime:
        """What ended before this moment has been kept long enough ``now``."""
        if self.unit == Unit.DAYS:
            return now - timedelta(days=self.amount)
        months = self.amount * (12 if self.unit == Unit.YEARS else 1)
        year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
        day = min(now.day, calendar.monthrange(year, month + 1)[1])
        return now.replace(year=year, month=month + 1, day=day)


class Hold(models.Model):
    """Nothing of a call and its card is deleted until the hold is lifted or has run out."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    call = models.TextField(_("call"), blank=True, default="", db_index=True)
    card = models.ForeignKey(
        "appeals.Card", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("card")
    )
    why = models.CharField(
        _("why"), max_length=300, help_text=_("For example the number of the court case or the claim.")
    )
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day; empty: until it is lifted.")
    )
    placed_at = models.DateTimeField(_("placed"), auto_now_add=True)
    placed_by = models.ForeignKey(
        "staff.User", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("placed by")
    )
    placed_by_program = models.CharField(
        _("placed by program"), max_length=100, blank=True, default="", editable=False
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, editable=False)
    lifted_by = models.ForeignKey(
        "staff.User", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("lifted by")
    )
    lifted_by_program = models.CharField(
        _("lifted by program"), max_length=100, blank=True, default="", editable=False
    )

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering = ("-placed_at",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(call="") | models.Q(card__isnull=False),
                name="retention_hold_of_something",
            ),
        )

    def __str__(self) -> str:
        return f"{self.card or self.call}: {self.why}"

    @property
    def placed_by_whom(self) -> str:
        """A login, or a program by its token."""
        return str(self.placed_by or self.placed_by_program)

    @property
    def lifted_by_whom(self) -> str:
        """As ``placed_by_whom``; "" while it stands."""
        return str(self.lifted_by or self.lifted_by_program)


class Deletion(models.Model):
    """Proof that something was deleted: what, when, by which rule, and the digest of what it was.

    ``digest`` is the SHA-256 of the file as it lay on the disk, "" when there was none; of a row, which may
    be short enough to be guessed, an HMAC with a secret of the installation. ``chain`` is the SHA-256 over
    the chain before and this row.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("deleted"))
    organisation = models.ForeignKey(
        Organisation, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name=_("organisation")
    )
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    subject = models.TextField(_("designation"))
    call = models.TextField(_("call"), blank=True, db_index=True)
    rule = models.TextField(_("by which rule"))
    ended_at = models.DateTimeField(_("counted from"))
    size = models.BigIntegerField(_("bytes"))
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    chain = models.CharField(_("chain"), max_length=64)

    class Meta:
        verbose_name = _("proof of deletion")
        verbose_name_plural = _("proofs of deletion")
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("kind", "subject"), name="retention_deleted_once"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.kind} {self.subject}"


def not_deleted(kind: Kind, subject: str) -> Any:
    """Of rows whose column ``subject`` designates them: those without a proof of deletion."""
    return ~models.Exists(Deletion.objects.filter(kind=kind, subject=models.OuterRef(subject)))
