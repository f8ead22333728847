"""What the time line says of promises: made, given, attempted, put back, ended, with numbers and moments.

The router's own reasons are translated; what operators wrote down is shown as they wrote it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from thirdring.acd import seat, transfer
from thirdring.acd.inputs import DialWay, Owner
from thirdring.acd.moment import Moment, datetime_of
from thirdring.acd.promise_facts import (
    AttemptEnded,
    AttemptStarted,
    Promised,
    PromiseEnded,
    PromiseGiven,
    PromiseOverdue,
    PromiseReturned,
    PromiseScheduled,
    PromiseSeen,
)
from thirdring.apps.promises.models import KEPT, KINDS, OUTCOMES, UNREACHABLE, WITHDRAWN
from thirdring.desk.names import Names
from thirdring.desk.promises import RETURNED

# Why something is owed, in the router's words.
REASONS: dict[str, Callable[[], str]] = {
    "asked for while waiting": lambda: _("asked for while waiting"),
    "left a message while waiting": lambda: _("left a message while waiting"),
    "asked for while the line was closed": lambda: _("asked for while the line was closed"),
    "left a message while the line was closed": lambda: _("left a message while the line was closed"),
    "the message could not be recorded": lambda: _("the message could not be recorded"),
    "hung up while waiting": lambda: _("hung up while waiting"),
    "hung up while being passed on": lambda: _("hung up while being passed on"),
    "the connection was lost": lambda: _("the connection was lost"),
    "nobody was there to answer": lambda: _("nobody was there to answer"),
    transfer.BUSY: lambda: _("the colleague's line was busy"),
    seat.DESK_GONE: lambda: _("the operator's desk was gone"),
}
WAYS: dict[DialWay, Callable[[], str]] = {
    DialWay.OPERATOR_FIRST: lambda: _("{name} calls {number}"),
    DialWay.CALLER_FIRST: lambda: _("{name} has {number} called first"),
}
ENDS: dict[str, Callable[[], str]] = {
    KEPT: lambda: _("Promise kept by {name}"),
    WITHDRAWN: lambda: _("The person wants it no longer, as {name} was told"),
    UNREACHABLE: lambda: _("Not reached: the last attempt was by {name}"),
}


def reason_of(words: str) -> str:
    """A reason as one reads it; what is not the router's own stays as it was written."""
    known = REASONS.get(words)
    return known() if known else str(RETURNED.get(words, words))


def when(moment: Moment) -> str:
    """Day and time, as the reader's clock shows them."""
    return date_format(localtime(datetime_of(moment)), "j b, H:i")


def owner_of(owner: Owner, names: Names) -> str:
    """Who owes it."""
    if owner.operator is not None:
        return names.operator(owner.operator)
    if owner.queue:
        return names.queue(owner.queue)
    return _("those with the skill {skill}").format(skill=owner.skill)


def _promised(fact: Promised, names: Names) -> str:
    kind = KINDS.get(fact.kind, fact.kind)
    said = _("Promised: {what} ({why})").format(what=kind, why=reason_of(fact.why))
    if not fact.promise:
        return said
    owed = _("owed by {owner}, due {due}").format(owner=owner_of(fact.owner, names), due=when(fact.due))
    return f"{said}; {owed}"


def _by(sentence: Callable[[], str]) -> Callable[[Any, Names], str]:
    return lambda fact, names: sentence().format(name=names.operator(fact.operator))


def _attempt_started(fact: AttemptStarted, names: Names) -> str:
    return WAYS[fact.way]().format(name=names.operator(fact.operator), number=fact.number)


def _again(moment: Moment) -> str:
    return "; " + _("again from {moment}").format(moment=when(moment)) if moment else ""


def _attempt_ended(fact: AttemptEnded, names: Names) -> str:
    outcome = OUTCOMES.get(fact.outcome, fact.outcome)
    said = _("In vain: {outcome} (attempts that count: {n})").format(outcome=outcome, n=fact.attempts)
    return said + _again(fact.next_at)


def _returned(fact: PromiseReturned, names: Names) -> str:
    said = _("Put back: {why}").format(why=reason_of(fact.reason))
    if fact.number:
        said += "; " + _("to be called at {number}").format(number=fact.number)
    return said + _again(fact.next_at)


def _scheduled(fact: PromiseScheduled, names: Names) -> str:
    said = _("Owed by {owner}, due {due}").format(owner=owner_of(fact.owner, names), due=when(fact.due))
    if fact.not_before:
        said += "; " + _("not before {moment}").format(moment=when(fact.not_before))
    return said


def _overdue(fact: PromiseOverdue, names: Names) -> str:
    return _("Overdue: it should have been kept by {due}").format(due=when(fact.due))


def _ended(fact: PromiseEnded, names: Names) -> str:
    said = ENDS[fact.how]().format(name=names.operator(fact.operator))
    return f"{said}: {reason_of(fact.reason)}" if fact.reason else said


TOLD: dict[type, tuple[str, Callable[[Any, Names], str]]] = {
    Promised: ("bookmark", _promised),
    PromiseGiven: ("bookmark", _by(lambda: _("Given to {name}, to be kept"))),
    PromiseSeen: ("bookmark", _by(lambda: _("{name} has the promise on the screen"))),
    AttemptStarted: ("phone-outgoing", _attempt_started),
    AttemptEnded: ("phone-x", _attempt_ended),
    PromiseReturned: ("arrow-forward-up", _returned),
    PromiseScheduled: ("calendar-time", _scheduled),
    PromiseOverdue: ("alert-triangle", _overdue),
    PromiseEnded: ("circle-check", _ended),
}
