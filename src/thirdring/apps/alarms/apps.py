"""Registers the app with Django under the label ``alarms``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlarmsConfig(AppConfig):
    name = "thirdring.apps.alarms"
    label = "alarms"
    verbose_name = _("Alarms")
