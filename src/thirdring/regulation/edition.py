"""One edition of the working rules: who issued it, its clauses, the numbers that it sets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from functools import cache
from importlib.resources import files

import msgspec


class Clause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A numbered clause, in the words of the document."""

    number: str
    text: str


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Until which ring an operator must have answered, and how long rings and pauses are.

    ``allowance_s`` is what the network needs to silence a phone, so that the next ring does not begin.
    """

    rings: int
    ring_s: float
    pause_s: float
    allowance_s: float = 0.0
    repeated_misses: int = 0  # so many offers missed by one operator within the next alert the supervisor
    repeated_within_s: float = 0.0

    @property
    def cycle_s(self) -> float:
        """From the beginning of one ring to that of the next."""
        return self.ring_s + self.pause_s


class Wait(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``single_wait_s``: after so long without an operator a choice must be offered.

    ``again_s``: to those who wait on it is offered again after so long. ``tolerance_s``: so much later is
    still in time, for a clock that runs out and the one who acts on it are two.
    """

    single_wait_s: float
    again_s: float = 30.0
    tolerance_s: float = 0.05


class Handling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``own_answer_s``: a question that the operator answers himself may take so long at most."""

    own_answer_s: float


class Promises(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How messages and call-backs are answered: at least so many attempts at different times.

    ``again_s``: after the first, second … in vain; ``near_due_s`` before its time a promise competes with
    those who wait. An operator who is given one dials within ``take_within_s``, and the person's phone rings
    for ``ring_person_s``. ``for_missed``: who hangs up while he waits is called back. Against theft of
    telephone time, one operator and the house dial so often ``per_hour`` at most; 0: without limit.
    """

    attempts: int = 3
    again_s: tuple[float, ...] = (1800, 10_800, 72_000)
    due_after_s: float = 14_400
    near_due_s: float = 1800
    take_within_s: float = 120
    ring_person_s: float = 40
    operator_dials_per_hour: int = 120
    dials_per_hour: int = 6000
    for_missed: bool = True
    first_hours_s: float = 7200  # what came after hours is answered within so much of the next working day


class Quiet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nobody is called between these times of the clock where the called number is; the same twice: never."""

    begins: time = time(22)
    ends: time = time(8)


class Transfers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``card_within_s``: whoever lifts for a caller who is passed on has so long to open the card.

    ``shown_within_s``: so long a phone beside a desk waits for the card to be shown before it rings.
    """

    card_within_s: float = 30
    shown_within_s: float = 2


class Recording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``pause_limit_s``: a recording that an operator has paused goes on by itself after so long."""

    pause_limit_s: float = 120.0


class Supervision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``shown``: operators see on their desks that a supervisor listens."""

    shown: bool = True


class Interruption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``comes_back_within_s``: an operator whose browser is lost in a conversation is awaited so long.

    The caller hears music meanwhile; 0: he is not awaited.
    """

    comes_back_within_s: float = 20.0


class Edition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules as they stand from ``in_force_from`` until a later edition is in force."""

    number: str
    signed_on: date
    place: str
    issued_by: str
    title: str
    in_force_from: date
    answer: Answer
    wait: Wait
    handling: Handling
    clauses: tuple[Clause, ...]
    amends: str = ""
    promises: Promises = Promises()
    transfers: Transfers = Transfers()
    quiet: Quiet = Quiet()
    recording: Recording = Recording()
    supervision: Supervision = Supervision()
    interruption: Interruption = Interruption()

    def clause(self, number: str) -> Clause:
        """The clause of that number; ``KeyError`` if the edition has none."""
        for clause in self.clauses:
            if clause.number == number:
                return clause
        raise KeyError(number)

    @property
    def ring_limit(self) -> timedelta:
        """How long a phone may ring: the last allowed ring and its pause have passed, the next has not begun.

        141-П, clause 1: three rings of 1 s + 4 s, less 0.5 s for the network: 14.5 s.
        """
        answer = self.answer
        return timedelta(seconds=answer.rings * answer.cycle_s - answer.allowance_s)


def parse(text: str | bytes) -> Edition:
    """An edition from its TOML. Raises ``msgspec.DecodeError`` naming what does not fit."""
    return msgspec.toml.decode(text, type=Edition)


@cache
def known() -> tuple[Edition, ...]:
    """The editions that come with the program, in the order in which they came into force."""
    folder = files(__package__) / "editions"
    texts = sorted(entry.read_bytes() for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted((parse(text) for text in texts), key=lambda edition: edition.in_force_from))


def in_force(on: date, editions: Iterable[Edition]) -> Edition | None:
    """The edition in force on a date: of those that have begun, the one that began last."""
    begun = [edition for edition in editions if edition.in_force_from <= on]
    return max(begun, key=lambda edition: edition.in_force_from, default=None)
