"""The worker's own process judges what is written, within seconds, and ends when it is told to."""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict

from bed import Process
from phones.log import until
from steps import PYTHON, environment
from thirdring.acd.facts import OfferEnded, OfferOutcome
from thirdring.acd.inputs import TimerDue
from thirdring.acd.moment import SECOND
from thirdring.journal.connecting import Connecting, Connection
from thirdring.journal.rows import Row
from thirdring.journal.spool import Spool
from thirdring.site.postgres import EmbeddedPostgres

from .cast import MARIA, Day
from .test_writer import put, writing

SECONDS = 20.0  # a breach is known after 5 s; the rest is for a machine busy with other tests


def missed(call: str) -> list[Row]:
    """Maria's phone rings three times, and nobody lifts."""
    day = Day()
    rows = [day.login(MARIA), day.arrival(call), day.offer(call), day.ring(call)]
    day.at += 14 * SECOND
    return [
        *rows,
        day.row(TimerDue(0, "ring"), OfferEnded(call, f"{call}~1", MARIA, OfferOutcome.MISSED, rings=3)),
    ]


async def test_the_worker_finds_a_breach_within_seconds_and_goes_on_after_a_restart(
    tmp_path: Path,
    server: EmbeddedPostgres,
    url: str,
    connecting: Connecting,
    connection: Connection,
    spool: Spool,
) -> None:
    name = conninfo_to_dict(url)["dbname"]
    there = environment(tmp_path, urlsplit(server.url)._replace(path=f"/{name}").geturl())
    log = tmp_path / "worker.log"

    async def judged(up_to: int) -> bool:
        found = await (await connection.execute(b"SELECT seq FROM compliance_reading")).fetchall()
        return found == [(up_to,)]

    async def breaches() -> list[tuple[object, ...]]:
        query = b"SELECT clause, call, operator_id, rings FROM compliance_breach ORDER BY id"
        return await (await connection.execute(query)).fetchall()

    worker = Process("worker", [PYTHON, "-m", "django", "work"], there, log)
    rows = missed("n1-1.1")
    async with writing(connecting, spool) as writer:
        put(writer, spool, rows[:3])
        await writer.drained()
        await until(lambda: judged(3), 100)
        began = time.monotonic()
        put(writer, spool, rows[3:4])
        await writer.drained()
        await until(lambda: judged(4), SECONDS)
        assert time.monotonic() - began < SECONDS
        assert worker.stop() == 0
        put(writer, spool, rows[4:])
        await writer.drained()
    assert await breaches() == []
    worker = Process("worker", [PYTHON, "-m", "django", "work"], there, log)
    await until(breaches, 100)
    assert worker.stop() == 0
    assert await breaches() == [("1", "n1-1.1", MARIA, 3)]
    assert "Traceback" not in log.read_text()
