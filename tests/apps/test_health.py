"""/healthz: 200 only while calls can be taken, and in either case the state of every part."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

from thirdring.site import health

pytestmark = pytest.mark.django_db

FRESH_S = -60.0  # however long it takes until somebody asks


@pytest.fixture
def engine():
    """Writes what an engine says of itself: ``engine(leader=True)``."""

    def reports(leader=True, asterisk=True, age_s=FRESH_S, node="n1", refused=0):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO journal_engine (node, pid, leader, heartbeat_at, asterisk_connected, spooled,"
                " refused_sip, detail) VALUES (%s, 1, %s, clock_timestamp() - %s * interval '1 second',"
                " %s, 0, %s, '{}')",
                [node, leader, age_s, asterisk, refused],
            )

    return reports


def asked(client):
    answer = client.get("/healthz", HTTP_HOST="localhost")
    return answer.status_code, answer.json()["parts"]


def test_a_centre_that_can_take_calls_says_so(client, engine):
    engine(refused=7)
    status, parts = asked(client)
    assert status == 200
    assert parts["engine"]["ok"] and parts["asterisk"]["ok"] and parts["database"]["ok"]
    assert parts["refused_sip"]["count"] == 7
    assert not parts["worker"]["ok"]  # told, but it turns no caller away


@pytest.mark.parametrize(
    ("state", "part"),
    [({"leader": False}, "engine"), ({"age_s": 6.0}, "engine"), ({"asterisk": False}, "asterisk")],
)
def test_what_keeps_calls_away_is_named(client, engine, state, part):
    engine(**state)
    status, parts = asked(client)
    assert status == 503
    assert not parts[part]["ok"]
    assert parts[part]["why"]


def test_before_any_engine_has_started_nothing_can_be_taken(client):
    assert asked(client)[0] == 503


def test_a_living_worker_is_seen(client, engine):
    engine()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert asked(client)[1]["worker"]["ok"]


def test_a_database_that_is_away_is_named(client, monkeypatch):
    def away():
        raise DatabaseError("no route")

    monkeypatch.setattr(health, "engines", away)
    status, parts = asked(client)
    assert (status, list(parts)) == (503, ["database"])
