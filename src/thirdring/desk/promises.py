"""What is owed, as the desk shows it: one promise with message and attempts, the list, a typed number.

Read from the tables that the journal writes; whose card one may see, his promise one may see.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from thirdring.acd.attempts import NOT_TAKEN
from thirdring.acd.centre import PromiseRules
from thirdring.acd.promise_facts import PromiseOrigin
from thirdring.acd.transfer import BUSY
from thirdring.apps.appeals.models import Card
from thirdring.apps.appeals.queries import visible_to
from thirdring.apps.channels.centre import rules_in_force
from thirdring.apps.promises.models import NOT_ENDED, UNREACHABLE, Attempt, Promise
from thirdring.apps.promises.numbers import verdict
from thirdring.apps.promises.owing import LISTED, SHOWN_WITH, owed_by, owed_with
from thirdring.apps.transcripts.queries import for_promises
from thirdring.desk.signed_in import operator_of, user_of

Json = dict[str, Any]

IN_OWN_WORDS = (PromiseOrigin.CHOSEN_TIME, PromiseOrigin.LEVEL_2_BUSY)  # where an operator wrote down why

# As ``ts/promisewords.ts``: the sign, and what it is called.
ORIGINS: dict[str, tuple[str, Lazy]] = {
    PromiseOrigin.MESSAGE: ("message-2", _("Left a voice message")),
    PromiseOrigin.QUEUE: ("phone-outgoing", _("Asked for a call back")),
    PromiseOrigin.MISSED: ("phone-x", _("Hung up while waiting")),
    PromiseOrigin.BROKEN: ("phone-off", _("The connection broke")),
    PromiseOrigin.CHOSEN_TIME: ("calendar-time", _("A call at a chosen time")),
    PromiseOrigin.LEVEL_2_BUSY: ("users", _("The colleague was busy")),
}
UNNAMED = ("bookmark", _("Promised a call"))


# Why a promise came back by itself, as the router says it; whatever else stands there, somebody has typed.
RETURNED: dict[str, Lazy] = {
    NOT_TAKEN: _("not begun in time"),
    "let go": _("nobody was reached"),
    "pause": _("the operator went on a pause"),
    "logout": _("the operator's shift ended"),
}


class Tried(msgspec.Struct, frozen=True):
    """One attempt that is over."""

    attempt: Attempt
    reason: str | Lazy


class Way(msgspec.Struct, frozen=True):
    """One way to reach the person; ``number`` if it can be dialled."""

    icon: str
    text: str
    number: str = ""


class Shown(msgspec.Struct, frozen=True):
    """A promise with all that is told of it. ``ways``: how else the person could be reached."""

    promise: Promise
    sign: str
    name: Lazy
    attempts: list[Tried]
    wanted: int  # attempts before the person counts as unreachable
    near_ms: int
    transcript: str
    own_words: str  # of an operator who wrote down why
    ways: list[Way]

    @property
    def is_open(self) -> bool:
        return self.promise.state in NOT_ENDED

    @property
    def is_unreachable(self) -> bool:
        return self.promise.state == UNREACHABLE


@require_GET
@login_required
def promise(request: HttpRequest) -> HttpResponse:
    """The promise ``?promise=`` as a fragment of the desk; open or settled."""
    found = (
        Promise.objects.select_related(*SHOWN_WITH)
        .filter(pk=request.GET.get("promise", ""), card__in=visible_to(user_of(request)))
        .first()
    )
    if found is None:
        raise Http404
    return render(request, "desk/promise.html", {"shown": shown([found])[0]})


@require_GET
@login_required
def promises(request: HttpRequest) -> HttpResponse:
    """What the operator owes himself, and what his queues owe: the list behind the figures."""
    operator = operator_of(request)
    near_ms = _terms().near_due // 1000
    return render(
        request,
        "desk/promises.html",
        {
            "own": [_row(one, near_ms) for one in owed_by(operator)],
            "queues": [_row(one, near_ms) for one in owed_with(operator)[:LISTED]],
            "now": timezone.now(),
        },
    )


@require_GET
@login_required
def number(request: HttpRequest) -> HttpResponse:
    """What ``?number=`` is as a number of a caller of ``?line=``; ``?at=``: called then (milliseconds)."""
    at = request.GET.get("at", "")
    moment = datetime.fromtimestamp(int(at) / 1000, UTC) if at.isdecimal() and len(at) < 15 else None
    said = verdict(request.GET.get("number", ""), request.GET.get("line", ""), moment)
    return HttpResponse(msgspec.json.encode(said), content_type="application/json")


def shown(found: list[Promise]) -> list[Shown]:
    """These promises with attempts, transcripts and ways of contact."""
    keys = [one.pk for one in found]
    attempts: dict[str, list[Tried]] = {key: [] for key in keys}
    for one in (
        Attempt.objects.filter(promise__in=keys, ended_at__isnull=False)
        .select_related("operator__user", "call")
        .order_by("started_at")
    ):
        attempts[one.promise_id].append(Tried(one, RETURNED.get(one.reason, one.reason)))
    transcripts = for_promises(keys)
    terms = _terms()
    return [
        Shown(
            one,
            *ORIGINS.get(one.origin, UNNAMED),
            attempts[one.pk],
            terms.attempts,
            terms.near_due // 1000,
            transcripts[one.pk].text if one.pk in transcripts else "",
            one.why if one.origin in IN_OWN_WORDS and one.why != BUSY else "",
            _ways(one.card, one.number),
        )
        for one in found
    ]


def of_card(card: Card) -> list[Shown]:
    """What was promised about the appeal of this card, in order."""
    return shown(list(Promise.objects.filter(card=card).select_related(*SHOWN_WITH)))


def _ways(card: Card | None, dialled: str) -> list[Way]:
    """Other numbers and the address, from the card and the registry of insured persons."""
    if card is None:
        return []
    ways = [Way("phone", card.phone, card.phone)] if card.phone and card.phone != dialled else []
    person = card.person
    if person is None:
        return ways
    known = {dialled, card.phone}
    ways += [Way("phone", one.number, one.number) for one in person.phones.all() if one.number not in known]
    if person.address:
        ways.append(Way("map-pin", person.address))
    return ways


def _row(one: Promise, near_ms: int) -> Json:
    sign, name = ORIGINS.get(one.origin, UNNAMED)
    return {"promise": one, "sign": sign, "name": name, "near_ms": near_ms}


def _terms() -> PromiseRules:
    return rules_in_force().promises or PromiseRules()
