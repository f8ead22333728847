"""Registers the app with Django under the label ``crm``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CrmConfig(AppConfig):
    name = "thirdring.apps.crm"
    label = "crm"
    verbose_name = _("CRM pages")
