"""The worker's sign of life, which ``/healthz`` reads."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """One row per worker process, written every few seconds while it runs."""

    name = models.CharField(primary_key=True, max_length=100)
    beaten_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
