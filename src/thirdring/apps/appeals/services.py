"""What operators do with a card: read it, fill it in, close it or put it aside.

Whether a card is complete is ``appeals.queries.missing``'s to say, who takes the next call the
router's: closing asks it to end the wrap-up by a command written in the same transaction.
"""

from __future__ import annotations

import re
import uuid
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from thirdring.acd.inputs import WrapUpEnded
from thirdring.acd.operators import OperatorState
from thirdring.apps.appeals.models import Card, CardKind, CardResult, CardState
from thirdring.apps.appeals.queries import Missing, calls_of, missing, of_call, reasons_for, visible_to
from thirdring.apps.audit.models import Subject
from thirdring.apps.audit.services import note_reading
from thirdring.apps.calls.models import OperatorInterval
from thirdring.apps.insured import queries as insured
from thirdring.apps.staff.models import User
from thirdring.apps.texts import plain
from thirdring.identifiers import phones
from thirdring.journal.statements import STATEMENTS

SPEECH = re.compile(r"[a-z][a-z-]{0,39}@[0-9]{1,6}(?:\.[0-9]{1,6})?")  # key of a text and its version
LONGEST_NAME = 300
LONGEST_TEXT = 10_000
LONGEST_REASON = 300  # for putting aside


class Stale(Exception):
    """The card has been changed since ``version`` of the reader; ``card`` is as it stands now."""

    def __init__(self, card: Card, user: User) -> None:
        if card.updated_by_id == user.pk:
            sentence = _("You have changed this card in another window. Look at it again before you go on.")
        else:
            sentence = _("%(who)s has changed this card meanwhile. Look at it again before you go on.") % {
                "who": card.updated_by or _("Somebody")
            }
        super().__init__(sentence)
        self.card = card


class Incomplete(Exception):
    """The card cannot be closed yet; ``missing`` says what is to be filled in."""

    def __init__(self, what: list[Missing]) -> None:
        labels = ", ".join(str(one.label) for one in what)
        super().__init__(_("Still to be filled in: %(labels)s.") % {"labels": labels})
        self.missing = what


class Closed(Exception):
    """The card is closed: it can be read, not changed."""

    def __init__(self) -> None:
        super().__init__(_("This card is closed and cannot be changed."))


@dataclass(frozen=True)
class Saved:
    """The card after an autosave; ``errors`` says which fields were refused and why, the others are kept."""

    card: Card
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[Missing]:
        return missing(self.card)


def read(user: User, purpose: str, *, number: int | None = None, call: str | None = None) -> Card:
    """The card with primary key ``number`` or of ``call``, noted in the read log (row X20).

    A call of our own has the card of the caller who is called back. Raises ``Card.DoesNotExist`` when there
    is none that ``user`` may see.
    """
    wanted = Q(pk=number) if call is None else of_call(call)
    with transaction.atomic():
        card = visible_to(user).get(wanted)
        note_reading(user.username, user.organisation_id, Subject.CARD, card.pk, purpose)
    return card


@transaction.atomic
def save(user: User, number: int, version: int, fields: Mapping[str, str]) -> Saved:
    """Keep what was typed: ``fields`` maps names to texts, those not named stay as they are.

    A text that cannot be kept is refused alone, by name. Saving once more what is stored already changes
    nothing and is never stale. Raises ``Stale``, ``Closed``, ``Card.DoesNotExist``.
    """
    card = _locked(user, number)
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, text in fields.items():
        if name not in FIELDS:
            errors[name] = _("A card has no such field.")
            continue
        attribute, reader = FIELDS[name]
        try:
            values[attribute] = reader(user, card, text)
        except ValidationError as error:
            errors[name] = " ".join(error.messages)
    changed = {name: value for name, value in values.items() if getattr(card, name) != value}
    if changed:
        _require_unchanged(card, user, version)
        for name, value in changed.items():
            setattr(card, name, value)
        _store(card, user)
    return Saved(card, errors)


@transaction.atomic
def close(user: User, number: int, version: int, key: uuid.UUID) -> Card:
    """Close a complete card and end the wrap-up that it belongs to. Closing a closed card changes nothing.

    ``key`` is the idempotency key of the router's command: await its outcome with
    ``journal.commands.send`` under the same key. Raises ``Stale``, ``Incomplete``.
    """
    card = _locked(user, number)
    if card.state == CardState.CLOSED:
        return card
    _require_unchanged(card, user, version)
    if what := missing(card):
        raise Incomplete(what)
    card.state, card.put_aside_reason = CardState.CLOSED, ""
    card.closed_at, card.closed_by = timezone.now(), user
    _store(card, user)
    _end_wrap_up(user, card, key, reason="")
    return card


@transaction.atomic
def put_aside(user: User, number: int, version: int, reason: str, key: uuid.UUID) -> Card:
    """Leave an incomplete card for later, with the reason why, and end the wrap-up (clause 11 of 141-П).

    Raises ``Stale``, ``Closed``, and ``ValidationError`` for a missing or unusable reason.
    """
    card = _locked(user, number)
    _require_open(card)
    _require_unchanged(card, user, version)
    reason = plain(reason, LONGEST_REASON)
    if not reason:
        raise ValidationError(_("Say why the card is put aside."))
    card.state, card.put_aside_reason = CardState.PUT_ASIDE, reason
    _store(card, user)
    _end_wrap_up(user, card, key, reason=reason)
    return card


def wrap_up_ended(user: User, reason: str) -> WrapUpEnded | None:
    """The command that ``close`` and ``put_aside`` write for ``user``; ``None`` if he is no operator."""
    operator = getattr(user, "operator", None)
    return None if operator is None else WrapUpEnded(at=0, operator=operator.pk, reason=reason)


def _locked(user: User, number: int) -> Card:
    return visible_to(user).select_for_update(of=("self",)).get(pk=number)


def _require_open(card: Card) -> None:
    if card.state == CardState.CLOSED:
        raise Closed


def _require_unchanged(card: Card, user: User, version: int) -> None:
    _require_open(card)
    if card.version != version:
        raise Stale(card, user)


def _store(card: Card, user: User) -> None:
    card.version += 1
    card.updated_at, card.updated_by = timezone.now(), user
    card.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('thirdring_card', %s)", [str(card.pk)])


def _end_wrap_up(user: User, card: Card, key: uuid.UUID, reason: str) -> None:
    """Ask the router, but only when it is this card's call that the operator is wrapping up."""
    asked = wrap_up_ended(user, reason)
    if asked is None or card.call_id is None:
        return
    wraps_up = OperatorInterval.objects.filter(
        operator=asked.operator, until__isnull=True, state=OperatorState.WRAP_UP, call__in=calls_of(card)
    )
    if not wraps_up.exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            STATEMENTS["ask"].decode(),
            {"key": key, "operator": asked.operator, "body": msgspec.json.encode(asked).decode()},
        )


# --- how each field is read: (user, card, text) → value; raises ValidationError ---------------------


def _person(user: User, card: Card, text: str) -> int | None:
    if not text:
        return None
    person = insured.visible_to(user).filter(pk=text).first() if text.isdecimal() and len(text) < 19 else None
    if person is None:
        raise ValidationError(_("There is no such insured person."))
    return person.pk


def _phone(user: User, card: Card, text: str) -> str:
    text = plain(text, phones.LONGEST)
    if not text:
        return ""
    number = phones.e164(text, card.organisation.country)
    if number is None:
        raise ValidationError(_("This is no phone number. Write it as +7 861 200-12-34."))
    return number


def _reason(user: User, card: Card, text: str) -> int | None:
    if not text:
        return None
    opened_on = card.opened_at.astimezone(zoneinfo.ZoneInfo(card.organisation.time_zone)).date()
    known = reasons_for(card.organisation, opened_on)
    if not (text.isdecimal() and len(text) < 19 and known.filter(pk=text).exists()):
        raise ValidationError(_("There is no such reason."))
    return int(text)


def _said(user: User, card: Card, text: str) -> str:
    """ "closing-thanks@1 transfer@1": what is said is added to what was, never taken back."""
    given = text.split()
    if not all(SPEECH.fullmatch(one) for one in given):
        raise ValidationError(_("There is no such speech module."))
    return " ".join(dict.fromkeys([*card.said.split(), *given]))


def _flag(user: User, card: Card, text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValidationError(_("Choose yes or no."))
    return text == "true"


def _one_of(choices: list[str]) -> Callable[[User, Card, str], str]:
    def read_choice(user: User, card: Card, text: str) -> str:
        if text and text not in choices:
            raise ValidationError(_("Choose one of the list."))
        return text

    return read_choice


def _text(longest: int, *, lines: bool) -> Callable[[User, Card, str], str]:
    return lambda user, card, text: plain(text, longest, lines=lines)


Reader = Callable[[User, Card, str], Any]

# name on the desk → attribute of the card, and how its text is read
FIELDS: dict[str, tuple[str, Reader]] = {
    "person": ("person_id", _person),
    "person_name": ("person_name", _text(LONGEST_NAME, lines=False)),
    "anonymous": ("anonymous", _flag),
    "phone": ("phone", _phone),
    "kind": ("kind", _one_of(CardKind.values)),
    "reason": ("reason_id", _reason),
    "text": ("text", _text(LONGEST_TEXT, lines=True)),
    "answer": ("answer", _text(LONGEST_TEXT, lines=True)),
    "result": ("result", _one_of(CardResult.values)),
    "said": ("said", _said),
}
