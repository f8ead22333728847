"""The card of an appeal (электронная карточка обращения) and the code tree of reasons.

The engine makes the card when the call arrives (row S61) with number, line, caller and
time; operators fill the rest through ``appeals.services``, which alone decides when a card is complete.
"""

from __future__ import annotations

import zoneinfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from thirdring.apps.insured.models import Person
from thirdring.apps.organisations.models import Organisation, OrganisationKind
from thirdring.apps.staff.models import User
from thirdring.apps.trilingual import TrilingualName


class Programme(models.TextChoices):
    """Two trees of reasons: compulsory insurance asks about other things than assistance does."""

    COMPULSORY = "compulsory", _("compulsory insurance")
    VOLUNTARY = "voluntary", _("voluntary insurance")


PROGRAMMES: dict[str, tuple[str, ...]] = {
    OrganisationKind.FUND: (Programme.COMPULSORY,),
    OrganisationKind.INSURER: (Programme.COMPULSORY, Programme.VOLUNTARY),
    OrganisationKind.ASSISTANCE: (Programme.VOLUNTARY,),
    OrganisationKind.CLINIC: (Programme.COMPULSORY, Programme.VOLUNTARY),
}


class Reason(TrilingualName):
    """A node of the code tree of reasons, valid for a span of dates; old cards keep the version they have."""

    code = models.CharField(_("code"), max_length=20)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    programme = models.CharField(
        _("programme"),
        max_length=20,
        choices=Programme,
        blank=True,
        default="",
        help_text=_("Empty: for all."),
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The last day; empty: for ever.")
    )

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ("code", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("code", "valid_from"), name="appeals_reason_version"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="appeals_reason_dates_in_order",
                violation_error_message=_("The last day lies before the first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CardState(models.TextChoices):
    OPEN = "open", _("open")
    PUT_ASIDE = "put aside", _("put aside")
    CLOSED = "closed", _("closed")


class CardKind(models.TextChoices):
    """Kinds of appeal, as the federal journal of appeals names them."""

    COMPLAINT = "complaint", _("complaint")
    STATEMENT = "statement", _("statement")
    CONSULTATION = "consultation", _("consultation")
    PROPOSAL = "proposal", _("proposal")


class CardResult(models.TextChoices):
    EXPLAINED = "explained", _("explained")
    PASSED_ON = "passed on", _("passed on to level 2")
    REGISTERED = "registered", _("registered for an answer in writing")
    MEASURES_TAKEN = "measures taken", _("measures taken")
    CONVERSATION_ENDED = "conversation ended", _("the caller ended the conversation")


class Channel(models.TextChoices):
    CALL = "call", _("call")
    LETTER = "letter", _("letter")
    MESSAGE = "message", _("message")


class Card(models.Model):
    """One appeal. ``version`` grows with every change, so that two editors notice each other."""

    id = models.BigAutoField(primary_key=True)
    call = models.OneToOneField(
        "calls.Call",
        models.DO_NOTHING,
        db_column="call",
        db_constraint=False,
        null=True,
        blank=True,
        related_name="card",
        verbose_name=_("call"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.DO_NOTHING,
        db_constraint=False,
        related_name="cards",
        verbose_name=_("organisation"),
    )
    channel = models.TextField(_("channel"), choices=Channel, db_default=Channel.CALL)
    line = models.TextField(_("line"), db_default="")
    caller = models.TextField(_("caller"), db_default="")
    opened_at = models.DateTimeField(_("opened"), db_index=True)
    version = models.IntegerField(_("version"), db_default=1)
    state = models.TextField(_("state"), choices=CardState, db_default=CardState.OPEN)
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cards",
        verbose_name=_("insured person"),
    )
    person_name = models.TextField(
        _("name"), db_default="", help_text=_("As the caller gave it, when there is no such insured person.")
    )
    anonymous = models.BooleanField(_("did not give a name"), db_default=False)
    phone = models.TextField(_("phone for contact"), db_default="")
    kind = models.TextField(_("kind"), choices=CardKind, db_default="")
    reason = models.ForeignKey(
        Reason, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reason")
    )
    text = models.TextField(_("what it is about"), db_default="")
    answer = models.TextField(_("answer"), db_default="")
    result = models.TextField(_("result"), choices=CardResult, db_default="")
    said = models.TextField(
        _("said"),
        db_default="",
        blank=True,
        help_text=_("Speech modules that the operators have said, each with the version of the texts."),
    )
    put_aside_reason = models.TextField(_("put aside because"), db_default="")
    updated_at = models.DateTimeField(_("changed"), null=True)
    updated_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("changed by")
    )
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        ordering = ("-opened_at", "-id")
        indexes = (
            models.Index(fields=("organisation", "-opened_at", "-id"), name="appeals_card_by_organisation"),
            models.Index(fields=("caller",), name="appeals_card_caller"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """``2026-000123``: the year it was opened in, by the organisation's clock, and the running number."""
        zone = zoneinfo.ZoneInfo(self.organisation.time_zone)
        return f"{self.opened_at.astimezone(zone).year}-{self.id:06d}"
