"""What became of callers, as figures count them: one condition each, for the sum and the list behind it.

Whoever shows a figure takes its condition from here, and so does the list that the figure leads to: the
two cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thirdring.acd.facts import CallEnd, WaitChoice
from thirdring.journal.records import INCOMING

_CHOSE = (WaitChoice.MESSAGE.value, WaitChoice.CALL_BACK.value)
_PROMISED = (CallEnd.LEFT_MESSAGE.value, CallEnd.CALL_BACK_PROMISED.value)

_CAME = Q(direction=INCOMING)
# Whom the dialplan kept while no router was there waited for an operator as well: no outage betters a figure.
_SERVED, _MISSED = Q(outcome=CallEnd.SERVED_WHILE_AWAY.value), Q(outcome=CallEnd.MISSED_WHILE_AWAY.value)
_OFFERED = _CAME & (Q(wait_ms__isnull=False) | _SERVED | _MISSED)
_ANSWERED = _OFFERED & (Q(answered_at__isnull=False) | _SERVED)
# Whoever chose to speak and hung up before the tone has left nothing.
_ABANDONED = (
    _OFFERED & Q(answered_at__isnull=True, ended_at__isnull=False) & ~Q(outcome__in=_PROMISED) & ~_SERVED
)


def _within(condition: Q) -> Callable[[int], Q]:
    return lambda limit_ms: condition & Q(wait_ms__lte=limit_ms)


def _always(condition: Q) -> Callable[[int], Q]:
    return lambda limit_ms: condition


# By the names of ``measures.Tally``; those with ``within`` depend on the threshold of the service level.
_CONDITIONS: dict[str, Callable[[int], Q]] = {
    "arrived": _always(_CAME),
    "offered": _always(_OFFERED),
    "answered": _always(_ANSWERED),
    "answered_within": _within(_ANSWERED),
    "abandoned": _always(_ABANDONED),
    "abandoned_within": _within(_ABANDONED),
    "announcement": _always(_CAME & Q(outcome=CallEnd.ABANDONED_IN_ANNOUNCEMENT.value)),
    "choices": _always(_CAME & Q(choices__gt=0)),
    "message": _always(_OFFERED & Q(outcome=CallEnd.LEFT_MESSAGE.value)),
    "call_back": _always(_OFFERED & Q(outcome=CallEnd.CALL_BACK_PROMISED.value)),
    "waited_on": _always(_CAME & Q(choices__gt=0) & ~Q(choice__in=_CHOSE)),
}

NAMES: dict[str, Promise] = {
    "arrived": _("all that came in"),
    "offered": _("came into a queue"),
    "answered": _("answered"),
    "answered_within": _("answered in time"),
    "abandoned": _("hung up while waiting"),
    "abandoned_within": _("hung up within the limit"),
    "announcement": _("hung up during the announcement"),
    "choices": _("were offered the choice"),
    "message": _("left a message"),
    "call_back": _("asked to be called back"),
    "waited_on": _("waited on after the offer"),
}


def condition(figure: str, limit: timedelta) -> Q:
    """The calls that ``figure`` counts; ``KeyError`` for a figure that is none of calls."""
    return _CONDITIONS[figure](limit // timedelta(milliseconds=1))


_STAYED = Q(until__isnull=False) & ~Q(outcome="moved")
_CAUGHT = _STAYED & Q(outcome="answered")
_BROKEN_OFF = Q(outcome__in=_CHOSE, call__ended_at__isnull=False, call__answered_at__isnull=True) & ~Q(
    call__outcome__in=_PROMISED
)
_GONE = _STAYED & (~Q(outcome__in=("answered", *_CHOSE)) | _BROKEN_OFF)
_OF_WAITS: dict[str, Q] = {
    "arrived": _STAYED,
    "offered": _STAYED,
    "answered": _CAUGHT,
    "abandoned": _GONE,
    "message": _STAYED & Q(outcome=WaitChoice.MESSAGE.value, call__outcome=CallEnd.LEFT_MESSAGE.value),
    "call_back": _STAYED
    & Q(outcome=WaitChoice.CALL_BACK.value, call__outcome=CallEnd.CALL_BACK_PROMISED.value),
}
FIGURES_OF_WAITS = (*_OF_WAITS, "answered_within", "abandoned_within")


def wait_condition(figure: str, limit: timedelta) -> Q:
    """The stays in a queue that ``figure`` of that queue counts; ``KeyError`` as above."""
    if figure.endswith("_within"):
        return _OF_WAITS[figure.removesuffix("_within")] & Q(until__lte=F("since") + limit)
    return _OF_WAITS[figure]
