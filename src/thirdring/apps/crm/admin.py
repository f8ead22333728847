"""CRM pages in the administration."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from thirdring.apps.administration import OwnOrganisationAdmin
from thirdring.apps.crm.models import CrmPage


@admin.register(CrmPage)
class CrmPageAdmin(OwnOrganisationAdmin):
    nothing_yet = _(
        "No page yet: add the address of your CRM, and it opens beside the card when a call comes."
    )
    list_display = ("name", "organisation", "line", "template", "opens", "active")
    list_filter = ("organisation",)
