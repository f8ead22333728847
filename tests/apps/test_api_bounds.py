"""What holds for every operation: it does not keep the database busy, and says which language it speaks."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from apps.test_api_doing import Program, finished, maria
from thirdring.apps.api import bounds

PROBLEM = "application/problem+json"


@pytest.fixture
def crm(router_as_engine) -> Program:
    return Program("tfoms")


def patience() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return cursor.fetchone()[0]


def test_what_takes_the_database_too_long_is_given_up_and_said(crm, monkeypatch):
    asked = []

    def for_ever(*_anything):
        asked.append(patience())
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(60)")

    monkeypatch.setattr(bounds, "LONGEST_STATEMENT_S", 0.5)
    monkeypatch.setattr("thirdring.apps.api.calls.moments_of", for_ever)
    before = patience()
    answer = crm.get("calls")
    assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (503, PROBLEM, "5")
    assert answer.json()["code"] == "too-long"
    assert "Ask for less" in answer.json()["detail"]
    assert asked == ["500ms"]
    assert patience() == before  # whoever uses the connection next has all the time that he had


def test_what_a_program_did_wrong_is_said_in_english_whatever_was_asked_for(crm):
    for answer in (crm.get("nowhere"), crm.get("calls?limit=0"), crm.client.get("/api/v1/calls/")):
        assert answer["Content-Language"] == "en", answer.content


def test_without_a_token_it_is_said_in_english_too(client, db):
    answer = client.get("/api/v1/calls", HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="uk")
    assert (answer.status_code, answer["Content-Language"]) == (401, "en")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ru", "Ваша смена ещё не начата."), ("en", "Your shift has not begun.")],
)
def test_what_the_router_refuses_is_said_in_the_language_asked_for_again_too(day, crm, language, sentence):
    day.starts_shift("sergey")
    for _again in range(2):
        answer = crm.post(
            f"operators/{maria()}/state", {"state": "ready"}, key=language, accept_language=language
        )
        assert answer.status_code == 409
        assert (answer["Content-Language"], answer.json()["detail"]) == (language, sentence)


def test_what_a_card_refuses_is_said_in_the_language_asked_for(day, crm):
    card = finished(day)
    answer = crm.post(f"cards/{card.pk}/close", {"operator": maria()}, if_match="*", accept_language="ru")
    assert (answer.status_code, answer["Content-Language"]) == (409, "ru")
    assert answer.json()["detail"].startswith("Осталось заполнить")
