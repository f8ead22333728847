"""What the centre owes a person. The engine writes a promise when the router says one is owed.

Keeping promises (attempts, results, deadlines) comes to live here; at present a promise is open or kept.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PromiseState(models.TextChoices):
    OPEN = "open", _("open")
    KEPT = "kept", _("kept")


class Promise(models.Model):
    id = models.BigAutoField(primary_key=True)
    call = models.ForeignKey(
        "calls.Call",
        models.DO_NOTHING,
        db_column="call",
        db_constraint=False,
        null=True,
        related_name="promises",
        verbose_name=_("call"),
    )
    card = models.ForeignKey(
        "appeals.Card",
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="promises",
        verbose_name=_("card"),
    )
    kind = models.TextField(_("kind"))
    why = models.TextField(_("why"), db_default="")
    made_at = models.DateTimeField(_("made"))
    state = models.TextField(_("state"), choices=PromiseState, db_default=PromiseState.OPEN)
    kept_at = models.DateTimeField(_("kept"), null=True)
    kept_by = models.ForeignKey(
        "staff.User",
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        verbose_name=_("kept by"),
    )

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ("made_at", "id")
        indexes = (models.Index(fields=("made_at",), name="promises_open", condition=models.Q(state="open")),)

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at:%Y-%m-%d %H:%M}"
