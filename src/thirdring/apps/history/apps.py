"""Registers the app with Django under the label ``history``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HistoryConfig(AppConfig):
    name = "thirdring.apps.history"
    label = "history"
    verbose_name = _("history of changes")
