"""Registers the app with Django under the label ``calendars``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarsConfig(AppConfig):
    name = "thirdring.apps.calendars"
    label = "calendars"
    verbose_name = _("Working calendars")
