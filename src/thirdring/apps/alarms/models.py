"""Who has taken note of an alarm, and when. Alarms themselves are conditions of the present, not records."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Acknowledgement(models.Model):
    """It holds for the alarm ``key`` as it stood at that moment: one that is raised later needs another.

    ``program``: the token by which it was done in somebody's name.
    """

    key = models.CharField(_("alarm"), max_length=200)
    at = models.DateTimeField(_("when"), db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by whom")
    )
    program = models.CharField(_("by which program"), max_length=100, blank=True, default="")

    class Meta:
        verbose_name = _("acknowledgement of an alarm")
        verbose_name_plural = _("acknowledgements of alarms")
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.key

    @property
    def whose(self) -> str:
        """The name, and the program if one has done it."""
        return f"{self.by} ({self.program})" if self.program else str(self.by)
