"""The calls behind a figure: a list that is narrowed by line, queue, figure, operator and day.

The condition of a figure is the one by which it was counted (``calls.outcomes``). What one may see is
``calls.queries`` to say; every list goes to the read log as the cards that it names.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from thirdring.apps.appeals.models import Card
from thirdring.apps.audit.models import Subject
from thirdring.apps.audit.services import note_readings
from thirdring.apps.calls.behind import Asked, behind
from thirdring.apps.calls.models import Call, Leg
from thirdring.apps.calls.outcomes import NAMES
from thirdring.apps.calls.queries import visible_to
from thirdring.apps.channels.models import Line, Queue
from thirdring.apps.channels.names import Scope
from thirdring.apps.promises.models import Promise
from thirdring.apps.staff.models import Operator, User
from thirdring.apps.staff.queries import operator_names
from thirdring.apps.staff.zones import zone_of
from thirdring.wallboard.access import supervisor_of
from thirdring.wallboard.floor import shown_number

PAGE = 50
CHOICE = {"class": "form-select", "data-submit": ""}  # a choice sends the form
MOMENT = {"type": "datetime-local", "class": "form-control", "step": "900"}


class Filters(forms.Form):
    """What the list is narrowed by; everything may be left out."""

    field_order = ("figure", "line", "queue", "operator", "since", "until")

    figure = forms.ChoiceField(
        label=_("Figure"),
        required=False,
        choices=[("", _("all")), *NAMES.items()],
        widget=forms.Select(attrs=CHOICE),
    )
    since = forms.DateTimeField(label=_("From"), required=False, widget=forms.DateTimeInput(attrs=MOMENT))
    until = forms.DateTimeField(label=_("To"), required=False, widget=forms.DateTimeInput(attrs=MOMENT))

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {} if scope.organisation is None else {"organisation": scope.organisation}
        operators = Operator.objects.filter(**own).select_related("user")
        for name, label, choices in (
            ("line", _("Line"), [(one.number, str(one)) for one in Line.objects.filter(**own)]),
            ("queue", _("Queue"), [(one.key, str(one)) for one in Queue.objects.filter(**own)]),
            ("operator", _("Operator"), [(str(one.pk), str(one)) for one in operators]),
        ):
            self.fields[name] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", _("all")), *choices],
                widget=forms.Select(attrs=CHOICE),
            )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", _("Lies before the beginning."))
        return said


@require_GET
@login_required
def calls(request: HttpRequest) -> HttpResponse:
    """The calls that a figure counts, newest first; without a period those of today."""
    user, scope = supervisor_of(request)
    zone = zone_of(user)
    asked = _asked(request, zone)
    with timezone.override(zone):
        filters, found = _found(user, scope, asked)
        page = Paginator(found, PAGE).get_page(asked.get("page"))
        cards = dict(Card.objects.filter(call__in=[one.pk for one in page]).values_list("call_id", "pk"))
        note_readings(
            user.username, user.organisation_id, Subject.CARD, [str(pk) for pk in cards.values()], "calls"
        )
        asked.pop("page", None)
        return render(
            request,
            "wallboard/calls.html",
            {
                "section": "supervisor",
                "filters": filters,
                "page": page,
                "query": asked.urlencode(),
                "rows": [(one, shown_number(one.caller, scope)) for one in page],
                "operators": operator_names(one.operator_id for one in page),
                "queues": dict(Queue.objects.values_list("key", "name")),
                "figure": NAMES.get(asked.get("figure", "")),
            },
        )


def found_by(request: HttpRequest) -> QuerySet[Call]:
    """What the filters of the address let through, newest first."""
    user, scope = supervisor_of(request)
    zone = zone_of(user)
    with timezone.override(zone):
        return _found(user, scope, _asked(request, zone))[1]


def _asked(request: HttpRequest, zone: ZoneInfo) -> QueryDict:
    asked = request.GET.copy()
    if not asked.get("since") and not asked.get("until"):
        midnight = datetime.combine(timezone.now().astimezone(zone).date(), time.min, zone)
        asked["since"] = f"{midnight:%Y-%m-%dT%H:%M}"
    return asked


def _found(user: User, scope: Scope, asked: QueryDict) -> tuple[Filters, QuerySet[Call]]:
    filters = Filters(scope, asked)
    visible = visible_to(user)
    found = _narrowed(visible, filters.cleaned_data) if filters.is_valid() else visible.none()
    return filters, found.order_by("-arrived_at", "-pk")


@require_GET
@login_required
def way(request: HttpRequest, call: str) -> HttpResponse:
    """From a call to its card with the time line; a call of our own has the card of what it is to keep."""
    user, _scope = supervisor_of(request)
    found = visible_to(user).filter(pk=call).first()
    if found is None:
        raise Http404
    card = Card.objects.filter(call=call).values_list("pk", flat=True).first()
    if card is None and found.promise:
        card = Promise.objects.filter(pk=found.promise).values_list("card", flat=True).first()
    if card is None:
        raise Http404
    return redirect("desk:card-page", card)


def _narrowed(found: QuerySet[Call], said: dict[str, Any]) -> QuerySet[Call]:
    found = behind(found, Asked(said["figure"], said["queue"], said["since"], said["until"]))
    if said["line"]:
        found = found.filter(line=said["line"])
    if said["operator"]:
        found = found.filter(pk__in=Leg.objects.filter(operator=said["operator"]).values("call"))
    return found
