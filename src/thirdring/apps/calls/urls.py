"""Where recordings are heard."""

from __future__ import annotations

from django.urls import path

from thirdring.apps.calls import views

urlpatterns = [
    path("recordings/<str:call>.wav", views.recording, name="recording"),
    path("recordings/<str:call>/shape", views.shape, name="recording-shape"),
    path("recordings/messages/<str:recording>.wav", views.message, name="message"),
]
