"""What the parts of an installation say: database and tables, engines, worker and jobs, configuration."""

from __future__ import annotations

import os
from collections.abc import Iterator

from thirdring.site.doctor.findings import Finding, bad, good, unknown, warning
from thirdring.site.doctor.patient import Patient
from thirdring.site.health import WORKER_SILENT_S
from thirdring.words import language

OLDEST_POSTGRESQL = 15
JOB_WAITS_S = 60  # as in the question below
SPOOL_ROWS = 1000  # a second's worth in the busiest minute

JOBS = """
SELECT (SELECT extract(epoch FROM now() - max(last_heartbeat))::float8 FROM procrastinate_workers),
       (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'),
       (SELECT count(DISTINCT job.id) FROM procrastinate_jobs job
        JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
        WHERE job.status = 'todo'
        AND coalesce(job.scheduled_at, event.at) < now() - interval '1 minute'),
       (SELECT count(*) FROM procrastinate_events WHERE type = 'failed' AND at > now() - interval '1 day')
"""


def database(patient: Patient) -> Iterator[Finding]:
    if patient.database is None:
        if patient.database_trouble:
            yield bad(
                "The database cannot be reached: {reason}",
                "Start it (script/server, or your own PostgreSQL), or correct DATABASE_URL.",
                reason=patient.database_trouble,
            )
        else:
            yield unknown("There is no database yet", "Run script/server.")
        return
    found = patient.database.info.server_version // 10_000
    used, limit, size = patient.rows(
        "SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),"
        " current_setting('max_connections')::int, pg_size_pretty(pg_database_size(current_database()))"
    )[0]
    if found < OLDEST_POSTGRESQL:
        yield bad(
            "PostgreSQL is version {found}, too old",
            "Use version {oldest} or later.",
            found=found,
            oldest=OLDEST_POSTGRESQL,
        )
    elif used > 0.8 * limit:
        yield warning(
            "{used} of {limit} connections of PostgreSQL are in use",
            "Raise max_connections, or put pgbouncer before it.",
            used=used,
            limit=limit,
        )
    else:
        yield good(
            "PostgreSQL {found}: {size}, {used} of {limit} connections in use",
            found=found,
            size=size,
            used=used,
            limit=limit,
        )


def tables(patient: Patient) -> Iterator[Finding]:
    if patient.database is None:
        yield unknown("The tables cannot be looked at without the database")
        return
    _load_django(patient)
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connection.close()
    if missing:
        yield bad(
            "{count} changes of the tables have not been made, the first of them {first}",
            "Run script/thirdring migrate.",
            count=len(missing),
            first=missing[0][0],
        )
    else:
        yield good("The tables are those of this version")


def engine(patient: Patient) -> Iterator[Finding]:
    leader = patient.leader
    if patient.database is None:
        yield unknown("Engines cannot be asked without the database")
        return
    if leader is None:
        yield bad(
            "No engine leads: callers hear music, then a plain queue",
            "Start it: script/server, or systemctl start thirdring-engine. Its log: {log}",
            log=patient.installation.log / "engine.log",
        )
        return
    yield good(
        "An engine leads ({node}), {stand_bys} stand by", node=leader.node, stand_bys=len(patient.engines) - 1
    )
    if leader.spooled > SPOOL_ROWS:
        yield bad(
            "The engine has {rows} rows that the database does not",
            "See why PostgreSQL does not take them; they are kept in {spool} meanwhile.",
            rows=leader.spooled,
            spool=patient.installation.spool,
        )
    else:
        yield good("The journal is up to date")
    for trouble in leader.detail.get("troubles", ()):
        yield bad(
            "The engine says: {trouble}", "Mend what it names; it tries again by itself.", trouble=trouble
        )


def worker(patient: Patient) -> Iterator[Finding]:
    rows = patient.rows(JOBS)
    if not rows:
        yield unknown("The worker cannot be asked without the database")
        return
    silent_s, waiting, late, failed = rows[0]
    if silent_s is None or silent_s > WORKER_SILENT_S:
        yield bad(
            "No worker is running: {waiting} jobs wait",
            "Start it: script/server, or systemctl start thirdring-worker.",
            waiting=waiting,
        )
    elif late:
        yield warning(
            "{late} jobs have waited for more than {limit} s",
            "See the worker's log in {log}; if it is merely busy, start a second one.",
            late=late,
            limit=JOB_WAITS_S,
            log=patient.installation.log,
        )
    else:
        yield good("The worker is alive, {waiting} jobs wait", waiting=waiting)
    if failed:
        yield warning(
            "{failed} jobs have failed within a day",
            "See the worker's log in {log}.",
            failed=failed,
            log=patient.installation.log,
        )


def configuration(patient: Patient) -> Iterator[Finding]:
    if not patient.runs:
        yield unknown("What is configured is checked while the installation runs")
        return
    _load_django(patient)
    from django.utils import translation

    from thirdring.apps.channels.checks import Severity, problems_now
    from thirdring.apps.staff.models import User

    with translation.override(language()):
        problems = problems_now(User(is_superuser=True))
    for problem in problems:
        grave = problem.severity is Severity.CALLERS_ARE_LOST
        say = bad if grave else warning
        yield say("{problem}", "{mend}", problem=problem.sentence, mend=problem.remedy)
    if not problems:
        yield good("Every line leads to somebody")


def _load_django(patient: Patient) -> None:
    """Takes a second, and only two checks need it."""
    os.environ["DATABASE_URL"] = patient.url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thirdring.site.settings")
    import django

    django.setup()
