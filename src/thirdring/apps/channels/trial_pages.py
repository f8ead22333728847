"""The page of a trunk's test calls: a number, a button, and what came of the latest.

Who may see it is decided by ``channels.admin``.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from unfold.widgets import UnfoldAdminTextInputWidget

from thirdring.apps.channels import trials
from thirdring.apps.channels.models import Trunk
from thirdring.apps.staff.models import User


class TrialForm(forms.Form):
    number = forms.RegexField(
        r"^[0-9+*#() -]{1,40}$",
        label=_("Number to call"),
        help_text=_(
            "Your own mobile telephone, or the provider's number for tests. Whoever answers hears a tone, and"
            " after five seconds we hang up."
        ),
        error_messages={"invalid": _("A number has digits, and perhaps + * # ( ) and hyphens.")},
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


def trial_page(request: HttpRequest, trunk: Trunk) -> HttpResponse:
    """Asks for a number and shows the latest test calls."""
    latest = trunk.trial_calls.first()
    form = TrialForm(request.POST or None, initial={"number": latest.number if latest else ""})
    if request.method == "POST" and form.is_valid() and isinstance(request.user, User):
        try:
            trials.ask(trunk, form.cleaned_data["number"], request.user)
        except trials.NotNow as why:
            form.add_error(None, str(why))
        else:
            return redirect(request.path)
    frame = {**admin.site.each_context(request), "title": _("Test call"), "opts": Trunk._meta, "trunk": trunk}
    return render(request, "channels/trial.html", frame | {"form": form} | _latest(trunk))


@require_safe
def latest_trials(request: HttpRequest, trunk: Trunk) -> HttpResponse:
    """The latest test calls alone: asked for again and again while one is under way."""
    return render(request, "channels/trials.html", _latest(trunk))


def _latest(trunk: Trunk) -> dict[str, Any]:
    found = [
        {"call": trial, "outcome": trials.outcome(trial), "under_way": trials.is_under_way(trial)}
        for trial in trunk.trial_calls.select_related("asked_by")
    ]
    return {"trials": found}
