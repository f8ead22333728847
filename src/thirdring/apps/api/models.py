"""Tokens of programs that use the API, and the answers that they may ask for again.

Of a token only a digest is stored: it is shown once, when it is made.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """One thing that a program may do; a token has as few of them as it needs."""

    CALLS = "calls:read", _("read calls")
    RECORDINGS = "recordings:read", _("hear recordings")
    CARDS = "cards:read", _("read cards")
    CARDS_WRITE = "cards:write", _("fill in and close cards")
    PROMISES = "promises:read", _("read promises")
    PROMISES_WRITE = "promises:write", _("make and settle promises")
    BREACHES = "breaches:read", _("read breaches")
    FLOOR = "floor:read", _("see lines, queues and operators")
    OPERATORS_WRITE = "operators:write", _("change operators' states and dial for them")
    CONVERSATIONS_WRITE = "conversations:write", _("hold, pass on and end operators' conversations")
    SUPERVISION = "supervision:write", _("listen to conversations in a supervisor's name")
    ALARMS = "alarms:read", _("see alarms, and what nobody can serve")
    ALARMS_WRITE = "alarms:write", _("take note of alarms")
    FIGURES = "figures:read", _("read the figures of a day")
    PERSONS = "persons:read", _("look up insured persons")
    REGISTRY_WRITE = "registry:write", _("import registries of insured persons")
    AUDIT = "audit:read", _("read who has read and signed in, what is held and what was deleted")
    HOLDS_WRITE = "holds:write", _("place and lift legal holds")
    WEBHOOKS = "webhooks:read", _("see webhooks and their messages")
    WEBHOOKS_WRITE = "webhooks:write", _("send messages of webhooks again")
    CONFIGURATION = "configuration:read", _("read the configuration and its history")
    CONFIGURATION_WRITE = "configuration:write", _("change the configuration, and undo changes")


def reading_scopes() -> list[str]:
    """What a token may do unless it was asked for otherwise: read what happened."""
    return [Scope.CALLS, Scope.RECORDINGS, Scope.CARDS, Scope.PROMISES, Scope.BREACHES]


class ApiToken(models.Model):
    """A program's right to read and do some things in one organisation; without one, in all of them."""

    name = models.CharField(_("name"), max_length=100, help_text=_("Which program it is for."))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="api_tokens",
        verbose_name=_("organisation"),
        help_text=_("What it may see; empty: every organisation."),
    )
    scopes = ArrayField(
        models.CharField(max_length=30, choices=Scope), verbose_name=_("may"), default=reading_scopes
    )
    limit_per_minute = models.PositiveIntegerField(
        _("requests a minute"), default=600, validators=[MinValueValidator(1)]
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked = models.BooleanField(_("revoked"), default=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def may(self, scope: Scope) -> bool:
        return scope.value in self.scopes


class RememberedAnswer(models.Model):
    """What became of a POST with an ``Idempotency-Key``; without ``status`` it is still being carried out.

    ``command`` is the key under which the engine was asked: asked again, it does nothing anew.
    """

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    begun_at = models.DateTimeField(db_index=True)
    command = models.UUIDField(default=uuid.uuid4)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(default="")

    class Meta:
        verbose_name = _("remembered answer")
        verbose_name_plural = _("remembered answers")
        constraints = (models.UniqueConstraint(fields=("token", "key"), name="api_answer_once"),)

    def __str__(self) -> str:
        return self.key
