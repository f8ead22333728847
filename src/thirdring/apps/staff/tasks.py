"""Closing the logins of those whose last day of work is over; forgetting sessions that have ended."""

from __future__ import annotations

from procrastinate.contrib.django import app

from thirdring.apps.staff.accounts import close_who_have_left
from thirdring.apps.staff.sessions import forget_ended


@app.periodic(cron="*/10 * * * *")  # an engine that was away at midnight has not missed it
@app.task(queueing_lock="close who have left")
def close_leavers(timestamp: int) -> None:
    close_who_have_left(by="day of leaving")


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="forget ended sessions")
def forget_ended_sessions(timestamp: int) -> None:
    forget_ended()
