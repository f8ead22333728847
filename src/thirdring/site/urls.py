"""The table of addresses. Rooms bring their own; only what belongs to the whole site is listed by name."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("thirdring.apps.staff.urls")),
    path("", include("thirdring.desk.urls")),
]
