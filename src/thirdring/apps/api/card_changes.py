"""Filling in, closing and putting aside a card for an operator, by the rules of the desk.

The version that was read comes with the request as ``If-Match``: nobody overwrites in silence what somebody
else has written meanwhile. All fields are kept, or none.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from ninja import Schema
from pydantic import ConfigDict, Field

from thirdring.apps.api.acting import command_key, operator_for, unprocessable, words
from thirdring.apps.api.asking import Request, of_organisation, require_known, require_version, row_number
from thirdring.apps.api.cards import card_out, cards, etag
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.problems import Refused, not_found
from thirdring.apps.api.schemas import LARGEST_ID, CardOut, Json
from thirdring.apps.appeals import services
from thirdring.apps.appeals.models import Card, CardKind, CardResult
from thirdring.apps.appeals.queries import reasons_for
from thirdring.apps.staff.models import Operator, User

WRITE = Bearer(Scope.CARDS_WRITE)
OperatorId = Annotated[int, Field(ge=1, le=LARGEST_ID, description="for whom it is done")]


class CardChange(Schema):
    """The fields to change; those not named stay as they are. ``reason`` is a code of the tree."""

    model_config = ConfigDict(extra="forbid")

    operator: OperatorId
    person: Annotated[int | None, Field(ge=1, le=2**63 - 1)] = None
    person_name: Annotated[str, Field(max_length=services.LONGEST_NAME)] = ""
    anonymous: bool = False
    phone: Annotated[str, Field(max_length=64)] = ""
    kind: CardKind | None = None
    reason: Annotated[str | None, Field(max_length=20)] = None
    text: Annotated[str, Field(max_length=services.LONGEST_TEXT)] = ""
    answer: Annotated[str, Field(max_length=services.LONGEST_TEXT)] = ""
    result: CardResult | None = None


class CardClosing(Schema):
    model_config = ConfigDict(extra="forbid")

    operator: OperatorId


class CardPutAside(Schema):
    model_config = ConfigDict(extra="forbid")

    operator: OperatorId
    reason: Annotated[str, Field(min_length=1, max_length=services.LONGEST_REASON)]


@cards.patch("/cards/{card}", response=CardOut, auth=WRITE, summary="Fill in a card")
def change_card(request: Request, response: HttpResponse, card: str, change: CardChange) -> Json:
    def keep(user: User, found: Card, version: int) -> Card:
        saved = services.save(user, found.pk, version, _texts(found, change))
        if saved.errors:
            raise unprocessable({name: str(why) for name, why in saved.errors.items()}, translated=True)
        return saved.card

    return _changed(request, response, card, change.operator, keep)


@cards.post("/cards/{card}/close", response=CardOut, auth=WRITE, summary="Close a complete card")
def close_card(request: Request, response: HttpResponse, card: str, closing: CardClosing) -> Json:
    """Ends the operator's wrap-up, too, if it is of this card's call."""
    key = command_key(request)
    return _changed(
        request,
        response,
        card,
        closing.operator,
        lambda user, found, version: services.close(user, found.pk, version, key),
    )


@cards.post("/cards/{card}/put-aside", response=CardOut, auth=WRITE, summary="Leave a card for later")
def put_card_aside(request: Request, response: HttpResponse, card: str, aside: CardPutAside) -> Json:
    reason, key = words("reason", aside.reason), command_key(request)
    return _changed(
        request,
        response,
        card,
        aside.operator,
        lambda user, found, version: services.put_aside(user, found.pk, version, reason, key),
    )


def _changed(
    request: Request,
    response: HttpResponse,
    card: str,
    operator: int,
    change: Callable[[User, Card, int], Card],
) -> Json:
    require_known(request)
    who = operator_for(request, operator)
    try:
        with transaction.atomic():
            found = _of_both(request, row_number(card, "card"), who)
            changed = change(who.user, found, _version(request, found))
    except Card.DoesNotExist:
        raise not_found("card") from None
    except services.Stale as stale:
        raise Refused(HTTPStatus.PRECONDITION_FAILED, str(stale), code="stale", translated=True) from None
    except services.Closed as closed:
        raise Refused(HTTPStatus.CONFLICT, str(closed), code="closed", translated=True) from None
    except services.Incomplete as incomplete:
        fields = {one.field: str(one.label) for one in incomplete.missing}
        raise Refused(HTTPStatus.CONFLICT, str(incomplete), fields, "incomplete", translated=True) from None
    except ValidationError as wrong:
        raise unprocessable({"card": " ".join(wrong.messages)}, translated=True) from None
    response["ETag"] = etag(changed)
    return card_out(request, changed)


def _of_both(request: Request, card: int, who: Operator) -> Card:
    """The card, if the token's organisation has it and the operator may see it."""
    if of_organisation(request, Card.objects.filter(pk=card)).exists():
        return services.read(who.user, f"API, token {request.auth.name}", number=card)
    raise Card.DoesNotExist


def _version(request: Request, found: Card) -> int:
    require_version(request, etag(found), "card")
    return found.version


def _texts(found: Card, change: CardChange) -> dict[str, str]:
    """As the desk would type them."""
    given: dict[str, Any] = change.dict(exclude_unset=True, exclude={"operator"})
    return {name: _WRITTEN.get(name, _plainly)(found, value) for name, value in given.items()}


def _plainly(found: Card, value: Any) -> str:
    return "" if value is None else str(value)


def _reason(found: Card, code: str | None) -> str:
    if not code:
        return ""
    opened_on = found.opened_at.astimezone(zoneinfo.ZoneInfo(found.organisation.time_zone)).date()
    known = {one.code: one.pk for one in reasons_for(found.organisation, opened_on)}
    if code not in known:
        raise unprocessable({"reason": "no such code on the day when the card was opened"})
    return str(known[code])


_WRITTEN: dict[str, Callable[[Card, Any], str]] = {
    "anonymous": lambda found, value: "true" if value else "false",
    "reason": _reason,
}
