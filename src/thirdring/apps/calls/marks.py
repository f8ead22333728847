"""Where in a recording something happened: who joined, where a hold was left out, what was not to be stored.

A recording runs only while the caller is together with somebody (decision 7), so its clock stands still
during holds and transfers; a paused recording goes on as silence. Both follow from the facts of the journal.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from thirdring.acd.calls import CallState, after
from thirdring.acd.facts import Fact, Held, Joined, LegEnded, TransferStarted
from thirdring.acd.moment import Moment, as_seconds
from thirdring.acd.supervision_facts import RecordingPaused, RecordingResumed
from thirdring.journal.rows import Row

NAMES: dict[type[Fact], str] = {
    Joined: "joined",
    Held: "held",
    TransferStarted: "passed on",
    RecordingPaused: "not recorded",
    LegEnded: "left",
}
_CUT_OUT = (Held, TransferStarted)


class Mark(msgspec.Struct):
    """``at_s``: place in the recording. ``span_s``: of what was left out there, or is silent from there."""

    at_s: float
    what: str
    operator: int | None = None
    span_s: float = 0.0


def marks(rows: Iterable[Row], call: str) -> list[Mark]:
    """The marks of one call, in order; ``rows`` are those that speak of it."""
    found: list[Mark] = []
    clock = _Clock()
    cut: Mark | None = None
    cut_at = unrecorded_at = 0
    unrecorded: Mark | None = None
    for row in rows:
        for fact in row.facts:
            if getattr(fact, "call", None) != call:
                continue
            ran = clock.runs
            clock.turn(fact, row.at)
            if type(fact) in NAMES and not (isinstance(fact, LegEnded) and not ran):
                mark = Mark(clock.read(row.at), NAMES[type(fact)], getattr(fact, "operator", None))
                found.append(mark)
                if isinstance(fact, _CUT_OUT) and ran:
                    cut, cut_at = mark, row.at
                if isinstance(fact, RecordingPaused):
                    unrecorded, unrecorded_at = mark, row.at
            if cut is not None and clock.runs:
                cut.span_s, cut = as_seconds(row.at - cut_at), None
            if unrecorded is not None and (isinstance(fact, RecordingResumed) or clock.over):
                unrecorded.span_s, unrecorded = as_seconds(row.at - unrecorded_at), None
    return found


class _Clock:
    """How long has been recorded so far."""

    def __init__(self) -> None:
        self._state: CallState | None = None
        self._passed: int = 0
        self._since: Moment | None = None

    @property
    def runs(self) -> bool:
        return self._since is not None

    @property
    def over(self) -> bool:
        return self._state is CallState.ENDED

    def turn(self, fact: Fact, at: Moment) -> None:
        self._state = after(self._state, fact)
        together = self._state is CallState.TALKING
        if together and self._since is None:
            self._since = at
        elif not together and self._since is not None:
            self._passed += at - self._since
            self._since = None

    def read(self, at: Moment) -> float:
        """In seconds."""
        return as_seconds(self._passed + (at - self._since if self._since is not None else 0))
