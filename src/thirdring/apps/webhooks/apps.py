"""Registers the app with Django under the label ``webhooks``."""

from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "thirdring.apps.webhooks"
    label = "webhooks"
    verbose_name = _("Webhooks")

    def ready(self) -> None:
        from thirdring.apps.appeals.models import Card
        from thirdring.apps.webhooks.telling import card_saved

        post_save.connect(card_saved, sender=Card, dispatch_uid="webhooks: card closed")
