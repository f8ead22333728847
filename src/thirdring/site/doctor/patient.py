"""The installation under examination, as the checks ask for it: each thing looked up once, when it is needed.

Nothing here starts, stops or changes anything: a part that is not there is ``None`` or empty, and what
that means is for the checks to say.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cached_property
from typing import Any, LiteralString

import msgspec
import psycopg

from thirdring.installation import Installation
from thirdring.journal.reader import EngineHealth
from thirdring.journal.statements import STATEMENTS
from thirdring.site.health import ENGINE_SILENT_S
from thirdring.site.postgres import EmbeddedPostgres, masked

CONNECTING_S = 3
LOOKING_S = 10.0


class Media(msgspec.Struct):
    """What ``thirdring.asterisk.look`` tells. ``trouble``: why it could not look; then all else is empty.

    ``clock_ahead_s`` is by how much Asterisk's clock is ahead of ours. ``endpoints`` and ``registrations``
    map a SIP name to its state; ``registrations`` is ``None`` when the console cannot be asked from here.
    """

    trouble: str = ""
    version: str = ""
    clock_ahead_s: float = 0.0
    endpoints: dict[str, str] = {}
    registrations: dict[str, str] | None = None
    voices: list[str] = []


class Patient:
    """``line`` is whom the test call shall reach; "": the first line in service."""

    def __init__(self, installation: Installation, line: str = "") -> None:
        self.installation = installation
        self.line = line
        self.database_trouble = ""

    @cached_property
    def url(self) -> str:
        """The DATABASE_URL, "" while the built-in database has never been started."""
        home = self.installation.home
        if self.installation.database_url:
            return self.installation.database_url
        return EmbeddedPostgres(home).url if (home / "secrets" / "postgres").exists() else ""

    @cached_property
    def database(self) -> psycopg.Connection[Any] | None:
        """An open connection; ``None`` when there is none to be had, and ``database_trouble`` says why."""
        if not self.url:
            return None
        try:
            return psycopg.connect(self.url, connect_timeout=CONNECTING_S, autocommit=True)
        except psycopg.Error as error:
            self.database_trouble = masked(str(error)).strip().splitlines()[0]
            return None

    def rows(self, query: LiteralString) -> list[tuple[Any, ...]]:
        """What the database answers; nothing when it is away or its tables are not made yet."""
        if self.database is None:
            return []
        try:
            return self.database.execute(query).fetchall()
        except psycopg.errors.UndefinedTable:
            return []

    @cached_property
    def engines(self) -> list[EngineHealth]:
        """The living engines, the leader first."""
        if self.database is None:
            return []
        try:
            told = self.database.execute(STATEMENTS["engines"]).fetchall()
        except psycopg.errors.UndefinedTable:
            return []
        known = [msgspec.json.decode(text, type=EngineHealth) for (text,) in told]
        return [engine for engine in known if engine.age_s < ENGINE_SILENT_S]

    @property
    def leader(self) -> EngineHealth | None:
        return next((engine for engine in self.engines if engine.leader), None)

    @property
    def runs(self) -> bool:
        """Whether this installation is running at all."""
        return bool(self.engines)

    @cached_property
    def media(self) -> Media:
        """What the media server says. A process of its own asks: nothing but the engine may know Asterisk."""
        asked = [sys.executable, "-m", "thirdring.asterisk.look"]
        environment = os.environ | {"THIRDRING_HOME": str(self.installation.home)}
        try:
            told = subprocess.run(
                asked, capture_output=True, text=True, check=True, timeout=LOOKING_S, env=environment
            ).stdout
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            return Media(trouble=str(error))
        return msgspec.json.decode(told, type=Media)

    def close(self) -> None:
        if self.database is not None:
            self.database.close()
