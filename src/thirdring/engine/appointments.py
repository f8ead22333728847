"""Tells the router what the calendars say of its promises: when each may be attempted, and is due.

A promise is looked at when the router has spoken of it, when the calendars change, and when the time ends
in which its person may be called: the line closes, or it becomes quiet where the number is. What is
said depends on nothing but the promise, the calendars and the moment, and is said only where the
router believes otherwise; so looking again changes nothing, and whatever a former engine has left
unsaid is said by the next. Knows neither Asterisk nor the database.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from thirdring.acd.centre import PromiseRules
from thirdring.acd.inputs import Input, PromiseMoved
from thirdring.acd.moment import SECOND, Moment, Span, datetime_of, moment_of
from thirdring.acd.state import Promise, PromiseState, State
from thirdring.calendars import Calendar, Calendars, Quiet, Terms, appoint

LOOK_AGAIN_AFTER: Final = 7 * 24 * 3600 * SECOND  # where no end is known of the time to call
MINUTE: Final = 60 * SECOND


class Appointments:
    """The appointments of all promises that ``state`` keeps. Does nothing until it is given calendars.

    ``now`` is the journal's moment, and ``ahead`` says by how much people's clocks are behind it.
    """

    def __init__(
        self,
        state: State,
        observe: Callable[[Input], None],
        now: Callable[[], Moment],
        ahead: Callable[[], Span] = lambda: 0,
    ) -> None:
        self._state = state
        self._observe = observe
        self._now = now
        self._ahead = ahead
        self._calendars: Calendars | None = None
        self._later: dict[str, asyncio.TimerHandle] = {}
        self._turns: deque[str] = deque()

    def keep(self, calendars: Calendars) -> None:
        """From now on by these calendars; every open promise is looked at, one by one between calls."""
        self._calendars = calendars
        for promise in self._state.promises:
            self._in_turn(promise)

    def look(self, promise_id: str) -> None:
        """Say of this promise what the router does not know yet."""
        self._forget(promise_id)
        promise = self._state.promises.get(promise_id)
        if promise is None or self._calendars is None:
            return
        now = self._now()
        ahead = self._ahead() // MINUTE * MINUTE  # changes rarely, for each change is said to the router
        ready = max(promise.ready_at, now)
        found = appoint(
            self._calendar_of(promise, self._calendars),
            promise.number,
            self._terms(),
            asked=datetime_of((promise.asked or promise.since) - ahead),
            ready=datetime_of(ready - ahead),
        )
        self._say(promise, moment_of(found.not_before) + ahead, moment_of(found.due) + ahead, ready, now)
        until = moment_of(found.until) + ahead if found.until is not None else now + LOOK_AGAIN_AFTER
        self._later[promise_id] = asyncio.get_running_loop().call_later(
            max(SECOND, until - now) / SECOND, self._in_turn, promise_id
        )

    def stop(self) -> None:
        """Look at nothing any more."""
        self._calendars = None
        for promise in list(self._later):
            self._forget(promise)

    def _in_turn(self, promise_id: str) -> None:
        """At ten in the evening there may be thousands: each has its own turn of the loop."""
        if not self._turns:
            asyncio.get_running_loop().call_soon(self._next)
        self._turns.append(promise_id)

    def _next(self) -> None:
        self.look(self._turns.popleft())
        if self._turns:
            asyncio.get_running_loop().call_soon(self._next)

    def _say(self, promise: Promise, first: Moment, due: Moment, ready: Moment, now: Moment) -> None:
        held = first > ready
        wrong = promise.state is PromiseState.OPEN and max(promise.available_at, now) != max(first, now)
        if wrong or promise.due != due:
            self._observe(PromiseMoved(now, promise.id, first if held else 0, due))

    def _forget(self, promise_id: str) -> None:
        timer = self._later.pop(promise_id, None)
        if timer is not None:
            timer.cancel()

    def _calendar_of(self, promise: Promise, calendars: Calendars) -> Calendar:
        """Of those who owe it: a queue, a department, or a person, who keeps the hours of the home queue."""
        owner = promise.owner
        person = self._state.floor.operators.get(owner.operator) if owner.operator is not None else None
        home = person.home_queue if person is not None else ""
        return calendars.of(promise.line, owner.queue or home, owner.skill)

    def _terms(self) -> Terms:
        rules = self._state.centre.rules.promises or PromiseRules()
        return Terms(
            timedelta(microseconds=rules.due_after),
            timedelta(microseconds=rules.first_hours),
            Quiet(*rules.quiet),
        )
