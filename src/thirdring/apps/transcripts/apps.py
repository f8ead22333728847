"""Registers the app with Django under the label ``transcripts``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranscriptsConfig(AppConfig):
    name = "thirdring.apps.transcripts"
    label = "transcripts"
    verbose_name = _("Transcripts")
