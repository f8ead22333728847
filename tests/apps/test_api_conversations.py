"""Programs act in calls under way: for the operator who speaks, and in a supervisor's name."""

from __future__ import annotations

import pytest

from apps.day import ANNA, ASSISTANCE, HOTLINE, Day
from apps.test_api_doing import PROBLEM, Program, filled
from thirdring.acd.actions import Ring
from thirdring.acd.inputs import LegAnswered, TransferMode
from thirdring.apps.api.models import Scope
from thirdring.apps.appeals.models import Card
from thirdring.apps.audit.models import ReadLog, Subject
from thirdring.apps.staff.models import Operator

SCOPES = (
    Scope.CALLS,
    Scope.FLOOR,
    Scope.CARDS,
    Scope.CARDS_WRITE,
    Scope.OPERATORS_WRITE,
    Scope.CONVERSATIONS_WRITE,
    Scope.SUPERVISION,
)


@pytest.fixture
def crm(router_as_engine) -> Program:
    return Program("tfoms", *SCOPES)


@pytest.fixture
def maria(day: Day) -> int:
    return day.starts_shift("maria")


@pytest.fixture
def call(day: Day, maria: int) -> str:
    """Anna speaks with Maria."""
    call = day.arrives(HOTLINE)
    day.is_answered(call)
    return call


def test_a_caller_is_put_on_hold_and_taken_back(crm: Program, maria: int, call: str) -> None:
    before = crm.get(f"conversations/{call}").json()
    assert (before["caller"], before["operators"], before["held_since"]) == (ANNA, [maria], None)
    held = crm.post(f"operators/{maria}/hold", {})
    assert (held.status_code, held.json()["call"]) == (200, call), held.content
    assert crm.get(f"conversations/{call}").json()["held_since"] is not None
    again = crm.post(f"operators/{maria}/hold", {})
    assert (again.status_code, again["Content-Type"]) == (409, PROBLEM)
    assert crm.post(f"operators/{maria}/resume", {}).status_code == 200
    assert crm.get(f"conversations/{call}").json()["held_since"] is None


def test_what_is_sent_twice_is_done_once(crm: Program, maria: int, call: str) -> None:
    answers = [crm.post(f"operators/{maria}/hold", {}, key="once") for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[1]["Idempotency-Replayed"] == "true"


def test_nothing_is_recorded_for_a_while(crm: Program, maria: int, call: str) -> None:
    assert crm.post(f"operators/{maria}/recording/pause", {"reason": "a card number"}).status_code == 200
    assert crm.get(f"conversations/{call}").json()["recording_paused_until"] is not None
    assert crm.post(f"operators/{maria}/recording/resume", {}).status_code == 200
    assert crm.get(f"conversations/{call}").json()["recording_paused_until"] is None


def test_nobody_is_passed_on_before_the_card_says_who_calls_and_why(
    day: Day, crm: Program, maria: int, call: str
) -> None:
    ivan = day.starts_shift("ivan")
    wanted = {"mode": TransferMode.CONSULT, "to_operator": ivan, "sentence_said": True, "consent": True}
    refused = crm.post(f"operators/{maria}/pass-on", wanted, accept_language="en")
    assert (refused.status_code, refused.json()["code"]) == (409, "transfer-needs-reason")

    card = Card.objects.get(call=call)
    kept = crm.patch(f"cards/{card.pk}", filled(card), if_match=crm.get(f"cards/{card.pk}")["ETag"])
    assert kept.status_code == 200, kept.content
    assert crm.post(f"operators/{maria}/pass-on", wanted).status_code == 200
    under_way = crm.get(f"conversations/{call}").json()
    assert (under_way["transfer"]["to_operator"], under_way["rung"]) == (ivan, ivan)
    day.is_answered(call)
    day.opens_card(ivan, call)
    assert crm.get(f"conversations/{call}").json()["transfer"]["consulting"]
    assert crm.post(f"operators/{maria}/pass-on/cancel", {}).status_code == 200
    assert crm.get(f"conversations/{call}").json()["transfer"] is None


@pytest.mark.parametrize("wanted", [{}, {"to_operator": 1, "to_queue": "oms"}])
def test_a_caller_is_passed_on_to_exactly_one(
    crm: Program, maria: int, call: str, wanted: dict[str, object]
) -> None:
    answer = crm.post(f"operators/{maria}/pass-on", {"mode": "hand over", **wanted})
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


def test_a_conversation_is_ended_and_its_card_stays_open(crm: Program, maria: int, call: str) -> None:
    assert crm.post(f"operators/{maria}/hang-up", {}).json()["state"] == "wrap-up"
    assert crm.get(f"conversations/{call}").status_code == 404
    assert Card.objects.get(call=call).state == "open"


def test_a_call_that_rings_is_refused_and_goes_on(day: Day, crm: Program, maria: int) -> None:
    call = day.arrives(HOTLINE)
    assert crm.get(f"conversations/{call}").json()["rung"] == maria
    assert crm.post(f"operators/{maria}/refuse", {"reason": "a fit of coughing"}).status_code == 200
    assert crm.get(f"conversations/{call}").json()["rung"] is None


def test_a_shift_begins_at_one_of_the_operators_own_phones(day: Day, crm: Program, maria: int) -> None:
    ivan = Operator.objects.get(user__username="ivan").pk
    (hers,) = [
        one["key"] for one in crm.get(f"operators/{maria}/devices").json()["items"] if one["reachable"]
    ]
    assert crm.post(f"operators/{ivan}/shift", {"device": hers}).status_code == 404
    own = crm.get(f"operators/{ivan}/devices").json()["items"][0]["key"]
    assert crm.post(f"operators/{ivan}/shift", {"device": own}).json()["state"] == "paused"


def test_a_supervisor_listens_by_a_program_and_both_stand_in_the_read_log(
    day: Day, crm: Program, maria: int, call: str
) -> None:
    svetlana = day.starts_shift("svetlana")
    heard = crm.post(f"conversations/{call}/supervision", {"by": "svetlana", "wish": "listen"})
    assert heard.status_code == 200, heard.content
    told = ReadLog.objects.get(subject=Subject.CONVERSATION, subject_id=call)
    assert (told.reader, told.purpose) == ("svetlana", "listen (crm)")
    assert day.row is not None
    (rings,) = [effect for effect in day.row.effects if isinstance(effect, Ring)]
    day.happens(LegAnswered(0, rings.leg))
    watched = crm.get(f"conversations/{call}").json()["supervision"]
    assert (watched["supervisor"], watched["operator"], watched["mode"]) == (svetlana, maria, "listen")
    assert (
        crm.post(f"conversations/{call}/supervision", {"by": "svetlana", "wish": "whisper"}).status_code
        == 200
    )
    left = crm.post(f"conversations/{call}/supervision", {"by": "svetlana", "wish": "leave"})
    assert (left.status_code, left.json()["supervision"]) == (200, None)


def test_what_was_done_in_a_call_that_ended_at_once_is_no_failure(
    day: Day, crm: Program, maria: int, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    day.starts_shift("svetlana")
    monkeypatch.setattr("thirdring.apps.api.conversations.send", lambda request, asked: day.hangs_up(call))
    heard = crm.post(f"conversations/{call}/supervision", {"by": "svetlana", "wish": "listen"})
    assert (heard.status_code, heard.json().get("call")) == (200, call)


@pytest.mark.parametrize(
    ("by", "status", "code"),
    [("maria", 409, "not-a-supervisor"), ("svetlana", 409, "no-shift"), ("halyna", 404, None)],
)
def test_who_may_not_listen_at_the_screens_may_not_here(
    crm: Program, call: str, by: str, status: int, code: str | None
) -> None:
    answer = crm.post(f"conversations/{call}/supervision", {"by": by, "wish": "listen"})
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    assert not ReadLog.objects.filter(subject=Subject.CONVERSATION).exists()


def test_conversations_of_other_organisations_are_not_to_be_found(day: Day, crm: Program, maria: int) -> None:
    ours, theirs = day.arrives(HOTLINE), day.arrives(ASSISTANCE)
    assert [one["call"] for one in crm.get("conversations").json()["items"]] == [ours]
    assert crm.get(f"conversations/{theirs}").status_code == 404
    answer = crm.post(f"conversations/{theirs}/supervision", {"by": "svetlana", "wish": "listen"})
    assert answer.status_code == 404


def test_a_program_without_the_scope_does_nothing_in_a_conversation(
    router_as_engine, maria: int, call: str
) -> None:
    reader = Program("tfoms", Scope.CALLS, Scope.FLOOR, Scope.OPERATORS_WRITE)
    assert reader.post(f"operators/{maria}/hang-up", {}).status_code == 403
    assert (
        reader.post(f"conversations/{call}/supervision", {"by": "svetlana", "wish": "listen"}).status_code
        == 403
    )
    assert reader.get(f"conversations/{call}").json()["operators"] == [maria]


def test_destinations_say_how_a_colleague_is_named_and_what_he_does(
    day: Day, crm: Program, maria: int, call: str
) -> None:
    items = crm.get("destinations").json()["items"]
    (her,) = [one for one in items if one["operator"] == maria]
    assert (her["state"], her["queue"], bool(her["called"]["declined"])) == ("talking", None, True)
    day.arrives(HOTLINE, "+72000000002")
    (queue,) = [one for one in crm.get("destinations").json()["items"] if one["queue"] == "oms"]
    assert (queue["waiting"], queue["state"]) == (1, None)
    away = [one["state"] for one in items if one["operator"] and one["operator"] != maria]
    assert set(away) == {"logged out"}
