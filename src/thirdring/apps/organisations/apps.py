"""Registers the app with Django under the label ``organisations``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "thirdring.apps.organisations"
    label = "organisations"
    verbose_name = _("Organisations")
