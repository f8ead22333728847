"""One engine from its claim to lead to its end: recover, meet Asterisk, route, stop.

This is the order of things and who talks to whom; each thing itself is a module beside
this one. Whatever breaks beyond mending ends the process: the supervisor starts the next.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import time
from collections import Counter
from functools import partial

import msgspec
import psycopg
import structlog

from thirdring.acd.centre import DeviceKind, LineNumber, WaitingMode
from thirdring.acd.inputs import CallArrived, CallId, CentreConfigured, Input
from thirdring.acd.moment import SECOND, Moment
from thirdring.asterisk.ari import Address, Refused
from thirdring.asterisk.away import forget_left, left_since
from thirdring.asterisk.callees import Way
from thirdring.asterisk.configuration import ended_folder
from thirdring.asterisk.driver import Driver
from thirdring.asterisk.found import Found, FoundCaller
from thirdring.asterisk.refused import Refusals
from thirdring.asterisk.sounds import LineVoice, Sounds, forget_persons
from thirdring.engine import configuration
from thirdring.engine.brain import Brain
from thirdring.engine.configuration import Line
from thirdring.engine.desks import Desks
from thirdring.engine.health import Health
from thirdring.engine.hours import Hours
from thirdring.engine.leadership import Leadership, Superseded
from thirdring.engine.messages import span_of
from thirdring.engine.outages import LastSign, Outages, last_sign, wrote_late
from thirdring.engine.outgoing import COUNTRY, Outgoing
from thirdring.engine.reconcile import Blind, came_and_left, closed_messages, differences, repairs
from thirdring.engine.recovery import recover
from thirdring.engine.trials import TrialCalls
from thirdring.engine.words import kept
from thirdring.identifiers.phones import caller_number
from thirdring.installation import Installation, Misconfigured
from thirdring.journal.clock import wall_clock
from thirdring.journal.connecting import Connecting, Connection, connect, connect_to
from thirdring.journal.live import Live
from thirdring.journal.spool import Spool
from thirdring.journal.statements import STATEMENTS
from thirdring.journal.writer import Writer

BEAT_EVERY_S = 1.0
LEAVERS_EVERY_S = 2.0
HOUSE_EVERY_S = 3600.0
READ_AGAIN_S = 1.0
STOPPING_S = 5.0
PUT_BACK_AT_MOST = 24 * 3600 * SECOND  # so far back is looked for callers whom no engine had

log = structlog.get_logger("thirdring.engine")


async def run(installation: Installation) -> None:
    """Lead, or stand by until there is need; return after SIGTERM. Raises ``Superseded``."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    connecting: Connecting = (
        partial(connect_to, installation.database_url) if installation.database_url else connect
    )
    health = Health(f"{socket.gethostname()}-{os.getpid()}", Refusals(installation))
    leadership = Leadership(connecting, installation.spool, health.engine)
    winning = asyncio.create_task(leadership.win(partial(_stand_by, health)))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({winning, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not winning.done():
        winning.cancel()
        return
    connection, spool = winning.result()
    with spool:
        engine = await Engine.recovered(installation, connecting, leadership, connection, spool, health)
        await engine.run(stopping)


async def _stand_by(health: Health, connection: Connection) -> None:
    await connection.execute(STATEMENTS["beat"], health.standing_by().parameters())


async def _last_sign(connection: Connection, live: Live, written: int) -> LastSign | None:
    """Of the former leader; ``written`` is the last of its rows that PostgreSQL has."""
    beaten = await (await connection.execute(STATEMENTS["last_sign"])).fetchone()
    if beaten is None:
        return LastSign(live.at) if live.seq else None
    heartbeat, asterisk_away_since = beaten
    return last_sign(heartbeat, live.at, live.seq - written, asterisk_away_since)


class Broken(Exception):
    """This engine cannot vouch for its state any more."""


class Engine:
    """A leader. Made by ``recovered``."""

    def __init__(
        self,
        installation: Installation,
        connecting: Connecting,
        brain: Brain,
        writer: Writer,
        spool: Spool,
        health: Health,
        former: LastSign | None,
    ) -> None:
        self._installation = installation
        self._connecting = connecting
        self._brain = brain
        self._writer = writer
        self._spool = spool
        self._health = health
        self._lines: dict[str, Line] = {}
        self._taken_over = asyncio.Event()
        self._stopping = False
        self._configuration_changed = asyncio.Event()
        self._in_fallback: set[CallId] = set()
        self._blind_since = brain.live.at - SECOND  # what was ordered last may not have been carried out
        self._unseen_since = self._blind_since  # the same, by the clock of the media server's notes
        if brain.live.at > wall_clock():  # it was put back, and nothing tells how late that row was by it
            self._unseen_since = wall_clock() - PUT_BACK_AT_MOST
        self._outages = Outages(former, wall_clock())
        self._outgoing = Outgoing(installation, lambda number: self._lines.get(number))
        self._sounds = Sounds(installation.prompts, kept(installation.prompts))
        self._driver = Driver(
            Address.of(installation),
            node=installation.node,
            sounds=self._sounds,
            on_input=self._observe,
            on_found=self._meet,
            on_lost=self._lose,
            on_replaced=self._replaced,
            on_answered=health.metrics.asterisk_answered,
            recording_of=installation.recording,
            name_of_line=lambda number: self._lines[number].name if number in self._lines else "",
            voice_of_line=self._voice_of,
            way_to=self._outgoing.way_to,
            first_prompt=self._first_prompt,
            now=brain.clock.now,
        )
        self._trials = TrialCalls(connecting, self._driver.trials, self._way_on_trial)
        brain.act = self._driver.carry_out
        self._hours = Hours(brain.state, brain.observe, brain.clock)
        brain.promise_turned = self._hours.look
        brain.stepped = health.metrics.stepped
        brain.refused = health.metrics.refused
        writer.returned = self._wrote_late

    @classmethod
    async def recovered(
        cls,
        installation: Installation,
        connecting: Connecting,
        leadership: Leadership,
        connection: Connection,
        spool: Spool,
        health: Health,
    ) -> Engine:
        """A leader with the state that the former one left; all that one still owed is written."""
        began = time.perf_counter()
        found = await recover(connection, spool, leadership.epoch)
        former = await _last_sign(connection, found.live, found.written)
        writer = Writer(connection, leadership.regain, spool, found.books, found.written)
        writer.owe(found.live.seq)
        await writer.flush()
        await leadership.begin(writer.connection)
        spool.epoch = leadership.epoch
        brain = Brain(found.state, found.live, spool, writer)
        engine = cls(installation, connecting, brain, writer, spool, health, former)
        await engine._prepare(writer.connection)
        log.info(
            "leading",
            epoch=leadership.epoch,
            row=brain.seq,
            calls=len(brain.state.calls),
            recovered_in_s=round(time.perf_counter() - began, 3),
        )
        return engine

    async def _prepare(self, connection: Connection) -> None:
        await connection.execute(STATEMENTS["make_partitions"])
        await connection.execute(STATEMENTS["forget_engines"])
        await self._read_lines(connection)
        ended = await connection.execute(STATEMENTS["ended_calls"], {"since": self._unseen_since})
        self._brain.ended.update((call, None) for (call,) in await ended.fetchall())
        if self._brain.state.centre.version == 0:
            self._configure(await asyncio.to_thread(configuration.read, self._installation))
        await self._watch_phones()

    async def run(self, stopping: asyncio.Task[bool]) -> None:
        """Route until ``stopping`` is done."""
        desks = Desks(
            self._connecting,
            self._brain.take,
            self._writer.refuse,
            self._configuration_changed.set,
            self._brain.clock.now,
        )
        async with asyncio.TaskGroup() as tasks:
            working = [
                tasks.create_task(work)
                for work in (
                    self._driver.run(),
                    desks.run(),
                    self._keep_configured(),
                    self._keep_house(),
                    self._notice_leavers(),
                    self._sounds.run(),
                    self._hours.run(),
                    self._trials.run(),
                    self._step_down(),
                    self._give_up(),
                )
            ]
            keeping = [tasks.create_task(work) for work in (self._writer.run(), self._beat())]
            await stopping
            self._stopping = True
            for task in working:
                task.cancel()
            self._brain.stop_timers()
            self._brain.checkpoint()
            try:
                async with asyncio.timeout(STOPPING_S):
                    await self._writer.drained()
            except TimeoutError:
                log.warning(
                    "stopped before PostgreSQL had everything; the spool keeps it", rows=self._writer.owed
                )
            for task in keeping:
                task.cancel()

    # --- Asterisk ---------------------------------------------------------------------------------

    def _observe(self, happened: Input) -> None:
        if isinstance(happened, CallArrived):
            happened = self._hours.at_the_door(self._with_number(happened), wall_clock())
            self._expect(happened)
        self._brain.observe(happened)

    def _expect(self, came: CallArrived) -> None:
        """What a caller on a closed line will hear is spoken while he hears the notice."""
        if came.closed:
            voice = self._voice_of(came.line)
            figures = voice.figures(opens_at=came.opens_at, now=came.at)
            self._sounds.expect(
                (self._brain.state.centre.rules.waiting or WaitingMode()).closed, voice.language, figures
            )

    def _voice_of(self, line: LineNumber) -> LineVoice:
        known = self._lines.get(line)
        voice = known.voice if known is not None else LineVoice()
        return voice._replace(zone=self._hours.zone_of(line))

    def _way_on_trial(self, trunk: str, number: str) -> Way | None:
        """Shows a number that this trunk's provider knows as ours: he may refuse any other."""
        shown = next((line for line, known in self._lines.items() if known.trunk == trunk), "")
        return self._outgoing.way_on_trial(number, trunk, shown)

    def _first_prompt(self, number: LineNumber) -> str | None:
        """What callers of this line hear first; ``None`` when the router has no such line."""
        lines = self._brain.state.centre.lines
        return next((line.notice for line in lines if line.number == number), None)

    def _with_number(self, came: CallArrived) -> CallArrived:
        """The caller's number in E.164 where it can be, and nothing in it that a database would refuse."""
        received = "".join(c for c in came.caller_as_received if c.isprintable())
        line = self._lines.get(came.line)
        caller = caller_number(received, line.country if line else COUNTRY)
        return msgspec.structs.replace(came, caller=caller, caller_as_received=received)

    def _arrival(self, caller: FoundCaller) -> CallArrived:
        came = CallArrived(
            caller.arrived_at, caller.call, caller.line, "", caller.caller, self._installation.node
        )
        return self._hours.at_the_door(self._with_number(came), caller.arrived_at)

    def _meet(self, found: Found) -> None:
        """Asterisk is there (again): bring the router up to what happened, and Asterisk up to the router."""
        brain = self._brain
        self._health.metrics.asterisk_met()
        blind = Blind(self._blind_since, brain.clock.now())
        calls = len(brain.state.calls)
        ended = brain.ended.__contains__
        left = left_since(ended_folder(self._installation), self._unseen_since)
        happened = differences(brain.state, brain.live, found, left, blind, self._arrival, ended)
        for event in happened:
            brain.observe(event)
        for outage in self._outages.met_asterisk(wall_clock(), calls, happened):
            brain.observe(outage)
        whole = closed_messages(brain.state, found, partial(span_of, self._installation), blind.until)
        for event in whole:
            brain.observe(event)
        orders = repairs(brain.state, found, ended)
        for order in orders:
            self._driver.carry_out(order)
        self._in_fallback = set(found.in_fallback)
        brain.start_timers()
        log.info(
            "meeting Asterisk",
            callers=len(found.callers),
            legs=len(found.legs),
            happened=dict(Counter(type(event).__name__ for event in (*happened, *whole))),
            orders=dict(Counter(type(order).__name__ for order in orders)),
        )

    async def _notice_leavers(self) -> None:
        """Those whom Asterisk's own queue had joined talk on without us; when they leave there is a card."""
        while True:
            await asyncio.sleep(LEAVERS_EVERY_S)
            self._in_fallback.difference_update(self._brain.state.calls)  # waited there, and came to us
            if self._in_fallback and self._driver.connected:
                folder = ended_folder(self._installation)
                noted = await asyncio.to_thread(left_since, folder, self._unseen_since)
                gone = self._in_fallback.intersection(noted)
                self._in_fallback -= gone
                left = [noted[call] for call in sorted(gone) if call not in self._brain.ended]
                for event in came_and_left(self._brain.state, left, self._arrival):
                    self._brain.observe(event)

    def _replaced(self) -> None:
        self._brain.stop_timers()
        self._taken_over.set()

    async def _step_down(self) -> None:
        await self._taken_over.wait()
        raise Superseded("another engine has taken over Asterisk")

    async def _give_up(self) -> None:
        await self._brain.broken.wait()
        raise Broken("the router failed on an input; the next engine begins from the journal")

    def _lose(self) -> None:
        if self._stopping:
            return
        log.error("the connection to Asterisk is lost; conversations that survive go on")
        self._blind_since, self._unseen_since = self._brain.clock.now(), wall_clock()
        self._outages.lost_asterisk(self._unseen_since)
        self._brain.stop_timers()

    def _wrote_late(self, since: Moment, until: Moment, rows: int) -> None:
        self._brain.observe(wrote_late(since, until, len(self._brain.state.calls), rows))

    async def _watch_phones(self) -> None:
        devices = [device for one in self._brain.state.centre.operators for device in one.devices]
        await self._driver.watch(
            (device.key for device in devices if device.kind is not DeviceKind.MOBILE),
            (device.key for device in devices if device.kind is DeviceKind.BROWSER),
        )

    # --- configuration ----------------------------------------------------------------------------

    async def _keep_configured(self) -> None:
        """Take over each change; one that Asterisk cannot be told is said, and the former one stays."""
        frozen = False
        while True:
            await self._configuration_changed.wait()
            self._configuration_changed.clear()
            try:
                fresh = await asyncio.to_thread(configuration.read, self._installation)
                self._sounds.take(fresh.words)
                if not frozen:  # Django stays for good: the collector need not walk through it
                    gc.freeze()
                    frozen = True
                changed = await asyncio.to_thread(configuration.render, self._installation, fresh)
                async with await self._connecting("engine configuration") as connection:
                    await self._read_lines(connection)
                self._configure(fresh)
                if self._driver.connected:
                    await self._driver.reload(changed)
                await self._watch_phones()
                self._health.configuration_trouble = ""
            except (Misconfigured, Refused) as error:
                self._health.configuration_trouble = str(error)
                log.error("the configuration could not be taken over", error=str(error))
            except (configuration.Unreadable, psycopg.OperationalError) as error:
                log.warning("the configuration is read later", error=str(error).strip())
                await asyncio.sleep(READ_AGAIN_S)
                self._configuration_changed.set()

    def _configure(self, fresh: configuration.Configuration) -> None:
        if fresh.centre != self._brain.state.centre:
            self._brain.observe(CentreConfigured(self._brain.clock.now(), fresh.centre))

    async def _read_lines(self, connection: Connection) -> None:
        rows = await (await connection.execute(STATEMENTS["lines"])).fetchall()
        self._lines = configuration.lines_of(rows, self._installation)
        self._sounds.prepare(line.voice for line in self._lines.values())
        await self._hours.read(connection)

    # --- the house --------------------------------------------------------------------------------

    async def _beat(self) -> None:
        while True:
            self._writer.beat(
                self._health.leading(
                    self._brain, self._writer, self._spool, self._outages.asterisk_away_since
                )
            )
            if self._writer.connection.closed:
                await self._spool.sync()
            await asyncio.sleep(BEAT_EVERY_S)

    async def _keep_house(self) -> None:
        """Partitions exist ahead of their month, old commands and notes are forgotten, logs stay small."""
        while True:
            await asyncio.sleep(HOUSE_EVERY_S)
            try:
                async with await self._connecting("engine house") as connection:
                    await connection.execute(STATEMENTS["make_partitions"])
                    await connection.execute(STATEMENTS["forget_commands"])
            except psycopg.OperationalError as error:
                log.warning("the journal's house is kept later", error=str(error).strip())
            try:
                forget_left(ended_folder(self._installation), wall_clock())
                forget_persons(self._installation.prompts)
                await self._driver.put_full_logs_aside(self._installation.log)
            except (Refused, OSError) as error:
                log.warning("what is old is cleared away later", error=str(error))
