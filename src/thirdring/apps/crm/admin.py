"""CRM pages in the administration."""

from __future__ import annotations

from django.contrib import admin

from thirdring.apps.administration import OwnOrganisationAdmin
from thirdring.apps.crm.models import CrmPage


@admin.register(CrmPage)
class CrmPageAdmin(OwnOrganisationAdmin):
    list_display = ("name", "organisation", "line", "template", "opens", "active")
    list_filter = ("organisation",)
