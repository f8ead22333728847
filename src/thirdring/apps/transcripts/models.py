"""The words that a machine heard in a message. The recording remains the source; this makes it findable.

A transcript is named by the promise to answer the message. It carries no rights of its own: who
may hear the message may read it.
"""

from __future__ import annotations

from typing import Final

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, Func, When
from django.utils.translation import gettext_lazy as _

from thirdring.apps.channels.models import Language

# By the language of the line. PostgreSQL knows no Ukrainian endings: words are found there as they stand.
SEARCH_CONFIGURATIONS: Final = {
    Language.RU: "russian",
    Language.UK: "simple",
    Language.EN: "english",
}


def _vector() -> Case:
    """A stored column may only be computed by a configuration that is written out, not by one from a row."""
    whens = (
        When(
            language=language,
            then=Func(F("text"), template=f"to_tsvector('{configuration}', %(expressions)s)"),
        )
        for language, configuration in SEARCH_CONFIGURATIONS.items()
    )
    return Case(*whens, output_field=SearchVectorField())


class Transcript(models.Model):
    """Machine-made, always. ``confidence`` is the model's own, 0–1: the mean probability of its words.

    ``text`` is "" when nobody spoke. ``seconds`` is how long the message is, ``took_s`` how long
    the machine needed for it. ``trouble``: the machine failed, and will not try again; why.
    """

    promise = models.TextField(_("promise"), primary_key=True)
    text = models.TextField(_("text"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    model = models.CharField(_("model"), max_length=100)
    made_at = models.DateTimeField(_("made"))
    seconds = models.FloatField(_("length, s"))
    took_s = models.FloatField(_("time needed, s"))
    confidence = models.FloatField(_("confidence"))
    trouble = models.TextField(_("trouble"), blank=True, default="", db_default="")
    words = models.GeneratedField(
        expression=_vector(), output_field=SearchVectorField(), db_persist=True, editable=False
    )

    class Meta:
        verbose_name = _("transcript")
        verbose_name_plural = _("transcripts")
        ordering = ("-made_at",)
        indexes = (GinIndex(fields=("words",), name="transcripts_words"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(confidence__gte=0, confidence__lte=1), name="transcripts_confidence"
            ),
        )

    def __str__(self) -> str:
        return f"{self.promise}: {self.text[:60]}"
