"""The journal as a Django application, so that its tables come with the ordinary migrations."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "thirdring.journal"
    label = "journal"
