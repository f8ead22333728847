"""Imports of registries in the administration: the log of all, the upload, and the way of one of them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from thirdring.apps.administration import OwnOrganisationAdmin
from thirdring.apps.insured import views
from thirdring.apps.insured.models import RegistryImport


@admin.register(RegistryImport)
class RegistryImportAdmin(OwnOrganisationAdmin):
    nothing_yet = _("No registry yet: load one, and operators find people by name, policy and birthday.")
    organisation_path = "holder"
    list_display = (
        "made_at",
        "file_name",
        "holder",
        "state",
        "lines_read",
        "new_persons",
        "changed_persons",
        "lines_refused",
        "brought_by",
    )
    list_display_links = ("made_at", "file_name")
    list_filter = ("state",)
    list_select_related = ("holder", "made_by")

    @admin.display(description=_("lines of the file"), ordering="lines")
    def lines_read(self, registry: RegistryImport) -> str:
        return views.grouped(registry.lines)

    @admin.display(description=_("new"), ordering="new")
    def new_persons(self, registry: RegistryImport) -> str:
        return views.grouped(registry.new)

    @admin.display(description=_("changed persons"), ordering="changed")
    def changed_persons(self, registry: RegistryImport) -> str:
        return views.grouped(registry.changed)

    @admin.display(description=_("lines refused"), ordering="refused")
    def lines_refused(self, registry: RegistryImport) -> str:
        return views.grouped(registry.refused)

    @admin.display(description=_("by whom"), empty_value="–")
    def brought_by(self, registry: RegistryImport) -> str:
        return registry.brought_by

    def get_urls(self) -> list[URLPattern]:
        refused = self.admin_site.admin_view(self._refused)
        return [
            path("<int:pk>/refused.csv", refused, name="insured_registryimport_refused"),
            *super().get_urls(),
        ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # the log of imports is not edited

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return views.upload(request, may=self.has_add_permission(request))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return views.registry_page(
            request,
            self.get_queryset(request),
            object_id,
            may_see=self.has_view_permission(request),
            may=self.has_add_permission(request),
        )

    def _refused(self, request: HttpRequest, pk: int) -> HttpResponse:
        return views.refused_lines(
            request, self.get_queryset(request), pk, may_see=self.has_view_permission(request)
        )
