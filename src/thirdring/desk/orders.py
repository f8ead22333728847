"""The commands that a desk may send: which inputs of the router, with which fields, on whose behalf.

The operator is always the one who is logged in, never what the browser says. Checks that need
the database stand here too (whose device, which pause, is there a reason to pass the call on);
whether a command fits the moment is decided by the engine alone.
"""

from __future__ import annotations

import uuid
from typing import Any

import msgspec
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from thirdring.acd import inputs
from thirdring.acd.inputs import Illegal, Input
from thirdring.acd.operators import OperatorState
from thirdring.apps.appeals.models import Card, CardKind, Reason
from thirdring.apps.appeals.queries import of_call
from thirdring.apps.channels.models import Language, Line, PauseReason
from thirdring.apps.staff.models import Operator
from thirdring.apps.texts import plain
from thirdring.desk.directory import spoken_name
from thirdring.desk.promise_orders import PROMISE_COMMANDS
from thirdring.journal.live import LiveOperator

LONGEST_NOTE = 200

ALLOWED: dict[str, type[Input]] = {
    kind.__name__: kind
    for kind in (
        inputs.OperatorLoggedIn,
        inputs.OperatorLoggedOut,
        inputs.OperatorReady,
        inputs.OperatorPaused,
        inputs.OfferRefused,
        inputs.HangUpRequested,
        inputs.HoldRequested,
        inputs.ResumeRequested,
        inputs.CardOpened,
        inputs.TransferRequested,
        inputs.TransferCompleted,
        inputs.TransferCancelled,
        inputs.TransferMarkedWrong,
        inputs.RecordingPauseRequested,
        inputs.RecordingResumeRequested,
        inputs.SupervisionChangeRequested,  # to begin with, ``calls.supervision`` has been asked
        inputs.SupervisionEndRequested,
        inputs.TakeOverRequested,
        *PROMISE_COMMANDS,
    )
}


class Unreadable(Exception):
    """The request is no command. ``str()`` says which field is wrong and why."""


class Order(msgspec.Struct):
    """One command: the router's input, and the key that makes it happen once."""

    asked: Input
    key: uuid.UUID


def read_order(body: bytes, operator: int) -> Order:
    """The command that a browser sent; raises ``Unreadable``."""
    try:
        fields: dict[str, Any] = msgspec.json.decode(body, type=dict[str, Any])
        kind = ALLOWED.get(str(fields.pop("type", "")))
        if kind is None:
            raise Unreadable(_("type: not a command of the desk"))
        key = uuid.UUID(str(fields.pop("key", "")))
        asked = msgspec.convert({**fields, "type": kind.__name__, "operator": operator, "at": 0}, kind)
    except msgspec.DecodeError:
        raise Unreadable(_("the request is not JSON")) from None
    except msgspec.ValidationError as problem:
        raise Unreadable(str(problem)) from None
    except ValueError:
        raise Unreadable(_("key: not a UUID")) from None
    return Order(asked, key)


def checked(asked: Input, operator: Operator, seat: LiveOperator | None) -> Input:
    """The command, completed by what configuration and cards say.

    Raises ``Illegal`` with a translated sentence, ``Unreadable`` for words that cannot be stored.
    """
    if isinstance(asked, inputs.OperatorLoggedIn):
        if not operator.devices.filter(key=asked.device).exists():
            raise Illegal("not-your-device", _("This phone does not belong to you."))
    elif isinstance(asked, inputs.OperatorPaused):
        if not PauseReason.objects.filter(key=asked.reason, active=True).exists():
            raise Illegal("unknown-pause", _("There is no such reason for a pause."))
    elif isinstance(asked, inputs.OperatorReady) and seat and seat.state == OperatorState.WRAP_UP:
        # Clause 11 of 141-П: no call before the card is closed or put aside (row S90).
        raise Illegal("card-open", _("Close the card or put it aside first: that makes you ready."))
    elif isinstance(asked, inputs.TransferRequested):
        return _with_reason(asked, operator, seat)
    elif isinstance(asked, inputs.OfferRefused | inputs.TransferMarkedWrong):
        return msgspec.structs.replace(asked, reason=_words(asked.reason))
    return asked


def _with_reason(
    asked: inputs.TransferRequested, operator: Operator, seat: LiveOperator | None
) -> inputs.TransferRequested:
    """Clause 3 of 141-П: nobody is passed on before it is known who calls and why (row S59).

    The reason is the card's; what the browser sent with it is the operator's note to the colleague.
    """
    card = Card.objects.filter(of_call(seat.call)).select_related("reason").first() if seat else None
    if card is None or card.reason is None:
        raise Illegal(
            "transfer-needs-reason",
            _("Write down the reason first: the colleague receives the caller with a filled-in card."),
        )
    if not (card.person_id or card.person_name or card.anonymous):
        raise Illegal(
            "transfer-needs-who",
            _("Write down who calls first, or that the caller does not give a name."),
        )
    said = (str(card.reason), _words(asked.reason))
    reason = " – ".join(part for part in said if part)
    return msgspec.structs.replace(asked, reason=reason, summary=_summary(operator, card, card.reason))


def _summary(operator: Operator, card: Card, reason: Reason) -> inputs.Summary:
    """The card for the ear of a colleague who has no desk, in the language in which the line speaks."""
    line = Line.objects.filter(number=card.line).first()
    with translation.override(line.language if line else Language.RU):
        kind = str(CardKind(card.kind).label) if card.kind else ""
        return inputs.Summary(f"{spoken_name(operator)}, {operator.organisation.name}", kind, reason.name)


def _words(text: str) -> str:
    try:
        return plain(text, LONGEST_NOTE)
    except ValidationError as problem:
        raise Unreadable(" ".join(problem.messages)) from None
