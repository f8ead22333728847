"""Administration of the code tree of reasons. Cards are read at the desk, where every reading is logged."""

from __future__ import annotations

from django.contrib import admin

from thirdring.apps.administration import OwnOrganisationAdmin
from thirdring.apps.appeals.models import Reason


@admin.register(Reason)
class ReasonAdmin(OwnOrganisationAdmin):
    organisation_path = ""
    list_display = ("code", "name_ru", "name_uk", "name_en", "programme", "valid_from", "valid_until")
    list_filter = ("programme",)
    search_fields = ("code", "name_ru", "name_uk", "name_en")
