"""Promises at the desk: who sees which, what is said of them, and which numbers reach the router."""

from __future__ import annotations

import wave
from datetime import UTC, datetime

import pytest

from apps.day import ANNA, ASSISTANCE, HOTLINE, Day
from thirdring.acd import inputs
from thirdring.acd.inputs import CallerGone, Illegal, Owner, PromiseMoved
from thirdring.acd.moment import moment_of
from thirdring.acd.transfer import BUSY
from thirdring.apps.appeals.models import Card
from thirdring.apps.audit.models import ReadLog
from thirdring.apps.calendars.models import Calendar
from thirdring.apps.channels.models import Line
from thirdring.apps.demonstration import world
from thirdring.apps.insured.models import Person
from thirdring.apps.promises.models import Attempt, Promise
from thirdring.apps.promises.numbers import QUIET_HOURS, UNREADABLE, awake
from thirdring.desk.promise_orders import prepared
from thirdring.journal.live import Live, LiveCall, LiveOperator, LivePromise

OFFICE = "1003"  # in working hours, and nobody is called at night
NIGHT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # half past two in Krasnodar


@pytest.fixture
def owed(day: Day) -> Promise:
    """Anna has hung up while she waited: she is to be called back."""
    call = day.arrives(HOTLINE, ANNA)
    day.happens(CallerGone(0, call))
    return Promise.objects.get(call=call)


def given(day: Day, promise: Promise, login: str) -> int:
    """The calendar says that she may be called, and the operator is free."""
    operator = day.starts_shift(login)
    day.happens(PromiseMoved(0, promise.pk, day.at, moment_of(promise.made_at) + 3600 * 10**6))
    return operator


def test_an_operator_reads_what_was_promised_and_how_else_the_person_is_reached(day, login, owed):
    anna = Person.objects.filter(phones__number=ANNA).first()
    Card.objects.filter(call=owed.call_id).update(person=anna, phone="+72000000077")
    given(day, owed, "maria")
    page = login("maria").get(f"/desk/promise?promise={owed.pk}").content.decode()
    assert "Hung up while waiting" in page
    assert "attempts in vain: 0 of 3" in page
    assert 'data-number="+72000000077"' in page
    assert anna.address in page


def test_what_an_operator_wrote_stands_beside_the_promise_and_the_routers_own_word_does_not(day, login, owed):
    given(day, owed, "maria")
    for why, stands in (("просит прислать ответ", True), (BUSY, False)):
        Promise.objects.update(origin="level 2 busy", why=why)
        page = login("maria").get(f"/desk/promise?promise={owed.pk}").content.decode()
        assert "The colleague was busy" in page
        assert (f"«{why}»" in page, "promise-why" in page) == (stands, stands)


@pytest.mark.req("S32")
def test_another_organisation_sees_neither_the_promise_nor_the_list(day, login, owed):
    day.starts_shift("oksana")
    assert login("oksana").get(f"/desk/promise?promise={owed.pk}").status_code == 404
    assert owed.number[-2:] not in login("oksana").get("/desk/promises").content.decode()


def test_the_list_tells_what_oneself_and_what_ones_queues_owe(day, login, user, owed):
    maria = login("maria")
    assert maria.get("/desk/promises").content.decode().count("data-promise-row") == 1
    assert [row["promise"] for row in maria.get("/desk/promises").context["queues"]] == [owed]
    Promise.objects.update(owner_queue="", owner_operator=user("maria").operator)
    assert [row["promise"] for row in maria.get("/desk/promises").context["own"]] == [owed]
    Promise.objects.update(state="kept")
    assert (
        "Everybody who was promised a call has been called." in maria.get("/desk/promises").content.decode()
    )


def test_a_colleague_of_another_organisation_reads_the_card_of_whom_he_owes_a_call(day, login, user, owed):
    oksana = login("oksana")
    assert oksana.get(f"/desk/card?call={owed.call_id}").status_code == 404
    Promise.objects.update(owner_queue="", owner_operator=user("oksana").operator)
    assert oksana.get(f"/desk/card?call={owed.call_id}").status_code == 200


def test_the_call_back_has_the_card_of_whom_it_calls_back(day, login, owed):
    operator = given(day, owed, "maria")
    day.happens(inputs.AttemptRequested(0, operator, owed.pk))
    attempt = Attempt.objects.get(promise=owed).call_id
    card = Card.objects.get(call=owed.call_id)
    assert login("maria").get(f"/desk/card?call={attempt}").context["card"] == card
    assert not Card.objects.filter(call=attempt).exists()


@pytest.mark.req("X7", "X20")
def test_a_message_is_heard_by_who_may_hear_the_call_and_the_listening_is_noted(day, login, home, settings):
    call = day.arrives(HOTLINE, ANNA)
    path = settings.INSTALLATION.message(f"message-{call}")
    path.parent.mkdir(parents=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16_000))
    answer = login("maria").get(f"/recordings/messages/message-{call}.wav")
    assert (answer.status_code, answer["Content-Length"]) == (200, str(path.stat().st_size))
    assert login("oksana").get(f"/recordings/messages/message-{call}.wav").status_code == 404
    assert login("maria").get("/recordings/messages/message-other.wav").status_code == 404
    assert ReadLog.objects.filter(reader="maria", subject_id=f"message-{call}").count() == 1


@pytest.mark.parametrize(
    ("typed", "line", "number"),
    [
        ("8 (200) 000-00-01", HOTLINE, ANNA),
        ("020 000 00 01", ASSISTANCE, "+380200000001"),
        ("12", HOTLINE, ""),
        ("", HOTLINE, ""),
    ],
)
def test_a_typed_number_is_read_as_the_callers_of_the_line_write_it(login, typed, line, number):
    said = login("maria").get("/desk/number", {"number": typed, "line": line}).json()
    assert said["number"] == number
    assert bool(said["sentence"]) == (not number)


@pytest.mark.req("X17")
@pytest.mark.parametrize(("month", "in_kyiv", "in_krasnodar"), [(7, 5, 5), (12, 6, 5)])
def test_in_summer_kyiv_gets_up_an_hour_earlier_and_krasnodar_does_not(login, month, in_kyiv, in_krasnodar):
    Calendar.objects.filter(name=world.ASYSTANS_HOURS).update(quiet_from=None, quiet_until=None)
    midnight = datetime(2026, month, 1, tzinfo=UTC)
    for reader, line, number, hour in (
        ("oksana", ASSISTANCE, "+380200000001", in_kyiv),
        ("maria", OFFICE, ANNA, in_krasnodar),
    ):
        asked = {"number": number, "line": line, "at": int(midnight.timestamp() * 1000)}
        said = login(reader).get("/desk/number", asked).json()
        assert datetime.fromtimestamp(said["earliest"] / 1000, UTC) == midnight.replace(hour=hour)


def test_nobody_is_called_at_night_by_the_clock_where_the_number_is(db):
    with pytest.raises(Illegal) as refused:
        awake(ANNA, OFFICE, NIGHT)
    assert (refused.value.code, "08:00" in str(refused.value)) == (QUIET_HOURS, True)
    assert awake(ANNA, HOTLINE, NIGHT) == ANNA, "of that line people want to be called at night, too"
    with pytest.raises(Illegal) as refused:
        awake("12", OFFICE, NIGHT)
    assert refused.value.code == UNREADABLE


def at_work() -> tuple[LiveOperator, Live]:
    """Maria speaks with a caller on a line that calls nobody at night, and somebody is owed a call."""
    seat = LiveOperator("talking", 0, call="a")
    talk = LiveCall(OFFICE, 1, ANNA, ANNA, 0, "talking", 0)
    promise = LivePromise(
        "call back", "missed", "", Owner(queue="oms"), "b", HOTLINE, 1, "oms", ANNA, 0, 0, 0, 0
    )
    return seat, Live(operators={17: seat}, calls={"a": talk}, promises={"p1": promise})


def test_the_router_gets_numbers_in_one_written_form(db):
    seat, live = at_work()
    asked = inputs.AttemptRequested(0, 17, "p1", number="8 200 000 00 02")
    assert prepared(asked, seat, live).number == "+72000000002"
    wished = inputs.CallBackRequested(0, 17, Owner(operator=17), why="  the policy is ready ")
    assert (prepared(wished, seat, live).number, prepared(wished, seat, live).why) == (
        ANNA,
        "the policy is ready",
    )


@pytest.mark.parametrize(
    "asked",
    [
        inputs.PromisePutBack(0, 17, "p1", " "),
        inputs.PromiseWithdrawn(0, 17, "p1", ""),
        inputs.CallBackRequested(0, 17, Owner(operator=17), why=""),
        inputs.CallBackRequested(0, 17, Owner(operator=17), number="12", why="x"),
        inputs.CallBackRequested(0, 17, Owner(operator=17), not_before=moment_of(NIGHT), why="x"),
        inputs.CallBackRequested(0, 17, Owner(operator=17), not_before=2**64 - 1, why="x"),
        inputs.PromisePutBack(0, 17, "p1", "x", not_before=2**64 - 1),
        inputs.PromisePutBack(0, 17, "p1", "x", not_before=moment_of(datetime.max.replace(tzinfo=UTC))),
        inputs.AttemptRequested(0, 17, "p1", number="12"),
    ],
)
def test_what_cannot_be_kept_is_not_promised(db, asked):
    seat, live = at_work()
    with pytest.raises(Illegal):
        prepared(asked, seat, live)


def test_what_is_not_known_here_is_the_routers_to_refuse(db):
    seat, live = at_work()
    asked = inputs.AttemptRequested(0, 17, "p9")
    assert prepared(asked, seat, live) == asked
    assert Line.objects.filter(number=OFFICE).exists()
