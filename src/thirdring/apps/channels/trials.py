"""Test calls over trunks as people ask for them and read what came of them.

The engine places the call and writes down how far it has come; here a row asks it to, and what stands in
the row is said in words: whether the trunk works, and if not, what to ask the provider.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final, NamedTuple

from django.db import connection, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thirdring.apps.channels.models import TrialCall, TrialStage, Trunk
from thirdring.apps.staff.models import User

CHANNEL: Final = "thirdring_trial_call"
TAKEN_WITHIN: Final = timedelta(seconds=6)  # longer than the engine would still take it
KEPT: Final = 10  # of each trunk; what is older says nothing about today's


class Outcome(NamedTuple):
    """``well`` is ``None`` as long as nobody knows."""

    well: bool | None
    sentence: str | Promise


UNDER_WAY: Final = {
    TrialStage.ASKED: gettext_lazy("The engine is asked to call…"),
    TrialStage.CALLING: gettext_lazy("The provider is being called…"),
    TrialStage.RINGING: gettext_lazy("The other telephone rings…"),
    TrialStage.ANSWERED: gettext_lazy("Answered; it will be ended in some seconds…"),
}

_CREDENTIALS = Outcome(
    False,
    gettext_lazy(
        "The provider does not accept user name and password. Compare them with those that you were given."
    ),
)
_NO_NUMBER = Outcome(
    True,
    gettext_lazy(
        "The provider knows no such number; the trunk itself works. Ask him how numbers are to be written."
    ),
)
_NO_ANSWER = Outcome(
    False,
    gettext_lazy(
        "Nobody answers at the provider's address. Check server, port, and whether a firewall lets SIP out."
    ),
)
_BUSY = Outcome(True, gettext_lazy("Busy: the trunk works, and the number is in a conversation."))
_NO_CHANNEL = Outcome(
    False,
    gettext_lazy(
        "The provider cannot take the call now: all channels are in use, or something is out of order. Try"
        " again; if it stays so, ask him."
    ),
)
_DECLINED = Outcome(True, gettext_lazy("The trunk works; the person called has declined."))
_SWITCHED_OFF = Outcome(True, gettext_lazy("The trunk works; the number cannot be reached at the moment."))
_CODEC = Outcome(
    False,
    gettext_lazy(
        "The provider wants another codec. We speak G.711 (A-law and µ-law): ask the provider to allow it."
    ),
)

# The provider's final response → what it means for the trunk (RFC 3261, 21).
SIP: Final[dict[int, Outcome]] = {
    401: _CREDENTIALS,
    402: Outcome(
        False, gettext_lazy("The provider wants money first: there is nothing left on the account.")
    ),
    403: Outcome(
        False,
        gettext_lazy(
            "The provider forbids the call: he may not know our address, not allow this number, or not accept"
            " the number that we show. Ask him which."
        ),
    ),
    404: _NO_NUMBER,
    407: _CREDENTIALS,
    408: _NO_ANSWER,
    410: _NO_NUMBER,
    415: _CODEC,
    480: _SWITCHED_OFF,
    484: _NO_NUMBER,
    486: _BUSY,
    488: _CODEC,
    500: _NO_CHANNEL,
    502: _NO_CHANNEL,
    503: _NO_CHANNEL,
    504: _NO_ANSWER,
    600: _BUSY,
    603: _DECLINED,
    604: _NO_NUMBER,
    606: _CODEC,
}
# The cause, where there was no response (ITU-T Q.850, 2.2.7).
CAUSES: Final[dict[int, Outcome]] = {
    0: Outcome(
        False,
        gettext_lazy(
            "The call could not even be begun: Asterisk finds no way to the server of this trunk. Check its"
            " name, save, and try again."
        ),
    ),
    1: _NO_NUMBER,
    3: _NO_ANSWER,
    17: _BUSY,
    18: _NO_ANSWER,
    20: _SWITCHED_OFF,
    21: _DECLINED,
    34: _NO_CHANNEL,
    38: _NO_CHANNEL,
    41: _NO_CHANNEL,
    58: _CODEC,
}


class NotNow(Exception):
    """Why no test call can be asked for, in a sentence for the person who did."""


def ask(trunk: Trunk, number: str, author: User) -> TrialCall:
    """Have the engine call ``number`` over the trunk. Raises ``NotNow``."""
    if not trunk.active:
        raise NotNow(_("This trunk is out of service. Put it into service first."))
    if not trunk.host:
        raise NotNow(_("This trunk has no server: calls only come in over it. Give a server first."))
    with transaction.atomic():
        Trunk.objects.select_for_update().get(pk=trunk.pk)
        latest = trunk.trial_calls.first()
        if latest is not None and is_under_way(latest):
            raise NotNow(_("A test call over this trunk is under way. Wait until it is over."))
        trial = TrialCall.objects.create(trunk=trunk, number=number, asked_by=author)
        kept = trunk.trial_calls.values_list("pk", flat=True)[:KEPT]
        trunk.trial_calls.exclude(pk__in=list(kept)).delete()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    return trial


def is_under_way(trial: TrialCall) -> bool:
    """Whether something may still come of it."""
    if trial.stage == TrialStage.ASKED:
        return timezone.now() < trial.asked_at + TAKEN_WITHIN
    return trial.stage in UNDER_WAY


def outcome(trial: TrialCall) -> Outcome:
    """How far it has come, or what it has shown."""
    if is_under_way(trial):
        return Outcome(None, UNDER_WAY[TrialStage(trial.stage)])
    if trial.stage == TrialStage.ASKED:
        return Outcome(False, _("No engine has taken it. Run thirdring doctor: is the engine there?"))
    if trial.stage == TrialStage.LOST:
        return Outcome(None, _("The engine or Asterisk has begun anew meanwhile. Try again."))
    if trial.stage == TrialStage.REFUSED:
        return Outcome(
            False,
            _(
                "We do not call this number: it is outside the countries of THIRDRING_DIALS, costs more than"
                " an ordinary one, or calls for help."
            ),
        )
    if trial.answered_at:
        return Outcome(True, _("Answered: the trunk works."))
    if trial.given_up:
        if trial.rang_at:
            return Outcome(True, _("It rang, and nobody answered: the trunk works."))
        return _NO_ANSWER
    known = SIP.get(trial.sip) if trial.sip else CAUSES.get(trial.cause)
    return known or Outcome(False, _("The provider has refused the call: ask why, with this code."))
