"""Administration of logins, operators, their skills and phones."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminTextInputWidget

from thirdring.apps.administration import OwnOrganisationAdmin
from thirdring.apps.staff.models import Device, Operator, OperatorSkill, User

admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    pass


@admin.register(User)
class UserAdmin(DjangoUserAdmin, OwnOrganisationAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "last_name", "first_name", "organisation", "is_active", "last_login")
    list_filter = ("organisation", "groups", "is_active")
    search_fields = ("username", "last_name", "first_name")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (
            _("Person"),
            {"fields": ("last_name", "first_name", "patronymic", "email", "organisation", "language")},
        ),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    "usable_password",
                    "password1",
                    "password2",
                    "last_name",
                    "first_name",
                    "patronymic",
                    "organisation",
                )
            },
        ),
    )

    def get_readonly_fields(self, request, obj=None):
        """Only a superuser makes superusers and gives out rights."""
        own = super().get_readonly_fields(request, obj)
        return own if request.user.is_superuser else (*own, "is_superuser", "is_staff", "groups")


class OperatorSkillInline(TabularInline):
    model = OperatorSkill
    extra = 0


class DeviceInline(TabularInline):
    model = Device
    extra = 0
    readonly_fields = ("key",)
    fields = ("kind", "key", "number", "trunk")


@admin.register(Operator)
class OperatorAdmin(OwnOrganisationAdmin):
    list_display = (
        "user",
        "organisation",
        "department",
        "post",
        "level",
        "qualification",
        "languages",
        "active",
    )
    list_filter = ("organisation", "level", "qualification", "active")
    search_fields = ("user__username", "user__last_name", "user__first_name")
    list_select_related = ("user", "organisation", "department", "post")
    inlines = (OperatorSkillInline, DeviceInline)
    formfield_overrides: ClassVar = {ArrayField: {"widget": UnfoldAdminTextInputWidget}}
