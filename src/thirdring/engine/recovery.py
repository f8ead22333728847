"""The router's state after a restart: the newest checkpoint, and every row since stepped anew.

Rows come from PostgreSQL and, later than those, from the spool. Stepping must give the
stored effects; where it does not, the program has changed since, and what was stored is
what happened: the folds follow the stored effects, the difference is told.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import structlog

from thirdring.acd.core import load, step
from thirdring.acd.inputs import Illegal
from thirdring.acd.state import State
from thirdring.journal.connecting import Connection
from thirdring.journal.folds import enter
from thirdring.journal.live import Live, apply, decode_live
from thirdring.journal.reader import rows_since
from thirdring.journal.records import Books, Changes
from thirdring.journal.rows import Row
from thirdring.journal.spool import Spool
from thirdring.journal.statements import STATEMENTS

log = structlog.get_logger("thirdring.engine")


class Recovered(msgspec.Struct):
    """What a new leader begins with.

    ``state`` and ``live`` are as of row ``live.seq``, ``books`` as of row ``written``, the last that
    PostgreSQL has; the spool holds those between.
    """

    state: State
    live: Live
    books: Books
    written: int
    differing: int = 0


async def recover(connection: Connection, spool: Spool, epoch: int) -> Recovered:
    """Rebuild the state that the last leader, of ``epoch``, left behind."""
    recovered = await _from_checkpoint(connection)
    async for row in _rows(connection, recovered.written):
        _replay(recovered, row)
        enter(recovered.books, row, Changes())  # the projections have it already
        recovered.written = row.seq
    for row in spool.recover(epoch, after=recovered.written):
        _replay(recovered, row)
    if recovered.differing:
        log.warning("rows that this program would have decided differently", rows=recovered.differing)
    return recovered


async def _from_checkpoint(connection: Connection) -> Recovered:
    cursor = await connection.execute(STATEMENTS["last_checkpoint"])
    found = await cursor.fetchone()
    if found is None:
        return Recovered(State.empty(), Live(), Books(), 0)
    seq, core, live, books = found
    try:
        return Recovered(load(core), decode_live(live), msgspec.json.decode(books, type=Books), seq)
    except msgspec.ValidationError as error:
        # Calls come back from what Asterisk has, and keep their cards; operators have to log in again.
        log.error("an older program wrote the checkpoint in a form that is unknown now", error=str(error))
        state = State.empty()
        state.promised = await _promised(connection)  # no promise takes the id of another
        return Recovered(state, Live(seq=seq), Books(), seq)


async def _promised(connection: Connection) -> int:
    found = await (await connection.execute(STATEMENTS["promised"])).fetchone()
    return int(found[0]) if found else 0


async def _rows(connection: Connection, after: int) -> AsyncIterator[Row]:
    async for rows in rows_since(connection, after):
        for row in rows:
            yield row


def _replay(recovered: Recovered, row: Row) -> None:
    try:
        same = step(recovered.state, row.input) == row.effects
    except Illegal:
        same = False
    if not same:
        recovered.differing += 1
        log.debug("a row that this program would have decided differently", seq=row.seq)
    apply(recovered.live, row)
