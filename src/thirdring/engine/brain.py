"""The loop of the engine: input → router → spool → actions → journal. It alone feeds the router.

Each input is stepped at once, its row is in the spool before any phone rings for it, and
PostgreSQL is never waited for. A router that fails on an input is not asked again: the
process ends, and the next one begins from the journal, which does not hold that input.
The brain knows neither Asterisk nor SQL: actions go to a callable, rows to the writer.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

import msgspec
import structlog

from thirdring.acd.actions import Action
from thirdring.acd.core import dump, next_timer, step
from thirdring.acd.effects import Effect
from thirdring.acd.facts import Ended
from thirdring.acd.inputs import CallId, Illegal, Input, TimerDue
from thirdring.acd.moment import SECOND, Moment
from thirdring.acd.promise_facts import (
    AttemptEnded,
    Promised,
    PromiseEnded,
    PromiseReturned,
    PromiseScheduled,
)
from thirdring.acd.state import State
from thirdring.journal.clock import JournalClock
from thirdring.journal.live import Live, apply, encode_live
from thirdring.journal.rows import Row, encode
from thirdring.journal.spool import Spool
from thirdring.journal.writer import Checkpoint, Writer

CHECKPOINT_EVERY_ROWS = 2_000
PROMISE_TURNS = (Promised, AttemptEnded, PromiseReturned, PromiseScheduled, PromiseEnded)
Stepped = Callable[[Input, Sequence[Effect], float, Live], None]
NAMING = ("call", "leg", "operator", "promise", "timer", "device", "line")  # fields that may be logged
ENDED_REMEMBERED = 20_000  # calls; what Asterisk may still show of them after an outage
EARLY = SECOND // 1000  # a timer may run so much before it is due: loop and journal have two clocks

log = structlog.get_logger("thirdring.engine")


class Brain:
    """One router at work, from row ``live.seq`` on.

    ``act`` carries out an action and returns at once. ``promise_turned`` hears, after the step, of which
    promise the router has spoken. For those who count, ``stepped`` is told of each input, its effects, the
    seconds they took and the centre before them, and ``refused`` the code of each that was illegal.
    ``ended`` holds the calls that have ended lately, the latest last. Time in the journal never runs
    backwards, even when the machine's clock does: timers run by ``clock``, and so has to whoever says when
    something happened.
    """

    def __init__(
        self, state: State, live: Live, spool: Spool, writer: Writer, clock: JournalClock | None = None
    ) -> None:
        self.state = state
        self.live = live
        self.clock = clock or JournalClock(live.at)
        self.act: Callable[[Action], None] = _nothing
        self.promise_turned: Callable[[str], None] = _nothing
        self.stepped: Stepped = _uncounted
        self.refused: Callable[[str], None] = _nothing
        self.ended: dict[CallId, None] = {}
        self.broken = asyncio.Event()
        self._acting = False
        self._spool = spool
        self._writer = writer
        self._timer: asyncio.TimerHandle | None = None
        self._timer_due: tuple[Moment, str] | None = None
        self._checkpoint_seq = live.seq
        self._loop = asyncio.get_running_loop()

    @property
    def seq(self) -> int:
        return self.live.seq

    def take(self, happened: Input, command: str = "") -> int:
        """Bring one input through; return the number of its row. ``Illegal``: nothing has changed.

        Anything else that is raised leaves router and journal apart: ``broken`` is set, and the engine has
        to begin anew from the journal.
        """
        if happened.at < self.live.at:
            happened = msgspec.structs.replace(happened, at=self.live.at)
        whole = False
        try:
            began_s = time.perf_counter()
            effects = step(self.state, happened)
            row = Row(self.live.seq + 1, happened, effects, command)
            encoded = encode(row)
            self._spool.append(row.seq, encoded)
            self._act(effects)  # a caller waits for this, and nobody for what follows
            took_s = time.perf_counter() - began_s
            self._writer.put(row, encoded)
            self.stepped(happened, effects, took_s, self.live)
            apply(self.live, row)
            self.clock.reached(max(self.live.at, self.clock.now()), calls=bool(self.state.calls))
            whole = True
        except Illegal as illegal:
            whole = True
            self.refused(illegal.code)
            raise
        finally:
            if not whole:
                log.critical("the router failed", **_named(happened), exc_info=True)
                self.broken.set()
        self._set_timer()
        if self.live.seq - self._checkpoint_seq >= CHECKPOINT_EVERY_ROWS:
            self.checkpoint()
        return row.seq

    def observe(self, happened: Input) -> None:
        """Take what the world reports. What the router does not allow (any more) is of no consequence."""
        if self._acting:  # an order that failed at once: its row has to be whole first
            self._loop.call_soon(self.observe, happened)
            return
        try:
            self.take(happened)
        except Illegal as illegal:
            log.info("an input came too late", **_named(happened), code=illegal.code)

    def checkpoint(self) -> None:
        """Let recovery begin here."""
        self._checkpoint_seq = self.seq
        self._writer.checkpoint(Checkpoint(self.seq, dump(self.state), encode_live(self.live)))

    def start_timers(self) -> None:
        """From now on timers run, those first that became due while no engine was there."""
        self._set_timer()

    def stop_timers(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = self._timer_due = None

    def _act(self, effects: tuple[Effect, ...]) -> None:
        self._acting = True
        for effect in effects:
            if isinstance(effect, Action):
                self.act(effect)
            elif isinstance(effect, Ended):
                self._remember_end(effect.call)
            elif isinstance(effect, PROMISE_TURNS):
                self._loop.call_soon(self.promise_turned, effect.promise)
        self._acting = False

    def _remember_end(self, call: CallId) -> None:
        self.ended[call] = None
        if len(self.ended) > ENDED_REMEMBERED:
            del self.ended[next(iter(self.ended))]

    def _set_timer(self) -> None:
        due = next_timer(self.state)
        if due == self._timer_due:
            return
        self.stop_timers()
        if due is not None:
            self._timer_due = due
            delay_s = max(0, due[0] - self.clock.now()) / SECOND
            self._timer = self._loop.call_later(delay_s, self._run_timer, *due)

    def _run_timer(self, due: Moment, timer: str) -> None:
        self._timer = self._timer_due = None
        at = self.clock.now()
        if at + EARLY >= due:  # else the clock went slowly meanwhile, and the rest has yet to pass
            self.observe(TimerDue(at=max(at, due), timer=timer))
        self._set_timer()


def _nothing(effect: Action | str) -> None:
    """Before there is a world to act upon."""


def _uncounted(happened: Input, effects: Sequence[Effect], took_s: float, before: Live) -> None:
    """Nobody counts."""


def _named(happened: Input) -> dict[str, object]:
    """Which input it was, by ids alone: numbers and names have no place in a log."""
    ids = {name: getattr(happened, name) for name in NAMING if getattr(happened, name, None)}
    return {"happened": type(happened).__name__, "at": happened.at, **ids}
