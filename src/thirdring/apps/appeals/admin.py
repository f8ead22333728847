"""Administration of the code tree of reasons. Cards are read at the desk, where every reading is logged."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from thirdring.apps.administration import OwnOrganisationAdmin
from thirdring.apps.appeals.models import Reason


@admin.register(Reason)
class ReasonAdmin(OwnOrganisationAdmin):
    organisation_path = ""
    rather_than_delete = _(
        "Fill in “valid until” instead: after that day nobody chooses it, and closed cards keep it."
    )
    list_display = ("code", "name_ru", "name_uk", "name_en", "programme", "valid_from", "valid_until")
    list_filter = ("programme",)
    search_fields = ("code", "name_ru", "name_uk", "name_en")
