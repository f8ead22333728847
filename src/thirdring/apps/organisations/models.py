"""Organisations that share one installation without seeing each other's persons (row S32).

This is configuration that people type. It knows nothing of calls, and no rule of
distribution lives here: departments and organisations only lend their codes to skills.
"""

from __future__ import annotations

import zoneinfo

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

code_validator = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Small Latin letters, digits and hyphens, for example “tfoms-policies”.")
)


def validate_time_zone(value: str) -> None:
    """Raises ``ValidationError`` unless ``value`` is a name of the IANA time zone database."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(value)s” is not a time zone. Write it as Europe/Kyiv."), params={"value": value}
        )


class Country(models.TextChoices):
    """Countries whose numbering plan reads a phone number typed without a country code."""

    RU = "RU", _("Russia")
    UA = "UA", _("Ukraine")


class Region(models.Model):
    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, choices=Country)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class OrganisationKind(models.TextChoices):
    FUND = "fund", _("fund of compulsory insurance")
    INSURER = "insurer", _("insurer")
    ASSISTANCE = "assistance", _("assistance company")
    CLINIC = "clinic", _("clinic")


class Organisation(models.Model):
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[code_validator],
        help_text=_("Short name for settings and skills; do not change it later."),
    )
    name = models.CharField(_("name"), max_length=300)
    short_name = models.CharField(
        _("short name"), max_length=60, help_text=_("As operators see it on the desk.")
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        choices=Country,
        default=Country.RU,
        help_text=_("Phone numbers without a country code are read as numbers of this country."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="Europe/Moscow", validators=[validate_time_zone]
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.short_name or self.name


class Department(models.Model):
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="departments", verbose_name=_("organisation")
    )
    code = models.CharField(
        _("code"),
        max_length=60,
        unique=True,
        validators=[code_validator],
        help_text=_("Short name for settings and skills; do not change it later."),
    )
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ("organisation", "name")

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """An official position; operators name it when they pass a call on (clause 4 of 141-П)."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="posts", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ("organisation", "name")
        constraints = (
            models.UniqueConstraint(fields=("organisation", "name"), name="organisations_post_once"),
        )

    def __str__(self) -> str:
        return self.name


class Clinic(models.Model):
    """A medical organisation of the registry; ``organisation`` when its own people work in this system."""

    code = models.CharField(_("registry code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=300)
    region = models.ForeignKey(Region, models.PROTECT, related_name="clinics", verbose_name=_("region"))
    address = models.CharField(_("address"), max_length=300, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    organisation = models.OneToOneField(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="clinic",
        verbose_name=_("organisation"),
        help_text=_("Only when people of the clinic work in this system themselves."),
    )

    class Meta:
        verbose_name = _("clinic")
        verbose_name_plural = _("clinics")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
