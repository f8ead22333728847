"""The electronic secretary over real SIP: a closed line answers, and what is left there is owed in time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bed import Bed, Watch
from phones import tones
from phones.baresip import Baresip
from phones.log import until
from phones.sipp import OperatorPhones
from telephony.cast import caller, every_call_ended_with_one_card, types
from thirdring.acd.facts import (
    CallEnd,
    ChoiceMade,
    LineClosed,
    MessageLeft,
    NoticeHeard,
    Offered,
    Queued,
    WaitChoice,
)
from thirdring.acd.inputs import PromptEnded
from thirdring.acd.moment import SECOND, datetime_of, moment_of
from thirdring.acd.promise_facts import Promised, PromiseScheduled
from thirdring.asterisk.sounds import SPOKEN
from thirdring.speech import sound_name

LINE = "3002"  # closed today and tomorrow; the day after, it opens at nine
CLOSED_HZ, KEPT_HZ = 1700, 1800
HERE = ZoneInfo("Europe/Moscow")
FIRST_HOURS = timedelta(hours=2)  # of the edition


@pytest.fixture
async def secretary(bed: Bed, watch: Watch) -> AsyncIterator[OperatorPhones]:
    """The site's own recordings are tones; an operator is ready, whom nobody shall ring."""
    for prompt, frequency_hz in (("closed-ru", CLOSED_HZ), ("closed-call-back-kept-ru", KEPT_HZ)):
        tones.wav_file(bed.installation.prompts / f"{prompt}.wav", tones.tone(frequency_hz, 0.5))
    (operator,) = bed.operators[:1]
    async with OperatorPhones(bed.sip, bed.passwords([operator])) as phones:
        await watch.log_in(operator)
        yield phones
        assert not watch.facts(Offered) and not watch.facts(Queued)


async def opening(watch: Watch) -> datetime:
    """What the caller is told: it is at nine, the day after tomorrow."""
    (closed,) = await watch.fact(LineClosed)
    assert watch.facts(NoticeHeard), "the notice comes first"
    opens = datetime_of(closed.opens_at)
    ahead = opens - datetime_of(watch.rows[-1].at)
    assert timedelta(days=1) < ahead < timedelta(days=3)
    return opens


async def is_due_when_it_opens(watch: Watch, opens: datetime) -> Promised:
    """The promise that the caller has been made, and when it is to be kept."""
    (owed,) = await watch.fact(Promised)
    (scheduled,) = await watch.fact(PromiseScheduled, lambda fact: fact.promise == owed.promise)
    assert scheduled.not_before == moment_of(opens)
    assert scheduled.due == moment_of(opens + FIRST_HOURS)
    return owed


@pytest.mark.req("S58")
async def test_a_message_left_on_a_closed_line_is_due_in_the_first_hours_of_the_next_working_day(
    bed: Bed, watch: Watch, secretary: OperatorPhones
) -> None:
    async with Baresip(bed.sip, "someone", tone_hz=tones.CALLER_HZ) as caller:
        await caller.dial(LINE)
        opens = await opening(watch)
        await caller.presses("1")
        (chosen,) = await watch.fact(ChoiceMade)
        assert chosen.choice is WaitChoice.MESSAGE
        file = bed.installation.message(f"message-{chosen.call}")
        await until(lambda: file.exists() and len(tones.heard(file)) > 2 * tones.RATE)
        await caller.presses("#")
        (left,) = await watch.fact(MessageLeft)
        assert left.span >= 2 * SECOND
        (ended,) = await every_call_ended_with_one_card(watch, 1)
    assert ended.how is CallEnd.LEFT_MESSAGE
    owed = await is_due_when_it_opens(watch, opens)
    assert (owed.origin, owed.recording) == ("message", f"message-{chosen.call}")


async def test_the_caller_hears_that_the_line_is_closed_and_when_it_opens(
    bed: Bed, watch: Watch, secretary: OperatorPhones
) -> None:
    async with Baresip(bed.sip, "someone") as caller:
        await caller.dial(LINE)
        opens = await opening(watch)
        today = datetime_of(watch.rows[-1].at).astimezone(HERE).date()
        await watch.until(lambda: heard(watch, "closed"), why="nothing was played to the end")
    day = {1: "завтра", 2: "послезавтра"}[(opens.astimezone(HERE).date() - today).days]
    sentence = sound_name(f"Мы откроемся {day} в девять часов.", "ru")
    await until((bed.installation.prompts / SPOKEN / f"{sentence}.wav").exists)


async def heard(watch: Watch, prompt: str) -> bool:
    """Whether a prompt has been played to its end."""
    ends = [row.input for row in watch.rows if isinstance(row.input, PromptEnded)]
    return any(end.prompt == prompt and not end.failed for end in ends)


@pytest.mark.req("S57")
async def test_two_and_one_have_the_caller_called_back_when_the_line_opens(
    bed: Bed, watch: Watch, secretary: OperatorPhones
) -> None:
    async with caller(bed, LINE, "+70000030011") as someone:
        opens = await opening(watch)
        await types(watch, someone, "21")
        (chosen,) = await watch.fact(ChoiceMade)
        assert (chosen.choice, chosen.number) == (WaitChoice.CALL_BACK, "+70000030011")
        await someone.told("CALL_CLOSED")
        (ended,) = await every_call_ended_with_one_card(watch, 1)
    assert ended.how is CallEnd.CALL_BACK_PROMISED
    assert (await is_due_when_it_opens(watch, opens)).origin == "after hours"


async def test_whoever_presses_nothing_gets_the_tone_and_may_speak(
    bed: Bed, watch: Watch, secretary: OperatorPhones
) -> None:
    async with Baresip(bed.sip, "someone", tone_hz=tones.CALLER_HZ) as caller:
        await caller.dial(LINE)
        (chosen,) = await watch.fact(ChoiceMade, timeout_s=40)
        assert chosen.choice is WaitChoice.TONE
        file = bed.installation.message(f"message-{chosen.call}")
        await until(lambda: file.exists() and len(tones.heard(file)) > 2 * tones.RATE)
        await caller.command("hangup")
        (ended,) = await every_call_ended_with_one_card(watch, 1)
    assert ended.how is CallEnd.LEFT_MESSAGE


@pytest.mark.req("S61")
async def test_whoever_hangs_up_has_left_a_card_and_is_owed_nothing(
    bed: Bed, watch: Watch, secretary: OperatorPhones
) -> None:
    async with caller(bed, LINE, "+70000030012") as someone:
        await watch.fact(LineClosed)
        await someone.command("hangup")
        (ended,) = await every_call_ended_with_one_card(watch, 1)
    assert ended.how is CallEnd.AFTER_HOURS
    assert not watch.facts(Promised)


async def test_a_promise_moves_with_the_calendar_and_back(
    bed: Bed, watch: Watch, secretary: OperatorPhones
) -> None:
    async with caller(bed, LINE, "+70000030013") as someone:
        opens = await opening(watch)
        await types(watch, someone, "21")
        await someone.told("CALL_CLOSED")
    await is_due_when_it_opens(watch, opens)
    for hour in (12, 9):
        times = len(watch.facts(PromiseScheduled))
        await watch.ask(
            "UPDATE calendars_specialday SET opens = make_time(%s, 0, 0) WHERE kind = 'working'"
            " AND calendar_id = (SELECT calendar_id FROM channels_line WHERE number = %s) RETURNING id",
            (hour, LINE),
        )
        moved = (await watch.fact(PromiseScheduled, count=times + 1, timeout_s=60))[-1]
        assert moved.not_before == moment_of(opens + timedelta(hours=hour - 9))
        assert moved.due == moment_of(opens + timedelta(hours=hour - 9) + FIRST_HOURS)
