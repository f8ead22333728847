"""A whole installation in a temporary home: every part a real process that tests may kill and restart."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def environment(home: Path, database_url: str, **settings: str) -> dict[str, str]:
    """What a process of the installation at ``home`` finds in its environment."""
    return os.environ | {
        "THIRDRING_HOME": str(home),
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "thirdring.site.settings",
        **settings,
    }


def migrate(home: Path, database_url: str) -> None:
    """All tables, made by the ordinary migrations."""
    django(home, database_url, "migrate", "--verbosity=0")


def django(home: Path, database_url: str, *command: str) -> str:
    """Run one of Django's commands and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "django", *command],
        env=environment(home, database_url),
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout
