"""The one writer of the journal: rows, projections and answers to commands, many in one transaction.

A group collects while the former one is under way, so the load sets its size and a busy
minute costs fewer transactions per call than a quiet one. It is one statement, so one trip to
the server and one transaction. What PostgreSQL has not confirmed stays in the spool; when
it comes back, ``last_row`` tells which groups it had taken, so each row is there once.

The writer decides nothing about calls, and it never makes the router wait.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from itertools import chain, islice, repeat

import msgspec
import psycopg
import structlog

from thirdring.acd.moment import Moment
from thirdring.journal.clock import wall_clock
from thirdring.journal.connecting import Connection
from thirdring.journal.folds import enter
from thirdring.journal.reader import last_row
from thirdring.journal.records import Books, Changes
from thirdring.journal.rows import Row
from thirdring.journal.spool import Spool
from thirdring.journal.statements import STATEMENTS

COLLECT_S = 0.015  # a group waits so long for company: screens do not notice, the processor does
GROUP_ROWS = 1_000
QUEUE_ROWS = 10_000  # beyond this the rows wait on the disk alone …
READ_ROWS = 500  # … and are read from there so many at a time, for the router not to feel it
BACK_OFF_S = (0.1, 0.3, 1.0, 2.0)  # between attempts at one group

# What PostgreSQL may answer that a later attempt can mend: it is away, its disk is full, it became a replica.
PASSING = (psycopg.OperationalError, psycopg.InternalError)
NONE = "[]"

log = structlog.get_logger("thirdring.journal")


class Refusal(msgspec.Struct, frozen=True):
    """A command that was illegal."""

    key: str
    code: str
    sentence: str


class Checkpoint(msgspec.Struct, frozen=True):
    """The router's state and the live fold as of row ``seq``."""

    seq: int
    core: bytes
    live: bytes

    def parameters(self, books: Books) -> Sequence[object]:
        return (self.seq, self.core, self.live.decode(), msgspec.json.encode(books).decode())


class Heartbeat(msgspec.Struct, frozen=True):
    """How the engine fares; ``refused_sip`` counts attempts, ``spooled`` rows, ``detail`` is JSON.

    ``metrics`` are its figures as Prometheus reads them; ``None``: those told before still hold.
    """

    node: str
    pid: int
    leader: bool
    asterisk_connected: bool
    spooled: int
    refused_sip: int
    detail: bytes
    metrics: str | None = None

    def parameters(self) -> Sequence[object]:
        return (
            self.node,
            self.pid,
            self.leader,
            self.asterisk_connected,
            self.spooled,
            self.refused_sip,
            self.detail.decode(),
            self.metrics,
        )


class Writer:
    """Takes rows at once and brings them to PostgreSQL in order, exactly once.

    ``connection`` is the leader's own; ``reconnect`` gives the next one when it has broken, and what
    it raises when this engine leads no more ends ``run``. ``written`` is the last row that PostgreSQL
    has, ``books`` the open records as of that row. ``returned`` hears from when to when PostgreSQL took
    nothing, and how many rows had to wait for it.
    """

    def __init__(
        self,
        connection: Connection,
        reconnect: Callable[[], Awaitable[Connection]],
        spool: Spool,
        books: Books,
        written: int,
    ) -> None:
        self.connection = connection
        self.written = written
        self.trouble = ""  # why projections are behind the rows, if they are
        self.returned: Callable[[Moment, Moment, int], None] = _nobody_asks
        self._reconnect = reconnect
        self._spool = spool
        self._books = books
        self._last = written  # the last row put
        self._rows: deque[tuple[Row, bytes]] = deque()
        self._next = written + 1  # the row that belongs at the head of the queue
        self._refusals: list[Refusal] = []
        self._checkpoint: Checkpoint | None = None
        self._heartbeat: Heartbeat | None = None
        self._work = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def owed(self) -> int:
        """Rows that PostgreSQL has not confirmed."""
        return self._last - self.written

    def put(self, row: Row, encoded: bytes) -> None:
        """A row that already stands in the spool."""
        if len(self._rows) < QUEUE_ROWS and row.seq == self._next + len(self._rows):
            self._rows.append((row, encoded))
        self._last = row.seq
        self._wake()

    def owe(self, last: int) -> None:
        """The spool holds rows up to ``last`` from a former process: they are written first."""
        self._last = max(self._last, last)
        self._wake()

    def refuse(self, refusal: Refusal) -> None:
        self._refusals.append(refusal)
        self._wake()

    def checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep this once all rows up to it are written; ignored while a former one waits for that."""
        if self._checkpoint is None:
            self._checkpoint = checkpoint
            self._wake()

    def beat(self, heartbeat: Heartbeat) -> None:
        self._heartbeat = heartbeat
        self._wake()

    async def drained(self) -> None:
        """Return when nothing waits to be written."""
        await self._idle.wait()

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            await self._work.wait()
            self._work.clear()
            await asyncio.sleep(COLLECT_S)
            await self.flush()
            if not self._work.is_set():
                self._idle.set()

    async def flush(self) -> None:
        """Write all that waits now."""
        while group := self._group():
            await self._write(group)

    def _wake(self) -> None:
        self._idle.clear()
        self._work.set()

    async def _write(self, group: _Group) -> None:
        """Bring one group to PostgreSQL, over as many connections as it takes."""
        away_since: Moment | None = None
        for pause_s in chain(BACK_OFF_S, repeat(BACK_OFF_S[-1])):
            try:
                if self.connection.closed:
                    self.connection = await self._reconnect()
                    log.info("the journal has PostgreSQL again", rows_owed=self.owed)
                    taken = await last_row(self.connection)
                    if taken >= group.last_seq > 0:  # only the confirmation was lost
                        group.drop_rows()
                await group.send(self.connection)
                break
            except PASSING as error:
                away_since = away_since or wall_clock()
                log.warning("the journal waits for PostgreSQL", error=_primary(error), rows_owed=self.owed)
                await self.connection.close()
                await asyncio.sleep(pause_s)
            except psycopg.Error as error:
                if not group.take_apart():
                    raise
                log.warning("a group was refused, and is written record by record", error=_primary(error))
        for refused in group.refused:
            self.trouble = (
                f"a record that follows from rows {group.first_seq} to {group.last_seq} was refused: "
                f"{_primary(refused)}"
            )
            log.error("a projection was refused; the rows and all others are written", error=self.trouble)
        waited = self.owed
        if group.last_seq:
            self.written = group.last_seq
            self._spool.confirmed(self.written)
        if away_since is not None:
            self.returned(away_since, wall_clock(), waited)

    def _group(self) -> _Group | None:
        if not self._rows and self._last >= self._next:
            self._rows.extend(self._spool.read(self._next - 1, READ_ROWS))
        rows = list(islice(self._rows, GROUP_ROWS))
        checkpoint = self._checkpoint
        if checkpoint is not None and rows and rows[0][0].seq <= checkpoint.seq < rows[-1][0].seq:
            rows = rows[: checkpoint.seq - rows[0][0].seq + 1]  # the books must be those of its row
        for _ in rows:
            self._rows.popleft()
        self._next += len(rows)
        changes = Changes()
        for row, _ in rows:
            enter(self._books, row, changes)
        refusals, self._refusals = self._refusals, []
        group = _Group(rows, changes, refusals)
        if checkpoint is not None and checkpoint.seq == self._next - 1:
            group.add("save_checkpoint", checkpoint.parameters(self._books))
            group.add("forget_checkpoints")
        if checkpoint is not None and checkpoint.seq <= self._next - 1:
            self._checkpoint = None
        if self._heartbeat is not None:
            group.add("beat", self._heartbeat.parameters())
            self._heartbeat = None
        return group or None


def _nobody_asks(since: Moment, until: Moment, rows: int) -> None:
    """Before there is an engine to tell."""


def _primary(error: psycopg.Error) -> str:
    """What PostgreSQL says, without its details, which quote the row with numbers and names."""
    return (error.diag.message_primary or str(error)).strip()


class _Stored(msgspec.Struct, frozen=True):
    """A row as its table has it; ``calls`` names promises too, whose way is read like a call's."""

    seq: int
    at: int
    kind: str
    calls: tuple[str, ...]
    operators: tuple[int, ...]
    command: str
    body: msgspec.Raw

    @classmethod
    def of(cls, row: Row, encoded: bytes) -> _Stored:
        kind = type(row.input).__name__
        calls = row.calls() + row.promises()
        return cls(row.seq, row.at, kind, calls, row.operators(), row.command, msgspec.Raw(encoded))


class _Group:
    """What goes to the server as one transaction; of rows ``first_seq`` to ``last_seq`` (0: of none)."""

    def __init__(self, rows: list[tuple[Row, bytes]], changes: Changes, refusals: list[Refusal]) -> None:
        self.first_seq = rows[0][0].seq if rows else 0
        self.last_seq = rows[-1][0].seq if rows else 0
        self._rows = {
            "rows": [_Stored.of(*row) for row in rows],
            "accepted": [{"key": row.command, "seq": row.seq} for row, _ in rows if row.command],
        }
        self._projections: dict[str, Sequence[object]] = {
            "calls": list(changes.calls.values()),
            "legs": list(changes.legs.values()),
            "waits": list(changes.waits.values()),
            "intervals": list(changes.intervals.values()),
            "cards": changes.cards,
            "transfers": list(changes.transfers.values()),
            "promises": list(changes.promises.values()),
            "attempts": list(changes.attempts.values()),
        }
        self._parts = {
            name: msgspec.json.encode(records).decode() if records else NONE
            for name, records in (*self._rows.items(), *self._projections.items(), ("refused", refusals))
        }
        self._further: list[tuple[str, Sequence[object]]] = []
        self._apart = False
        self.refused: list[psycopg.Error] = []  # why each record that was left out was refused

    def __bool__(self) -> bool:
        return bool(self._further) or any(part != NONE for part in self._parts.values())

    def add(self, name: str, parameters: Sequence[object] = ()) -> None:
        """A further statement, harmless if it is done twice."""
        self._further.append((name, parameters))

    def drop_rows(self) -> None:
        """The rows had arrived, and all that belongs to them."""
        self._parts.update(dict.fromkeys((*self._rows, *self._projections), NONE))
        self._apart = False

    def take_apart(self) -> bool:
        """From now on a record that is refused costs itself alone; whether that can help."""
        helps = not self._apart and any(self._parts[name] != NONE for name in self._projections)
        self._apart = helps
        return helps

    async def send(self, connection: Connection) -> None:
        last = str(self.last_seq or "")
        if self._apart:
            await self._send_apart(connection, last)
        elif not self._further:
            await _write_group(connection, self._parts, last)
        else:
            async with connection.pipeline(), connection.transaction():
                await _write_group(connection, self._parts, last)
                await self._send_further(connection)

    async def _send_further(self, connection: Connection) -> None:
        for name, parameters in self._further:
            await connection.execute(STATEMENTS[name], parameters, prepare=True)

    async def _send_apart(self, connection: Connection, last: str) -> None:
        """The truth first; what follows from it in ever smaller parts, to find a refused one in few trips."""
        self.refused = []
        async with connection.transaction():
            await connection.execute(b"SET CONSTRAINTS ALL IMMEDIATE")  # refused here, not with the whole
            await _write_group(connection, {**self._parts, **dict.fromkeys(self._projections, NONE)}, last)
            for name, records in self._projections.items():
                await self._send_some(connection, name, records)
            await self._send_further(connection)

    async def _send_some(self, connection: Connection, name: str, records: Sequence[object]) -> None:
        if not records:
            return
        part = {name: msgspec.json.encode(records).decode()}
        try:
            async with connection.transaction():
                await _write_group(connection, {**dict.fromkeys(self._parts, NONE), **part})
        except PASSING:
            raise
        except psycopg.Error as error:
            if len(records) == 1:
                self.refused.append(error)
                return
            middle = len(records) // 2
            await self._send_some(connection, name, records[:middle])
            await self._send_some(connection, name, records[middle:])


async def _write_group(connection: Connection, parts: dict[str, str], last: str = "") -> None:
    await connection.execute(STATEMENTS["write_group"], {**parts, "last": last}, prepare=True)
