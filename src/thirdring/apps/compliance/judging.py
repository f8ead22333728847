"""The judge at work: reads the journal behind the engine, row by row, and keeps what it finds.

Breaches, the row up to which was judged and what is known of calls in progress are written in one
transaction. So after any pause or crash it goes on where it was, finds what it would have found, and
nothing twice. Several workers may judge: they take turns at the one record of the reading.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from asgiref.sync import sync_to_async
from django.db import OperationalError, close_old_connections, connection, transaction
from django.utils import timezone

from thirdring.acd.moment import datetime_of
from thirdring.apps.calls.models import Call
from thirdring.apps.channels.editions import editions
from thirdring.apps.compliance.models import Breach, Reading
from thirdring.regulation import judge as judging
from thirdring.regulation.judge import Judge

log = logging.getLogger(__name__)

PIECE_ROWS = 2_000
LOOK_EVERY_S = 1.0
AWAY_S = 3.0

_ROWS = """
SELECT seq, body::text FROM journal_row WHERE seq > %s ORDER BY seq LIMIT %s
"""


class Bench:
    """A judge with its memory, as of row ``seq``; begun anew from the record when another has read on."""

    def __init__(self) -> None:
        self._judge: Judge | None = None
        self._seq = -1

    def read_on(self, most: int = PIECE_ROWS) -> int:
        """Judge the next rows, at most so many; returns how many there were."""
        with transaction.atomic():
            Reading.objects.get_or_create(sole=True)
            reading = Reading.objects.select_for_update().get()
            with connection.cursor() as cursor:
                cursor.execute(_ROWS, [reading.seq, most])
                rows = cursor.fetchall()
            if not rows:
                return 0
            judge = self._judge_at(reading)
            self._judge = None  # what it has read is of no worth if it cannot be written
            found = [(seq, breach) for seq, body in rows for breach in judge.follow(body)]
            _keep(found)
            reading.seq = rows[-1][0]
            reading.memory = judge.memory().decode()
            reading.save()
        self._judge, self._seq = judge, reading.seq
        return len(rows)

    def _judge_at(self, reading: Reading) -> Judge:
        if self._judge is not None and self._seq == reading.seq:
            return self._judge
        return Judge(editions(), timezone.get_default_timezone(), reading.memory.encode())


def _keep(found: Sequence[tuple[int, judging.Breach]]) -> None:
    calls = {breach.call for _seq, breach in found}
    organisations = dict(Call.objects.filter(pk__in=calls).values_list("pk", "organisation"))
    Breach.objects.bulk_create(
        Breach(
            row=seq,
            at=datetime_of(breach.at),
            edition=breach.edition,
            clause=breach.clause,
            call_id=breach.call,
            organisation_id=organisations.get(breach.call),
            operator_id=breach.operator,
            rings=breach.rings,
            seconds=breach.seconds,
        )
        for seq, breach in found
    )


async def judge_for_ever() -> None:
    """Follow the journal a second behind, for as long as the worker lives."""
    bench = Bench()
    while True:
        try:
            rows = await sync_to_async(_read_on)(bench)
        except OperationalError as problem:
            log.warning("the journal cannot be judged now: %s", problem)
            await asyncio.sleep(AWAY_S)
            continue
        if rows < PIECE_ROWS:
            await asyncio.sleep(LOOK_EVERY_S)


def _read_on(bench: Bench) -> int:
    close_old_connections()
    return bench.read_on()
