"""Administration of working calendars, with the days to come as they follow from what was saved."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from thirdring.apps.administration import OwnOrganisationAdmin
from thirdring.apps.calendars.days import DAYS_AHEAD, days_ahead
from thirdring.apps.calendars.models import Calendar, SpecialDay, WorkDay
from thirdring.apps.own import OwnOrganisationInline


class WallClockInput(UnfoldAdminTextInputWidget):
    """Hours as the page writes them: a browser's own field would show 9 PM to whoever has it in English."""

    def format_value(self, value: Any) -> str | None:
        return f"{value:%H:%M}" if isinstance(value, time) else super().format_value(value)


TIMES = {models.TimeField: {"widget": WallClockInput(attrs={"placeholder": "--:--"})}}


class WorkDayInline(OwnOrganisationInline):
    model = WorkDay
    formfield_overrides = TIMES
    hide_title = True
    extra = 0
    max_num = 7
    fields = ("weekday", "opens", "closes", "break_from", "break_until")


class SpecialDayInline(OwnOrganisationInline):
    model = SpecialDay
    formfield_overrides = TIMES
    hide_title = True
    extra = 0
    fields = ("day", "kind", "opens", "closes", "break_from", "break_until", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SpecialDay]:
        """Days that have passed are kept, and do not stand in the way."""
        yesterday = timezone.localdate() - timedelta(days=1)
        return super().get_queryset(request).filter(day__gte=yesterday)


@admin.register(Calendar)
class CalendarAdmin(OwnOrganisationAdmin):
    list_display = ("name", "organisation", "holidays", "used_by")
    list_filter = ("organisation", "holidays")
    search_fields = ("name",)
    formfield_overrides = TIMES
    inlines = (WorkDayInline, SpecialDayInline)
    readonly_fields = ("used_by", "days_to_come")
    fieldsets = (
        (None, {"fields": ("name", "organisation", "time_zone", "holidays", "used_by")}),
        (_("When people are called"), {"fields": ("quiet_from", "quiet_until")}),
        (_("The next %(count)d days") % {"count": DAYS_AHEAD}, {"fields": ("days_to_come",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Calendar]:
        return super().get_queryset(request).prefetch_related("lines", "queues")

    @admin.display(description=_("who works by it"))
    def used_by(self, calendar: Calendar) -> str:
        if calendar.pk is None:
            return "–"
        users = [*map(str, calendar.lines.all()), *map(str, calendar.queues.all())]
        return ", ".join(users) or "–"

    @admin.display(description=_("hours"))
    def days_to_come(self, calendar: Calendar) -> SafeString | str:
        if calendar.pk is None:
            return _("Save the calendar to see what follows from it.")
        weeks = days_ahead(calendar.pk)
        return render_to_string("calendars/days.html", {"weeks": weeks})
