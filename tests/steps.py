"""Steps of setting an installation up, as the commands that an administrator would give."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PYTHON = sys.executable


def environment(home: Path, database_url: str, **settings: str) -> dict[str, str]:
    """What a process of the installation at ``home`` finds in its environment."""
    return os.environ | {
        "THIRDRING_HOME": str(home),
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "thirdring.site.settings",
        "PYTHONUNBUFFERED": "1",
        **settings,
    }


def run(command: Sequence[str], environ: dict[str, str]) -> str:
    """Run a step to its end and return what it printed."""
    done = subprocess.run(
        command, env=environ, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def migrate(home: Path, database_url: str) -> None:
    """All tables, made by the ordinary migrations."""
    run([PYTHON, "-m", "django", "migrate", "--verbosity=0"], environment(home, database_url))
