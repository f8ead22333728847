"""The nightly deletion, and the check that nobody has touched the proofs of earlier ones."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from thirdring.apps.retention import services

log = logging.getLogger(__name__)


# While a backup is being made, others get their turn: a job that waits here would hold up every other one.
LATER = RetryStrategy(max_attempts=48, wait=600, retry_exceptions={services.BackupRunning})


@app.periodic(cron="30 3 * * *")
@app.task(queueing_lock="delete what was kept long enough", lock="retention", retry=LATER)
def delete_what_was_kept_long_enough(timestamp: int) -> None:
    """Every night, when the fewest people call; after a backup, if one is being made."""
    broken = services.first_broken_proof()
    if broken is not None:
        log.error("The proofs of deletion were changed: the chain breaks at %s, %s.", broken.pk, broken)
    services.delete_due(timezone.now())
