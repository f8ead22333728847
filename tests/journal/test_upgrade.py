"""A database of before the router kept promises: what was owed then is still owed, and by somebody."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from steps import PYTHON, environment, run
from thirdring.site.postgres import EmbeddedPostgres

MADE_THEN = """
INSERT INTO calls_call (id, line, organisation_id, caller, arrived_at, queued_at, state, outcome, queue)
VALUES ('n1-1.1', '1001', 7, '+72000000001', now() - interval '1 day', now() - interval '1 day', 'ended',
    'broken', 'oms');
INSERT INTO promises_promise (call, card_id, kind, why, made_at)
VALUES ('n1-1.1', 5, 'call back', 'the connection was lost', now() - interval '1 day');
"""

OWED_NOW = """
SELECT promise.id ~ '^before-[0-9]+$', call, card_id, promise.state, origin, owner_queue, number,
    promise.line, promise.organisation_id, since = queued_at, attempts, direction
FROM promises_promise promise JOIN calls_call ON calls_call.id = call
"""


def test_a_promise_of_before_is_owed_by_the_queue_of_its_call(
    tmp_path: Path, server: EmbeddedPostgres, url: str
) -> None:
    name = conninfo_to_dict(url)["dbname"]
    there = environment(tmp_path, urlsplit(server.url)._replace(path=f"/{name}").geturl())

    def migrate(*to: str) -> None:
        run([PYTHON, "-m", "django", "migrate", "--verbosity=0", *to], there)

    migrate("promises", "0001_initial")
    migrate("calls", "0001_initial")
    with psycopg.connect(url, autocommit=True) as database:
        database.execute(MADE_THEN)
    migrate()
    with psycopg.connect(url) as database:
        assert database.execute(OWED_NOW).fetchall() == [
            (True, "n1-1.1", 5, "open", "broken", "oms", "+72000000001", "1001", 7, True, 0, "incoming")
        ]
