"""What the time line says of waiting and of lifted receivers: places told, choices, messages, keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from thirdring.acd import answer, facts
from thirdring.acd.facts import WaitChoice
from thirdring.acd.inputs import BusyChoice
from thirdring.acd.moment import SECOND, Span, as_seconds
from thirdring.desk.names import Names

MADE: dict[WaitChoice, Callable[[], str]] = {
    WaitChoice.MESSAGE: lambda: _("Chose to leave a message"),
    WaitChoice.CALL_BACK: lambda: _("Chose to be called back: {number}"),
    WaitChoice.WAIT_ON: lambda: _("Chose to wait on"),
    WaitChoice.SILENCE: lambda: _("Pressed no key: waits on"),
    WaitChoice.TONE: lambda: _("Pressed no key: may speak after the tone"),
}
AWAITED: dict[str, Callable[[], str]] = {
    answer.KEY: lambda: _("{name} lifted the receiver: a key is awaited, lest a machine gets the caller"),
    answer.CARD: lambda: _("{name} lifted the receiver: the card is awaited first"),
}
RATHER: dict[BusyChoice, Callable[[], str]] = {
    BusyChoice.WAIT: lambda: _("The line was busy: the caller rather waits"),
    BusyChoice.CALL_BACK: lambda: _("The line was busy: the caller is to be called back"),
}


def lasting(span: Span) -> str:
    """A span as one says it: so many seconds, or whole minutes from two on."""
    if span < 120 * SECOND:
        return _("{n} s").format(n=round(as_seconds(span)))
    return _("{n} min").format(n=round(as_seconds(span) / 60))


def _wait_told(fact: facts.WaitTold, names: Names) -> str:
    said = _("Was told: place {place}, about {wait} to wait")
    return said.format(place=fact.place, wait=lasting(fact.said))


def _choice_offered(fact: facts.ChoiceOffered, names: Names) -> str:
    said = (
        _("After {waited} of waiting: may leave a message or be called back")
        if fact.times == 1
        else _("After {waited} of waiting: the same choice again ({n})")
    )
    waited = _("{n} s").format(n=number_format(as_seconds(fact.waited), 1))
    return said.format(waited=waited, n=fact.times)


def _choice_made(fact: facts.ChoiceMade, names: Names) -> str:
    return MADE[fact.choice]().format(number=fact.number)


def _message_left(fact: facts.MessageLeft, names: Names) -> str:
    if not fact.span:
        return _("Left a message and hung up")
    return _("Left a message, {long}").format(long=lasting(fact.span))


def _message_closed(fact: facts.MessageClosed, names: Names) -> str:
    if fact.failed:
        return _("Of the message nothing was recorded")
    return _("The message is {long} long").format(long=lasting(fact.span))


def _lifted(fact: facts.Lifted, names: Names) -> str:
    return AWAITED[fact.awaits]().format(name=names.operator(fact.operator))


def _busy_choice(fact: facts.BusyChoiceMade, names: Names) -> str:
    return RATHER[fact.choice]()


def _wrong(fact: facts.TransferWrong, names: Names) -> str:
    return _("{colleague} says that {name} should have passed the caller on elsewhere: {reason}").format(
        colleague=names.operator(fact.colleague), name=names.operator(fact.operator), reason=fact.reason
    )


TOLD: dict[type, tuple[str, Callable[[Any, Names], str]]] = {
    facts.WaitTold: ("volume", _wait_told),
    facts.ChoiceOffered: ("dialpad", _choice_offered),
    facts.ChoiceMade: ("dialpad", _choice_made),
    facts.MessageLeft: ("message-2", _message_left),
    facts.MessageClosed: ("message-2", _message_closed),
    facts.Lifted: ("phone", _lifted),
    facts.BusyChoiceMade: ("users", _busy_choice),
    facts.TransferWrong: ("alert-triangle", _wrong),
}
