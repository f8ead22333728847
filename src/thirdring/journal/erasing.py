"""Taking the telephone numbers of one call, or of one promise, out of the rows that tell of it.

A number becomes a fixed mark, in the input as in all that followed from it: rows stay rows, and whoever
folds them finds the same everywhere. Nothing is taken that a recovery would step again, so a row waits until
a checkpoint is later than it, and checkpoints that are earlier go with it. Spans, holds and proofs are not
known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec
from django.db import connection

from thirdring.journal.statements import STATEMENTS

ERASED: Final = "***"  # no number, in any language; not "", which stands for "the number from which he calls"
NUMBERS: Final = ("caller", "caller_as_received", "number")
TYPED: Final = {"DigitPressed": ("digit",)}  # a number to be called back at is typed key by key

Part = dict[str, Any]  # an input or an effect, as JSON has it


class Number(NamedTuple):
    """What stood in a ``field`` of row ``seq``."""

    seq: int
    field: str
    was: str


def erase_numbers(subject: str) -> list[Number] | None:
    """Mark every number of the call or promise ``subject``; returns what was there, in order.

    ``None``: a recovery may need these rows still, and nothing was changed. Belongs into a transaction of
    Django's connection, with the proof and the tables that show the same numbers.
    """
    taken: list[Number] = []
    rewritten: list[tuple[str, int, Any]] = []
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS["rows_to_rewrite"].decode(), [subject])
        for seq, at, body in cursor.fetchall():
            row = msgspec.json.decode(body)
            numbers = [Number(seq, field, was) for field, was in _marked(row, subject)]
            if numbers:
                taken += numbers
                rewritten.append((msgspec.json.encode(row).decode(), seq, at))
        if not rewritten:
            return taken
        last = rewritten[-1][1]
        cursor.execute(STATEMENTS["last_checkpoint_row"].decode())
        if cursor.fetchone()[0] < last:
            return None
        cursor.executemany(STATEMENTS["rewrite_row"].decode(), rewritten)
        cursor.execute(STATEMENTS["forget_checkpoints_before"].decode(), [last])
    return taken


def _marked(row: Part, subject: str) -> Iterator[tuple[str, str]]:
    """Mark the numbers in a row, giving each field with what stood there."""
    for part in _parts(row, subject):
        for field in (*NUMBERS, *TYPED.get(part["type"], ())):
            was = part.get(field)
            if isinstance(was, str) and was not in ("", ERASED):
                part[field] = ERASED
                yield field, was


def _parts(row: Part, subject: str) -> Iterator[Part]:
    """The parts of a row that are about ``subject``; what an operator asks for may name nobody itself."""
    asked, effects = row["input"], row["effects"]
    made_here = any(effect["type"] == "Promised" and effect["promise"] == subject for effect in effects)
    if made_here or _about(asked) in ("", subject):
        yield asked
    yield from (effect for effect in effects if _about(effect) == subject)


def _about(part: Part) -> str:
    """The promise, or the call; "" for neither. What belongs to both is the promise's."""
    return str(part.get("promise") or part.get("call") or "")
