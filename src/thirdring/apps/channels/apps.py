"""Registers the app with Django under the label ``channels``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    name = "thirdring.apps.channels"
    label = "channels"
    verbose_name = _("Lines and queues")
