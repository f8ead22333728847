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
from django.utils.translation import gettext as _

from thirdring.acd import inputs
from thirdring.acd.inputs import Illegal, Input
from thirdring.acd.operators import OperatorState
from thirdring.apps.appeals.passing_on import passed_on
from thirdring.apps.channels.models import PauseReason
from thirdring.apps.staff.models import Operator
from thirdring.apps.texts import plain
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
        asked = msgspec.structs.replace(asked, reason=_words(asked.reason))
        return passed_on(asked, operator, seat.call if seat else "")
    elif isinstance(asked, inputs.OfferRefused | inputs.TransferMarkedWrong):
        return msgspec.structs.replace(asked, reason=_words(asked.reason))
    return asked


def _words(text: str) -> str:
    try:
        return plain(text, LONGEST_NOTE)
    except ValidationError as problem:
        raise Unreadable(" ".join(problem.messages)) from None
