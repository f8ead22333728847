"""The read log: every reading of a card or a recording, with its purpose (row X20), and its seals.

Rows are only ever added: the database refuses to change them, and to delete any that no proof of deletion
names. Every night the day's rows are sealed with a digest that builds on the one before, so a change behind
the database's back is seen.
"""

from __future__ import annotations

from django.db import models
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _


class Subject(models.TextChoices):
    CARD = "card", _("card")
    RECORDING = "recording", _("recording")
    PERSON = "person", _("insured person")
    CONVERSATION = "conversation", _("conversation in progress")


class ReadLog(models.Model):
    """One reading. ``reader`` names the login or the API token, ``subject_id`` the card, call or person."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"), db_index=True)
    reader = models.CharField(_("who"), max_length=200)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    subject = models.CharField(_("what"), max_length=20, choices=Subject)
    subject_id = models.CharField(_("which"), max_length=100)
    purpose = models.CharField(_("what for"), max_length=200)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("read log")
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("subject", "subject_id"), name="audit_readlog_subject"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.reader} {self.subject} {self.subject_id}"


class AccessKind(models.TextChoices):
    SIGNED_IN = "signed in", _("signed in")
    REFUSED = "refused", _("refused")
    LOCKED = "locked", _("locked after wrong attempts")
    UNLOCKED = "unlocked", _("unlocked")
    SIGNED_OUT = "signed out", _("signed out")
    SESSION_ENDED = "session ended", _("session ended")
    FACTOR_ADDED = "factor added", _("second factor added")
    FACTOR_REMOVED = "factor removed", _("second factor removed")
    RECOVERY_CODE = "recovery code", _("recovery code used")
    PASSWORD = "password", _("password changed")
    ROLES = "roles", _("roles changed")
    CLOSED = "closed", _("login closed")
    REOPENED = "reopened", _("login opened again")


class Access(models.Model):
    """Something that happened to a login. ``by``: the login that did it, "" when it was the same one."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"), db_index=True)
    kind = models.CharField(_("what"), max_length=20, choices=AccessKind)
    login = models.CharField(_("login"), max_length=150, db_index=True)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    by = models.CharField(_("by whom"), max_length=150, blank=True, default="")
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    detail = models.CharField(_("detail"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("access event")
        verbose_name_plural = _("access log")
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{localize(localtime(self.at))}, {self.login}: {self.get_kind_display()}"


class Seal(models.Model):
    """SHA-256 over the previous digest and the rows since then, up to ``last_id``."""

    id = models.BigAutoField(primary_key=True)
    made_at = models.DateTimeField(_("made"))
    last_id = models.BigIntegerField(_("last row"), unique=True)
    rows = models.IntegerField(_("rows"))
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ("-last_id",)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} {self.digest[:12]}"
