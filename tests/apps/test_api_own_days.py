"""A program reads what stands on an operator's desk while nobody calls: the day so far, and what is owed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.day import HOTLINE, Day
from apps.test_api_doing import Program, maria
from apps.test_compliance import missed
from apps.test_promises import broken
from thirdring.acd.options import TransferMode
from thirdring.apps.api.models import Scope
from thirdring.apps.appeals.models import Card
from thirdring.apps.audit.models import ReadLog
from thirdring.apps.calls.models import Call, Transfer
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.promises.models import Promise
from thirdring.apps.staff.models import User


@pytest.fixture
def day(db: None) -> Day:
    """A day that is not over when it is read, whenever midnight comes."""
    return Day(timezone.now() + timedelta(days=1))


@pytest.fixture
def program(day) -> Program:
    return Program("tfoms")


def test_the_day_of_an_operator_is_told_as_it_stands_on_the_desk(day, program, login):
    who = day.starts_shift("maria")
    call = day.arrives(HOTLINE)
    day.is_answered(call)
    day.hangs_up(call)
    card = Card.objects.get(call=call)
    Card.objects.filter(pk=card.pk).update(updated_by=User.objects.get(username="maria"))
    told = program.get(f"operators/{who}/today").json()
    assert (told["operator"], told["answered"], told["missed"]) == (
        {"id": who, "name": "Мария Примерова"},
        1,
        0,
    )
    assert told["mean_talk_ms"] == 1_000
    assert told["since"].endswith("Z"), "times are UTC"
    assert told["unfinished_cards"] == [{"id": card.pk, "number": card.number, "state": "open"}]
    assert told["transfers"] == {"days": 30, "callers": 0, "wrongly": 0, "reasons": []}
    desk = login("maria").get("/desk/idle").context
    assert (desk["today"].answered, list(desk["unfinished"])) == (1, [card])
    assert Program("asystans").get(f"operators/{who}/today").status_code == 404


def test_an_offer_that_rang_in_vain_is_told_with_its_line_and_whether_a_colleague_answered(day, program):
    who = day.starts_shift("maria")
    missed(day)
    (offer,) = program.get(f"operators/{who}/today").json()["missed_offers"]
    assert (offer["line"], offer["answered"]) == (HOTLINE, None)


def test_of_callers_of_another_organisation_only_the_numbers_are_told(day, program):
    who = day.starts_shift("maria")
    missed(day)
    ours = Call.objects.get()
    theirs = Call.objects.get(pk=day.arrives(HOTLINE))
    for call, reason in ((ours, "не тот отдел"), (theirs, "не та компания")):
        Transfer.objects.create(
            call=call,
            operator_id=who,
            mode=TransferMode.CONSULT,
            started_at=timezone.now(),
            wrong_at=timezone.now(),
            wrong_reason=reason,
        )
    told = program.get(f"operators/{who}/today").json()["transfers"]["reasons"]
    assert {one["reason"] for one in told} == {"не тот отдел", "не та компания"}

    Call.objects.update(organisation=Organisation.objects.get(code="asystans"))
    Call.objects.filter(pk=ours.pk).update(organisation=Organisation.objects.get(code="tfoms"))
    told = program.get(f"operators/{who}/today").json()
    assert [one["reason"] for one in told["transfers"]["reasons"]] == ["не тот отдел"]
    assert len(told["missed_offers"]) == 1
    Call.objects.update(organisation=Organisation.objects.get(code="asystans"))
    assert not program.get(f"operators/{who}/today").json()["missed_offers"]


@pytest.mark.req("X20")
def test_what_an_operator_owes_in_person_and_with_the_queues_is_told_and_noted(day, program):
    promise = Promise.objects.get(call=broken(day))
    address = f"operators/{maria()}/owed"
    told = program.get(address).json()
    assert ([one["id"] for one in told["queues"]], told["own"], told["unreached"]) == ([promise.pk], [], [])
    Promise.objects.update(owner_queue="", owner_operator=maria())
    told = program.get(address).json()
    assert ([one["id"] for one in told["own"]], told["queues"]) == ([promise.pk], [])
    Promise.objects.update(state="unreachable", ended_by=maria())
    assert [one["id"] for one in program.get(address).json()["unreached"]] == [promise.pk]
    assert ReadLog.objects.filter(subject="card", subject_id=promise.card_id).count() == 3


def test_a_token_reads_of_an_operator_only_what_its_scopes_name(day):
    floor, promises = Program("tfoms", Scope.FLOOR), Program("tfoms", Scope.PROMISES)
    for one, allowed in ((floor, "today"), (promises, "owed")):
        for what in ("today", "owed"):
            expected = 200 if what == allowed else 403
            assert one.get(f"operators/{maria()}/{what}").status_code == expected


def test_what_others_owe_does_not_hide_what_is_owed_here(day, program, monkeypatch):
    monkeypatch.setattr("thirdring.apps.api.own_days.LISTED", 1)
    urgent, ours = (Promise.objects.get(call=broken(day)) for _ in range(2))
    assert urgent.due <= ours.due
    Promise.objects.filter(pk=urgent.pk).update(organisation=Organisation.objects.get(code="asystans"))
    told = program.get(f"operators/{maria()}/owed").json()
    assert [one["id"] for one in told["queues"]] == [ours.pk]
