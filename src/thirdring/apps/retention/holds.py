"""What is held: of a call or a card everything, and of the calls by which a promise made there was kept.

Of the read log, whole nights in which a held call or card was read.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from thirdring.apps.appeals.models import Card
from thirdring.apps.calls.models import Call
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.promises.models import Promise
from thirdring.apps.retention import readings
from thirdring.apps.retention.keeping import Due, due
from thirdring.apps.retention.models import Hold, Kind, Rule
from thirdring.apps.staff.models import User

TONIGHT, SOON = timedelta(days=1), timedelta(days=30)


class Held(NamedTuple):
    """Calls and cards nothing of which is deleted, and the promises that such calls were to keep."""

    calls: frozenset[str] = frozenset()
    cards: frozenset[str] = frozenset()
    promises: frozenset[str] = frozenset()

    def holds(self, one: Due) -> bool:
        if one.rule.kind == Kind.READING:
            return readings.tell_of(one.subject, self.calls | self.cards)
        also = {Kind.CARD: self.cards, Kind.NUMBER: self.promises}.get(Kind(one.rule.kind), frozenset())
        return one.call in self.calls or one.subject in also


def standing(now: datetime) -> QuerySet[Hold]:
    """Holds that are neither lifted nor run out."""
    not_run_out = Q(until__isnull=True) | Q(until__gte=now.date())
    return Hold.objects.filter(not_run_out, lifted_at__isnull=True)


def still_to_come(until: date | None) -> date | None:
    """The last day of a new hold; raises ``ValidationError`` for one that is over."""
    if until is not None and until < timezone.now().date():
        raise ValidationError(_("This day is over: the hold would keep nothing."))
    return until


def what_is_meant(organisation: Organisation, about: str) -> tuple[Card | None, str] | None:
    """The card whose number ``about`` is, or the call whose id; ``None`` if the organisation has neither."""
    number = about.rpartition("-")[2]
    if number.isascii() and number.isdigit() and len(number) < 18:
        card = Card.objects.filter(organisation=organisation, pk=int(number)).first()
        if card is not None and card.number == about:
            return card, ""
    return (None, about) if Call.objects.filter(organisation=organisation, pk=about).exists() else None


def lift(holds: QuerySet[Hold], by: User | None, program: str = "") -> int:
    """Those of ``holds`` that stand; returns how many did. By a person, or a program with a token."""
    now = timezone.now()
    return (
        standing(now)
        .filter(pk__in=holds.values("pk"))
        .update(lifted_at=now, lifted_by=by, lifted_by_program=program)
    )


class Foreseen(NamedTuple):
    """Of what a rule would delete by some moment: how much goes, and how much is kept back by holds."""

    goes: int
    kept_back: int


def foreseen(rule: Rule, ahead: timedelta) -> Foreseen:
    """What the rule will have deleted when ``ahead`` has passed."""
    now = timezone.now()
    kept_back = held(now)
    found = [kept_back.holds(one) for one in due(rule, now + ahead)]
    return Foreseen(found.count(False), found.count(True))


def held(now: datetime) -> Held:
    """All that is held ``now``."""
    holds = list(standing(now).values_list("call", "card", "card__call"))
    if not holds:
        return Held()
    calls = {call for call, _card, of_card in holds for call in (call, of_card) if call}
    cards = {card for _call, card, _of_card in holds if card}
    cards.update(Card.objects.filter(call__in=calls).values_list("pk", flat=True))
    made_there = Promise.objects.filter(Q(call__in=calls) | Q(card__in=cards))
    calls.update(Call.objects.filter(promise__in=made_there.values("pk")).values_list("pk", flat=True))
    to_keep = Call.objects.filter(pk__in=calls).exclude(promise="").values_list("promise", flat=True)
    return Held(frozenset(calls), frozenset(map(str, cards)), frozenset(to_keep))
