"""Registers the app with Django under the label ``staff``; its groups follow the table of roles."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "thirdring.apps.staff"
    label = "staff"
    verbose_name = _("Staff")

    def ready(self) -> None:
        from django.apps import apps  # models are loaded by now, not before

        from thirdring.apps.staff import events  # noqa: F401 - connects its receivers
        from thirdring.apps.staff.roles import grant

        # Permissions are made app by app after a migration; sessions come after all apps of ours.
        post_migrate.connect(grant, sender=apps.get_app_config("sessions"))
