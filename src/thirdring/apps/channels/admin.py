"""Administration of lines, menus, queues and what callers hear."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from thirdring.apps.administration import OwnOrganisationAdmin
from thirdring.apps.channels.models import (
    Line,
    Menu,
    MenuOption,
    PauseReason,
    Prompt,
    Queue,
    Skill,
    Trunk,
)
from thirdring.apps.own import OwnOrganisationInline


@admin.register(Line)
class LineAdmin(OwnOrganisationAdmin):
    list_display = (
        "number",
        "name",
        "kind",
        "carrier",
        "organisation",
        "queue",
        "menu",
        "calendar",
        "active",
    )
    list_filter = ("kind", "organisation", "active")
    search_fields = ("number", "name", "carrier")


@admin.register(Queue)
class QueueAdmin(OwnOrganisationAdmin):
    list_display = (
        "name",
        "organisation",
        "needs_level",
        "needs_language",
        "needs_department",
        "priority",
        "choice",
    )
    list_filter = ("organisation", "needs_level")
    search_fields = ("key", "name")
    autocomplete_fields = ("needs_skills",)
    fieldsets = (
        (None, {"fields": ("name", "key", "organisation")}),
        (
            _("What it needs of an operator"),
            {
                "fields": (
                    "needs_organisation",
                    "needs_level",
                    "needs_language",
                    "needs_department",
                    "needs_skills",
                )
            },
        ),
        (
            _("How it is served"),
            {"fields": ("calendar", "priority", "choice", "ring_limit_s", "wrap_up_limit_s")},
        ),
    )


class MenuOptionInline(OwnOrganisationInline):
    model = MenuOption
    extra = 0


@admin.register(Menu)
class MenuAdmin(OwnOrganisationAdmin):
    organisation_path = "fallback__organisation"
    list_display = ("name", "prompt", "fallback")
    search_fields = ("name",)
    inlines = (MenuOptionInline,)


@admin.register(Prompt)
class PromptAdmin(OwnOrganisationAdmin):
    organisation_path = ""
    list_display = ("key", "language", "text")
    list_filter = ("language",)
    search_fields = ("key", "text")


@admin.register(Skill)
class SkillAdmin(OwnOrganisationAdmin):
    organisation_path = ""
    list_display = ("tag", "name_ru", "name_uk", "name_en")
    search_fields = ("tag", "name_ru", "name_uk", "name_en")


@admin.register(PauseReason)
class PauseReasonAdmin(OwnOrganisationAdmin):
    organisation_path = ""
    list_display = ("key", "name_ru", "name_uk", "name_en", "order", "active")


@admin.register(Trunk)
class TrunkAdmin(OwnOrganisationAdmin):
    organisation_path = ""
    list_display = ("name", "key", "host", "register", "active")
    search_fields = ("key", "name", "host")
