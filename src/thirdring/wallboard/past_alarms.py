"""The page that tells the alarms of a day. Thin: ``apps.alarms`` reads them and says them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from thirdring.apps.alarms.history import Past
from thirdring.apps.alarms.reading import read_alarms, seen_by
from thirdring.apps.alarms.words import harm_of, told
from thirdring.apps.staff.zones import zone_of
from thirdring.wallboard.access import supervisor_of


class Day(forms.Form):
    day = forms.DateField(
        label=_("Day"),
        validators=[MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 1, 1))],
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control", "data-submit": ""}),
    )


@require_GET
@login_required
def alarms(request: HttpRequest) -> HttpResponse:
    """The alarms of one day of the own organisation, newest first; today's unless ``?day=`` says another."""
    user, scope = supervisor_of(request)
    zone = zone_of(user)
    asked, day = asked_day(request, zone)
    seen = seen_by(scope)
    with timezone.override(zone):
        return render(
            request,
            "wallboard/alarms.html",
            {
                "section": "supervisor",
                "asked": asked,
                "day": day,
                "rows": [
                    (one, told(one, seen.queues, seen.operators), harm_of(one), length_ms(one))
                    for one in read_alarms(day, zone, seen)
                ],
                "earlier": day - timedelta(days=1),
                "later": day + timedelta(days=1) if day < _today(zone) else None,
            },
        )


def asked_day(request: HttpRequest, zone: ZoneInfo) -> tuple[Day, date]:
    """What ``?day=`` asks for, and the day that is meant: today, unless it is one."""
    today = _today(zone)
    asked = Day(request.GET if request.GET.get("day") else {"day": today.isoformat()})
    return asked, asked.cleaned_data["day"] if asked.is_valid() else today


def _today(zone: ZoneInfo) -> date:
    return timezone.now().astimezone(zone).date()


def length_ms(one: Past) -> int:
    """How long it stood, or has stood."""
    ends: datetime = one.until or timezone.now()
    return round((ends - one.since).total_seconds() * 1000)
