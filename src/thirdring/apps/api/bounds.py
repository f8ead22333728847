"""How long the database works for one question of a program: whoever asks for too much is told so.

The desks share this database, and nobody at a desk waits for a program. The longest question of ours over a
year of calls takes a second; what takes ten was asked by mistake, and goes on for minutes unless stopped.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, InterfaceError, connection

LONGEST_STATEMENT_S = 10.0


@contextmanager
def bounded() -> Iterator[None]:
    """No statement inside takes longer; one that does raises Django's ``OperationalError``."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {round(LONGEST_STATEMENT_S * 1000)}")
    try:
        yield
    finally:
        # A connection that broke, or whose transaction did, is not used for anything else.
        with suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")
