"""The worker's part: every minute it looks for closed messages, and hears one after the other."""

from __future__ import annotations

from procrastinate import exceptions
from procrastinate.contrib.django import app

from thirdring.apps.transcripts import services

LAST = -10  # of all priorities


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="look for messages")
def look_for_messages(timestamp: int) -> None:
    """Have each closed message heard that nobody has transcribed yet."""
    for promise in services.waiting():
        try:
            transcribe_message.configure(queueing_lock=f"transcribe {promise}").defer(promise=promise)
        except exceptions.AlreadyEnqueued:
            continue


@app.task(lock="transcribe", priority=LAST)
def transcribe_message(promise: str) -> None:
    """One message. Two are never heard at once: each takes a processor."""
    services.transcribe(promise)
