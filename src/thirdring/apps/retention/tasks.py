"""The nightly deletion, and the check that nobody has touched the proofs of earlier ones."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from thirdring.apps.retention import services

log = logging.getLogger(__name__)


@app.periodic(cron="30 3 * * *")
@app.task(queueing_lock="delete what was kept long enough", lock="retention")
def delete_what_was_kept_long_enough(timestamp: int) -> None:
    """Every night, when the fewest people call."""
    broken = services.first_broken_proof()
    if broken is not None:
        log.error("The proofs of deletion were changed: the chain breaks at %s, %s.", broken.pk, broken)
    services.delete_due(timezone.now())
