"""A promised call is made over real SIP: both ways of dialling, every way in which it may fail."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bed import LINE, Bed, Watch
from phones import tones
from phones.baresip import Baresip
from phones.log import until
from phones.scenarios import FOREVER_S
from phones.sipp import Caller, OperatorPhones
from telephony.cast import on_duty
from thirdring.acd.facts import CallEnd, Ended, Joined, NoticeHeard, OperatorChanged
from thirdring.acd.inputs import (
    AttemptOutcome,
    AttemptRequested,
    CallBackRequested,
    CalleeRinging,
    DialWay,
    HangUpRequested,
    OperatorLoggedIn,
    OperatorReady,
    Owner,
    PromiseOpened,
    WrapUpEnded,
)
from thirdring.acd.promise_facts import (
    AttemptEnded,
    Dialled,
    Promised,
    PromiseEnded,
    PromiseGiven,
    PromiseReturned,
)
from thirdring.acd.state import PromiseState

NUMBER = "+70000060001"


def person(
    bed: Bed,
    *,
    after_s: float = 0.3,
    talk_s: float = FOREVER_S,
    speaks: Path | None = None,
    refuses_with: str = "",
) -> OperatorPhones:
    """Who is called, at the far end of the telephone network."""
    return OperatorPhones(
        bed.sip,
        {},
        port=bed.network_port,
        after_s=after_s,
        talk_s=talk_s,
        speaks=speaks,
        refuses_with=refuses_with,
    )


async def owed(bed: Bed, watch: Watch, number: str = NUMBER) -> str:
    """Somebody has called, waited for nobody, and hung up: he is owed a call. Which promise it is."""
    async with Caller(bed.sip, LINE, number, talk_s=0.3) as caller:
        await caller.finished()
    return (await watch.fact(Promised))[0].promise


async def takes(bed: Bed, watch: Watch, operator: int, promise: str) -> None:
    """The operator sits down, is given what is owed, and reads it."""
    watch.logged_in.add(operator)
    await watch.send(OperatorLoggedIn(0, operator, bed.device(operator)))
    await watch.send(OperatorReady(0, operator))
    await watch.fact(PromiseGiven, lambda fact: (fact.promise, fact.operator) == (promise, operator))
    await watch.send(PromiseOpened(0, operator, promise))


async def dials(
    watch: Watch, operator: int, promise: str, way: DialWay = DialWay.OPERATOR_FIRST, number: str = ""
) -> str:
    """Which call it is."""
    await watch.send(AttemptRequested(0, operator, promise, way, number))
    return (await watch.fact(Dialled))[-1].call


def rung(watch: Watch) -> bool:
    return any(isinstance(row.input, CalleeRinging) for row in watch.rows)


async def becomes_free(watch: Watch, operator: int) -> None:
    async def is_so() -> bool:
        changes = watch.facts(OperatorChanged, lambda fact: fact.operator == operator)
        return changes[-1].state == "ready"

    await watch.until(is_so, why="the operator is not free again")


def desk_phone(bed: Bed, operator: int, after_s: float = 0.0) -> AbstractAsyncContextManager[OperatorPhones]:
    return OperatorPhones(bed.sip, bed.passwords([operator]), after_s=after_s)


@pytest.mark.req("S57", "S58", "S61")
@pytest.mark.parametrize("way", list(DialWay))
async def test_who_is_owed_a_call_is_called_speaks_with_the_operator_and_is_owed_nothing_more(
    bed: Bed, watch: Watch, callers_tone: Path, way: DialWay
) -> None:
    operator = bed.operators[0]
    password = bed.passwords([operator])[bed.device(operator)]
    promise = await owed(bed, watch)
    (promised,) = watch.facts(Promised)
    async with (
        Baresip(bed.sip, bed.device(operator), password) as phone,
        person(bed, speaks=callers_tone) as called,
    ):
        await takes(bed, watch, operator, promise)
        call = await dials(watch, operator, promise, way)
        (rang,) = await called.rang(NUMBER)
        assert f" {LINE} " in rang, "the person does not see whose call it is"
        (joined,) = await watch.fact(Joined)
        assert (joined.call, joined.operator) == (call, operator)
        await phone.hears(tones.CALLER_HZ)
        recording = bed.installation.recording(call)
        await until(lambda: both_are_heard(recording), why="not both voices are recorded")
        await watch.send(HangUpRequested(0, operator))
        await called.ended()
    (ended,) = await watch.fact(Ended, lambda fact: fact.call == call)
    assert ended.how is CallEnd.COMPLETED
    (kept,) = await watch.fact(PromiseEnded)
    assert (kept.promise, kept.how) == (promise, PromiseState.KEPT)
    cards = await watch.ask("SELECT call FROM appeals_card WHERE call = ANY(%s)", ([call, promised.call],))
    assert cards == [(promised.call,)], "the card is that of the call which was promised an answer"


def both_are_heard(recording: Path) -> bool:
    """One second of each voice, on a side of its own."""
    if not recording.exists():
        return False
    caller, operator = (side[-tones.RATE :] for side in tones.channels(recording))
    if len(caller) < tones.RATE:
        return False
    return tones.share(caller, tones.CALLER_HZ) > 0.9 and tones.share(operator, tones.OPERATOR_HZ) > 0.9


@pytest.mark.req("S58")
@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("486 Busy Here", AttemptOutcome.BUSY),
        ("603 Decline", AttemptOutcome.REFUSED),
        ("480 Temporarily Unavailable", AttemptOutcome.NO_ANSWER),
        ("404 Not Found", AttemptOutcome.INVALID),
        ("503 Service Unavailable", AttemptOutcome.FAILED),
    ],
)
async def test_how_somebody_was_not_reached_is_told_and_the_operator_is_free(
    bed: Bed, watch: Watch, answer: str, outcome: AttemptOutcome
) -> None:
    operator = bed.operators[0]
    promise = await owed(bed, watch)
    async with desk_phone(bed, operator) as phone, person(bed, refuses_with=answer):
        await takes(bed, watch, operator, promise)
        call = await dials(watch, operator, promise)
        (failed,) = await watch.fact(AttemptEnded)
        assert (failed.attempt, failed.outcome) == (call, outcome)
        assert failed.attempts == (outcome is not AttemptOutcome.FAILED)
        assert failed.next_at > watch.rows[-1].at
        await phone.ended()
        await becomes_free(watch, operator)
    assert not watch.facts(Joined)


@pytest.mark.req("S58")
async def test_an_operator_who_puts_down_the_receiver_stops_the_ringing_and_owes_it_still(
    bed: Bed, watch: Watch
) -> None:
    operator = bed.operators[0]
    promise = await owed(bed, watch)
    async with desk_phone(bed, operator) as phone, person(bed, after_s=FOREVER_S) as called:
        await takes(bed, watch, operator, promise)
        await dials(watch, operator, promise)
        await until(lambda: rung(watch), why="nobody is rung")
        await watch.send(HangUpRequested(0, operator))
        await called.cancelled()
        await phone.ended()
        (returned,) = await watch.fact(PromiseReturned)
        assert returned.promise == promise
        await becomes_free(watch, operator)


@pytest.mark.parametrize("number", ["+78095551234", "+881612345678", "+12125550100", "112"])
async def test_numbers_that_the_house_does_not_call_are_never_dialled(
    bed: Bed, watch: Watch, number: str
) -> None:
    operator = bed.operators[0]
    promise = await owed(bed, watch)
    async with desk_phone(bed, operator), person(bed) as called:
        await takes(bed, watch, operator, promise)
        await dials(watch, operator, promise, DialWay.CALLER_FIRST, number)
        (failed,) = await watch.fact(AttemptEnded)
        assert failed.outcome is AttemptOutcome.INVALID
        await becomes_free(watch, operator)
        assert not called.log.lines("rang")


async def test_a_number_that_was_typed_is_dialled_as_the_country_of_the_line_writes_it(
    bed: Bed, watch: Watch
) -> None:
    operator = bed.operators[0]
    promise = await owed(bed, watch)
    async with desk_phone(bed, operator), person(bed) as called:
        await takes(bed, watch, operator, promise)
        await dials(watch, operator, promise, number="8 000 006-00-02")
        await called.rang("+70000060002")


@pytest.mark.req("S58", "X7")
async def test_who_asks_for_a_call_hears_the_recording_notice_before_the_operator(
    bed: Bed, watch: Watch
) -> None:
    async with on_duty(bed, watch, "oksana") as oksana, person(bed) as called:
        async with Caller(bed.sip, "2001", NUMBER):
            await oksana.talks()
            await oksana.does(CallBackRequested(0, oksana.operator, Owner(operator=oksana.operator)))
            await oksana.hangs_up()
        await oksana.closes_the_card()
        (given,) = await watch.fact(PromiseGiven)
        call = await dials(watch, oksana.operator, given.promise)
        await called.answered()
        (heard,) = await watch.fact(NoticeHeard, lambda fact: fact.call == call)
        (joined,) = await watch.fact(Joined, lambda fact: fact.call == call)
        order = [fact for row in watch.rows for fact in row.facts if fact in (heard, joined)]
        assert order == [heard, joined]
        await oksana.hangs_up()
        await watch.send(WrapUpEnded(0, oksana.operator))
        await watch.fact(PromiseEnded, lambda fact: fact.how == PromiseState.KEPT)
