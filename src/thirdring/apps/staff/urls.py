"""Logging in and out."""

from __future__ import annotations

from django.urls import path

from thirdring.apps.staff import views

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.Logout.as_view(), name="logout"),
]
