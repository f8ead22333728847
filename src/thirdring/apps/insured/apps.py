"""Registers the app with Django under the label ``insured``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsuredConfig(AppConfig):
    name = "thirdring.apps.insured"
    label = "insured"
    verbose_name = _("Insured persons")
