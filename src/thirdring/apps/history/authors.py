"""Tells the triggers of the history who is writing, and what belongs together.

What is written outside of ``written_by`` is in the history too, as the work of a program.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.db import connection, transaction

# For the transaction only: a connection is used for one person after another.
SET = """
SELECT set_config('thirdring.author', %s, true), set_config('thirdring.change', %s, true),
       set_config('thirdring.undoes', %s, true)
"""


@contextmanager
def written_by(who: str, *, undoes: int | None = None) -> Iterator[str]:
    """All that is written inside is one change by the login ``who``, all or nothing; gives its key."""
    key = uuid4().hex
    with transaction.atomic():
        _set(who, key, "" if undoes is None else str(undoes))
        yield key
        _set("", "", "")


def _set(*values: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SET, values)
