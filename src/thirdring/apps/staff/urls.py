"""Logging in and out."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from thirdring.apps.staff import views

urlpatterns = [
    path("", views.home, name="home"),
    path("admin/login/", views.administration_login),
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
]
