"""The engine dies (kill -9) while somebody is called back or leaves a message: nobody is stuck or lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bed import LINE, Bed, Watch
from phones import tones
from phones.baresip import Baresip
from phones.log import until
from phones.scenarios import FOREVER_S
from phones.sipp import Caller, OperatorPhones
from thirdring.acd.facts import (
    CallEnd,
    ChoiceOffered,
    Ended,
    Joined,
    MessageClosed,
    MessageLeft,
    OperatorChanged,
)
from thirdring.acd.inputs import (
    AttemptOutcome,
    AttemptRequested,
    CalleeRinging,
    DialWay,
    HangUpRequested,
    OperatorLoggedIn,
    OperatorReady,
)
from thirdring.acd.moment import SECOND
from thirdring.acd.promise_facts import AttemptEnded, Dialled, Promised, PromiseEnded, PromiseGiven

NUMBER = "+70000061001"


def person(bed: Bed, after_s: float = FOREVER_S) -> OperatorPhones:
    """Who is called, at the far end of the telephone network."""
    return OperatorPhones(bed.sip, {}, port=bed.network_port, after_s=after_s)


@asynccontextmanager
async def dialling(bed: Bed, watch: Watch, way: DialWay, after_s: float) -> AsyncIterator[OperatorPhones]:
    """An operator has dialled, and the phone of whoever is owed a call rings, to be lifted after so long."""
    operator = bed.operators[0]
    async with Caller(bed.sip, LINE, NUMBER, talk_s=0.3) as caller:
        await caller.finished()
    (owed,) = await watch.fact(Promised)
    async with OperatorPhones(bed.sip, bed.passwords([operator])), person(bed, after_s) as called:
        watch.logged_in.add(operator)
        await watch.send(OperatorLoggedIn(0, operator, bed.device(operator)))
        await watch.send(OperatorReady(0, operator))
        await watch.fact(PromiseGiven)
        await watch.send(AttemptRequested(0, operator, owed.promise, way))
        await called.rang(NUMBER)
        await until(lambda: any(isinstance(row.input, CalleeRinging) for row in watch.rows))
        yield called


def restart(bed: Bed) -> None:
    bed.start_engine()
    bed.wait_until_ready()


@pytest.mark.req("S58")
@pytest.mark.timeout(120)
@pytest.mark.parametrize("way", list(DialWay))
async def test_whoever_answers_while_the_engine_is_dead_is_joined_when_it_is_back(
    bed: Bed, watch: Watch, way: DialWay
) -> None:
    async with dialling(bed, watch, way, after_s=1.0) as called:
        bed.engine.kill()
        await called.answered()
        restart(bed)
        (joined,) = await watch.fact(Joined)
        assert joined.call == watch.facts(Dialled)[0].call
        await watch.send(HangUpRequested(0, bed.operators[0]))
        await called.ended()
        await watch.fact(PromiseEnded, lambda fact: fact.how == "kept")


@pytest.mark.req("S58")
@pytest.mark.timeout(120)
async def test_whose_phone_rings_on_is_joined_when_he_answers_the_next_engine(bed: Bed, watch: Watch) -> None:
    async with dialling(bed, watch, DialWay.OPERATOR_FIRST, after_s=20.0) as called:
        bed.engine.kill()
        restart(bed)
        assert not called.log.lines("answered"), "too slow: he had answered before the engine was back"
        await called.answered()
        await watch.fact(Joined)


@pytest.mark.req("S58")
@pytest.mark.timeout(120)
@pytest.mark.parametrize("way", list(DialWay))
async def test_a_call_that_ended_unseen_is_made_again_and_the_operator_is_free(
    bed: Bed, watch: Watch, way: DialWay
) -> None:
    async with dialling(bed, watch, way, after_s=FOREVER_S) as called:
        bed.engine.kill()
        bed.hang_up_all()
        await called.cancelled()
        restart(bed)
        await watch.until(lambda: is_free(bed, watch), why="the operator is stuck")
        failed = watch.facts(AttemptEnded)
        assert not failed or [(fact.outcome, fact.attempts) for fact in failed] == [
            (AttemptOutcome.FAILED, 0)
        ]
        assert not watch.facts(PromiseEnded), "it is owed still"


async def is_free(bed: Bed, watch: Watch) -> bool:
    changes = watch.facts(OperatorChanged, lambda fact: fact.operator == bed.operators[0])
    return changes[-1].state == "ready"


@asynccontextmanager
async def leaving_message(bed: Bed, watch: Watch) -> AsyncIterator[tuple[Baresip, Path]]:
    """A caller has chosen to leave a message, and has spoken for two seconds."""
    async with Baresip(bed.sip, "someone", tone_hz=tones.CALLER_HZ) as caller:
        await caller.dial(LINE)
        (offered,) = await watch.fact(ChoiceOffered, timeout_s=80)
        await caller.presses("1")
        file = bed.installation.message(f"message-{offered.call}")
        await until(lambda: file.exists() and len(tones.heard(file)) > 2 * tones.RATE, 60)
        yield caller, file


@pytest.mark.req("S57", "S58")
@pytest.mark.timeout(150)
async def test_a_message_goes_on_without_the_engine_and_is_owed_an_answer(bed: Bed, watch: Watch) -> None:
    async with leaving_message(bed, watch) as (caller, file):
        bed.engine.kill()
        before = len(tones.heard(file))
        await until(lambda: len(tones.heard(file)) > before + tones.RATE)
        restart(bed)
        await caller.presses("#")
        (left,) = await watch.fact(MessageLeft)
        (ended,) = await watch.fact(Ended)
    assert ended.how is CallEnd.LEFT_MESSAGE
    (owed,) = watch.facts(Promised)
    assert (owed.recording, owed.call) == (left.recording, ended.call)
    assert tones.share(tones.heard(file), tones.CALLER_HZ) > 0.9


@pytest.mark.req("S57", "S58")
@pytest.mark.timeout(150)
async def test_who_hung_up_while_the_engine_was_dead_has_left_a_message_of_known_length(
    bed: Bed, watch: Watch
) -> None:
    async with leaving_message(bed, watch) as (caller, _):
        bed.engine.kill()
        await caller.command("hangup")
        await caller.told("CALL_CLOSED")
    restart(bed)
    (ended,) = await watch.fact(Ended)
    assert ended.how is CallEnd.LEFT_MESSAGE
    (closed,) = await watch.fact(MessageClosed)
    assert closed.span >= 2 * SECOND and not closed.failed
    assert len(watch.facts(Promised)) == 1
