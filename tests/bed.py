"""A whole installation in a temporary home: every part a real process that tests may kill and restart.

``Bed`` starts and ends processes and knows nothing of calls. ``Watch`` is how a test sees the centre:
it follows the journal, sends commands as a desk would, and asks the tables. Phones come from ``phones``.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import uuid4

import psycopg

from furnished import furnish, make_world
from phones.log import until
from phones.ports import free_port, free_range, give_back
from steps import PYTHON, environment, run
from thirdring.acd.facts import Arrived, Ended, Fact, OperatorChanged
from thirdring.acd.inputs import (
    Input,
    OperatorLoggedIn,
    OperatorLoggedOut,
    OperatorReady,
    PromiseWithdrawn,
)
from thirdring.acd.promise_facts import Dialled, Promised, PromiseEnded
from thirdring.asterisk.installation import find
from thirdring.asterisk.running import argv
from thirdring.installation import Installation
from thirdring.journal.commands import Commands
from thirdring.journal.connecting import connect_to
from thirdring.journal.reader import follow
from thirdring.journal.rows import Row
from thirdring.site.postgres import EmbeddedPostgres

LINE = "3001"  # of bed_world: no notice, no menu, no wrap-up
ENGINE_STARTS_WITHIN_S = 60.0  # on a machine busy with other tests; a command waits for it
F = TypeVar("F", bound=Fact)


class Process:
    """One process of a bed; what it prints goes to ``log``. It does not outlive the test run."""

    def __init__(self, name: str, command: Sequence[str], environ: dict[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig=KILL", *command],
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def code(self) -> int | None:
        """The exit code; ``None`` while it runs."""
        return self._process.poll()

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        self._process.wait()

    def stop(self, patience_s: float = 30.0) -> int:
        """Ask it to end and wait for that; the exit code."""
        self._process.terminate()
        try:
            return self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def told(self) -> str:
        """The last lines that it printed."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-30:])

    def cpu_s(self) -> float:
        """Processor time used so far, in seconds."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Resident memory, in millions of bytes."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Bed:
    """One installation: PostgreSQL, the demonstration world with ``operators`` more, Asterisk, an engine."""

    def __init__(
        self,
        home: Path,
        *,
        operators: int = 4,
        fallback_after_s: int = 20,
        web: bool = False,
        edition: Path | None = None,
        empty: bool = False,
    ) -> None:
        self._with_web = web
        self._furnished = not empty and furnish(home)
        self.postgres = EmbeddedPostgres(home, durable=False)
        self.installation = Installation(
            home=home,
            sip_port=free_port(first=5300, last=5399),
            ari_port=free_port(first=8300, last=8399),
            http_port=free_port(first=8300, last=8399),
            rtp_ports=free_range(400, 15000, 18999),
            fallback_after_s=fallback_after_s,
            database_url=self.postgres.url,
            edition=edition,
            # not where phones of other runs look for a port: nobody listens here for a while
            demonstration_trunk=f"127.0.0.1:{free_port(first=5300, last=5399)}",
        )
        self.operators: list[int] = []
        self._number = operators
        self.asterisk: Process
        self.engine: Process
        self.web: Process | None = None

    @property
    def sip(self) -> tuple[str, int]:
        return (self.installation.host, self.installation.sip_port)

    @property
    def network_port(self) -> int:
        """Where the telephone network is reached: whoever listens there is called by every number."""
        return int(self.installation.demonstration_trunk.rpartition(":")[2])

    @property
    def environ(self) -> dict[str, str]:
        of = self.installation
        return environment(
            of.home,
            of.database_url,
            THIRDRING_SIP_PORT=str(of.sip_port),
            THIRDRING_ARI_PORT=str(of.ari_port),
            THIRDRING_HTTP_PORT=str(of.http_port),
            THIRDRING_RTP_PORTS="{}-{}".format(*of.rtp_ports),
            THIRDRING_MUSIC=str(of.music or ""),
            THIRDRING_FALLBACK_AFTER_S=str(of.fallback_after_s),
            THIRDRING_EDITION=str(of.edition or ""),
            THIRDRING_DEMONSTRATION_TRUNK=of.demonstration_trunk,
        )

    def start(self) -> Self:
        """Everything, until calls can be taken."""
        self.postgres.start()
        if not self._furnished:
            make_world(self.installation.home, self.installation.database_url)
        world = Path(__file__).with_name("bed_world.py")
        made = run([PYTHON, str(world), str(self._number)], self.environ)
        self.operators = [int(word) for word in made.split()]
        run([PYTHON, "-m", "thirdring.engine", "configure"], self.environ)
        self.start_asterisk()
        self.start_engine()
        if self._with_web:
            self.start_web()
        self.wait_until_ready()
        return self

    def start_asterisk(self) -> Process:
        self.asterisk = self._process("asterisk", "thirdring.asterisk.installation", "run")
        return self.asterisk

    def start_engine(self) -> Process:
        self.engine = self.another_engine()
        return self.engine

    def another_engine(self) -> Process:
        """A further engine on this installation: it stands by."""
        return self._process("engine", "thirdring.engine", "run")

    def start_web(self) -> Process:
        port = str(self.installation.http_port)
        application = ("thirdring.site.asgi:application", "--no-access-log")
        self.web = self._process("web", "uvicorn", *application, "--port", port)
        return self.web

    def wait_until_ready(self, timeout_s: float = ENGINE_STARTS_WITHIN_S) -> None:
        """Until an engine leads and has Asterisk."""
        deadline = time.monotonic() + timeout_s
        query = (
            "SELECT 1 FROM journal_engine WHERE pid = %s AND leader AND asterisk_connected"
            " AND heartbeat_at > clock_timestamp() - interval '2 s'"
        )
        with psycopg.connect(self.installation.database_url, autocommit=True) as asking:
            while asking.execute(query, [self.engine.pid]).fetchone() is None:
                for process in (self.asterisk, self.engine):
                    assert process.code is None, f"{process.name} ended:\n{process.told()}"
                assert time.monotonic() < deadline, f"no engine leads:\n{self.engine.told()}"
                time.sleep(0.02)

    def mend(self) -> None:
        """Start what a failed test has left dead, and wait until calls can be taken."""
        self.postgres.start()
        if self.asterisk.code is not None:
            self.start_asterisk()
        if self.engine.code is not None:
            self.start_engine()
        self.wait_until_ready()

    def stop(self) -> None:
        """End everything that runs."""
        for process in (self.web, getattr(self, "engine", None), getattr(self, "asterisk", None)):
            if process is not None and process.code is None:
                process.kill()
        self.postgres.remove()
        of = self.installation
        give_back(
            of.sip_port,
            of.ari_port,
            of.http_port,
            self.network_port,
            *range(of.rtp_ports[0], of.rtp_ports[1] + 1),
        )

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def hang_up_all(self) -> None:
        """All connections end, as if everybody hung up at once."""
        self.asterisk_says("channel request hangup all")

    def asterisk_says(self, command: str) -> str:
        """What Asterisk's own command line answers."""
        return run([*argv(self.installation, find(self.installation))[:-1], "-rx", command], self.environ)

    def device(self, operator: int, suffix: str = "desk") -> str:
        return f"op{operator}-{suffix}"

    def passwords(self, operators: Iterable[int], suffix: str = "desk") -> dict[str, str]:
        """Device key → SIP password of these operators' phones."""
        keys = (self.device(operator, suffix) for operator in operators)
        return {key: self.installation.secrets.sip_password(key) for key in keys}

    def watch(self) -> Watch:
        return Watch(self)

    def _process(self, name: str, module: str, *arguments: str) -> Process:
        command = [PYTHON, "-m", module, *arguments]
        return Process(name, command, self.environ, self.installation.log / f"{name}.log")


class Watch:
    """A test's eyes and hands on the centre. ``async with`` it; ``rows`` are those since it was opened."""

    def __init__(self, bed: Bed) -> None:
        self._bed = bed
        self._connecting = partial(connect_to, bed.installation.database_url)
        self._commands = Commands(ENGINE_STARTS_WITHIN_S, self._connecting)
        self._following: asyncio.Task[None] | None = None
        self._grown = asyncio.Condition()
        self.rows: list[Row] = []
        self.logged_in: set[int] = set()

    async def __aenter__(self) -> Self:
        last = (await self.ask("SELECT coalesce(max(seq), 0) FROM journal_row"))[0][0]
        self._following = asyncio.create_task(self._follow(last))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._following
        self._following.cancel()
        await asyncio.wait([self._following])
        await self._commands.close()

    async def _follow(self, after: int) -> None:
        async for rows in follow(after, "watch", self._connecting):
            async with self._grown:
                self.rows.extend(rows)
                self._grown.notify_all()

    async def grown(self, beyond: int) -> None:
        """Wait until there are more than ``beyond`` rows."""
        async with self._grown:
            await self._grown.wait_for(lambda: len(self.rows) > beyond)

    def facts(self, kind: type[F], true: Callable[[F], bool] = lambda _: True) -> list[F]:
        """All such facts so far."""
        return [fact for row in self.rows for fact in row.facts if isinstance(fact, kind) and true(fact)]

    async def fact(
        self,
        kind: type[F],
        true: Callable[[F], bool] = lambda _: True,
        *,
        count: int = 1,
        timeout_s: float = 40.0,
    ) -> list[F]:
        """Wait until there are ``count`` such facts, and return all that there are."""
        try:
            async with asyncio.timeout(timeout_s), self._grown:
                await self._grown.wait_for(lambda: len(self.facts(kind, true)) >= count)
        except TimeoutError:
            found = self.facts(kind, true)
            raise AssertionError(
                f"{count} × {kind.__name__} awaited for {timeout_s} s, there are {len(found)}: {found[-3:]}\n"
                f"engine:\n{self._bed.engine.told()}"
            ) from None
        return self.facts(kind, true)

    async def send(self, asked: Input) -> int:
        """Command the engine as a desk does, and see what came of it; raises ``Illegal``."""
        seq = await self._commands.send(asked, uuid4())
        async with asyncio.timeout(ENGINE_STARTS_WITHIN_S), self._grown:
            await self._grown.wait_for(lambda: bool(self.rows) and self.rows[-1].seq >= seq)
        return seq

    async def log_in(self, *operators: int, suffix: str = "desk") -> None:
        """These operators sit down at their registered phones and are ready for calls."""
        self.logged_in.update(operators)
        for operator in operators:
            began = len(self._ready(operator))
            await self.send(OperatorLoggedIn(0, operator, self._bed.device(operator, suffix)))
            await self.send(OperatorReady(0, operator))
            # Whoever is given a caller at once is ready no longer: it is enough that he has been.
            await self.fact(OperatorChanged, partial(_is_ready, operator), count=began + 1)

    def _ready(self, operator: int) -> list[OperatorChanged]:
        return self.facts(OperatorChanged, partial(_is_ready, operator))

    async def log_out(self, *operators: int) -> None:
        self.logged_in.difference_update(operators)
        for operator in operators:
            await self.send(OperatorLoggedOut(0, operator))

    async def nobody_is_owed(self) -> None:
        """All calls are over, and whoever is still owed something wants it no longer."""
        self._bed.hang_up_all()
        await self.until(self._all_have_ended, why="calls go on")
        await self.log_out(*self.logged_in)
        owed = {fact.promise for fact in self.facts(Promised) if fact.promise}
        if owed := owed - {fact.promise for fact in self.facts(PromiseEnded)}:
            await self.withdraw(self._bed.operators[-1], owed)

    async def withdraw(self, operator: int, owed: Iterable[str]) -> None:
        """Whoever is owed this wants it no longer: so hears an operator who sits nowhere yet."""
        await self.send(OperatorLoggedIn(0, operator, self._bed.device(operator)))
        for promise in sorted(owed):
            await self.send(PromiseWithdrawn(0, operator, promise, "the test is over"))
        await self.log_out(operator)

    async def _all_have_ended(self) -> bool:
        begun = {fact.call for fact in (*self.facts(Arrived), *self.facts(Dialled))}
        return begun <= {fact.call for fact in self.facts(Ended)}

    async def ask(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Ask the tables."""
        async with await self._connecting("watch") as asking:
            return await (await asking.execute(query.encode(), parameters)).fetchall()

    async def until(
        self, true: Callable[[], Awaitable[bool]], timeout_s: float = 40.0, why: str = "it did not come true"
    ) -> None:
        """Wait until what is asked again and again holds."""
        await until(true, timeout_s, lambda: f"{why}\nengine:\n{self._bed.engine.told()}")


def _is_ready(operator: int, fact: OperatorChanged) -> bool:
    return (fact.operator, fact.state) == (operator, "ready")
