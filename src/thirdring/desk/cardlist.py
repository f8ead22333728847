"""The journal list of cards and the page of one card with its recording and its call's time line.

Every list and every card that is shown goes to the read log. What one may see is the appeals' to say.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from thirdring.apps.appeals import services
from thirdring.apps.appeals.models import Card, CardState
from thirdring.apps.appeals.queries import visible_to
from thirdring.apps.audit.models import Subject
from thirdring.apps.audit.services import note_readings
from thirdring.apps.channels.models import Line
from thirdring.apps.pages import Pages
from thirdring.apps.retention.queries import deleted_recordings, recording_deleted
from thirdring.apps.staff.models import Operator, User
from thirdring.apps.staff.roles import supervises
from thirdring.apps.staff.zones import zone_of
from thirdring.desk.cards import context_of
from thirdring.desk.promises import of_card
from thirdring.desk.signed_in import user_of
from thirdring.desk.way import way_of
from thirdring.identifiers import phones

PAGE = 50
CHOICE = {"class": "form-select", "data-submit": ""}  # a choice sends the form
DATE = forms.DateInput(attrs={"type": "date", "class": "form-control"})


class Filters(forms.Form):
    """What the list is narrowed by; everything may be left out."""

    field_order = ("caller", "line", "since", "until", "state", "own")

    caller = forms.CharField(
        label=_("Caller's number"),
        required=False,
        max_length=32,
        widget=forms.TextInput(
            attrs={"class": "form-control", "inputmode": "tel", "placeholder": _("any spelling")}
        ),
    )
    since = forms.DateField(label=_("From"), required=False, widget=DATE)
    until = forms.DateField(label=_("To"), required=False, widget=DATE)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), *CardState.choices],
        widget=forms.Select(attrs=CHOICE),
    )
    own = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("all")), ("1", _("my own"))],
        widget=forms.Select(attrs=CHOICE),
    )

    def __init__(self, lines: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"] = forms.ChoiceField(
            label=_("Line"),
            required=False,
            choices=[("", _("all")), *lines],
            widget=forms.Select(attrs=CHOICE),
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", _("Lies before the first day."))
        return said


@require_GET
@login_required
def cards(request: HttpRequest) -> HttpResponse:
    """Cards that one may see, newest first, narrowed by the filters."""
    filters, found = found_by(request)
    page = Pages(found, PAGE).get_page(request.GET.get("page"))
    note_readings(
        user_of(request).username,
        user_of(request).organisation_id,
        Subject.CARD,
        [str(one.pk) for one in page],
        "list",
    )
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "desk/cards.html",
        {
            "section": "cards",
            "filters": filters,
            "page": page,
            "query": query.urlencode(),
            "narrowed": any(filters.data.get(name) for name in filters.fields),
            "operators": _operator_names(page),
            "exports": supervises(user_of(request)),
            "deleted": deleted_recordings(one.call_id for one in page if one.call_id),
        },
    )


def found_by(request: HttpRequest) -> tuple[Filters, QuerySet[Card]]:
    """What the filters of the address let through, newest first."""
    user = user_of(request)
    visible = visible_to(user)
    filters = Filters(_lines(user), request.GET)
    found = _narrowed(visible, filters.cleaned_data, user) if filters.is_valid() else visible.none()
    related = ("call", "person", "reason", "organisation", "updated_by")
    return filters, found.select_related(*related).order_by("-opened_at", "-pk")


@require_GET
@login_required
@ensure_csrf_cookie
def card(request: HttpRequest, number: int) -> HttpResponse:
    """One card: what it says, its recording, and the way of its call."""
    try:
        found = services.read(user_of(request), "card page", number=number)
    except Card.DoesNotExist:
        raise Http404 from None
    return render(
        request,
        "desk/card_page.html",
        {
            "section": "cards",
            "steps": way_of(found, user_of(request)),
            "deleted": recording_deleted(found.call_id or ""),
            "promises": of_card(found),
            **context_of(user_of(request), found),
        },
    )


def _narrowed(found: QuerySet[Card], said: dict[str, Any], user: User) -> QuerySet[Card]:
    if said["caller"]:
        found = found.filter(caller__in=phones.spellings(said["caller"]))
    if said["line"]:
        found = found.filter(line=said["line"])
    if said["state"]:
        found = found.filter(state=said["state"])
    if said["own"]:
        operator = Operator.objects.filter(user=user).first()
        found = found.filter(call__legs__operator=operator, call__legs__joined_at__isnull=False).distinct()
    zone = zone_of(user)
    if said["since"]:
        found = found.filter(opened_at__gte=datetime.combine(said["since"], time.min, zone))
    if said["until"]:
        found = found.filter(
            opened_at__lt=datetime.combine(said["until"] + timedelta(days=1), time.min, zone)
        )
    return found


def _lines(user: User) -> list[tuple[str, str]]:
    lines = (
        Line.objects.all()
        if user.organisation_id is None
        else Line.objects.filter(organisation=user.organisation_id)
    )
    return [(line.number, str(line)) for line in lines]


def _operator_names(page: Any) -> dict[int, str]:
    wanted = {one.call.operator_id for one in page if one.call and one.call.operator_id}
    return {one.pk: str(one) for one in Operator.objects.filter(pk__in=wanted).select_related("user")}
