"""Registers the app with Django under the label ``prompts``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PromptsConfig(AppConfig):
    name = "thirdring.apps.prompts"
    label = "prompts"
    verbose_name = _("Words and voices")
