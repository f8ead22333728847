"""The nightly sealing of the read log."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from thirdring.apps.audit import services

LOOKED_BACK = timedelta(days=31)

log = logging.getLogger(__name__)


@app.periodic(cron="15 2 * * *")
@app.task(queueing_lock="seal the read log")
def seal_read_log(timestamp: int) -> None:
    """Every night: seal the day's readings, and say loudly when an older seal no longer holds.

    Those of a month are looked at, and in the first night of a month all that there are.
    """
    today = timezone.localtime()
    broken = services.first_broken_seal(today - LOOKED_BACK if today.day > 1 else None)
    if broken is not None:
        log.error(
            "The read log was changed behind the database's back: the seal of %s does not hold.", broken
        )
    services.seal()
