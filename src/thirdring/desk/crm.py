"""The outside CRM at the desk: its page for the call, and calls that begin there by a ``tel:`` link.

Numbers that are dialled so belong to people who have called before: the call is about their last card.
"""

from __future__ import annotations

import uuid
from http import HTTPStatus

from asgiref.sync import async_to_sync
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from thirdring.acd.inputs import DialOrdered, Illegal
from thirdring.apps.appeals.models import Card
from thirdring.apps.appeals.queries import of_call, visible_to
from thirdring.apps.crm.pages import page_of
from thirdring.apps.promises.numbers import awake
from thirdring.apps.refusals import sentence_of
from thirdring.apps.staff.models import Operator
from thirdring.apps.texts import plain
from thirdring.desk.hub import hub
from thirdring.desk.signed_in import operator_of, user_of
from thirdring.identifiers import phones
from thirdring.journal import commands

LONGEST_WHY = 300


@require_GET
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """A fragment with the page for the call ``?call=``; nothing when there is none."""
    operator = operator_of(request)
    call = request.GET.get("call", "").replace("\x00", "")
    card = visible_to(user_of(request)).filter(of_call(call)).first()
    if card is None:
        raise Http404
    found = page_of(card, operator)
    if found is None:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return render(request, "desk/crm.html", {"page": found})


@require_http_methods(["GET", "POST"])
@login_required
def dial(request: HttpRequest) -> HttpResponse:
    """Asks before it dials ``?to=`` (``tel:`` or any spelling): a link alone must ring nobody."""
    operator = operator_of(request)
    said = request.POST.get("to") or request.GET.get("to", "")
    to = phones.e164(said.removeprefix("tel:").partition(";")[0], operator.organisation.country) or ""
    card = _last_card(request, to) if to else None
    shown = {"to": to, "said": said, "card": card, "why": request.POST.get("why", ""), "trouble": ""}
    if request.method == "POST" and card is not None:
        try:
            _dial(operator, card, to, str(shown["why"]))
            return redirect(_after_dialling(operator, to))
        except Illegal as illegal:
            shown["trouble"] = sentence_of(illegal)
        except ValidationError as wrong:
            shown["trouble"] = " ".join(wrong.messages)
    return render(
        request, "desk/dial.html", {"section": "desk", "desk_is_open": _desk_is_open(operator), **shown}
    )


@require_GET
@login_required
def dialled(request: HttpRequest) -> HttpResponse:
    """What the CRM's tab shows once ``?to=`` is dialled at the desk in another tab."""
    operator = operator_of(request)
    to = phones.e164(request.GET.get("to", ""), operator.organisation.country) or ""
    return render(request, "desk/dialled.html", {"section": "desk", "to": to})


def _after_dialling(operator: Operator, to: str) -> str:
    """The desk, unless it is open already: this tab would only be a second one."""
    if not _desk_is_open(operator):
        return reverse("desk:desk")
    return f"{reverse('desk:dialled')}?{urlencode({'to': to})}"


def _desk_is_open(operator: Operator) -> bool:
    found = hub.live.operators.get(operator.pk) if hub.live else None
    return found is not None and found.desk


def _last_card(request: HttpRequest, number: str) -> Card | None:
    cards = visible_to(user_of(request)).filter(call__isnull=False, caller__in=phones.spellings(number))
    return cards.order_by("-opened_at").first()


def _dial(operator: Operator, card: Card, to: str, why: str) -> None:
    """Raises ``Illegal``, and ``ValidationError`` for words that cannot be stored."""
    words = plain(why, LONGEST_WHY)
    if not words:
        raise ValidationError(_("Say what the call is about."))
    number = awake(to, card.line)
    assert card.call is not None
    asked = DialOrdered(0, operator.pk, card.call.pk, card.line, card.call.queue, number, words)
    async_to_sync(commands.send)(asked, uuid.uuid4())
