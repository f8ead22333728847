"""Registers the app with Django under the label ``staff``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "thirdring.apps.staff"
    label = "staff"
    verbose_name = _("Staff")
