"""The page of an outside system that belongs to a card at the desk. Who may see the card is asked before."""

from __future__ import annotations

from string import Formatter
from typing import NamedTuple
from urllib.parse import quote

from django.db.models import F

from thirdring.apps.appeals.models import Card
from thirdring.apps.crm.models import FIELDS, CrmPage, Opening
from thirdring.apps.staff.models import Operator


class Page(NamedTuple):
    """Where it is, what it is called, and whether it opens by itself."""

    url: str
    name: str
    opens_by_itself: bool


def page_of(card: Card, operator: Operator) -> Page | None:
    """The page of the card's line, else of its organisation; ``None`` when there is none."""
    found = (
        CrmPage.objects.filter(organisation=card.organisation_id, active=True)
        .filter(line__number=card.line)
        .union(CrmPage.objects.filter(organisation=card.organisation_id, active=True, line__isnull=True))
        .order_by(F("line_id").asc(nulls_last=True))
        .first()
    )
    if found is None:
        return None
    url = _filled(found.template, values_of(card, operator))
    return Page(url, found.name, found.opens == Opening.TAB)


def values_of(card: Card, operator: Operator) -> dict[str, str]:
    """What the fields of an address stand for; empty where it is not known."""
    person = card.person
    values = (
        card.call_id or "",
        str(card.pk),
        card.number,
        card.caller,
        card.line,
        card.call.queue if card.call else "",
        str(card.person_id or ""),
        (person.enp or person.policy) if person else "",
        operator.user.username,
    )
    return dict(zip(FIELDS, values, strict=True))


def _filled(template: str, values: dict[str, str]) -> str:
    """Every value escaped as a part of an address, so that none of them can change where it leads."""
    return "".join(
        text + (quote(values[field], safe="") if field is not None else "")
        for text, field, _spec, _how in Formatter().parse(template)
    )
