"""Which cards and reasons one may see, and the one rule of when a card is complete. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from thirdring.apps.appeals.models import PROGRAMMES, Card, Reason
from thirdring.apps.calls.models import Leg
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.promises.models import Attempt, Promise
from thirdring.apps.staff.models import User


class Missing(NamedTuple):
    """A field to fill before the card can be closed, and how to name it to the operator."""

    field: str
    label: str | Lazy


def missing(card: Card) -> list[Missing]:
    """What must be filled in before ``card`` can be closed, in the order of the desk (clause 11 of 141-П).

    Of a caller with whom nobody has spoken nothing could be asked: there only the result is needed.
    """
    return missing_on([card])[card.pk]


def missing_on(cards: Collection[Card]) -> dict[int, list[Missing]]:
    """The same of many cards by their ids, in one query at most."""
    over = {card.pk for card in cards if card.call and card.call.ended_at and not card.call.answered_at}
    spoken_later = Attempt.objects.filter(promise__card__in=over, call__answered_at__isnull=False)
    unspoken = over - set(spoken_later.values_list("promise__card", flat=True)) if over else over
    return {card.pk: _missing(card, spoken_with=card.pk not in unspoken) for card in cards}


def _missing(card: Card, *, spoken_with: bool) -> list[Missing]:
    """``spoken_with``: in the call itself, or when the person was called back."""
    needed = [Missing("result", _("result"))] if not card.result else []
    if not spoken_with:
        return needed
    asked = (
        (Missing("person_name", _("who")), card.person_id or card.person_name or card.anonymous),
        (Missing("kind", _("kind of appeal")), card.kind),
        (Missing("reason", _("reason")), card.reason_id),
        (Missing("text", _("what it is about")), card.text),
    )
    return [what for what, answer in asked if not answer] + needed


def calls_of(card: Card) -> list[str]:
    """Its own call, and those by which the person was called back."""
    own = [card.call_id] if card.call_id else []
    attempts = Attempt.objects.filter(promise__card=card, call__isnull=False)
    return own + list(attempts.values_list("call_id", flat=True))


def of_call(call: str) -> Q:
    """The card that was made for ``call``, or about which ``call`` was made."""
    return Q(call=call) | Q(pk__in=Attempt.objects.filter(call=call).values("promise__card"))


def visible_to(user: User) -> QuerySet[Card]:
    """Cards of the own organisation, and those that this very person was given.

    A caller was passed on to him, or he has a promise to keep, or has tried to.
    """
    cards = Card.objects.select_related("organisation", "person", "reason", "call")
    if user.organisation_id is None:
        return cards if user.is_superuser else cards.none()
    given = Promise.objects.filter(operator__user=user), Promise.objects.filter(owner_operator__user=user)
    tried = Attempt.objects.filter(Q(operator__user=user) | Q(call__in=_calls_offered_to(user)))
    return cards.filter(
        Q(organisation=user.organisation_id)
        | Q(call__in=_calls_offered_to(user))
        | Q(pk__in=given[0].values("card"))
        | Q(pk__in=given[1].values("card"))
        | Q(pk__in=tried.values("promise__card"))
    )


def _calls_offered_to(user: User) -> QuerySet:
    return Leg.objects.filter(operator__user=user).values("call")


def reasons_for(organisation: Organisation, on: date) -> QuerySet[Reason]:
    """The code tree that an appeal to ``organisation`` on that day is sorted by."""
    return Reason.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        valid_from__lte=on,
        programme__in=("", *PROGRAMMES[organisation.kind]),
    ).select_related("parent")


def earlier_cards(user: User, card: Card) -> QuerySet[Card]:
    """Earlier appeals of the same person, else from the same number, newest first."""
    same = Q(person=card.person_id) if card.person_id else Q(caller=card.caller)
    if not card.person_id and not card.caller:
        return Card.objects.none()
    return visible_to(user).filter(same).exclude(pk=card.pk).order_by("-opened_at", "-pk")
