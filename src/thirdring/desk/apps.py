"""Registers the room with Django under the label ``desk``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "thirdring.desk"
    label = "desk"
    verbose_name = _("Desk")
