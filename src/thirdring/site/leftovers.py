"""Remembers which processes were started, so that the next start can end those that outlived a killed one.

The kernel asks them to end when the supervisor dies; this is for the one that does not listen.
A process is known by its number together with the moment it began, so a reused number harms nobody.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

PATIENCE_S = 5.0


class Leftovers:
    """Notes of running processes, one file each, in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def note(self, pid: int) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / str(pid)).write_text(_beginning(pid))

    def forget(self, pid: int) -> None:
        (self._folder / str(pid)).unlink(missing_ok=True)

    def end(self) -> None:
        """Wait for those noted by an earlier supervisor to go; kill those that stay, with their groups."""
        deadline = time.monotonic() + PATIENCE_S
        notes = list(self._folder.glob("*")) if self._folder.exists() else []
        for note in notes:
            pid, beginning = int(note.name), note.read_text()
            while beginning and _beginning(pid) == beginning:
                if time.monotonic() > deadline:
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(pid, signal.SIGKILL)
                time.sleep(0.05)
            note.unlink()


def _beginning(pid: int) -> str:
    """When process ``pid`` began, in clock ticks since the machine's start; "" when it runs no more."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if fields[0] == "Z" else fields[19]  # the 22nd field of proc(5)'s stat
