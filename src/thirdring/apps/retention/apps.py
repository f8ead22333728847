"""Registers the app with Django under the label ``retention``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RetentionConfig(AppConfig):
    name = "thirdring.apps.retention"
    label = "retention"
    verbose_name = _("Retention")
