"""``thirdring serve``: one whole installation on one machine, from checks to "calls can be taken" to the end.

This is the order of things and what is said about them; how processes are kept running is
``site.supervisor``'s affair, what may hinder a start ``site.preflight``'s.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from datetime import datetime

from thirdring.installation import Installation, Misconfigured
from thirdring.site import preflight
from thirdring.site.leftovers import Leftovers
from thirdring.site.postgres import EmbeddedPostgres, PostgresFailed, check_reachable
from thirdring.site.steps import step
from thirdring.site.supervisor import Part, PartFailed, Supervisor
from thirdring.site.welcome import welcome
from thirdring.words import _, told

PYTHON = sys.executable
COMMAND_LINE = (PYTHON, "-m", "thirdring.site.cli")
READY_S = 90.0  # until calls can be taken, counted from the last process's start
LOOK_EVERY_S = 0.2
# Asterisk before the engine, which so learns of every call that our stop has broken.
STOP_ORDER = ("web", "worker", "asterisk", "engine")
FAILING_DEATHS = 3  # a part that dies so often before calls can be taken is not coming up


class NotReady(Exception):
    """All processes run, but calls cannot be taken. ``str()`` is what ``/healthz`` says."""


def serve(installation: Installation) -> int:
    """Run until Ctrl-C or SIGTERM. Returns the exit code; nothing that was started is left behind."""
    try:
        preflight.check_settings(installation)
        preflight.make_home(installation)
        with preflight.take_home(installation):
            leftovers = Leftovers(installation.run / "processes")
            leftovers.end()
            preflight.check_ports(installation)
            preflight.check_asterisk()
            return asyncio.run(_serve(Site(installation, leftovers)))
    except Misconfigured as error:
        _complain(told(error))
    return 1


async def _serve(site: Site) -> int:
    asked_to_stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(name, asked_to_stop.set)
    starting = asyncio.create_task(site.start())
    asked = asyncio.create_task(asked_to_stop.wait())
    code = 1
    try:
        await asyncio.wait({starting, asked}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            await asked
            code = 0
    except PartFailed as error:
        lines = _("{name} did not come up. The last lines of {log}:", name=error.name, log=error.log)
        _complain(f"{lines}\n\n{error.tail()}")
    except NotReady as error:
        _complain(_("Calls cannot be taken yet; the parts say: {state}", state=error))
    except (Misconfigured, PostgresFailed) as error:
        _complain(told(error))
    finally:
        asked.cancel()
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        print(_("Stopping …"), flush=True)
        await site.stop()
    return code


class Site:
    """All processes of one installation."""

    def __init__(self, installation: Installation, leftovers: Leftovers) -> None:
        self.installation = installation
        self._postgres: EmbeddedPostgres | None = None
        self._watching: asyncio.Task[None] | None = None
        self._supervisor = Supervisor(installation.log, self._environment(), _tell_of_death, leftovers)

    async def start(self) -> None:
        """Raises ``PartFailed``, ``NotReady``, ``Misconfigured``, ``PostgresFailed``: then ``stop``."""
        run, keep = self._supervisor.run, self._supervisor.keep
        with step(_("Database")):
            self._start_database()
        with step(_("Tables and demonstration world") if self.installation.demonstration else _("Tables")):
            await run("prepare", [*COMMAND_LINE, "prepare"])
        with step(_("Prompts")):
            await run("prompts", [PYTHON, "-m", "thirdring.engine.prompts"])
        await keep(Part("web", self._web()))  # takes seconds to import Django: meanwhile Asterisk comes up
        await keep(Part("worker", [*COMMAND_LINE, "worker"]))
        with step("Asterisk"):
            await run("configure", [PYTHON, "-m", "thirdring.engine", "configure"])
            await keep(
                Part(
                    "asterisk",
                    [PYTHON, "-m", "thirdring.asterisk.installation", "run"],
                    ready=lambda: _listens(self.installation.host, self.installation.ari_port),
                )
            )
        with step(_("Engine, web and worker")):
            await keep(Part("engine", [PYTHON, "-m", "thirdring.engine", "run"]))
            await self._healthy()
        print(welcome(self.installation), flush=True)

    async def stop(self) -> None:
        await self._supervisor.stop(STOP_ORDER)
        if self._watching:
            self._watching.cancel()
        if self._postgres:
            self._postgres.stop()

    def _environment(self) -> dict[str, str]:
        url = self.installation.database_url or EmbeddedPostgres(self.installation.home).url
        return os.environ | {
            "THIRDRING_HOME": str(self.installation.home),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "thirdring.site.settings",
            "PYTHONUNBUFFERED": "1",
        }

    def _start_database(self) -> None:
        if self.installation.database_url:
            check_reachable(self.installation.database_url)
            return
        self._postgres = EmbeddedPostgres(self.installation.home)
        self._postgres.start()
        self._watching = asyncio.create_task(self._watch_database(self._postgres))

    async def _watch_database(self, postgres: EmbeddedPostgres) -> None:
        while True:
            await _ended(postgres.pid)
            _tell_of_death("postgres", None, 0.0)
            while not postgres.pid:
                try:
                    postgres.start()
                except PostgresFailed as error:
                    _complain(str(error))
                    await asyncio.sleep(5.0)

    def _web(self) -> list[str]:
        address = ["--host", self.installation.host, "--port", str(self.installation.http_port)]
        options = ["--timeout-graceful-shutdown", "2", "--no-access-log", "--proxy-headers"]
        return [PYTHON, "-m", "uvicorn", "thirdring.site.asgi:application", *address, *options]

    async def _healthy(self) -> None:
        deadline = time.monotonic() + READY_S
        status, body = 0, ""
        while status != 200:
            if time.monotonic() > deadline:
                raise NotReady(body)
            self._supervisor.check_deaths(FAILING_DEATHS)
            await asyncio.sleep(LOOK_EVERY_S)
            status, body = await _get(self.installation.host, self.installation.http_port, "/healthz")


async def _ended(pid: int | None) -> None:
    """Wait until our child ``pid`` has ended."""
    if pid is None:
        return
    over = asyncio.Event()
    handle = os.pidfd_open(pid)
    loop = asyncio.get_running_loop()
    loop.add_reader(handle, over.set)
    try:
        await over.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)


async def _listens(host: str, port: int) -> bool:
    try:
        _reader, writer = await asyncio.open_connection(_reachable(host), port)
    except OSError:
        return False
    writer.close()
    return True


async def _get(host: str, port: int, path: str) -> tuple[int, str]:
    """Status and body; status 0 while nobody answers."""
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection(_reachable(host), port)
            writer.write(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
            answer = (await reader.read()).decode(errors="replace")
            writer.close()
    except (OSError, TimeoutError):
        return 0, ""
    head, _blank, body = answer.partition("\r\n\r\n")
    words = head.split()
    return (int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0), body


def _reachable(host: str) -> str:
    """Where we ourselves reach what listens on ``host``."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared with, not listened on


def _tell_of_death(name: str, code: int | None, again_s: float) -> None:
    reason = "" if code is None else _signal_name(code)
    text = _("{name} has ended ({reason}) and is started again.", name=name, reason=reason or "?")
    print(f"{datetime.now().astimezone():%H:%M:%S}  {text}", flush=True)


def _signal_name(code: int) -> str:
    with contextlib.suppress(ValueError):
        return signal.Signals(-code).name if code < 0 else str(code)
    return str(code)


def _complain(text: str) -> None:
    print(f"\n{text}\n", file=sys.stderr, flush=True)
