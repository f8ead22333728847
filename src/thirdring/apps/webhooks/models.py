"""Who wants to be told of what, what there is to tell, and each attempt to tell it.

A message is written in the transaction in which its fact is read, and kept until it was delivered or has
died; so nothing is told that did not happen, and nothing that did is left out.
"""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What can be told."""

    CALL_ARRIVED = "call.arrived", _("a call has arrived")
    CALL_ANSWERED = "call.answered", _("a call was answered")
    CALL_PASSED_ON = "call.passed_on", _("a caller was passed on")
    CALL_ENDED = "call.ended", _("a call has ended")
    CARD_CLOSED = "card.closed", _("a card was closed")
    PROMISE_MADE = "promise.made", _("a promise was made")
    PROMISE_KEPT = "promise.kept", _("a promise was kept")
    PROMISE_WITHDRAWN = "promise.withdrawn", _("a promise was withdrawn by the person")
    PROMISE_UNREACHABLE = "promise.unreachable", _("a person was not reached")
    PROMISE_OVERDUE = "promise.overdue", _("a promise is overdue")
    BREACH = "breach.found", _("the regulation was broken")


TEST = "webhook.test"


class Subscription(models.Model):
    """One address that is told of some kinds of events of one organisation.

    ``key`` names its secret; a new one makes the old secret worthless. ``dead_in_a_row`` counts messages that
    died with none delivered between them.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.CASCADE,
        related_name="webhooks",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("name"), max_length=100, help_text=_("Which system it is."))
    url = models.CharField(
        _("address"),
        max_length=500,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Where we send to, by https; by http only within networks that the settings allow."),
    )
    kinds = ArrayField(models.CharField(max_length=40, choices=Kind), verbose_name=_("is told of"))
    personal = models.BooleanField(
        _("with personal data"),
        default=False,
        help_text=_("Callers' numbers as well. Otherwise only ids, to be looked up through the API."),
    )
    active = models.BooleanField(_("in use"), default=True)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    dead_in_a_row = models.PositiveIntegerField(default=0, editable=False)
    disabled_at = models.DateTimeField(_("switched off"), null=True, editable=False)
    disabled_why = models.CharField(_("why switched off"), max_length=200, default="", editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if "@" in urlsplit(self.url).netloc:
            raise ValidationError({"url": _("Leave out user name and password: messages are signed.")})


class MessageState(models.TextChoices):
    WAITING = "waiting", _("to be delivered")
    DELIVERED = "delivered", _("delivered")
    DEAD = "dead", _("given up")


class Message(models.Model):
    """One fact for one subscription. ``fact`` names it: told twice, it has the same id."""

    subscription = models.ForeignKey(
        Subscription, models.CASCADE, related_name="messages", verbose_name=_("webhook")
    )
    fact = models.CharField(_("fact"), max_length=80)
    kind = models.CharField(_("what"), max_length=40)
    body = models.TextField(_("message"))
    made_at = models.DateTimeField(_("made"), db_index=True)
    state = models.CharField(_("state"), max_length=20, choices=MessageState, default=MessageState.WAITING)
    tried = models.PositiveIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"), null=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("subscription", "fact"), name="webhooks_message_once"),
        )
        indexes = (
            models.Index(
                fields=("next_at",), name="webhooks_due", condition=models.Q(state=MessageState.WAITING)
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """By which the receiver knows a message that comes twice."""
        return f"msg_{self.subscription_id}_{self.fact}"


class Attempt(models.Model):
    """One sending, and what was answered; without ``status`` nobody did, and ``answer`` says why."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attempts", verbose_name=_("message"))
    at = models.DateTimeField(_("when"))
    took_ms = models.PositiveIntegerField(_("took, ms"))
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    answer = models.TextField(_("answer"), default="")

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.status or '–'}"


class Reading(models.Model):
    """How far the facts are told: up to the journal's row ``seq`` and the last breach found."""

    sole = models.BooleanField(primary_key=True, db_default=True)
    seq = models.BigIntegerField(_("last row told"))
    breach = models.BigIntegerField(_("last breach told"))

    class Meta:
        verbose_name = _("reading of the journal")
        verbose_name_plural = _("readings of the journal")
        constraints = (models.CheckConstraint(condition=models.Q(sole=True), name="webhooks_one_reading"),)

    def __str__(self) -> str:
        return f"{self.seq}"
