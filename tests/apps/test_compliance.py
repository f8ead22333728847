"""The judge at work: what the journal shows to be broken is found once, however the reading is cut up."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import translation

from apps.day import HOTLINE, Day
from thirdring.acd.inputs import LegRinging, TimerDue
from thirdring.apps.appeals.models import Card
from thirdring.apps.compliance.judging import Bench
from thirdring.apps.compliance.models import Breach, Reading
from thirdring.desk.way import way_of
from thirdring.journal.statements import STATEMENTS
from thirdring.regulation import known


def missed(day: Day) -> str:
    """Maria's phone rings three times and she does not lift."""
    call = day.arrives(HOTLINE)
    leg = day.offer(call).leg
    day.happens(LegRinging(0, leg))
    day.happens(TimerDue(0, f"ring {leg}"), after_s=15)
    return call


def judge(most: int = 1_000) -> list[tuple[str, str, int | None, int]]:
    bench = Bench()
    while bench.read_on(most):
        pass
    found = Breach.objects.order_by("at", "id")
    return [(one.clause, one.call_id, one.operator_id, one.rings) for one in found]


def test_the_third_ring_that_passed_is_a_breach_of_clause_1_by_that_operator(day):
    maria = day.starts_shift("maria")
    call = missed(day)
    assert judge() == [("1", call, maria, 3)]
    breach = Breach.objects.get()
    assert (breach.edition, breach.organisation.code) == ("141-П", "tfoms")
    assert breach.call.line == HOTLINE


def test_what_was_judged_is_not_judged_again_and_the_next_judge_goes_on(day):
    maria = day.starts_shift("maria")
    first = missed(day)
    judge()
    assert judge() == [("1", first, maria, 3)]
    assert Reading.objects.get().seq == day.row.seq
    day.hangs_up(first)
    day.starts_shift("ivan")
    second = missed(day)
    assert [call for _clause, call, _operator, _rings in judge()] == [first, second]


@pytest.mark.parametrize("piece", [1, 2, 5])
def test_a_call_that_is_under_way_when_one_judge_stops_is_judged_by_the_next(day, piece):
    maria = day.starts_shift("maria")
    call = day.arrives(HOTLINE)
    leg = day.offer(call).leg
    day.happens(LegRinging(0, leg))
    assert judge(piece) == []
    day.happens(TimerDue(0, f"ring {leg}"), after_s=15)
    assert judge(piece) == [("1", call, maria, 3)]


def test_two_judges_at_once_find_everything_once(day):
    maria = day.starts_shift("maria")
    call = missed(day)
    one, other = Bench(), Bench()
    while one.read_on(3) + other.read_on(3):
        pass
    assert [(b.call_id, b.operator_id) for b in Breach.objects.all()] == [(call, maria)]


def test_whoever_waits_on_in_silence_is_found_while_he_still_waits(day):
    """By a router that has offered nothing: the row of somebody else's call shows what time it is."""
    day.without_waiting_mode()
    waiting = day.arrives(HOTLINE)
    day.at += 31_000_000
    day.arrives(HOTLINE)
    assert [(clause, call) for clause, call, _operator, _rings in judge()] == [("2", waiting)]
    day.hangs_up(waiting)
    assert len(judge()) == 1


@pytest.mark.req("S76")
def test_ten_minutes_are_clause_8(day):
    maria = day.starts_shift("maria")
    call = day.arrives(HOTLINE)
    day.is_answered(call)
    day.at += 601_000_000
    day.operator_hangs_up(maria)
    assert judge() == [("8", call, maria, 0)]
    assert Breach.objects.get().seconds == pytest.approx(602, abs=1)


@pytest.mark.req("S76")
def test_who_passes_the_caller_on_is_judged_by_other_clauses(day):
    maria, olga = day.starts_shift("maria"), day.starts_shift("olga")
    call = day.arrives(HOTLINE)
    day.is_answered(call)
    day.at += 601_000_000
    day.hands_over(maria, "tfoms-quality")
    day.opens_card(olga, call)
    day.is_answered(call)
    day.operator_hangs_up(olga)
    assert judge() == []


def test_supervisors_see_the_breaches_of_their_organisation_and_operators_see_none(day, login):
    maria = day.starts_shift("maria")
    missed(day)
    judge()
    assert maria
    page = login("svetlana").get("/admin/compliance/breach/")
    assert page.status_code == 200 and "141-П" in page.content.decode()
    assert login("maria").get("/admin/compliance/breach/").status_code in (302, 403)


def test_no_row_is_passed_over(day):
    """The reading goes by the numbers of the rows, and there are none missing in the tables of a day."""
    day.starts_shift("maria")
    missed(day)
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS["last_row"].decode())
        (last,) = cursor.fetchone()
    judge(4)
    assert Reading.objects.get().seq == last


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "Нарушен пункт 1"), ("uk", "Порушено пункт 1"), ("en", "Clause 1 of")]
)
def test_a_breach_stands_on_the_time_line_of_its_card_with_the_words_of_the_clause(
    day, login, user, language, said
):
    day.starts_shift("maria")
    call = missed(day)
    judge()
    card = Card.objects.get(call=call)
    with translation.override(language):
        steps = way_of(card, user("svetlana"))
        (breach,) = [step for step in steps if step.text.startswith(said)]
        assert not [step for step in way_of(card, user("maria")) if step.text.startswith(said)]
    assert breach.details == [known()[0].clause("1").text]
    assert breach.summary


def test_programs_read_the_breaches_of_their_organisation(day, program):
    maria = day.starts_shift("maria")
    call = missed(day)
    judge()
    (found,) = program("tfoms").get("/api/v1/breaches?clause=1").json()["items"]
    assert (found["edition"], found["clause"], found["call"], found["rings"]) == ("141-П", "1", call, 3)
    assert found["operator"]["id"] == maria
    assert program("tfoms").get("/api/v1/breaches?clause=8").json()["items"] == []
    assert program("asystans").get("/api/v1/breaches").json()["items"] == []
