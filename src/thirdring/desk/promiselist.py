"""The supervisor's list of promises: what is owed and what became of it, and the sum that must add up.

Each promise leads to its card and shows its attempts. The same filters give a table for other programs
(CSV). Whose cards are listed goes to the read log.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from thirdring.apps.audit.models import Subject
from thirdring.apps.audit.services import note_readings
from thirdring.apps.channels.models import Line, Queue
from thirdring.apps.exports.tables import PIECE_ROWS, Columns, file_of, noted
from thirdring.apps.pages import Pages
from thirdring.apps.promises.models import KEPT, NOT_ENDED, ORIGINS, UNREACHABLE, WITHDRAWN, Attempt, Promise
from thirdring.apps.promises.queries import CONDITIONS, accounts, total, visible_to
from thirdring.apps.staff.models import User
from thirdring.apps.staff.roles import supervises
from thirdring.apps.staff.zones import zone_of
from thirdring.desk.names import Names, all_names
from thirdring.desk.signed_in import user_of

PAGE = 50
DAYS = 30  # that are shown unless asked otherwise
CHOICE = {"class": "form-select", "data-submit": ""}  # a choice sends the form
DATE = forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")
WHICH = (
    ("", gettext_lazy("all")),
    ("open", gettext_lazy("not kept yet")),
    ("overdue", gettext_lazy("overdue")),
    (KEPT, gettext_lazy("kept")),
    (WITHDRAWN, gettext_lazy("withdrawn by the person")),
    (UNREACHABLE, gettext_lazy("not reached")),
)


class Filters(forms.Form):
    """What the list is narrowed by; without days it holds the last month and all that is still open."""

    field_order = ("which", "since", "until", "line", "queue", "origin")

    which = forms.ChoiceField(
        label=gettext_lazy("Which"), required=False, choices=WHICH, widget=forms.Select(attrs=CHOICE)
    )
    since = forms.DateField(label=gettext_lazy("Made from"), required=False, widget=DATE)
    until = forms.DateField(label=gettext_lazy("Made to"), required=False, widget=DATE)
    origin = forms.ChoiceField(
        label=gettext_lazy("Because"),
        required=False,
        choices=[("", gettext_lazy("all")), *ORIGINS.items()],
        widget=forms.Select(attrs=CHOICE),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines, queues = Line.objects.all(), Queue.objects.all()
        if user.organisation_id is not None:
            lines = lines.filter(organisation=user.organisation_id)
            queues = queues.filter(organisation=user.organisation_id)
        self.fields["line"] = _choice(_("Line"), [(one.number, str(one)) for one in lines])
        self.fields["queue"] = _choice(_("Queue"), [(one.key, str(one)) for one in queues])
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", _("Lies before the first day."))
        return said


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[("", _("all")), *choices], widget=forms.Select(attrs=CHOICE)
    )


@require_GET
@login_required
def promises(request: HttpRequest) -> HttpResponse:
    """Promises of the own organisation, newest first, with the equation above them."""
    user = _supervisor(request)
    filters = Filters(user, request.GET)
    made = _narrowed(user, filters)
    parts = accounts(made, zone_of(user))
    page = Pages(_listed(made, filters), PAGE).get_page(request.GET.get("page"))
    _note(user, page, "list")
    names = all_names()
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "desk/promiselist.html",
        {
            "section": "promises",
            "filters": filters,
            "page": page,
            "parts": parts,
            "sums": total(parts),
            "queues": names.queues,
            "owners": {one.pk: owner_of(one, names) for one in page},
            "query": query.urlencode(),
            "narrowed": any(filters.data.get(name) for name in filters.fields),
            "days": DAYS,
        },
    )


@require_GET
@login_required
def table(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The same promises as ``kind`` ("csv" or "xlsx")."""
    user = _supervisor(request)
    filters = Filters(user, request.GET)
    found = _listed(_narrowed(user, filters), filters).iterator(PIECE_ROWS)
    rows = noted(found, lambda piece: _note(user, piece, "export"))
    return file_of(request, "promises", kind, _columns(), rows, zone_of(user))


def _supervisor(request: HttpRequest) -> User:
    user = user_of(request)
    if not supervises(user):
        raise PermissionDenied
    return user


def _narrowed(user: User, filters: Filters) -> QuerySet[Promise]:
    """By all that the sums are narrowed by, too: not by what became of a promise."""
    found = visible_to(user)
    if not filters.is_valid():
        return found.none()
    said, zone = filters.cleaned_data, zone_of(user)
    if said["since"]:
        found = found.filter(made_at__gte=datetime.combine(said["since"], time.min, zone))
    elif not said["until"]:
        lately = Q(made_at__gte=timezone.now() - timedelta(days=DAYS))
        found = found.filter(lately | Q(state__in=NOT_ENDED))
    if said["until"]:
        ends = datetime.combine(said["until"] + timedelta(days=1), time.min, zone)
        found = found.filter(made_at__lt=ends)
    for field in ("line", "queue", "origin"):
        if said[field]:
            found = found.filter(**{field: said[field]})
    return found


def _listed(made: QuerySet[Promise], filters: Filters) -> QuerySet[Promise]:
    which = filters.cleaned_data.get("which") if filters.is_valid() else ""
    tried = Attempt.objects.select_related("operator__user").order_by("started_at", "pk")
    return (
        made.filter(CONDITIONS[which or "made"])
        .select_related(
            "card__person", "card__organisation", "operator__user", "ended_by__user", "owner_operator__user"
        )
        .prefetch_related(Prefetch("tried", tried))
        .order_by("-made_at", "-pk")
    )


def _note(user: User, found: Any, purpose: str) -> None:
    cards = [str(one.card_id) for one in found if one.card_id is not None]
    note_readings(user.username, user.organisation_id, Subject.CARD, cards, f"promises, {purpose}")


def _columns() -> Columns:
    names = all_names()
    return (
        (_("Promise"), lambda one: one.pk),
        (_("Card"), lambda one: one.card.number if one.card else ""),
        (_("Made"), lambda one: one.made_at),
        (_("What"), lambda one: str(one.get_kind_display())),
        (_("Because"), lambda one: str(one.get_origin_display())),
        (_("Line"), lambda one: one.line),
        (_("Queue"), lambda one: names.queue(one.queue)),
        (_("Owed by"), lambda one: owner_of(one, names)),
        (_("Number"), lambda one: one.number),
        (_("Due"), lambda one: one.due),
        (_("Attempts"), lambda one: one.attempts),
        (_("Last attempt"), lambda one: str(one.get_last_outcome_display())),
        (_("State"), lambda one: str(one.get_state_display())),
        (_("Overdue since"), lambda one: one.overdue_at),
        (_("Ended"), lambda one: one.ended_at),
        (_("Ended by"), lambda one: names.operator(one.ended_by_id) if one.ended_by_id else ""),
        (_("Reason"), lambda one: one.reason),
    )


def owner_of(one: Promise, names: Names) -> str:
    """Who owes it: exactly one of a person, a queue and those with a skill."""
    if one.owner_operator_id is not None:
        return names.operator(one.owner_operator_id)
    return names.queue(one.owner_queue) or one.owner_skill
