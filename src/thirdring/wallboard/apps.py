"""Registers the room with Django under the label ``wallboard``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WallboardConfig(AppConfig):
    name = "thirdring.wallboard"
    label = "wallboard"
    verbose_name = _("Wallboard")
