"""Where words and voices stand in the administration: pages of their own, because rows are only added."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from unfold.admin import ModelAdmin

from thirdring.apps.prompts import views
from thirdring.apps.prompts.models import Recording, TextVersion

View = Callable[..., HttpResponse]


class OwnPages(ModelAdmin):
    """Shows ``pages`` (address, view, name after the model's) in place of Django's list and form."""

    pages: tuple[tuple[str, View, str], ...] = ()

    def get_urls(self) -> list[URLPattern]:
        names = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path(address, self.admin_site.admin_view(self._for_readers(view)), name=f"{names}_{name}")
            for address, view, name in self.pages
        ]

    def _for_readers(self, view: View) -> View:
        def shown(request: HttpRequest, **named: Any) -> HttpResponse:
            if not self.has_view_permission(request):
                raise PermissionDenied
            return view(request, **named)

        return shown


@admin.register(Recording)
class RecordingAdmin(OwnPages):
    pages = (
        ("", views.sentence_list, "changelist"),
        ("<int:recording>.wav", views.recorded_sound, "recorded"),
        ("<slug:name>.wav", views.rendered_sound, "rendered"),
        ("<slug:name>/", views.sentence_page, "sentence"),
    )


@admin.register(TextVersion)
class TextVersionAdmin(OwnPages):
    pages = (
        ("", views.text_list, "changelist"),
        ("<slug:key>/", views.text_page, "text"),
    )
