"""Administration of organisations and where they work."""

from __future__ import annotations

from django.contrib import admin

from thirdring.apps.administration import OwnOrganisationAdmin
from thirdring.apps.organisations.models import Clinic, Department, Organisation, Post, Region


@admin.register(Organisation)
class OrganisationAdmin(OwnOrganisationAdmin):
    organisation_path = "pk"
    list_display = ("short_name", "name", "kind", "country", "time_zone")
    list_filter = ("kind",)
    search_fields = ("code", "name", "short_name")


@admin.register(Department)
class DepartmentAdmin(OwnOrganisationAdmin):
    list_display = ("name", "organisation", "code")
    list_filter = ("organisation",)
    search_fields = ("code", "name")


@admin.register(Post)
class PostAdmin(OwnOrganisationAdmin):
    list_display = ("name", "organisation")
    list_filter = ("organisation",)
    search_fields = ("name",)


@admin.register(Region)
class RegionAdmin(OwnOrganisationAdmin):
    organisation_path = ""
    list_display = ("name", "code", "country")
    search_fields = ("code", "name")


@admin.register(Clinic)
class ClinicAdmin(OwnOrganisationAdmin):
    organisation_path = ""
    list_display = ("name", "region", "code", "phone")
    list_filter = ("region",)
    search_fields = ("code", "name", "address")
