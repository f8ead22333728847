"""What is owed, as the desk shows it: one promise with message and attempts, the list, a typed number.

Read from the tables that the journal writes; whose card one may see, his promise one may see.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from thirdring.acd.attempts import NOT_TAKEN
from thirdring.acd.centre import PromiseRules
from thirdring.acd.promise_facts import PromiseOrigin
from thirdring.apps.appeals.models import Card, CardState
from thirdring.apps.appeals.queries import visible_to
from thirdring.apps.channels.centre import needs_of, rules_in_force, skills_of
from thirdring.apps.channels.models import Queue
from thirdring.apps.promises.models import NOT_ENDED, UNREACHABLE, Attempt, Promise
from thirdring.apps.promises.numbers import verdict
from thirdring.apps.staff.models import Operator
from thirdring.apps.transcripts.queries import for_promises
from thirdring.desk.signed_in import operator_of, user_of

Json = dict[str, Any]

LISTED = 30  # of what one's queues owe, the most urgent
UNREACHED_SHOWN = 5
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
_WITH = ("card__person", "card__organisation", "call")
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
    own_words: bool
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
        Promise.objects.select_related(*_WITH)
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
            "own": [_row(one, near_ms) for one in _open(Q(owner_operator=operator))],
            "queues": [_row(one, near_ms) for one in _open(_owed_with(operator))[:LISTED]],
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
            one.origin in IN_OWN_WORDS,
            _ways(one.card, one.number),
        )
        for one in found
    ]


def of_card(card: Card) -> list[Shown]:
    """What was promised about the appeal of this card, in order."""
    return shown(list(Promise.objects.filter(card=card).select_related(*_WITH)))


def unreached_by(operator: Operator) -> list[Shown]:
    """Persons whom this operator was the last to try in vain, and whose card still waits for another way."""
    found = Promise.objects.filter(state=UNREACHABLE, ended_by=operator).exclude(card__state=CardState.CLOSED)
    return shown(list(found.select_related(*_WITH).order_by("-ended_at")[:UNREACHED_SHOWN]))


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


def _open(owed: Q) -> QuerySet[Promise]:
    return (
        Promise.objects.filter(owed, state__in=NOT_ENDED)
        .select_related("card__person", "operator__user")
        .order_by("due", "since")
    )


def _owed_with(operator: Operator) -> Q:
    """Owed by a queue that the operator serves, or by those with a skill that he has."""
    skills = skills_of(operator)
    queues = Queue.objects.select_related("organisation", "needs_department").prefetch_related("needs_skills")
    served = [queue.key for queue in queues if all(need in skills for need in needs_of(queue))]
    return Q(owner_queue__in=served) | Q(owner_skill__in=list(skills))


def _row(one: Promise, near_ms: int) -> Json:
    sign, name = ORIGINS.get(one.origin, UNNAMED)
    return {"promise": one, "sign": sign, "name": name, "near_ms": near_ms}


def _terms() -> PromiseRules:
    return rules_in_force().promises or PromiseRules()
