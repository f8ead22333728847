"""The demonstration world, made once per test run: each bed of the run begins with a copy of it.

Migrating and inventing take half a minute of a busy machine, copying takes a second. Knows where a
cluster lies, and nothing of what a bed does with it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from steps import PYTHON, environment, migrate, run
from thirdring.site.postgres import EmbeddedPostgres

OF_THIS_RUN = "THIRDRING_TESTS_WORLD"  # the folder of the run, in the environment of all its processes


def begin() -> None:
    """From here to ``end`` this is a test run."""
    os.environ[OF_THIS_RUN] = tempfile.mkdtemp(prefix="thirdring-world-")


def end() -> None:
    folder = Path(os.environ.pop(OF_THIS_RUN))
    EmbeddedPostgres(folder / "home").remove()
    shutil.rmtree(folder)


def furnish(home: Path) -> bool:
    """Give ``home`` secrets and a cluster with the world in it; false when this is no test run."""
    if OF_THIS_RUN not in os.environ:
        return False
    folder = Path(os.environ[OF_THIS_RUN])
    with (folder / "lock").open("w") as lock:  # of two processes that need it the first one makes it
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            _make(folder / "home")
            (folder / "made").touch()
    home.parent.mkdir(parents=True, exist_ok=True)
    _copy(folder / "home", home)
    theirs, ours = EmbeddedPostgres(folder / "home").folder, EmbeddedPostgres(home).folder
    if not ours.exists():  # it lies outside the home
        _copy(theirs, ours)
    return True


def make_world(home: Path, database_url: str) -> None:
    """All tables, and the demonstration in them."""
    migrate(home, database_url)
    run([PYTHON, "-m", "django", "demo", "--persons=20"], environment(home, database_url))


def _make(home: Path) -> None:
    with EmbeddedPostgres(home, durable=False) as server:
        make_world(home, server.url)


def _copy(folder: Path, to: Path) -> None:
    subprocess.run(["cp", "--archive", "--no-target-directory", str(folder), str(to)], check=True)
