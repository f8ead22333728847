"""Registers the app with Django under the label ``audit``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "thirdring.apps.audit"
    label = "audit"
    verbose_name = _("Audit")
