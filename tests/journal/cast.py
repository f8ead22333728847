"""Rows of an ordinary day, made by hand: caller Anna, operators Maria (1) and Olga (2), the hotline 1001."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

import msgspec

from thirdring.acd.effects import AnyFact
from thirdring.acd.facts import (
    Arrived,
    CallEnd,
    Decision,
    Ended,
    EndedBy,
    Joined,
    LegEnded,
    Offered,
    OfferEnded,
    OfferOutcome,
    OperatorChanged,
    Queued,
    Rang,
)
from thirdring.acd.inputs import CallArrived, CallerGone, DeskConnected, Input, LegAnswered, LegRinging
from thirdring.acd.moment import SECOND, Moment, seconds
from thirdring.journal.rows import Row

MARIA, OLGA = 1, 2
HOTLINE, POLICIES = "1001", "oms-policies"
ANNA = "+70000000077"
MONDAY: Moment = 1_795_000_000 * SECOND  # in November 2026

WHY = Decision(rule="longest idle", needs=(), chosen=MARIA, idle=0, candidates=1)


class Day:
    """Gives rows their numbers and moments, ``pace_s`` apart."""

    def __init__(self, start: Moment = MONDAY, pace_s: float = 1.0) -> None:
        self._seq = count(1)
        self.at = start
        self._pace = seconds(pace_s)

    def row(self, happened: Input, *facts: AnyFact, command: str = "") -> Row:
        self.at += self._pace
        return Row(next(self._seq), msgspec.structs.replace(happened, at=self.at), facts, command)

    def login(self, operator: int) -> Row:
        return self.row(DeskConnected(0, operator), OperatorChanged(operator, "ready"))

    def arrival(self, call: str) -> Row:
        return self.row(
            CallArrived(0, call, HOTLINE, ANNA),
            Arrived(call, HOTLINE, 7, ANNA, ANNA, "n1"),
            Queued(call, POLICIES, 0, self.at, 1),
        )

    def offer(self, call: str, operator: int = MARIA) -> Row:
        return self.row(
            DeskConnected(0, operator),
            Offered(call, f"{call}~1", operator, f"op{operator}-web", POLICIES, 15 * SECOND, WHY),
            OperatorChanged(operator, "offered", "", call),
        )

    def ring(self, call: str, operator: int = MARIA) -> Row:
        return self.row(LegRinging(0, f"{call}~1"), Rang(call, f"{call}~1", operator))

    def answer(self, call: str, operator: int = MARIA) -> Row:
        return self.row(
            LegAnswered(0, f"{call}~1"),
            OfferEnded(call, f"{call}~1", operator, OfferOutcome.ANSWERED),
            Joined(call, f"{call}~1", operator),
            OperatorChanged(operator, "talking", "", call),
        )

    def goodbye(self, call: str, operator: int = MARIA) -> Row:
        return self.row(
            CallerGone(0, call),
            Ended(call, CallEnd.COMPLETED, EndedBy.CALLER),
            LegEnded(call, f"{call}~1", operator),
            OperatorChanged(operator, "wrap-up", "", call),
        )

    def conversation(self, call: str, operator: int = MARIA) -> Iterator[Row]:
        yield self.arrival(call)
        yield self.offer(call, operator)
        yield self.ring(call, operator)
        yield self.answer(call, operator)
        yield self.goodbye(call, operator)


def many_conversations(number: int) -> Iterable[Row]:
    """``number`` calls one after another, five rows each, after Maria's login."""
    day = Day(pace_s=0.01)
    yield day.login(MARIA)
    for n in range(number):
        yield from day.conversation(f"n1-{n}.1")
