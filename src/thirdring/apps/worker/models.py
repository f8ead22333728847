"""What the worker does, has done and could not do: the rows of its queue."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob


class Job(ProcrastinateJob):
    """One task that was, is or will be done; only the queue itself writes it."""

    class Meta:
        proxy = True
        verbose_name = _("background task")
        verbose_name_plural = _("background tasks")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.pk}"
