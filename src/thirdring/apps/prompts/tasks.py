"""The worker's part: the engine hears of a text when it becomes valid, not only when it is written."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app


@app.task
def tell_engine() -> None:
    """Has the engine read the configuration anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('thirdring_configuration', '')")
