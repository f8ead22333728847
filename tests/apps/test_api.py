"""Programs read calls and cards over HTTP: found by any usual spelling, and of their organisation only."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import OperationalError
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from apps.day import ANNA, ASSISTANCE, HOTLINE, WITH_MENU
from thirdring.apps.api import services as tokens
from thirdring.apps.api.models import ApiToken
from thirdring.apps.appeals.models import Card
from thirdring.apps.audit.models import ReadLog

PROBLEM = "application/problem+json"


def items(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def what(call):
    return [moment["what"] for moment in call["moments"]]


@pytest.mark.req("S61")
def test_a_call_is_shown_with_its_moments_who_took_it_and_why(day, program):
    maria = day.starts_shift("maria")
    call = day.arrives(WITH_MENU)
    day.presses(call, "1")
    day.is_answered(call, after_s=4)
    day.hangs_up(call)

    (shown,) = items(program("tfoms"), "/api/v1/calls")

    announced = ["arrived", "notice", "notice heard", "menu", "menu chosen"]
    assert what(shown) == [*announced, "queued", "offered", "joined", "left", "ended"]
    offered = next(moment for moment in shown["moments"] if moment["what"] == "offered")
    assert offered["operator"] == {"id": maria, "name": "Мария Примерова"}
    assert offered["outcome"] == "answered"
    assert offered["rang_at"] < offered["ended_at"]
    assert offered["why"]["rule"] == "longest idle"
    assert offered["why"]["chosen"] == maria
    assert (shown["id"], shown["line"], shown["caller"]) == (call, WITH_MENU, ANNA)
    assert (shown["state"], shown["outcome"], shown["topic"]) == ("ended", "completed", "Полис")
    assert shown["card"]["number"].startswith("2026-")


@pytest.mark.req("S61")
def test_a_caller_who_hangs_up_in_the_menu_has_a_card_as_well(day, program):
    call = day.arrives(WITH_MENU)
    day.hangs_up(call)

    (card,) = items(program("tfoms"), "/api/v1/cards")

    assert card["call"] == call
    assert card["caller"] == ANNA
    assert card["state"] == "open"
    assert card["missing"] == ["result"]  # nobody spoke with her: there was nothing to ask


def test_one_call_and_one_card_are_found_by_their_ids(day, program):
    call = day.arrives()
    client = program("tfoms")
    card = items(client, "/api/v1/cards")[0]["id"]

    assert client.get(f"/api/v1/calls/{call}").json()["id"] == call
    assert client.get(f"/api/v1/cards/{card}").json()["call"] == call
    for nothing in ("calls/n1-1.1", "calls/%00", "cards/999999", "cards/x", f"cards/{10**30}", "elsewhere"):
        answer = client.get(f"/api/v1/{nothing}")
        assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)


@pytest.mark.parametrize(
    "spelling", ["+72000000001", "8 200 000-00-01", "+7 (200) 000-00-01", "72000000001", "8(200)0000001"]
)
def test_a_caller_is_found_by_any_usual_spelling(day, program, spelling):
    call = day.arrives(caller=ANNA)
    day.arrives(caller="+72000000002")

    for path in ("calls", "cards"):
        (found,) = items(program("tfoms"), f"/api/v1/{path}?caller={quote(spelling)}")
        assert found.get("call", found["id"]) == call


def test_an_unescaped_plus_in_the_address_does_no_harm(day, program):
    day.arrives(caller=ANNA)
    path = "/api/v1/calls?caller=+72000000001&from=2026-11-23T09:00:00+03:00&to=2026-11-23T10:00:00+03:00"
    assert len(items(program("tfoms"), path)) == 1


def test_the_calls_behind_a_figure_are_listed_of_the_centre_and_of_one_queue(day, program):
    day.starts_shift("maria")
    answered = day.arrives(HOTLINE)
    day.is_answered(answered)
    gone = day.arrives(HOTLINE)
    day.hangs_up(gone)
    client = program("tfoms")

    def found(query):
        return [call["id"] for call in items(client, f"/api/v1/calls?{query}")]

    (queue,) = {call["queue"] for call in items(client, "/api/v1/calls")}
    for of_queue in ("", f"&queue={queue}"):
        assert found(f"figure=answered{of_queue}") == [answered]
        assert found(f"figure=abandoned{of_queue}") == [gone]
    assert found(f"figure=announcement&queue={queue}") == []
    assert found("queue=nobody-s") == []
    answer = client.get("/api/v1/calls?figure=dreamt")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "figure")


def test_a_time_zone_farther_than_any_on_earth_is_a_moment_all_the_same(day, program):
    day.arrives(caller=ANNA)
    assert items(program("tfoms"), "/api/v1/calls?from=2026-11-23T20:00:00%2B21:11") != []


def test_calls_are_filtered_by_line_time_operator_and_state(day, program):
    maria = day.starts_shift("maria")
    answered = day.arrives(HOTLINE)
    day.is_answered(answered)
    waiting = day.arrives(WITH_MENU)
    client = program("tfoms")

    def found(query):
        return [call["id"] for call in items(client, f"/api/v1/calls?{query}")]

    assert found("") == [waiting, answered]
    assert found(f"line={HOTLINE}") == [answered]
    assert found(f"operator={maria}") == [answered]
    assert found("state=announced") == [waiting]
    arrived = client.get(f"/api/v1/calls/{waiting}").json()["arrived_at"]
    assert found(f"from={arrived}") == [waiting]
    assert found(f"to={arrived}") == [answered]


def test_a_long_list_comes_in_pages_that_neither_miss_nor_repeat_a_call(day, program):
    calls = [day.arrives(WITH_MENU, caller=f"+7200000{n:04d}") for n in range(7)]
    client = program("tfoms")

    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(
            f"/api/v1/calls?limit=3&cursor={cursor}" if cursor else "/api/v1/calls?limit=3"
        ).json()
        seen += [call["id"] for call in page["items"]]
        cursor = page["next"]
        if len(seen) == 3:
            day.arrives(WITH_MENU)  # a new call does not move the pages that follow

    assert seen == list(reversed(calls))


@pytest.mark.req("S32")
def test_no_organisation_sees_the_calls_and_cards_of_another(day, program):
    ours = day.arrives(HOTLINE)
    theirs = day.arrives(ASSISTANCE, caller="+380200000001")
    fund, assistance, insurer, auditor = (program(one) for one in ("tfoms", "asystans", "smo-primer", None))

    def calls_of(client):
        return [call["id"] for call in items(client, "/api/v1/calls")]

    def cards_of(client):
        return [card["call"] for card in items(client, "/api/v1/cards")]

    for seen in (calls_of, cards_of):
        assert seen(fund) == [ours]
        assert seen(assistance) == [theirs]
        assert seen(insurer) == []
        assert seen(auditor) == [theirs, ours]
    card = Card.objects.get(call=ours).pk
    for path in (
        f"calls/{ours}",
        f"cards/{card}",
        f"calls?caller={quote(ANNA)}",
        f"cards?caller={quote(ANNA)}",
    ):
        answer = assistance.get(f"/api/v1/{path}")
        assert answer.status_code == 404 or answer.json()["items"] == []
        assert ours not in answer.content.decode()


@pytest.mark.req("X20")
def test_every_card_that_a_program_reads_is_noted(day, program):
    day.arrives()
    items(program("tfoms"), "/api/v1/cards")

    noted = ReadLog.objects.get()
    assert (noted.reader, noted.subject, noted.purpose) == ("token test", "card", "API")
    assert noted.subject_id == str(Card.objects.get().pk)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=yesterday", "from"),
        ("from=2026-11-23T09:00:00", "from"),
        ("from=2026-02-30T09:00:00Z", "from"),
        ("from=2026-11-23T09:00:00Z&to=2026-11-23T09:00:00Z", "to"),
        ("to=99999999999999", "to"),
        ("from=0001-01-01T00:00:00%2B20:00", "from"),
        ("caller=%00", "caller"),
        ("caller=" + "9" * 65, "caller"),
        ("line=10%0a01", "line"),
        ("line=" + "1" * 33, "line"),
        ("operator=maria", "operator"),
        ("operator=99999999999", "operator"),
        ("operator=-1", "operator"),
        ("state=sleeping", "state"),
        ("limit=0", "limit"),
        ("limit=1000", "limit"),
        ("cursor=abc", "cursor"),
        ("cursor=WzEsMl0", "cursor"),
        ("cursor=" + "a" * 301, "cursor"),
        ("callr=1", "callr"),
        ("line=1001&line=1002", "line"),
    ],
)
@pytest.mark.parametrize("path", ["calls", "cards"])
def test_a_wrong_parameter_is_named_with_the_reason(program, path, query, field):
    answer = program("tfoms").get(f"/api/v1/{path}?{query}")

    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    (error,) = answer.json()["errors"]
    assert error["field"] == field
    assert error["reason"]


@pytest.mark.django_db
@given(
    st.sampled_from(("calls", "cards")),
    st.dictionaries(
        st.sampled_from(("caller", "line", "from", "to", "operator", "state", "limit", "cursor")),
        st.text(max_size=40),
        min_size=1,
        max_size=3,
    ),
)
@effort(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_parameter_whatever_it_holds_breaks_the_server(program, path, query):
    answer = program("tfoms").get(f"/api/v1/{path}", query)
    assert answer.status_code in {200, 400}, answer.content


def test_without_a_valid_token_nothing_is_told(day, program, client):
    day.arrives()
    for token in ("", "Bearer", "Bearer x", "Basic eDp5", "Bearer " + "x" * 5000):
        answer = client.get("/api/v1/calls", HTTP_HOST="localhost", HTTP_AUTHORIZATION=token)
        assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)


@pytest.mark.parametrize("change", [{"revoked": True}, {"expires_at": timezone.now() - timedelta(seconds=1)}])
def test_a_revoked_or_expired_token_opens_nothing(program, change):
    client = program("tfoms")
    assert client.get("/api/v1/calls").status_code == 200
    ApiToken.objects.update(**change)
    assert client.get("/api/v1/calls").status_code == 401


def test_while_the_database_is_away_the_program_is_asked_to_come_back(program, monkeypatch):
    def away(token):
        raise OperationalError("no route")

    client = program("tfoms")
    monkeypatch.setattr(tokens, "recognise", away)
    answer = client.get("/api/v1/calls")
    assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (503, PROBLEM, "5")


def test_the_document_of_the_api_names_every_filter(client, db):
    document = json.loads(client.get("/api/v1/openapi.json", HTTP_HOST="localhost").content)
    for path, own in (("/api/v1/calls", {"figure", "queue"}), ("/api/v1/cards", set())):
        named = {parameter["name"] for parameter in document["paths"][path]["get"]["parameters"]}
        assert named == {"caller", "line", "from", "to", "operator", "state", "limit", "cursor", *own}
