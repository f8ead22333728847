"""Registers the app with Django under the label ``api``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "thirdring.apps.api"
    label = "api"
    verbose_name = _("API")
