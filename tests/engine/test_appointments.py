"""The router and its calendars: when promises may be kept, said once and no more than needed.

The router is the real one, in virtual time; the calendars stand beside it as in the engine.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from centre import ANNA, GALINA, HOTLINE, World, reconfigured

from thirdring.acd import core
from thirdring.acd.effects import Effect
from thirdring.acd.inputs import (
    AttemptFailed,
    AttemptOutcome,
    CallArrived,
    CallBackRequested,
    DigitPressed,
    Input,
    MessageRecorded,
    Owner,
    PromiseMoved,
    PromisePutBack,
    PromptEnded,
)
from thirdring.acd.moment import Moment, Span, moment_of, seconds
from thirdring.acd.promise_facts import PromiseGiven, PromiseOverdue, PromiseScheduled
from thirdring.acd.rules import rules_in_full
from thirdring.calendars import Calendar, Calendars, Country, SpecialDay, SpecialKind, WorkDay
from thirdring.engine.appointments import Appointments
from thirdring.engine.brain import PROMISE_TURNS
from thirdring.regulation import known

MOSCOW = ZoneInfo("Europe/Moscow")
WEEK = tuple(WorkDay(day, time(9), time(18), time(13), time(14)) for day in range(5))
OFFICE = Calendar("Europe/Moscow", WEEK, Country.RUSSIA)
ALWAYS = Calendar("Europe/Moscow")
OWN, IN_VLADIVOSTOK = "+74950000001", "+74232000001"


def at(day: int, hour: int, minute: int = 0) -> Moment:
    """In November 2026; the 23rd is a Monday."""
    return moment_of(datetime(2026, 11, day, hour, minute, tzinfo=MOSCOW))


def _rules() -> Any:
    rules = rules_in_full(known()[0])
    assert rules.promises is not None
    return msgspec.structs.replace(
        rules, promises=msgspec.structs.replace(rules.promises, calendar_wait=seconds(2))
    )


class Centre(World):
    """A router with calendars beside it: what it says of promises is looked at after the step."""

    def __init__(self, begins: Moment, calendar: Calendar, number: str = OWN) -> None:
        self._spoken: list[str] = []
        super().__init__(reconfigured(rules=_rules()))
        self.now = begins
        self.number = number
        self.appointments = self.engine(calendar)

    def engine(self, calendar: Calendar, ahead: Span = 0, **queues: Calendar) -> Appointments:
        """The calendars of an engine that begins now, ``ahead`` of people's clocks."""
        appointments = Appointments(self.state, self._observe, lambda: self.now, lambda: ahead)
        appointments.keep(Calendars({HOTLINE: calendar}, queues))
        for promise in self.state.promises:
            appointments.look(promise)
        return appointments

    def _observe(self, happened: Input) -> None:
        fields = {name: getattr(happened, name) for name in happened.__struct_fields__ if name != "at"}
        self.feed(type(happened), **fields)

    def feed(self, kind: type[Any], **fields: Any) -> tuple[Effect, ...]:
        effects = super().feed(kind, **fields)
        self._spoken += [effect.promise for effect in effects if isinstance(effect, PROMISE_TURNS)]
        return effects

    def settle(self) -> None:
        """The loop turns until nothing is left to look at."""
        for _ in range(20):
            spoken, self._spoken = self._spoken, []
            if not spoken:
                return
            for promise in spoken:
                self.appointments.look(promise)
        raise AssertionError("router and calendars never agree")

    def at_once_and_at(self, moment: Moment) -> None:
        """Time passes, and the calendars look again when the engine's timer would have them."""
        self.pass_time((moment - self.now) / 1_000_000)
        for promise in list(self.state.promises):
            self.appointments.look(promise)
        self.settle()

    # --- what callers and operators do ---

    def leaves_message(self, call: str = "a", *, closed: bool = False) -> None:
        self.feed(CallArrived, call=call, line=HOTLINE, caller=self.number, closed=closed)
        self.feed(PromptEnded, call=call, prompt="recorded")
        if not closed:
            self.pass_time(30)
        self.feed(DigitPressed, call=call, digit="1")
        self.feed(PromptEnded, call=call, prompt="leave-message")
        self.feed(MessageRecorded, call=call, recording=f"message-{call}", span=seconds(9))
        self.feed(PromptEnded, call=call, prompt="message-kept")
        self.settle()

    @property
    def moved(self) -> list[PromiseMoved]:
        return [event for event in self.inputs if isinstance(event, PromiseMoved)]

    @property
    def promise(self) -> Any:
        (promise,) = self.state.promises.values()
        return promise


@pytest.fixture
async def centre() -> Callable[..., Centre]:
    """Made within a running loop, whose timers nobody waits for here."""
    asyncio.get_running_loop()
    return Centre


async def test_a_message_in_working_time_may_be_answered_at_once(centre: Callable[..., Centre]) -> None:
    c = centre(at(23, 9), OFFICE)
    c.leaves_message()
    c.sits_down(ANNA)
    assert [fact.operator for fact in c.told(PromiseGiven)] == [ANNA]
    assert c.promise.due == at(23, 14) + seconds(30), "four hours of work later, without the lunch"


async def test_a_message_after_hours_is_due_in_the_first_hours_of_the_next_working_day(
    centre: Callable[..., Centre],
) -> None:
    c = centre(at(27, 20), OFFICE)  # Friday evening
    c.leaves_message(closed=True)
    assert (c.promise.available_at, c.promise.due) == (at(30, 9), at(30, 11))
    c.sits_down(ANNA)
    c.at_once_and_at(at(30, 8, 59))
    assert not c.told(PromiseGiven)
    c.at_once_and_at(at(30, 9))
    assert [fact.promise for fact in c.told(PromiseGiven)] == ["p1"]
    assert not c.told(PromiseOverdue)


async def test_nobody_is_called_at_night_although_the_line_is_open(centre: Callable[..., Centre]) -> None:
    c = centre(at(23, 23), ALWAYS)
    c.sits_down(ANNA)
    c.leaves_message(closed=True)
    assert not c.told(PromiseGiven)
    assert (c.promise.available_at, c.promise.due) == (at(24, 8), at(24, 10))


async def test_nobody_is_called_early_because_the_journal_is_ahead_of_peoples_clocks(
    centre: Callable[..., Centre],
) -> None:
    """The machine began three hours ahead; it is seven in the morning when the journal says ten."""
    c = centre(at(23, 10), ALWAYS)
    c.appointments = c.engine(ALWAYS, ahead=seconds(3 * 3600))
    c.sits_down(ANNA)
    c.leaves_message(closed=True)
    assert c.promise.available_at == at(23, 8) + seconds(3 * 3600)


async def test_it_is_night_where_the_number_is(centre: Callable[..., Centre]) -> None:
    c = centre(at(23, 16), ALWAYS, IN_VLADIVOSTOK)
    c.leaves_message(closed=True)
    assert c.promise.available_at == at(24, 1)


async def test_a_promise_that_was_not_kept_by_evening_waits_for_morning(
    centre: Callable[..., Centre],
) -> None:
    c = centre(at(23, 21), ALWAYS)
    c.leaves_message()
    assert c.promise.available
    c.at_once_and_at(at(23, 22))
    assert not c.promise.available
    c.sits_down(ANNA)
    assert not c.told(PromiseGiven)
    c.at_once_and_at(at(24, 8))
    assert c.told(PromiseGiven)


async def test_an_attempt_in_vain_in_the_evening_is_repeated_in_the_morning(
    centre: Callable[..., Centre],
) -> None:
    c = centre(at(23, 21, 40), ALWAYS)
    c.sits_down(ANNA)
    c.leaves_message(closed=True)
    c.feed(AttemptFailed, operator=ANNA, promise="p1", outcome=AttemptOutcome.MACHINE)
    c.settle()
    assert c.promise.ready_at < at(23, 22, 11), "half an hour later, says the edition"
    assert c.promise.available_at == at(24, 8), "in the morning, says the calendar"


async def test_a_chosen_time_is_when_the_promise_begins_to_count(centre: Callable[..., Centre]) -> None:
    c = centre(at(23, 10), OFFICE)
    c.sits_down(ANNA)
    c.arrives("a")
    c.answers(ANNA)
    c.feed(
        CallBackRequested,
        operator=ANNA,
        owner=Owner(queue="hotline"),
        number=OWN,
        not_before=at(25, 10),
    )
    c.settle()
    assert (c.promise.available_at, c.promise.due) == (at(25, 10), at(25, 15))


async def test_who_puts_a_promise_back_for_tomorrow_moves_what_is_due(centre: Callable[..., Centre]) -> None:
    c = centre(at(23, 16), OFFICE)
    c.sits_down(ANNA)
    c.leaves_message(closed=True)
    c.feed(PromisePutBack, operator=ANNA, promise="p1", reason="asked for it", not_before=at(24, 10))
    c.settle()
    assert (c.promise.available_at, c.promise.due) == (at(24, 10), at(24, 15))


async def test_the_hours_of_whoever_owes_it_hold(centre: Callable[..., Centre]) -> None:
    c = centre(at(23, 19), ALWAYS)
    c.appointments = c.engine(ALWAYS, policies=OFFICE)
    c.sits_down(ANNA)
    c.arrives("a")
    c.answers(ANNA)
    c.feed(CallBackRequested, operator=ANNA, owner=Owner(operator=GALINA), number=OWN)
    c.settle()
    assert (c.promise.available_at, c.promise.due) == (at(24, 9), at(24, 11))


async def test_an_engine_that_begins_anew_has_nothing_to_add(centre: Callable[..., Centre]) -> None:
    c = centre(at(27, 20), OFFICE)
    c.leaves_message(closed=True)
    said = len(c.moved)
    c.state = core.load(core.dump(c.state))
    c.appointments = c.engine(OFFICE)
    c.settle()
    assert len(c.moved) == said == 1


async def test_what_a_former_engine_left_unsaid_is_said_by_the_next(centre: Callable[..., Centre]) -> None:
    c = centre(at(27, 20), OFFICE)
    c.appointments.stop()  # it died before it could speak
    c.leaves_message(closed=True)
    assert not c.moved
    c.appointments = c.engine(OFFICE)
    c.settle()
    assert c.promise.due == at(30, 11)


async def test_a_holiday_that_is_added_moves_promises_and_one_taken_back_brings_them_forward(
    centre: Callable[..., Centre],
) -> None:
    c = centre(at(27, 20), OFFICE)
    c.leaves_message(closed=True)
    monday_off = SpecialDay(date(2026, 11, 30), SpecialKind.CLOSED)
    c.appointments = c.engine(msgspec.structs.replace(OFFICE, special=(monday_off,)))
    c.settle()
    assert c.promise.due == moment_of(datetime(2026, 12, 1, 11, tzinfo=MOSCOW))
    c.appointments = c.engine(OFFICE)
    c.settle()
    assert (c.promise.available_at, c.promise.due) == (at(30, 9), at(30, 11))


async def test_looking_again_and_again_says_nothing_new(centre: Callable[..., Centre]) -> None:
    c = centre(at(23, 10), OFFICE)
    c.leaves_message()
    said = len(c.inputs)
    for _ in range(5):
        c.at_once_and_at(c.now + seconds(60))
    assert len(c.inputs) == said
    assert len(c.told(PromiseScheduled)) == len(c.moved) == 1
