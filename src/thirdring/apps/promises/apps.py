"""Registers the app with Django under the label ``promises``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PromisesConfig(AppConfig):
    name = "thirdring.apps.promises"
    label = "promises"
    verbose_name = _("Promises")
