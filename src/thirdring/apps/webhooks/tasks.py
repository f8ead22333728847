"""The nightly forgetting of messages that were delivered, or given up, long ago."""

from __future__ import annotations

from procrastinate.contrib.django import app

from thirdring.apps.webhooks import delivering


@app.periodic(cron="50 2 * * *")
@app.task(queueing_lock="forget old webhook messages")
def forget_old_messages(timestamp: int) -> None:
    """Every night: messages of a month ago, but none that still waits."""
    delivering.forget_old()
