"""Commands about promises, as the router is to get them: numbers in one written form, and at hours of day.

What a browser sends is what a person typed. Whether the promise is his and may be ended so is the
router's to say; a command about a promise that is not known here goes to it as it came.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from thirdring.acd import inputs
from thirdring.acd.centre import PromiseRules
from thirdring.acd.inputs import Illegal, Input
from thirdring.acd.moment import Moment, datetime_of, moment_of
from thirdring.apps.promises.numbers import awake, readable
from thirdring.apps.texts import plain
from thirdring.journal.live import Live, LiveOperator

LONGEST_WORDS = 300


def prepared(asked: Input, seat: LiveOperator | None, live: Live | None) -> Input:
    """The command as it goes to the router; raises ``Illegal`` with a translated sentence."""
    prepare = PROMISE_COMMANDS.get(type(asked))
    return prepare(asked, seat, live or Live()) if prepare else asked


def _as_it_came(asked: Input, seat: LiveOperator | None, live: Live) -> Input:
    return asked


def _attempt(asked: inputs.AttemptRequested, seat: LiveOperator | None, live: Live) -> Input:
    """Nobody is called at night, nor at what is no number."""
    promise = live.promises.get(asked.promise)
    if promise is None:
        return asked
    number = awake(asked.number or promise.number, promise.line)
    return msgspec.structs.replace(asked, number=number)


def _put_back(asked: inputs.PromisePutBack, seat: LiveOperator | None, live: Live) -> Input:
    """A moment that somebody chose is one at which people are awake there."""
    promise = live.promises.get(asked.promise)
    if promise is not None and asked.not_before:
        awake(promise.number, promise.line, _moment(asked.not_before))
    return msgspec.structs.replace(
        asked, reason=_words(asked.reason, _("Say why the call is put off: whoever comes next reads it."))
    )


def _withdrawn(asked: inputs.PromiseWithdrawn, seat: LiveOperator | None, live: Live) -> Input:
    return msgspec.structs.replace(
        asked, reason=_words(asked.reason, _("Say in a few words why the person wants no call any more."))
    )


def _call_back(asked: inputs.CallBackRequested, seat: LiveOperator | None, live: Live) -> Input:
    """To a number that can be called, at an hour when somebody answers, and for a reason."""
    call = live.calls.get(seat.call) if seat else None
    why = _words(asked.why, _("Say what the call is about: whoever makes it reads it."))
    if call is None:
        return msgspec.structs.replace(asked, why=why)
    wanted = asked.number or call.caller
    if asked.not_before:
        number = awake(wanted, call.line, _moment(asked.not_before))
    else:
        number = readable(wanted, call.line)  # the calendar puts it off until people are awake
    return msgspec.structs.replace(asked, number=number, why=why)


def _busy(asked: inputs.BusyLineAnswered, seat: LiveOperator | None, live: Live) -> Input:
    """Who would rather be called back is called where he says, or where he calls from."""
    call = live.calls.get(seat.call) if seat else None
    if call is None or asked.choice is not inputs.BusyChoice.CALL_BACK:
        return asked
    return msgspec.structs.replace(asked, number=readable(asked.number or call.caller, call.line))


def _moment(chosen: Moment) -> datetime:
    """Raises ``Illegal`` for what the router would refuse and no calendar has a day for."""
    if not 0 <= chosen <= moment_of(timezone.now()) + PromiseRules().furthest:
        raise Illegal("moment_too_far", f"nobody is called as late as {chosen} microseconds after 1970")
    return datetime_of(chosen)


def _words(text: str, missing: str) -> str:
    try:
        words = plain(text, LONGEST_WORDS)
    except ValidationError as problem:
        raise Illegal("promise-words", " ".join(problem.messages)) from None
    if not words:
        raise Illegal("promise-words", missing)
    return words


Prepare = Callable[[Any, LiveOperator | None, Live], Input]

PROMISE_COMMANDS: dict[type[Input], Prepare] = {
    inputs.PromiseOpened: _as_it_came,
    inputs.AttemptRequested: _attempt,
    inputs.AttemptFailed: _as_it_came,
    inputs.PromiseKept: _as_it_came,
    inputs.PromiseWithdrawn: _withdrawn,
    inputs.PromisePutBack: _put_back,
    inputs.CallBackRequested: _call_back,
    inputs.BusyLineAnswered: _busy,
}
