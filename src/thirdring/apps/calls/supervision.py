"""Who may listen to whom: a supervisor's wish becomes the router's input, and a line of the read log.

``order`` is the one way in for every screen with buttons for supervisors. A supervisor of an organisation
hears the calls to its lines and no others, on the phone of his own shift; whether the wish fits the moment
is decided by the engine alone.
"""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _

from thirdring.acd.inputs import (
    Illegal,
    Input,
    SupervisionChangeRequested,
    SupervisionEndRequested,
    SupervisionMode,
    SupervisionRequested,
    TakeOverRequested,
)
from thirdring.acd.operators import OperatorState
from thirdring.apps.audit.models import Subject
from thirdring.apps.audit.services import note_reading
from thirdring.apps.staff.models import Operator, Role, User
from thirdring.journal.live import Live


class Wish(StrEnum):
    """What a supervisor asks for."""

    LISTEN = "listen"
    WHISPER = "whisper"
    JOIN = "join"
    TAKE_OVER = "take over"
    LEAVE = "leave"


def may_supervise(user: User) -> bool:
    """Whether the buttons are to be shown to this login at all."""
    return user.is_superuser or Role.SUPERVISOR in user.roles


def order(user: User, live: Live, call: str, wish: Wish, program: str = "") -> Input:
    """The input for ``journal.commands.send``, noted in the read log if a conversation is to be heard.

    ``live`` is the present moment as screens fold it; ``program``: by which the supervisor says so.
    Raises ``Illegal`` with a translated sentence:
    ``not-a-supervisor``, ``no-shift`` (no operator, or not logged in at a phone), ``no_conversation`` (no
    such call, or another organisation's), ``not-listening`` (nothing to take over or to leave).
    """
    if not may_supervise(user):
        raise Illegal("not-a-supervisor", _("Only a supervisor may do this."))
    operator = Operator.objects.filter(user=user, active=True).values_list("pk", flat=True).first()
    seat = live.operators.get(operator) if operator is not None else None
    if operator is None or seat is None:
        raise Illegal("no-shift", _("Begin your shift first: your own phone rings for it."))
    found = live.calls.get(call)
    if found is None or (user.organisation_id is not None and found.organisation != user.organisation_id):
        raise Illegal("no_conversation", _("This conversation is over."))
    hears = seat.state == OperatorState.SUPERVISING and seat.call == call
    if wish in (Wish.TAKE_OVER, Wish.LEAVE) and not hears:
        raise Illegal("not-listening", _("You do not listen to this conversation."))
    if wish is Wish.LEAVE:
        return SupervisionEndRequested(0, operator)
    purpose = f"{wish} ({program})" if program else wish
    note_reading(user.username, user.organisation_id, Subject.CONVERSATION, call, purpose)
    if wish is Wish.TAKE_OVER:
        return TakeOverRequested(0, operator)
    mode = SupervisionMode(wish)
    if hears:
        return SupervisionChangeRequested(0, operator, mode)
    return SupervisionRequested(0, operator, call, mode)
