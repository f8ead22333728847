"""Registers the app with Django under the label ``demonstration``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemonstrationConfig(AppConfig):
    name = "thirdring.apps.demonstration"
    label = "demonstration"
    verbose_name = _("Demonstration")
