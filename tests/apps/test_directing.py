"""Whom a supervisor directs, until when a change of queues lasts, and what is told of it afterwards."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from apps.day import MORNING, Day
from thirdring.acd.inputs import Illegal, MembershipSet, OperatorStateSet, StateOrder
from thirdring.acd.moment import datetime_of
from thirdring.apps.calls.directing import (
    dial_limit_lift,
    dial_limit_restore,
    membership_order,
    orders_since,
    refusal_of,
    state_order,
)
from thirdring.apps.calls.models import OperatorInterval
from thirdring.apps.staff.models import Operator

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)  # eleven in the evening in Krasnodar
NIGHT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


@pytest.fixture
def svetlana(user):
    """The fund's supervisor."""
    return user("svetlana")


@pytest.fixture
def maria(user) -> int:
    return user("maria").operator.pk


def refused(*asked) -> str:
    with pytest.raises(Illegal) as illegal:
        state_order(*asked)
    return illegal.value.code


def test_an_order_carries_login_name_and_reason(svetlana, maria):
    asked = state_order(svetlana, maria, StateOrder.PAUSE, "training", " a new rule ")
    assert asked == OperatorStateSet(
        0, maria, StateOrder.PAUSE, "svetlana", str(svetlana), "a new rule", "training"
    )


def test_nobody_but_a_supervisor_orders_and_nobody_of_another_organisation(svetlana, maria, user):
    assert refused(user("maria"), maria, StateOrder.READY, "", "why") == "not-a-supervisor"
    stranger = Operator.objects.exclude(organisation=svetlana.organisation_id).first().pk
    assert refused(svetlana, stranger, StateOrder.READY, "", "why") == "unknown_operator"


def test_a_pause_is_one_of_the_centre_and_a_reason_can_be_stored(svetlana, maria):
    assert refused(svetlana, maria, StateOrder.PAUSE, "nap", "why") == "unknown-pause"
    assert refused(svetlana, maria, StateOrder.LOG_OUT, "", "a\x00b") == "unreadable"
    assert refused(svetlana, maria, StateOrder.LOG_OUT, "", "x" * 201) == "unreadable"


@pytest.mark.parametrize(("now", "day"), [(MORNING, 24), (EVENING, 24), (NIGHT, 24)])
def test_a_change_of_queues_lasts_until_four_in_the_morning(svetlana, maria, now, day):
    asked = membership_order(svetlana, maria, "oms", False, "many callers", now)
    assert isinstance(asked, MembershipSet)
    assert datetime_of(asked.until) == datetime(2026, 11, day, 1, 0, tzinfo=UTC)


def test_queues_of_another_organisation_are_not_hers(svetlana, maria):
    with pytest.raises(Illegal) as illegal:
        membership_order(svetlana, maria, "no-such-queue", True, "why", MORNING)
    assert illegal.value.code == "unknown_queue"


def test_what_was_ordered_is_told_with_who_and_why_and_the_time_is_counted(svetlana, maria, day: Day):
    day.starts_shift("maria")
    day.happens(state_order(svetlana, maria, StateOrder.PAUSE, "training", "a new rule"))
    now = datetime_of(day.at)
    day.happens(membership_order(svetlana, maria, "oms", False, "many callers", now))
    told = orders_since(maria, MORNING)
    assert [one.fact.reason for one in told] == ["many callers", "a new rule"]
    interval = OperatorInterval.objects.get(operator=maria, until=None)
    assert (interval.state, interval.reason) == ("paused", "training")


def test_a_lift_of_the_dialling_limit_and_its_taking_back_are_told_both(svetlana, maria, day: Day):
    day.happens(dial_limit_lift(svetlana, maria, "a campaign"))
    day.happens(dial_limit_restore(svetlana, maria, "it is over"))
    told = orders_since(maria, MORNING)
    assert [(one.fact.reason, one.fact.until > 0) for one in told] == [
        ("it is over", False),
        ("a campaign", True),
    ]
    assert {one.fact.by for one in told} == {"svetlana"}


def test_nobody_but_a_supervisor_takes_back_what_was_lifted(user, maria):
    with pytest.raises(Illegal) as illegal:
        dial_limit_restore(user("maria"), maria, "why")
    assert illegal.value.code == "not-a-supervisor"


def test_a_refusal_speaks_of_the_operator_and_not_of_the_reader():
    said = refusal_of(Illegal("not_while_logged_out", "operator 5 is logged out"))
    assert said != refusal_of(Illegal("reason_missing", "a pause needs a reason"))
    assert "5" not in said


def test_an_operator_may_not_ask_what_colleagues_were_ordered(client: Client, user, maria):
    client.force_login(user("maria"))
    assert client.get(f"/supervisor/operators/ordered?operator={maria}").status_code == 403
