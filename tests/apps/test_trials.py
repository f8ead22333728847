"""An administrator asks for a test call over a trunk and reads what came of it; nobody else may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from thirdring.apps.channels.models import TrialCall, Trunk
from thirdring.apps.channels.trials import KEPT, outcome
from thirdring.identifiers.dialling import service_number

NUMBER = "+72000000321"


@pytest.fixture
def trunk(db):
    return Trunk.objects.create(key="city", name="City", addresses="192.0.2.7", host="192.0.2.7")


def page(trunk):
    return f"/admin/channels/trunk/{trunk.pk}/call/"


def test_an_administrator_asks_for_a_test_call_and_sees_that_it_is_under_way(login, trunk):
    admin = login("admin")
    assert page(trunk).encode() in admin.get(f"/admin/channels/trunk/{trunk.pk}/test_call/").url.encode()
    assert "Nobody has tested this trunk yet" in admin.get(page(trunk)).content.decode()
    assert admin.post(page(trunk), {"number": NUMBER}).status_code == 302
    asked = TrialCall.objects.get()
    assert (asked.trunk, asked.number, asked.stage) == (trunk, NUMBER, "asked")
    assert asked.asked_by.username == "admin"
    assert b"data-under-way" in admin.get(f"{page(trunk)}latest/").content
    again = admin.post(page(trunk), {"number": NUMBER})
    assert "is under way" in again.content.decode()
    assert TrialCall.objects.count() == 1


def test_an_operator_and_a_supervisor_may_not_ring_for_money(login, trunk):
    for name in ("maria", "svetlana"):
        assert login(name).post(page(trunk), {"number": NUMBER}).status_code in (302, 403)
        assert login(name).get(f"{page(trunk)}latest/").status_code in (302, 403)
    assert not TrialCall.objects.exists()


@pytest.mark.parametrize(
    ("change", "why"), [({"host": ""}, "has no server"), ({"active": False}, "out of service")]
)
def test_a_trunk_over_which_nobody_can_call_says_so_before_it_is_tried(login, trunk, change, why):
    Trunk.objects.filter(pk=trunk.pk).update(**change)
    assert why in login("admin").post(page(trunk), {"number": NUMBER}).content.decode()
    assert not TrialCall.objects.exists()


@pytest.mark.parametrize(
    ("became", "well", "says"),
    [
        ({"stage": "over", "answered_at": timezone.now(), "given_up": True}, True, "Answered"),
        ({"stage": "over", "rang_at": timezone.now(), "given_up": True}, True, "nobody answered"),
        ({"stage": "over", "given_up": True}, False, "firewall"),
        ({"stage": "over", "sip": 403, "cause": 21}, False, "forbids"),
        ({"stage": "over", "sip": 407, "cause": 21}, False, "user name"),
        ({"stage": "over", "sip": 404, "cause": 1}, True, "no such number"),
        ({"stage": "over", "sip": 486, "cause": 17}, True, "Busy"),
        ({"stage": "over", "sip": 503, "cause": 34}, False, "all channels"),
        ({"stage": "over", "sip": 599, "cause": 127}, False, "with this code"),
        ({"stage": "over", "cause": 0}, False, "no way to the server"),
        ({"stage": "refused"}, False, "THIRDRING_DIALS"),
        ({"stage": "lost"}, None, "begun anew"),
        ({"stage": "asked", "asked_at": timezone.now() - timedelta(minutes=1)}, False, "engine"),
        ({"stage": "ringing"}, None, "rings"),
    ],
)
def test_what_came_of_it_is_said_in_words(trunk, became, well, says):
    trial = TrialCall(trunk=trunk, number=NUMBER, **{"asked_at": timezone.now(), **became})
    with override("en"):
        assert outcome(trial).well is well
        assert says in str(outcome(trial).sentence)


def test_a_trunk_remembers_its_latest_test_calls_only(login, trunk):
    for _ in range(KEPT + 3):
        TrialCall.objects.create(trunk=trunk, number=NUMBER, stage="over", sip=486)
    assert login("admin").post(page(trunk), {"number": NUMBER}).status_code == 302
    assert trunk.trial_calls.count() == KEPT


def test_a_short_number_is_the_networks_own_unless_it_calls_for_help():
    assert [service_number(text) for text in ("*43", "12 34", "100#")] == ["*43", "1234", "100#"]
    assert not any(service_number(text) for text in ("112", "03", "101", "911", "1234567", "+7200", ""))
