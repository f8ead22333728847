"""Registers the app with Django under the label ``compliance``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplianceConfig(AppConfig):
    name = "thirdring.apps.compliance"
    label = "compliance"
    verbose_name = _("Compliance")
