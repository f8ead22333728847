"""The table of addresses. Rooms bring their own; only what belongs to the whole site is listed by name."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from thirdring.apps.api.v1 import api
from thirdring.site.health import healthz
from thirdring.site.metrics import metrics

urlpatterns = [
    path("api/v1/", api.urls),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("thirdring.apps.staff.urls")),  # before the administration, whose login it takes over
    path("admin/", admin.site.urls),
    path("", include("thirdring.apps.calls.urls")),
    path("", include("thirdring.desk.urls")),
    path("", include("thirdring.wallboard.urls")),
]
