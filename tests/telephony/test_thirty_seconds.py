"""Clause 2 of 141-П over real SIP: greeting, thirty seconds, and each way that a caller may choose.

One test waits the order's thirty seconds. The others live under an edition of the house: the order with
shorter spans.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from importlib.resources import files

import pytest

from bed import LINE, Bed, Watch
from phones import tones
from phones.baresip import Baresip
from phones.keys import Keys
from phones.log import until
from phones.ports import free_port, give_back
from phones.scenarios import FOREVER_S
from phones.sipp import Caller, OperatorPhones
from telephony.cast import caller, every_call_ended_with_one_card, types
from telephony.conftest import OFFER_HZ, record_prompts
from telephony.test_call_backs import becomes_free, desk_phone, dials, owed, person, rung, takes
from thirdring.acd.facts import (
    CallEnd,
    ChoiceMade,
    ChoiceOffered,
    Joined,
    Lifted,
    MessageClosed,
    MessageLeft,
    OfferEnded,
    OfferOutcome,
    Queued,
    WaitChoice,
    WaitTold,
)
from thirdring.acd.inputs import (
    AttemptOutcome,
    CentreConfigured,
    DialWay,
    LegDigitPressed,
    OperatorLoggedIn,
    OperatorReady,
)
from thirdring.acd.moment import SECOND, as_seconds
from thirdring.acd.promise_facts import AttemptEnded

FIRST_S, AGAIN_S, RING_PERSON_S = 3.0, 4.0, 4
LATE_S = 10.0  # the timer is exact, but the machine may be busy with other tests when it is due


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """A centre whose edition offers the choice after three seconds, and rings nobody for longer than four."""
    folder = tmp_path_factory.mktemp("hasty")
    order = files("thirdring.regulation") / "editions" / "141-p-2016.toml"
    edition = folder / "hasty.toml"
    edition.write_text(
        order.read_text()
        .replace("single_wait_s = 30", f"single_wait_s = {FIRST_S}")
        .replace("again_s = 30", f"again_s = {AGAIN_S}")
        .replace("ring_person_s = 40", f"ring_person_s = {RING_PERSON_S}")
    )
    bed = Bed(folder / "home", operators=4, edition=edition)
    record_prompts(bed)
    with bed:
        yield bed


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """A centre under the order itself, in which nobody has called before."""
    bed = Bed(tmp_path_factory.mktemp("ordinary") / "home", operators=1)
    record_prompts(bed)
    with bed:
        yield bed


@pytest.fixture
async def seen(hasty: Bed) -> AsyncIterator[Watch]:
    hasty.mend()
    async with hasty.watch() as watch:
        yield watch
        await watch.nobody_is_owed()


@pytest.mark.req("S55", "S56", "S68")
async def test_at_thirty_seconds_a_waiting_caller_is_offered_the_choice_and_hears_it(ordinary: Bed) -> None:
    async with ordinary.watch() as watch, caller(ordinary, LINE) as someone:
        (told,) = await watch.fact(WaitTold)
        assert told.place == 1
        await until(lambda: sounds(someone))
        (offered,) = await watch.fact(ChoiceOffered, timeout_s=90)
        assert (offered.call, offered.times) == (told.call, 1)
        assert 30.0 <= as_seconds(offered.waited) < 30.0 + LATE_S
        await someone.hears(OFFER_HZ, for_s=0.5, ever=True)


@pytest.mark.req("S57")
async def test_one_leaves_a_message_that_is_promised_an_answer(hasty: Bed, seen: Watch) -> None:
    async with caller(hasty, LINE) as someone:
        (offered,) = await seen.fact(ChoiceOffered)
        assert FIRST_S <= as_seconds(offered.waited) < FIRST_S + LATE_S
        await someone.presses("1")
        (chosen,) = await seen.fact(ChoiceMade)
        assert chosen.choice is WaitChoice.MESSAGE
        file = hasty.installation.message(f"message-{offered.call}")
        await until(lambda: file.exists() and len(tones.heard(file)) > 3 * tones.RATE)
        await someone.presses("#")
        (left,) = await seen.fact(MessageLeft)
        (ended,) = await every_call_ended_with_one_card(seen, 1)
    assert ended.how is CallEnd.LEFT_MESSAGE
    assert left.span >= 3 * SECOND
    assert tones.share(tones.heard(file)[: 2 * tones.RATE], tones.CALLER_HZ) > 0.95
    assert await promises_of(seen, offered.call) == [("answer message",)]


@pytest.mark.req("S57")
async def test_whoever_hangs_up_while_speaking_has_left_a_message(hasty: Bed, seen: Watch) -> None:
    async with caller(hasty, LINE) as someone:
        (offered,) = await seen.fact(ChoiceOffered)
        await someone.presses("1")
        file = hasty.installation.message(f"message-{offered.call}")
        await until(lambda: file.exists() and len(tones.heard(file)) > 2 * tones.RATE)
        await someone.command("hangup")
        (closed,) = await seen.fact(MessageClosed)
        (ended,) = await every_call_ended_with_one_card(seen, 1)
    assert ended.how is CallEnd.LEFT_MESSAGE
    assert closed.span >= SECOND and not closed.failed
    assert tones.share(tones.heard(file), tones.CALLER_HZ) > 0.95


@pytest.mark.req("S57")
async def test_two_and_one_keeps_the_place_and_promises_to_call_the_same_number(
    hasty: Bed, seen: Watch
) -> None:
    async with caller(hasty, LINE, "+70000030001") as someone:
        await seen.fact(ChoiceOffered)
        await types(seen, someone, "21")
        (chosen,) = await seen.fact(ChoiceMade)
        assert (chosen.choice, chosen.number) == (WaitChoice.CALL_BACK, "+70000030001")
        await someone.told("CALL_CLOSED")
        (ended,) = await every_call_ended_with_one_card(seen, 1)
    assert ended.how is CallEnd.CALL_BACK_PROMISED
    assert await promises_of(seen, chosen.call) == [("call back",)]


@pytest.mark.req("S57")
async def test_another_number_is_typed_and_closed_with_a_hash(hasty: Bed, seen: Watch) -> None:
    async with caller(hasty, LINE, "+70000030002") as someone:
        await seen.fact(ChoiceOffered)
        await types(seen, someone, "2280000001234#")
        (chosen,) = await seen.fact(ChoiceMade)
        assert (chosen.choice, chosen.number) == (WaitChoice.CALL_BACK, "+70000001234")
        await someone.told("CALL_CLOSED")


@pytest.mark.req("S57")
async def test_a_foreign_caller_is_asked_to_type_a_number(hasty: Bed, seen: Watch) -> None:
    async with caller(hasty, LINE, "+15550100") as someone:
        await seen.fact(ChoiceOffered)
        await types(seen, someone, "280000001234#")
        (chosen,) = await seen.fact(ChoiceMade)
        assert (chosen.choice, chosen.number) == (WaitChoice.CALL_BACK, "+70000001234")


@pytest.mark.req("S56", "S57")
@pytest.mark.parametrize(("key", "choice"), [("3", WaitChoice.WAIT_ON), ("", WaitChoice.SILENCE)])
async def test_three_and_silence_mean_waiting_on_and_the_choice_comes_again(
    hasty: Bed, seen: Watch, key: str, choice: WaitChoice
) -> None:
    async with caller(hasty, LINE, "+70000030003") as someone:
        await seen.fact(ChoiceOffered)
        await someone.presses(key)
        offered = await seen.fact(ChoiceOffered, count=2)
        assert [fact.times for fact in offered] == [1, 2]
        assert offered[1].waited - offered[0].waited >= AGAIN_S * SECOND
        assert seen.facts(ChoiceMade)[0].choice is choice
        assert len(seen.facts(Queued)) == 1


@pytest.mark.req("S55")
async def test_an_operator_who_becomes_free_has_the_caller_at_once_whatever_is_being_said(
    hasty: Bed, seen: Watch
) -> None:
    (operator,) = hasty.operators[:1]
    password = hasty.passwords([operator])[hasty.device(operator)]
    async with (
        Baresip(hasty.sip, hasty.device(operator), password) as phone,
        caller(hasty, LINE) as someone,
    ):
        await seen.fact(ChoiceOffered)
        await someone.hears(OFFER_HZ, for_s=0.3, ever=True)
        seen.logged_in.add(operator)
        await seen.send(OperatorLoggedIn(0, operator, hasty.device(operator)))
        await seen.send(OperatorReady(0, operator))
        await seen.fact(Joined)
        await phone.hears(tones.CALLER_HZ)
        await someone.hears(tones.OPERATOR_HZ)
        assert not seen.facts(ChoiceMade)


@pytest.mark.req("S58")
async def test_nobody_is_rung_for_ever(hasty: Bed, seen: Watch) -> None:
    operator = hasty.operators[0]
    promise = await owed(hasty, seen)
    async with desk_phone(hasty, operator), person(hasty, after_s=FOREVER_S) as called:
        await takes(hasty, seen, operator, promise)
        await dials(seen, operator, promise, DialWay.CALLER_FIRST)
        await until(lambda: rung(seen), why="nobody is rung")
        (failed,) = await seen.fact(AttemptEnded)
        assert failed.outcome is AttemptOutcome.NO_ANSWER
        await called.cancelled()
        await becomes_free(seen, operator)


@pytest.fixture
async def mobile_port(hasty: Bed, seen: Watch) -> AsyncIterator[int]:
    """The first operator has a mobile, which the network reaches at this port."""
    operator, port = hasty.operators[0], free_port()
    await seen.ask(
        "WITH trunk AS (INSERT INTO channels_trunk"
        " (key, name, addresses, host, username, password, register, active)"
        " VALUES (%(key)s, 'Mobile', '127.0.0.9', %(host)s, '', '', false, true) RETURNING id)"
        " INSERT INTO staff_device (operator_id, kind, key, number, trunk_id)"
        " SELECT %(operator)s, 'mobile', %(device)s, '+70000090001', id FROM trunk RETURNING id",
        {
            "key": f"mobile-{port}",
            "host": f"{hasty.installation.host}:{port}",
            "operator": operator,
            "device": hasty.device(operator, "mobile"),
        },
    )
    await seen.until(lambda: told_of(seen, hasty.device(operator, "mobile")), why="no mobile is known")
    await seen.until(lambda: reachable_over(hasty, f"mobile-{port}"), why="the trunk is not there")
    yield port
    hasty.hang_up_all()
    await seen.log_out(*seen.logged_in)
    seen.logged_in.clear()
    await seen.ask("DELETE FROM staff_device WHERE kind = 'mobile' RETURNING id")
    await seen.ask("DELETE FROM channels_trunk WHERE key = %s RETURNING id", (f"mobile-{port}",))
    give_back(port)


async def told_of(seen: Watch, device: str) -> bool:
    """Whether the router has a centre with this device."""
    return any(
        isinstance(row.input, CentreConfigured) and device in str(row.input.centre.operators)
        for row in seen.rows
    )


async def reachable_over(bed: Bed, trunk: str) -> bool:
    """Whether Asterisk has read of this trunk."""
    return f"Endpoint:  {trunk}" in bed.asterisk_says(f"pjsip show endpoint {trunk}")


@pytest.mark.req("S54")
async def test_whoever_lifts_a_mobile_and_presses_a_key_is_joined(
    hasty: Bed, seen: Watch, mobile_port: int
) -> None:
    operator = hasty.operators[0]
    person = OperatorPhones(hasty.sip, {}, port=mobile_port, keys=(Keys("1", after_s=2.0),))
    async with person:
        await seen.log_in(operator, suffix="mobile")
        async with Caller(hasty.sip, LINE, "+70000030005"):
            await person.rang("+70000090001")
            (lifted,) = await seen.fact(Lifted)
            (joined,) = await seen.fact(Joined)
            assert (joined.leg, joined.operator) == (lifted.leg, operator)
            (why,) = [row.input for row in seen.rows if joined in row.facts]
            assert isinstance(why, LegDigitPressed), "nobody is joined for lifting alone"


@pytest.mark.req("S54")
async def test_a_voice_mail_that_answers_a_mobile_never_gets_the_caller(
    hasty: Bed, seen: Watch, mobile_port: int
) -> None:
    operator, colleague = hasty.operators[:2]
    voice_mail = OperatorPhones(hasty.sip, {}, port=mobile_port)
    desk_phone = OperatorPhones(hasty.sip, hasty.passwords([colleague]))
    async with voice_mail, desk_phone:
        await seen.log_in(operator, suffix="mobile")
        async with Caller(hasty.sip, LINE, "+70000030006"):
            await seen.fact(Lifted)
            await seen.log_in(colleague)
            await voice_mail.ended()
            (missed,) = await seen.fact(OfferEnded, lambda fact: fact.operator == operator)
            assert missed.outcome is OfferOutcome.MISSED
            (joined,) = await seen.fact(Joined)
            assert joined.operator == colleague


async def promises_of(seen: Watch, call: str) -> list[tuple[str, ...]]:
    """What the tables know to be promised about a call."""
    return await seen.ask("SELECT kind FROM promises_promise WHERE call = %s", (call,))


def sounds(phone: Baresip) -> bool:
    """Whether something was heard in the last second."""
    last = phone.heard()[-tones.RATE :].astype(float)
    return len(last) == tones.RATE and float(abs(last).mean()) > 50
