"""The public page "Call from the site": which lines it offers, and the telephone account it calls with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from thirdring.apps.channels.models import Line
from thirdring.desk.sip import WEB_CALLER, account_of

DIGITS = "123456789*0#"


@require_GET
def call(request: HttpRequest) -> HttpResponse:
    """For everybody: choose a line, speak through the browser."""
    lines = Line.objects.filter(active=True, public=True).select_related("organisation")
    return render(
        request,
        "desk/call.html",
        {"lines": lines, "digits": DIGITS, "caller": {"phone": account_of(request, WEB_CALLER)}},
    )
