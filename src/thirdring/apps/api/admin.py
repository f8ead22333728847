"""API tokens: seen, revoked and deleted here; made by ``thirdring token``, which shows one once."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from thirdring.apps.administration import OwnOrganisationAdmin
from thirdring.apps.api.models import ApiToken


@admin.register(ApiToken)
class ApiTokenAdmin(OwnOrganisationAdmin):
    nothing_yet = _(
        "No token yet: “thirdring token” makes one for each program that reads or changes something here."
    )
    list_display = ("name", "organisation", "scopes", "made_at", "expires_at", "last_used_at", "revoked")
    list_select_related = ("organisation",)
    readonly_fields = ("organisation", "made_at", "last_used_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
