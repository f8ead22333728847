"""The calendars of the configuration, as they stand in the database now, for the web."""

from __future__ import annotations

from django.db import connection

from thirdring.journal.calendars import READ, Configured, understood


def read_calendars() -> Configured:
    """All calendars and who works by which; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(READ)
        (answer,) = cursor.fetchone()
    return understood(answer)
