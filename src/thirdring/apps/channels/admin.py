"""Administration of lines, menus, queues and what callers hear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

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
from thirdring.apps.channels.trial_pages import latest_trials, trial_page
from thirdring.apps.channels.ways import Step, way_of_line, way_of_menu
from thirdring.apps.own import OwnOrganisationInline

SEEN_AT_ONCE = {models.ManyToManyField: {"widget": UnfoldAdminCheckboxSelectMultipleWidget}}
TrunkPage = Callable[[HttpRequest, Trunk], HttpResponse]


class WayAdmin(OwnOrganisationAdmin):
    """Pages that end with the ``way`` of a caller, once there is something saved to draw it of."""

    readonly_fields = ("way",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = [name for name in super().get_fields(request, obj) if name != "way"]
        return [*fields, "way"] if obj is not None else fields


def _drawn(way: Step) -> SafeString:
    return render_to_string("channels/way.html", {"way": way})


@admin.register(Line)
class LineAdmin(WayAdmin):
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

    @admin.display(description=_("way of a caller"))
    def way(self, line: Line) -> SafeString:
        return _drawn(way_of_line(line))


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
    formfield_overrides = SEEN_AT_ONCE
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
class MenuAdmin(WayAdmin):
    organisation_path = "fallback__organisation"
    list_display = ("name", "prompt", "fallback")
    search_fields = ("name",)
    inlines = (MenuOptionInline,)

    @admin.display(description=_("way of a caller"))
    def way(self, menu: Menu) -> SafeString:
        return _drawn(way_of_menu(menu))


@admin.register(Prompt)
class PromptAdmin(OwnOrganisationAdmin):
    organisation_path = ""
    list_display = ("key", "language", "text")
    list_filter = ("language",)
    search_fields = ("key", "text")


@admin.register(Skill)
class SkillAdmin(OwnOrganisationAdmin):
    nothing_yet = _("No skill yet: add one when a queue needs people who know more than others.")
    organisation_path = ""
    list_display = ("tag", "name_ru", "name_uk", "name_en")
    search_fields = ("tag", "name_ru", "name_uk", "name_en")


@admin.register(PauseReason)
class PauseReasonAdmin(OwnOrganisationAdmin):
    organisation_path = ""
    list_display = ("key", "name_ru", "name_uk", "name_en", "order", "active")


@admin.register(Trunk)
class TrunkAdmin(OwnOrganisationAdmin):
    nothing_yet = _(
        "No trunk yet: add one for each provider whose calls come here, then test it with a call."
    )
    organisation_path = ""
    list_display = ("name", "key", "host", "register", "active")
    search_fields = ("key", "name", "host")
    actions_detail = ("test_call",)

    def get_urls(self) -> list[URLPattern]:
        pages = (("call/", trial_page, "trials"), ("call/latest/", latest_trials, "trials_latest"))
        own = [
            path(
                f"<int:object_id>/{address}",
                self.admin_site.admin_view(self._for_changers(page)),
                name=f"channels_trunk_{name}",
            )
            for address, page, name in pages
        ]
        return [*own, *super().get_urls()]

    def _for_changers(self, page: TrunkPage) -> Callable[..., HttpResponse]:
        def shown(request: HttpRequest, object_id: int) -> HttpResponse:
            if not self.has_change_permission(request):
                raise PermissionDenied
            return page(request, get_object_or_404(self.get_queryset(request), pk=object_id))

        return shown

    @action(description=_("Test call"), icon="phone_forwarded", permissions=["change"])
    def test_call(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect("admin:channels_trunk_trials", object_id)
