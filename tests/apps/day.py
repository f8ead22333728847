"""A day of the demonstration centre: the router itself decides, the journal's own statements write.

Only the engine between them is missing, so what the apps read here is what they read in service. Caller
Anna and operators by their logins; every input comes a second after the one before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
from django.db import connection

from thirdring.acd import core
from thirdring.acd.centre import Centre
from thirdring.acd.effects import Effect
from thirdring.acd.facts import Offered
from thirdring.acd.inputs import (
    CallArrived,
    CallerGone,
    CardOpened,
    CentreConfigured,
    DeskConnected,
    DigitPressed,
    HangUpRequested,
    Input,
    LegAnswered,
    LegRinging,
    OperatorLoggedIn,
    OperatorReady,
    PhoneRegistered,
    PromptEnded,
    TransferMode,
    TransferRequested,
)
from thirdring.acd.moment import SECOND, moment_of
from thirdring.apps.channels.centre import read_centre
from thirdring.apps.staff.models import Operator
from thirdring.journal import writer
from thirdring.journal.folds import enter
from thirdring.journal.records import Books, Changes
from thirdring.journal.rows import Row, encode
from thirdring.journal.statements import STATEMENTS

HOTLINE, WITH_MENU, ASSISTANCE = "1001", "1002", "2001"
ANNA = "+72000000001"
MORNING = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # nine o'clock in Krasnodar


class Day:
    """``at`` is the present moment; ``row`` the last row written."""

    zone = ZoneInfo("Europe/Moscow")

    def __init__(self, start: datetime = MORNING) -> None:
        self.at = moment_of(start)
        self.row: Row | None = None
        self._state = core.State.empty()
        self._books = Books()
        self._seq = 0
        self._calls = 0
        self.happens(CentreConfigured(0, read_centre()))

    @property
    def centre(self) -> Centre:
        return read_centre()

    def without_waiting_mode(self) -> None:
        """A router that offers nothing to those who wait."""
        rules = msgspec.structs.replace(self.centre.rules, waiting=None)
        self.happens(CentreConfigured(0, msgspec.structs.replace(self.centre, rules=rules)))

    def happens(self, what: Input, after_s: float = 1.0) -> Sequence[Effect]:
        """Let one input happen; returns the effects."""
        self.at += round(after_s * SECOND)
        what = msgspec.structs.replace(what, at=self.at)
        effects = core.step(self._state, what)
        self._seq += 1
        self.row = Row(self._seq, what, tuple(effects))
        self._write(self.row)
        return effects

    def starts_shift(self, login: str) -> int:
        """The operator logs in with the browser and is ready; returns the operator's id."""
        operator = Operator.objects.get(user__username=login).pk
        device = f"op{operator}-web"
        for step in (
            DeskConnected(0, operator),
            PhoneRegistered(0, device),
            OperatorLoggedIn(0, operator, device),
            OperatorReady(0, operator),
        ):
            self.happens(step)
        return operator

    def arrives(self, line: str = HOTLINE, caller: str = ANNA) -> str:
        """A caller dials ``line`` and hears the notice out; returns the call's id."""
        self._calls += 1
        call = f"n1-{self.at // SECOND}.{self._calls}"
        effects = self.happens(CallArrived(0, call, line, caller, caller, "n1"))
        for prompt in [effect.prompt for effect in effects if type(effect).__name__ == "Play"]:
            self.happens(PromptEnded(0, call, prompt))
        return call

    def presses(self, call: str, digit: str) -> None:
        self.happens(DigitPressed(0, call, digit))

    def is_answered(self, call: str, after_s: float = 4.0) -> None:
        """Whoever is offered the call lets the phone ring, then answers."""
        leg = self.offer(call).leg
        self.happens(LegRinging(0, leg))
        self.happens(LegAnswered(0, leg), after_s)

    def offer(self, call: str) -> Offered:
        """The last offer of the call."""
        with connection.cursor() as cursor:
            cursor.execute(STATEMENTS["rows_of_call"].decode(), [call])
            rows = [msgspec.json.decode(body, type=Row) for (body,) in cursor.fetchall()]
        return [fact for row in rows for fact in row.facts if isinstance(fact, Offered)][-1]

    def hangs_up(self, call: str) -> None:
        self.happens(CallerGone(0, call))

    def operator_hangs_up(self, operator: int) -> None:
        self.happens(HangUpRequested(0, operator))

    def hands_over(self, operator: int, queue: str) -> None:
        wish = TransferRequested(
            0, operator, TransferMode.HAND_OVER, None, queue, "a question of theirs", True, True
        )
        self.happens(wish)

    def opens_card(self, operator: int, call: str) -> None:
        self.happens(CardOpened(0, operator, call))

    def _write(self, row: Row) -> None:
        changes = Changes()
        enter(self._books, row, changes)
        asked = Asked()
        asyncio.run(writer._Group([(row, encode(row))], changes, []).send(asked))
        with connection.cursor() as cursor:
            for statement, parameters in asked.statements:
                cursor.execute(statement.decode(), parameters)


class Asked:
    """Stands in for the writer's connection: what it is asked is done in the transaction of the test."""

    def __init__(self) -> None:
        self.statements: list[tuple[bytes, object]] = []

    async def execute(self, statement: bytes, parameters: object = (), *, prepare: bool = False) -> None:
        self.statements.append((statement, parameters))
