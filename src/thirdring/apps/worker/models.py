"""What the worker does, has done and could not do: the rows of its queue."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateReadOnlyManager


class Jobs(ProcrastinateReadOnlyManager):
    """Each with ``told_at``, the moment of what was last heard of it."""

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().annotate(told_at=Max("procrastinateevent__at"))


class Job(ProcrastinateJob):
    """One task that was, is or will be done; only the queue itself writes it."""

    objects: ClassVar[Any] = Jobs()

    class Meta:
        proxy = True
        verbose_name = _("background task")
        verbose_name_plural = _("background tasks")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.pk}"
