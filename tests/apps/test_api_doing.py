"""Programs do what desks do: once, by the version they have read, within their scopes and organisation."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.day import ANNA, ASSISTANCE, HOTLINE
from apps.test_promises import broken
from thirdring.acd.inputs import Illegal, LegAnswered, LegRinging
from thirdring.apps.api import rate
from thirdring.apps.api import services as tokens
from thirdring.apps.api.models import ApiToken, RememberedAnswer, Scope
from thirdring.apps.appeals.models import Card, Reason
from thirdring.apps.audit.models import ReadLog
from thirdring.apps.insured.models import Person
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.promises.models import Promise
from thirdring.apps.staff.models import Operator
from thirdring.journal import commands

PROBLEM = "application/problem+json"


class Program:
    """A program with a token: asks in JSON, with a key of its own for each thing to be done."""

    def __init__(self, code: str | None, *scopes: Scope) -> None:
        owner = Organisation.objects.get(code=code) if code else None
        token = tokens.make("crm", owner, None, scopes or Scope.values)
        self.client = Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=f"Bearer {token}")

    def get(self, path: str, **headers: str):
        return self.client.get(f"/api/v1/{path}", headers=headers)

    def post(self, path: str, body: object, key: str = "", **headers: str):
        return self._send("post", path, body, {"idempotency-key": key or str(uuid.uuid4()), **headers})

    def patch(self, path: str, body: object, **headers: str):
        return self._send("patch", path, body, headers)

    def _send(self, how: str, path: str, body: object, headers: dict[str, str]):
        send = getattr(self.client, how)
        return send(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)


@pytest.fixture
def crm(router_as_engine) -> Program:
    return Program("tfoms")


def finished(day) -> Card:
    """Anna has spoken with Maria, and her card is to be filled in."""
    day.starts_shift("maria")
    call = day.arrives(HOTLINE)
    day.is_answered(call)
    day.hangs_up(call)
    return Card.objects.get(call=call)


def maria() -> int:
    return Operator.objects.get(user__username="maria").pk


def filled(card: Card) -> dict[str, object]:
    reason = Reason.objects.filter(children__isnull=True, programme__in=("", "compulsory")).first()
    said = {"kind": "consultation", "reason": reason.code, "text": "Where is the policy?"}
    return {"operator": maria(), **said, "anonymous": True, "result": "explained"}


@pytest.mark.req("S61")
def test_a_card_is_filled_in_and_closed_for_the_operator_who_spoke(day, crm):
    card = finished(day)
    read = crm.get(f"cards/{card.pk}")
    kept = crm.patch(f"cards/{card.pk}", filled(card), if_match=read["ETag"])
    assert kept.status_code == 200, kept.content
    assert (kept.json()["text"], kept.json()["missing"]) == ("Where is the policy?", [])
    assert kept["ETag"] != read["ETag"]

    closed = crm.post(f"cards/{card.pk}/close", {"operator": maria()}, if_match=kept["ETag"])
    assert (closed.status_code, closed.json()["state"], closed.json()["closed_by"]) == (
        200,
        "closed",
        "maria",
    )
    assert ReadLog.objects.filter(purpose="API, token crm", reader="maria").exists()


def test_nobody_overwrites_what_somebody_else_has_written_meanwhile(day, crm):
    card = finished(day)
    old = crm.get(f"cards/{card.pk}")["ETag"]
    change = {"operator": maria(), "text": "first"}
    assert crm.patch(f"cards/{card.pk}", change, if_match=old).status_code == 200
    late = crm.patch(f"cards/{card.pk}", {**change, "text": "second"}, if_match=old)
    assert (late.status_code, late["Content-Type"], late.json()["code"]) == (412, PROBLEM, "stale")
    assert crm.patch(f"cards/{card.pk}", change).status_code == 428
    assert Card.objects.get(pk=card.pk).text == "first"


def test_a_card_that_has_not_changed_is_not_sent_again(day, crm):
    card = finished(day)
    tag = crm.get(f"cards/{card.pk}")["ETag"]
    assert crm.get(f"cards/{card.pk}", if_none_match=tag).status_code == 304


def test_of_a_change_all_fields_are_kept_or_none(day, crm):
    card = finished(day)
    change = {"operator": maria(), "text": "kept?", "phone": "not a number", "reason": None}
    answer = crm.patch(f"cards/{card.pk}", change, if_match="*")
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, ["phone"])
    assert Card.objects.get(pk=card.pk).text == ""


def test_an_incomplete_card_is_not_closed_and_says_what_is_missing(day, crm):
    card = finished(day)
    answer = crm.post(f"cards/{card.pk}/close", {"operator": maria()}, if_match="*")
    assert (answer.status_code, answer.json()["code"]) == (409, "incomplete")
    assert "result" in [one["field"] for one in answer.json()["errors"]]


def test_a_caller_is_called_back_because_another_program_asks(day, crm):
    card = finished(day)
    later = timezone.now() + timedelta(days=2)
    noon = later.replace(hour=9, minute=0, second=0, microsecond=0)
    body = {"call": card.call_id, "why": "the policy is ready", "not_before": noon.isoformat()}
    answer = crm.post("promises", body)
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["card"], made["number"], made["why"]) == (card.pk, ANNA, "the policy is ready")
    assert made["owner"] == {"queue": card.call.queue, "skill": None, "operator": None}
    assert made["state"] == "open"


@pytest.mark.req("S32")
def test_no_program_acts_in_another_organisation(day, crm):
    day.arrives(ASSISTANCE, caller="+380200000001")
    card = Card.objects.get(line=ASSISTANCE)
    foreign = Operator.objects.exclude(organisation__code="tfoms").first().pk
    for answer in (
        crm.post("promises", {"call": card.call_id, "why": "x"}),
        crm.patch(f"cards/{card.pk}", {"operator": maria(), "text": "x"}, if_match="*"),
        crm.post(f"operators/{foreign}/state", {"state": "ready"}),
        crm.post(f"operators/{foreign}/dial", {"call": card.call_id, "why": "x"}),
    ):
        assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)
    assert str(foreign) not in [str(one["id"]) for one in crm.get("operators").json()["items"]]


def test_nobody_of_another_organisation_is_made_to_owe_a_call(day, crm):
    card = finished(day)
    others = Organisation.objects.exclude(code="tfoms").filter(queues__isnull=False).first()
    queue = others.queues.first().key
    for owner in ({"queue": queue}, {"skill": f"org:{others.code}"}, {"skill": "dept:no-such"}):
        answer = crm.post("promises", {"call": card.call_id, "why": "x", "owner": owner})
        assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)
    assert not Promise.objects.exists()


def test_those_with_a_skill_of_the_own_organisation_owe_it(day, crm):
    card = finished(day)
    noon = (timezone.now() + timedelta(days=2)).replace(hour=9, minute=0)
    asked = {"call": card.call_id, "why": "x", "owner": {"skill": "level:2"}, "not_before": noon.isoformat()}
    assert crm.post("promises", asked).json()["owner"]["skill"] == "level:2"


def test_a_click_in_another_program_rings_the_operator_and_then_the_person(day, crm, monkeypatch):
    monkeypatch.setattr("thirdring.apps.api.promise_orders.awake", lambda text, line, at=None: text)
    call = broken(day)
    who = day.starts_shift("maria")
    answer = crm.post(f"operators/{who}/dial", {"call": call, "why": "asked in the CRM"})
    assert answer.status_code == 201, answer.content
    promise = answer.json()
    assert (promise["state"], promise["operator"]["id"]) == ("in attempt", who)
    attempt = promise["attempts"][0]["call"]
    leg = day.offer(attempt).leg
    day.happens(LegRinging(0, leg))
    effects = day.happens(LegAnswered(0, leg))
    assert [effect.number for effect in effects if type(effect).__name__ == "Dial"] == [ANNA]


def test_who_is_busy_does_not_dial(day, crm, monkeypatch):
    monkeypatch.setattr("thirdring.apps.api.promise_orders.awake", lambda text, line, at=None: text)
    card = finished(day)
    answer = crm.post(f"operators/{maria()}/dial", {"call": card.call_id, "why": "x"})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_while_wrap_up")
    assert not Promise.objects.exists()


def test_a_promise_is_withdrawn_for_an_operator_on_shift(day, crm):
    broken(day)
    who = day.starts_shift("ivan")
    answer = crm.post("promises/p1/withdraw", {"operator": who, "reason": "wrote to us instead"})
    assert (answer.json()["state"], answer.json()["reason"]) == ("withdrawn", "wrote to us instead")
    again = crm.post("promises/p1/settle", {"operator": who})
    assert (again.status_code, again["Content-Type"]) == (409, PROBLEM)


def test_an_operator_is_put_on_a_pause_with_a_known_reason(day, crm):
    who = day.starts_shift("maria")
    wrong = crm.post(f"operators/{who}/state", {"state": "paused", "reason": "boredom"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "reason")
    answer = crm.post(f"operators/{who}/state", {"state": "paused", "reason": "lunch"})
    assert (answer.json()["state"], answer.json()["reason"]) == ("pause", "lunch") or answer.json()[
        "state"
    ] == "paused"
    assert crm.post(f"operators/{who}/state", {"state": "ready"}).json()["state"] == "ready"


def test_nobody_is_made_ready_before_his_card_is_closed(day, crm):
    finished(day)
    answer = crm.post(f"operators/{maria()}/state", {"state": "ready"})
    assert (answer.status_code, answer.json()["code"]) == (409, "card-open")


def test_queues_tell_who_waits_now_and_who_could_serve(day, crm):
    call = day.arrives(HOTLINE)
    queue = next(one for one in crm.get("queues").json()["items"] if one["waiting"])
    assert queue["waiting"] == 1
    assert queue["longest_wait_s"] is not None
    assert set(queue["operators"]) == {"logged out"}
    (wait,) = crm.get("waits?going_on=true").json()["items"]
    assert (wait["call"], wait["until"]) == (call, None)
    assert HOTLINE in [line["number"] for line in crm.get("lines").json()["items"]]


@pytest.mark.req("X20")
def test_persons_are_looked_up_in_the_own_registry_and_noted(crm):
    person = Person.objects.filter(holder__code="tfoms").first()
    found = crm.get(f"persons?q={person.family_name}").json()["items"]
    assert person.family_name in found[0]["name"]
    noted = ReadLog.objects.filter(subject="person", reader="token crm")
    assert noted.count() == len(found)
    stranger = Person.objects.exclude(holder__code="tfoms").exclude(insurer__code="tfoms").first()
    keys = [one["id"] for one in crm.get(f"persons?q={stranger.family_name}").json()["items"]]
    assert stranger.pk not in keys


# --- once, not too often, and no more than one may ------------------------------------------------


def test_a_post_that_is_sent_twice_is_done_once_and_answered_alike(day, crm, router_as_engine):
    body = {"call": broken(day), "why": "asked twice"}
    first, second = (crm.post("promises", body, key="the same") for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second["Idempotency-Replayed"] == "true"
    assert len(router_as_engine) == 1


def test_a_key_belongs_to_one_request(day, crm):
    call = broken(day)
    crm.post("promises", {"call": call, "why": "one"}, key="k")
    other = crm.post("promises", {"call": call, "why": "another"}, key="k")
    assert (other.status_code, other["Content-Type"]) == (409, PROBLEM)
    assert Program("tfoms").post("promises", {"call": call, "why": "another"}, key="k").status_code == 201


def test_a_key_is_free_again_when_the_version_was_missing_or_an_old_one(day, crm):
    card = finished(day)
    old = crm.get(f"cards/{card.pk}")["ETag"]
    kept = crm.patch(f"cards/{card.pk}", filled(card), if_match=old)
    close = f"cards/{card.pk}/close", {"operator": maria()}
    assert crm.post(*close, key="k").status_code == 428
    assert crm.post(*close, key="k", if_match=old).status_code == 412
    assert crm.post(*close, key="k", if_match=kept["ETag"]).status_code == 200


def test_a_key_is_forgotten_after_a_day(day, crm, router_as_engine):
    body = {"call": broken(day), "why": "x"}
    crm.post("promises", body, key="k")
    RememberedAnswer.objects.update(begun_at=timezone.now() - timedelta(hours=25))
    crm.post("promises", body, key="k")
    assert len(router_as_engine) == 2


def test_while_the_first_is_being_carried_out_the_second_is_asked_to_wait(day, crm, router_as_engine):
    body = {"call": broken(day), "why": "x"}
    crm.post("promises", body, key="k")
    RememberedAnswer.objects.update(status=None)
    assert crm.post("promises", body, key="k").status_code == 409
    RememberedAnswer.objects.update(begun_at=timezone.now() - timedelta(minutes=2))
    assert crm.post("promises", body, key="k").status_code == 201
    assert router_as_engine[0] == router_as_engine[1]  # the engine itself does nothing anew


def test_without_an_engine_the_program_is_asked_to_come_back_with_the_same_key(day, crm, monkeypatch):
    async def away(asked, key):
        raise Illegal(commands.AWAY, "no engine")

    body = {"call": broken(day), "why": "x"}
    with monkeypatch.context() as patched:
        patched.setattr(commands, "send", away)
        answer = crm.post("promises", body, key="k")
        assert (answer.status_code, answer["Retry-After"], answer["Content-Type"]) == (503, "5", PROBLEM)
    later = crm.post("promises", body, key="k")
    assert later.status_code == 201, later.content


def test_every_post_needs_a_key(crm):
    answer = crm.client.post("/api/v1/promises", "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "Idempotency-Key")


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("calls", Scope.CALLS),
        ("cards", Scope.CARDS),
        ("promises", Scope.PROMISES),
        ("breaches", Scope.BREACHES),
        ("queues", Scope.FLOOR),
        ("operators", Scope.FLOOR),
        ("persons?q=иванов", Scope.PERSONS),
        ("alarms", Scope.ALARMS),
        ("problems", Scope.ALARMS),
        ("figures", Scope.FIGURES),
        ("figures/usual", Scope.FIGURES),
    ],
)
def test_a_token_opens_what_its_scopes_name_and_nothing_else(day, path, scope):
    assert Program("tfoms", scope).get(path).status_code == 200
    others = [one for one in Scope if one is not scope]
    refused = Program("tfoms", *others).get(path)
    assert (refused.status_code, refused["Content-Type"]) == (403, PROBLEM)
    assert scope.value in refused.json()["detail"]


def test_a_program_that_asks_too_often_is_told_when_to_come_back(crm, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("thirdring.apps.api.gate.buckets", rate.Buckets(lambda: now[0]))
    ApiToken.objects.update(limit_per_minute=2)
    first = crm.get("lines")
    assert first["RateLimit-Policy"] == '"token";q=2;w=60'
    assert first["RateLimit"] == '"token";r=1;t=30'
    assert crm.get("lines").status_code == 200
    refused = crm.get("lines")
    assert (refused.status_code, refused["Content-Type"], refused["Retry-After"]) == (429, PROBLEM, "30")
    now[0] += 30
    assert crm.get("lines").status_code == 200


def test_whatever_goes_wrong_is_a_problem_document(crm, monkeypatch):
    put = crm.client.put("/api/v1/calls")
    assert (put.status_code, put["Content-Type"], put["Allow"]) == (405, PROBLEM, "GET")
    assert crm.client.post("/api/v1/nowhere", headers={"idempotency-key": "k"})["Content-Type"] == PROBLEM

    def breaks(*anything):
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("thirdring.apps.api.calls.moments_of", breaks)
    answer = crm.get("calls")
    assert (answer.status_code, answer["Content-Type"]) == (500, PROBLEM)
    assert "mistake of ours" not in answer.content.decode()
