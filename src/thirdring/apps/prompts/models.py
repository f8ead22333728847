"""The house's own words and voices. Rows are only ever added, so that what was said at a moment stays known.

A recording belongs to a sentence: to these words in this language. When the words change, it is no
longer of them, and the rendered voice speaks; when they come back, so does the recording.
"""

from __future__ import annotations

import msgspec
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from thirdring.apps.channels.models import Language
from thirdring.speech import Wording


class TextVersion(models.Model):
    """A text in the house's words; in a language without them the shipped words stand.

    The version with the greatest number among those that are valid is the text. So a later version
    replaces all before it, also one that was to become valid only afterwards.
    """

    key = models.CharField(_("key"), max_length=60)
    number = models.PositiveIntegerField(_("version"))
    ru = models.JSONField(_("in Russian"), null=True)  # a speech.Wording
    uk = models.JSONField(_("in Ukrainian"), null=True)
    en = models.JSONField(_("in English"), null=True)
    valid_from = models.DateTimeField(_("valid from"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    note = models.CharField(_("why"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("text version")
        verbose_name_plural = _("text versions")
        ordering = ("key", "-number")
        constraints = (models.UniqueConstraint(fields=("key", "number"), name="prompts_textversion_once"),)

    def __str__(self) -> str:
        return f"{self.key} {self.number}"

    def wording(self, language: str) -> Wording | None:
        """In "ru", "uk" or "en"; ``None`` where the shipped words stand."""
        stored = getattr(self, language)
        return None if stored is None else msgspec.convert(stored, Wording)


class Recording(models.Model):
    """An uploaded recording of a sentence, as telephones play it."""

    sentence = models.CharField(_("sentence"), max_length=32, db_index=True)  # speech.sound_name
    language = models.CharField(_("language"), max_length=2, choices=Language)
    words = models.TextField(_("words"))
    sound = models.BinaryField(_("sound"))  # a WAV file, 8 kHz, 16 bit, mono
    seconds = models.FloatField(_("length, s"))
    lufs = models.FloatField(_("loudness, LUFS"))
    file_name = models.CharField(_("file"), max_length=200)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ("-uploaded_at", "-id")

    def __str__(self) -> str:
        return f"{self.file_name} ({self.words[:40]})"


class Choice(models.Model):
    """From this moment callers hear this recording of a sentence, or with none the rendered voice."""

    sentence = models.CharField(_("sentence"), max_length=32)
    recording = models.ForeignKey(
        Recording, models.PROTECT, null=True, related_name="choices", verbose_name=_("recording")
    )
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))

    class Meta:
        verbose_name = _("choice of a voice")
        verbose_name_plural = _("choices of voices")
        ordering = ("-id",)
        indexes = (models.Index(fields=("sentence", "-id"), name="prompts_choice_latest"),)

    def __str__(self) -> str:
        return f"{self.sentence} {self.at:%Y-%m-%d %H:%M}"
