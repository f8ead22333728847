"""Registers the app with Django under the label ``worker``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkerConfig(AppConfig):
    name = "thirdring.apps.worker"
    label = "worker"
    verbose_name = _("Worker")
