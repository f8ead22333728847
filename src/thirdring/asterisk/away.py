"""Who has left, as the dialplan noted it: a line for each caller at the end of the connection.

The engine needs it for the time in which it was away. The dialplan's clock counts whole
seconds; when a call arrived is part of its id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from thirdring.acd.inputs import CallId
from thirdring.acd.moment import SECOND, Moment, datetime_of

KEPT_FOR: Final = timedelta(days=7)  # as the commands of desks are
SERVED_BY_NOBODY = ("", "none")  # nobody, because the engine had the call, or because nobody answered


@dataclass(frozen=True)
class Left:
    """A caller who has left. ``served``: the media server's own queue had joined somebody."""

    call: CallId
    line: str
    caller: str  # as received
    arrived_at: Moment
    ended_at: Moment
    served: bool


def left_since(folder: Path, since: Moment) -> dict[CallId, Left]:
    """Callers who have left at ``since`` or later, by call, from the files of ``folder``, one a day (UTC)."""
    first = datetime_of(since - since % SECOND)
    found = {}
    for path in sorted(folder.glob("*.csv")):
        if path.stem < f"{first - timedelta(days=1):%Y-%m-%d}":
            continue
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            left = _read(line)
            if left is not None and left.ended_at >= since - since % SECOND:
                found[left.call] = left
    return found


def forget_left(folder: Path, at: Moment) -> None:
    """Notes of more than a week before ``at`` go: they hold numbers, and the engine has long read them."""
    oldest = f"{datetime_of(at) - KEPT_FOR:%Y-%m-%d}"
    for path in folder.glob("*.csv"):
        if path.stem < oldest:
            path.unlink(missing_ok=True)


def _read(line: str) -> Left | None:
    """One line; ``None`` for one that was cut off when the disk was full or the machine died."""
    fields = line.split(",")
    if len(fields) != 5 or not fields[3].isdecimal():
        return None
    call, number, caller, ended_s, served_by = fields
    arrived_s = call.rpartition("-")[2].partition(".")[0]
    if not arrived_s.isdecimal():
        return None
    return Left(
        call,
        number,
        caller,
        int(arrived_s) * SECOND,
        int(ended_s) * SECOND,
        served_by not in SERVED_BY_NOBODY,
    )
