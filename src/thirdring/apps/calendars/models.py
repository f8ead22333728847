"""Calendars as administrators type them. What follows from one is computed by ``thirdring.calendars``.

A line or a queue without a calendar works day and night. ``journal.calendars`` reads these tables for the
engine and for the web alike, so both believe in the same hours.
"""

from __future__ import annotations

from datetime import time

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from thirdring.apps.organisations.models import Organisation, validate_time_zone
from thirdring.calendars import Country, SpecialKind


class Holidays(models.TextChoices):
    NONE = Country.NONE.value, _("none")
    RUSSIA = Country.RUSSIA.value, _("Russia, with the days that are moved")
    UKRAINE = Country.UKRAINE.value, _("Ukraine (none while martial law lasts)")
    UKRAINE_OF_PEACE = Country.UKRAINE_OF_PEACE.value, _("Ukraine, in spite of martial law")


class DayKind(models.TextChoices):
    CLOSED = SpecialKind.CLOSED.value, _("day off")
    SHORTENED = SpecialKind.SHORTENED.value, _("shortened: closes at")
    WORKING = SpecialKind.WORKING.value, _("works by these hours")


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Calendar(models.Model):
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="calendars", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=200)
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        blank=True,
        default="",
        validators=[validate_time_zone],
        help_text=_("Empty: the organisation's."),
    )
    holidays = models.CharField(
        _("holidays"), max_length=10, choices=Holidays, blank=True, default=Holidays.NONE
    )
    quiet_from = models.TimeField(
        _("nobody is called from"),
        null=True,
        blank=True,
        help_text=_("By the clock of the person called. Empty: as the regulation says (22:00 to 8:00)."),
    )
    quiet_until = models.TimeField(
        _("nobody is called until"),
        null=True,
        blank=True,
        help_text=_("The same time twice: people are called at any hour."),
    )

    class Meta:
        verbose_name = _("working calendar")
        verbose_name_plural = _("working calendars")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("organisation", "name"), name="calendars_calendar_once"),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if (self.quiet_from is None) != (self.quiet_until is None):
            missing = "quiet_from" if self.quiet_from is None else "quiet_until"
            raise ValidationError({missing: _("Give both times, or neither.")})


class Span(models.Model):
    """From when until when, with one break perhaps. Midnight at the end of a day is 0:00."""

    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(
        _("closes"), null=True, blank=True, help_text=_("0:00 is midnight at the end of the day.")
    )
    break_from = models.TimeField(_("break from"), null=True, blank=True)
    break_until = models.TimeField(_("break until"), null=True, blank=True)

    class Meta:
        abstract = True

    def check_order(self) -> None:
        """Raises ``ValidationError`` naming the time that does not fit."""
        if self.opens is None or self.closes is None:
            missing = "opens" if self.opens is None else "closes"
            raise ValidationError({missing: _("Say from when until when people work.")})
        if self.closes != time() and self.closes <= self.opens:
            raise ValidationError(
                {
                    "closes": _(
                        "It closes before it opens. Hours over midnight belong to both days: "
                        "until 0:00 to the first, from 0:00 to the next."
                    )
                }
            )
        if (self.break_from is None) != (self.break_until is None):
            missing = "break_from" if self.break_from is None else "break_until"
            raise ValidationError({missing: _("Say from when until when the break lasts.")})
        if self.break_from is None or self.break_until is None:
            return
        if self.break_until <= self.break_from:
            raise ValidationError({"break_until": _("The break ends before it begins.")})
        within_end = self.closes == time() or self.break_until <= self.closes
        if self.break_from < self.opens or not within_end:
            raise ValidationError({"break_from": _("The break lies outside the working hours.")})


class WorkDay(Span):
    calendar = models.ForeignKey(
        Calendar, models.CASCADE, related_name="week", verbose_name=_("working calendar")
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)

    class Meta:
        verbose_name = _("hours of a weekday")
        verbose_name_plural = _("weekly hours (none: day and night)")
        ordering = ("calendar", "weekday")
        constraints = (
            models.UniqueConstraint(fields=("calendar", "weekday"), name="calendars_workday_once"),
        )

    def __str__(self) -> str:
        return self.get_weekday_display()

    def clean(self) -> None:
        self.check_order()


class SpecialDay(Span):
    """A date that differs: closed, shortened, or worked in spite of week and holidays."""

    calendar = models.ForeignKey(
        Calendar, models.CASCADE, related_name="special_days", verbose_name=_("working calendar")
    )
    day = models.DateField(_("date"))
    kind = models.CharField(_("how"), max_length=10, choices=DayKind, default=DayKind.CLOSED)
    name = models.CharField(_("why"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ("calendar", "day")
        constraints = (models.UniqueConstraint(fields=("calendar", "day"), name="calendars_day_once"),)

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"

    def clean(self) -> None:
        match self.kind:
            case DayKind.CLOSED:
                self.opens = self.closes = self.break_from = self.break_until = None
            case DayKind.SHORTENED:
                if self.closes is None or self.closes == time():
                    raise ValidationError({"closes": _("Say when the shortened day closes.")})
                self.opens = self.break_from = self.break_until = None
            case DayKind.WORKING:
                self.check_order()
