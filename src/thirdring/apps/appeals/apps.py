"""Registers the app with Django under the label ``appeals``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppealsConfig(AppConfig):
    name = "thirdring.apps.appeals"
    label = "appeals"
    verbose_name = _("Appeals")
