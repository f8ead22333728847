"""What is owed: the page of promises adds up and leads to cards, for supervisors only; so does the API."""

from __future__ import annotations

import csv
import io

import pytest
from django.utils import timezone

from apps.day import ASSISTANCE, HOTLINE, Day
from thirdring.acd.inputs import (
    CallerGone,
    DigitPressed,
    GoneCause,
    PromptEnded,
    TimerDue,
    TransferMarkedWrong,
)
from thirdring.apps.appeals.models import Card
from thirdring.apps.audit.models import ReadLog
from thirdring.apps.calls.models import Transfer
from thirdring.apps.calls.queries import PassedOn, passed_on
from thirdring.apps.promises.models import Promise
from thirdring.apps.promises.queries import Sums, accounts, total, visible_to

LOST = GoneCause.LOST


def broken(day: Day, line: str = HOTLINE) -> str:
    """A caller whose connection is lost while he waits: he is to be called back."""
    call = day.arrives(line)
    day.happens(CallerGone(0, call, LOST))
    return call


def asked_back(day: Day) -> str:
    """A caller waits until the choice is offered and asks to be called back at his own number."""
    call = day.arrives(HOTLINE)
    day.happens(PromptEnded(0, call, "waiting-greeting"))
    day.happens(TimerDue(0, f"choice {call}"), after_s=30)
    for key in "21":
        day.happens(DigitPressed(0, call, key))
    day.happens(PromptEnded(0, call, "call-back-kept"))
    return call


def test_what_was_promised_adds_up_by_day_line_and_queue(day, user):
    for line in (HOTLINE, HOTLINE, ASSISTANCE):
        broken(day, line)
    Promise.objects.filter(call=broken(day)).update(state="kept")
    parts = accounts(visible_to(user("svetlana")), day.zone)
    assert [(part.line, part.sums) for part in parts] == [(HOTLINE, Sums(3, 1, 0, 0, 2, 0))]
    assert total(parts).add_up
    assert total(accounts(Promise.objects.all(), day.zone)).made == 4


def test_a_choice_is_kept_with_its_moment_and_its_number(day):
    call = asked_back(day)
    promise = Promise.objects.select_related("call").get()
    assert (promise.call.choice, promise.call.choice_number) == ("call back", promise.call.caller)
    assert promise.call.choice_offered_at < promise.call.choice_made_at
    assert (promise.origin, promise.number) == ("call-back from the queue", promise.call.caller)
    assert promise.card == Card.objects.get(call=call)
    assert (promise.owner_queue, promise.owner_skill, promise.owner_operator) == ("oms", "", None)


def test_the_supervisor_sees_the_equation_and_every_promise_with_its_card(day, login):
    call = broken(day)
    page = login("svetlana").get("/promises/").content.decode()
    assert 'data-add-up="yes"' in page
    assert Card.objects.get(call=call).number in page
    assert ReadLog.objects.filter(reader="svetlana", purpose="promises, list").count() == 1


@pytest.mark.parametrize(
    ("which", "shown"), [("", 2), ("open", 1), ("kept", 1), ("overdue", 0), ("unreachable", 0)]
)
def test_the_list_is_narrowed_and_the_sum_stays(day, login, which, shown):
    broken(day)
    Promise.objects.filter(call=broken(day)).update(state="kept")
    answer = login("svetlana").get(f"/promises/?which={which}&since=2026-11-01")
    assert len(answer.context["page"].object_list) == shown
    assert answer.context["sums"] == Sums(2, 1, 0, 0, 1, 0)


@pytest.mark.req("S32")
def test_operators_and_other_organisations_see_nothing_of_it(day, login):
    broken(day)
    assert login("maria").get("/promises/").status_code == 403
    assert login("maria").get("/promises.csv").status_code == 403
    assert login("halyna").get("/promises/").context["sums"].made == 0


def test_the_table_for_programs_holds_the_same_and_no_formula(day, login):
    call = broken(day)
    table = b"".join(login("svetlana").get("/promises.csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert len(rows) == 1
    assert rows[0]["Card"] == Card.objects.get(call=call).number
    assert rows[0]["Number"].startswith("'+7")
    assert rows[0]["State"] == "not kept yet"
    assert ReadLog.objects.filter(reader="svetlana", purpose="promises, export").count() == 1


def test_programs_read_promises_with_their_attempts(day, program):
    call = broken(day)
    broken(day, ASSISTANCE)
    found = program("tfoms").get("/api/v1/promises?state=open").json()["items"]
    assert [(one["call"], one["kind"], one["state"]) for one in found] == [(call, "call back", "open")]
    assert found[0]["owner"] == {"queue": "oms", "skill": None, "operator": None}
    assert found[0]["attempts"] == []
    assert ReadLog.objects.filter(reader="token test", purpose="API, promises").count() == 1
    assert program("tfoms").get(f"/api/v1/promises/{found[0]['id']}").json() == found[0]
    assert program("asystans").get(f"/api/v1/promises/{found[0]['id']}").status_code == 404
    assert program("tfoms").get("/api/v1/promises?state=nonsense").status_code == 400


@pytest.mark.req("S62")
@pytest.mark.parametrize(("marked", "wrongly"), [(True, 1), (False, 0)])
def test_whoever_passes_on_wrongly_is_counted_and_reads_it(day, login, marked, wrongly):
    maria, olga = day.starts_shift("maria"), day.starts_shift("olga")
    call = day.arrives(HOTLINE)
    day.is_answered(call)
    day.hands_over(maria, "tfoms-quality")
    day.opens_card(olga, call)
    day.is_answered(call)
    if marked:
        day.happens(TransferMarkedWrong(0, olga, "a question of policies"))
    assert passed_on(Transfer.objects.all()) == {maria: PassedOn(1, wrongly)}
    transfer = Transfer.objects.get()
    assert (transfer.reason, transfer.consent, transfer.outcome) == ("a question of theirs", True, "queued")
    assert transfer.wrong_reason == ("a question of policies" if marked else "")
    Transfer.objects.update(started_at=timezone.now())
    read = login("maria").get("/desk/idle").content.decode()
    assert f"in 30 days: 1, wrong: {wrongly}" in read
