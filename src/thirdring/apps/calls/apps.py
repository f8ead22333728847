"""Registers the app with Django under the label ``calls``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "thirdring.apps.calls"
    label = "calls"
    verbose_name = _("Calls")
