"""A name in the three languages of the product, for dictionaries that the site itself edits.

Program texts are translated by gettext catalogues; names that an administrator types
are stored once per language and shown in the reader's.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class TrilingualName(models.Model):
    """Adds ``name_ru`` (required), ``name_uk`` and ``name_en`` (Russian serves while they are empty)."""

    name_ru = models.CharField(_("name in Russian"), max_length=200)
    name_uk = models.CharField(_("name in Ukrainian"), max_length=200, blank=True, default="")
    name_en = models.CharField(_("name in English"), max_length=200, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The name in the active language."""
        language = (get_language() or "ru")[:2]
        return getattr(self, f"name_{language}", "") or self.name_ru

    def __str__(self) -> str:
        return self.name
