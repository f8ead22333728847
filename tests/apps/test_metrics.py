"""/metrics as Prometheus reads it: who may, what is told, and that charts ask for what there is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.db import DatabaseError, connection
from prometheus_client.parser import text_string_to_metric_families

from thirdring.acd.centre import Centre, Line, Queue
from thirdring.acd.core import step
from thirdring.acd.inputs import CallArrived, CallerGone, CentreConfigured
from thirdring.acd.moment import SECOND
from thirdring.acd.state import State
from thirdring.engine.metrics import Metrics
from thirdring.journal.live import Live, apply
from thirdring.journal.rows import Row
from thirdring.site import metrics

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
REFERENCE = ROOT / "docs" / "reference" / "metrics.md"
NUMBER, CALL = "+72000000077", "n1-1795347902.1"
FRESH_S = -60.0  # however long it takes until somebody asks
NAME = re.compile(r"\bthirdring_[a-z_]+")

CENTRE = Centre(
    version=1,
    lines=(Line("1001", 1, "oms"),),
    queues=(Queue("oms", "ОМС", needs=("level:1",)),),
    operators=(),
)


def counted(*happened):
    """What an engine tells after these inputs, 40 s after the first."""
    state, live, counting = State.empty(), Live(), Metrics()
    for seq, one in enumerate((CentreConfigured(SECOND, CENTRE), *happened), start=1):
        effects = step(state, one)
        counting.stepped(one, effects, 0.0004, live)
        apply(live, Row(seq, one, effects))
    return counting.text(state, live, 40 * SECOND)


@pytest.fixture
def engine():
    """Writes what an engine last told: ``engine(figures, age_s=40.0)``."""

    def reports(figures, age_s=FRESH_S):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO journal_engine (node, pid, leader, heartbeat_at, asterisk_connected, spooled,"
                " refused_sip, detail, metrics) VALUES ('n1', 1, true,"
                " clock_timestamp() - %s * interval '1 second', true, 7, 3, '{}', %s)",
                [age_s, figures],
            )

    return reports


def asked(client, **headers):
    return client.get("/metrics", HTTP_HOST="localhost", **headers)


def figures(answer):
    """Each figure by its name and labels."""
    assert answer.status_code == 200
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_a_caller_who_waits_is_seen_in_his_queue(client, engine):
    engine(counted(CallArrived(10 * SECOND, CALL, "1001", NUMBER, NUMBER)))
    found = figures(asked(client))
    assert found["thirdring_waiting", "oms"] == 1
    assert found["thirdring_longest_wait_seconds", "oms"] == 30
    assert found["thirdring_calls_arrived_total", "1001"] == 1
    assert found["thirdring_inputs_total", "CallArrived"] == 1
    assert found["thirdring_decision_seconds_count",] == 2
    assert found["thirdring_spool_rows", "n1"] == 7
    assert found["thirdring_engine_leads", "n1"] == 1


def test_a_caller_who_gave_up_is_counted_and_waits_no_longer(client, engine):
    engine(
        counted(
            CallArrived(10 * SECOND, CALL, "1001", NUMBER, NUMBER),
            CallerGone(25 * SECOND, CALL),
        )
    )
    found = figures(asked(client))
    assert found["thirdring_waiting", "oms"] == 0
    assert found["thirdring_calls_ended_total", "abandoned waiting"] == 1


def test_no_number_and_no_call_is_named(client, engine):
    engine(counted(CallArrived(10 * SECOND, CALL, "1001", NUMBER, NUMBER)))
    told = asked(client).content.decode()
    assert NUMBER not in told
    assert CALL not in told


def test_a_dead_engine_does_not_lead(client, engine):
    engine(counted(), age_s=40.0)
    found = figures(asked(client))
    assert found["thirdring_engine_leads", "n1"] == 0
    assert ("thirdring_calls_now", "oms") not in found
    assert ("thirdring_inputs_total", "CentreConfigured") not in found


def test_requests_are_counted_by_their_pattern(client):
    client.get("/healthz", HTTP_HOST="localhost")
    counted_ones = {name for name in figures(asked(client)) if name[0] == "thirdring_request_seconds_count"}
    assert any("healthz" in labels for labels in counted_ones)


def test_while_the_database_is_away_that_is_what_it_tells(client, monkeypatch):
    def away():
        raise DatabaseError("no route")

    monkeypatch.setattr(metrics, "engines", away)
    found = figures(asked(client))
    assert found["thirdring_database_up",] == 0
    assert ("thirdring_engine_leads", "n1") not in found


@pytest.mark.parametrize(
    "headers",
    [
        {"REMOTE_ADDR": "192.0.2.5"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.5"},
        {
            "HTTP_HOST": settings.ALLOWED_HOSTS[0],
            "REMOTE_ADDR": "192.0.2.5",
            "HTTP_AUTHORIZATION": "Bearer no",
        },
    ],
)
def test_others_than_this_machine_need_the_token(client, headers):
    assert client.get("/metrics", **{"HTTP_HOST": "localhost", **headers}).status_code == 403
    token = {"HTTP_AUTHORIZATION": f"Bearer {settings.INSTALLATION.secrets.get('metrics')}"}
    assert client.get("/metrics", **{"HTTP_HOST": "localhost", **headers, **token}).status_code == 200


@pytest.fixture
def families(client, engine):
    """Everything of ours that is exposed, by name."""
    engine(counted())
    metrics.FAILED.labels("healthz")
    metrics.STREAMS.labels("healthz")
    told = asked(client).content.decode()
    return {family.name: family for family in text_string_to_metric_families(told)}


def exposed(families):
    """The names under which Prometheus stores them."""
    suffixes = {"histogram": ("_bucket", "_count", "_sum"), "counter": ("_total",)}
    return {name + suffix for name, family in families.items() for suffix in suffixes.get(family.type, ("",))}


def test_charts_and_alarms_ask_for_what_there_is(families):
    board = json.loads((DEPLOY / "grafana" / "thirdring.json").read_text())
    rules = yaml.safe_load((DEPLOY / "prometheus" / "rules.yml").read_text())
    charted = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    alarming = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    assert len(charted) > 20 and len(alarming) > 10
    asked_for = {name for expression in charted + alarming for name in NAME.findall(expression)}
    assert not asked_for - exposed(families)


def test_a_prometheus_on_the_same_machine_needs_no_file_that_is_not_there():
    scrape = yaml.safe_load((DEPLOY / "prometheus" / "scrape.yml").read_text())
    for job in scrape["scrape_configs"]:
        assert "authorization" not in job, "Prometheus scrapes nothing while the file of the token is missing"
    for rules in scrape["rule_files"]:
        assert (DEPLOY / "prometheus" / rules.removeprefix("thirdring-")).exists()


def test_the_reference_names_every_metric_and_no_other(families):
    named = re.findall(r"^\| `(\w+)` \|", REFERENCE.read_text(), re.MULTILINE)
    assert sorted(named) == sorted(families)
