"""The hourly forgetting of answers that nobody may ask for again."""

from __future__ import annotations

from procrastinate.contrib.django import app

from thirdring.apps.api import once


@app.periodic(cron="25 * * * *")
@app.task(queueing_lock="forget old answers")
def forget_old_answers(timestamp: int) -> None:
    """Every hour: what a day ago was answered to POSTs with an idempotency key."""
    once.forget_old()
